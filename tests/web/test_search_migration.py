"""People who were imported before searches had a text of their own are found as those imported after."""

from __future__ import annotations

from flask_migrate import downgrade, upgrade

from app.domain.record.names import search_text, words_of
from app.factory import create_app
from app.models.base import db
from tests.support.needs import ROOT

MIGRATIONS = str(ROOT / "migrations")
NAMES = [
    ("Żaneta", None, "Przykładowska-Wróbel", "Siân Ŵyn"),
    ("D’Arcy", "Mary\u2011Ann", "O'Fictional, Sr.", "Morgan\u00a0 Mockridge"),
    (None, None, "ĐORĐE", None),
    ("Ólafur", "İpek", "Dæmisson\u200b", "Robin   Samplewright"),
]


def test_those_imported_before_are_found_by_the_same_text(empty_database, close):
    app = create_app("testing", SQLALCHEMY_DATABASE_URI=empty_database)
    with app.app_context():
        upgrade(directory=MIGRATIONS, revision="0008-1")
        for number, (forename, middle_names, surname, manager) in enumerate(NAMES):
            row = ROW | {
                "prison_number": f"A{number:04}BC",
                "crn": f"X{number:06}",
                "forename": forename,
                "middle_names": middle_names,
                "surname": surname,
                "manager_name": manager,
            }
            values = ", ".join(f":{name}" for name in row)
            db.session.execute(db.text(f"INSERT INTO cases ({', '.join(row)}) VALUES ({values})"), row)
        db.session.commit()
        upgrade(directory=MIGRATIONS, revision="0008")
        names = "forename, middle_names, surname, prison_number, crn, manager_name"
        for found, *given in db.session.execute(db.text(f"SELECT search_text, {names} FROM cases")):
            assert found == search_text(*given)
        db.session.rollback()
        upgrade(directory=MIGRATIONS, revision="0030")
        for by, near, *given in db.session.execute(
            db.text(f"SELECT found_by, found_near, {names} FROM cases")
        ):
            assert (by, near) == words_of(given[:3], given[3:5])
        db.session.rollback()
        downgrade(directory=MIGRATIONS, revision="0008-1")
        assert db.session.scalar(db.text("SELECT count(*) FROM cases")) == len(NAMES)
        db.session.rollback()
    close(app)


ROW = {
    "sort_name": "x",
    "indeterminate": False,
    "recall": False,
    "restricted_patient": False,
    "prison_name": "HMP Exampleford",
    "kind": "CRD",
    "release_date_label": "CRD",
    "manager_unallocated": False,
    "restriction_kind": "NONE",
    "record": "{}",
    "record_sha256": "0",
    "imported_at": "2026-01-01",
    "chain_length": 0,
    "chain_head": "0",
}
