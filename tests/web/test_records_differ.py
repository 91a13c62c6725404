"""Where the prison and the probation record say different things of one person, the national one counts, and both are shown."""

from __future__ import annotations

import pytest

import config
from app.domain.record.differences import CAN_BE_PROBATIONS
from app.models.base import db
from app.models.case import Case
from tests.support.page_checks import squeeze, text
from tests.support.records import imported, record_of
from tests.support.standing import as_user, case_id_of, started


@pytest.fixture
def case_id(app) -> int:
    return case_id_of(app, "Testwick")


def probation_says(app, case_id: int, **person) -> None:
    record = record_of(app, case_id)
    record["probation"]["person"] = person or None
    imported(app, record)


def facts(app, case_id: int) -> tuple[str, str | None, list[str]]:
    with app.app_context():
        case = db.session.get_one(Case, case_id)
        return case.name, case.pnc, case.differences


def shown(client, address: str) -> str:
    client.get(address)
    return squeeze(" ".join(text(body) for body in client.page.all("body")))


def test_the_prisons_value_is_used_and_every_page_of_the_person_shows_the_other_until_they_agree(
    app, case_id
):
    number = started(app, case_id, "practitioner")
    name, _, _ = facts(app, case_id)
    probation_says(app, case_id, forename="Mary-Gold", surname="Testwick", dateOfBirth="1990-02-28")
    now, _, differences = facts(app, case_id)
    assert now == name and len(differences) == 2
    said = "Name: the prison record has Marigold Testwick, the probation record Mary-Gold Testwick. The prison record is used"
    for username, address in (
        ("practitioner", f"/licence/{number}"),
        ("practitioner", f"/licence/{number}/create/appointment-with"),
        ("administrator", f"/case/{case_id}/dates"),
    ):
        assert said in shown(as_user(app, username), address), address
    probation_says(app, case_id, forename="MARIGOLD", surname="Testwick")
    assert facts(app, case_id)[2] == [], "capitals are no difference"
    assert "Records differ" not in shown(as_user(app, "practitioner"), f"/licence/{number}")


def test_probations_value_is_used_of_the_facts_of_which_its_record_is_the_national_one(app, case_id):
    app.config["PROBATION_IS_NATIONAL"] = frozenset({"name"})
    probation_says(app, case_id, forename="Mary-Gold", surname="Testwick", pncNumber="2001/1234567X")
    name, pnc, differences = facts(app, case_id)
    assert name == "Mary-Gold Testwick" and pnc != "2001/1234567X"
    assert [each.rpartition(". ")[2] for each in differences] == [
        "The probation record is used",
        "The prison record is used",
    ]


def test_what_only_one_record_says_is_used_and_is_no_difference(app, case_id):
    record = record_of(app, case_id)
    record["prisoner"]["pncNumber"] = None
    record["probation"]["person"] = {"pncNumber": "2001/1234567X"}
    imported(app, record)
    assert facts(app, case_id)[1:] == ("2001/1234567X", [])


def test_another_prison_number_in_the_probation_record_is_shown_and_never_used(app, case_id):
    probation_says(app, case_id, nomsNumber="A0001AA")
    (said,) = facts(app, case_id)[2]
    assert "A0001AA" in said and said.endswith("The prison record is used")


def test_a_setting_that_names_no_such_fact_stops_the_service(monkeypatch):
    monkeypatch.setenv("PROBATION_IS_NATIONAL", "name, Birthday")
    with pytest.raises(SystemExit, match=r"names birthday\. It can name cro, date-of-birth, name, pnc"):
        config._facts("PROBATION_IS_NATIONAL", CAN_BE_PROBATIONS)
    monkeypatch.setenv("PROBATION_IS_NATIONAL", " PNC,name ")
    assert config._facts("PROBATION_IS_NATIONAL", CAN_BE_PROBATIONS) == {"pnc", "name"}
    assert config.Settings.PROBATION_IS_NATIONAL <= CAN_BE_PROBATIONS
