def test_the_main_job_from_start_to_print(app, signed_in):
    from tests.support.writing import decided, press, sent

    practitioner, approver = signed_in("practitioner"), signed_in("approver")
    licence_id = sent(app, practitioner)
    decided(app, approver, licence_id)
    pdf = press(signed_in("administrator"), f"/licence/{licence_id}/print", shown=f"/licence/{licence_id}")
    assert pdf.mimetype == "application/pdf"
