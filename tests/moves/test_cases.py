"""Importing people: all or nothing, the same twice changes nothing, and what the command says."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cli.cases import cases_cli
from app.demo.places import PRISONS
from app.demo.records import people
from app.domain.dates.working_days import WorkingDays
from app.domain.record.read import RecordError, parse_records
from app.integrations.bank_holidays import BankHolidaysError, england_and_wales
from app.models.base import db
from app.models.case import Case
from app.models.prison import Prison
from app.models.record import Chains
from app.moves.cases import Counts, import_records
from app.store.prisons import set_prison

TODAY = dt.date(2026, 11, 21)
DAYS = england_and_wales()


@pytest.fixture
def small_app() -> Flask:
    """The tables of people and prisons, and the command, without the rest of the service."""
    app = Flask(__name__)
    app.config.update(
        SQLALCHEMY_DATABASE_URI="sqlite://",
        BANK_HOLIDAYS_FILE=None,
        HDC_CREATION=False,
        PROBATION_IS_NATIONAL=frozenset(),
    )
    db.init_app(app)
    app.cli.add_command(cases_cli)
    with app.app_context():
        db.create_all()
        db.session.add(Chains(id=1, begun=0))
        db.session.commit()
    return app


@pytest.fixture
def tables(small_app: Flask) -> Iterator[Flask]:
    with small_app.app_context():
        yield small_app


def load(records: list[dict[str, Any]], days: WorkingDays = DAYS) -> Counts:
    return import_records(parse_records(json.dumps(records)), days)


def stored() -> int:
    return db.session.scalar(select(func.count()).select_from(Case)) or 0


def case(name: str) -> Case:
    return db.session.scalars(select(Case).where(Case.surname == name)).one()


@pytest.mark.usefixtures("tables")
class TestImport:
    def test_the_same_records_again_change_nothing(self) -> None:
        records = people(TODAY)
        assert load(records) == Counts(len(records), 0, 0)
        moments = set(db.session.scalars(select(Case.imported_at)))
        assert load(records) == Counts(0, 0, len(records))
        assert set(db.session.scalars(select(Case.imported_at))) == moments

    def test_a_later_record_updates_and_adds(self) -> None:
        records = people(TODAY)
        load(records[1:])
        later = copy.deepcopy(records)
        later[2]["prisoner"]["conditionalReleaseDate"] = "2027-06-11"
        assert load(later) == Counts(1, 1, len(records) - 2)
        assert case(later[2]["prisoner"]["lastName"]).licence_start == dt.date(2027, 6, 11)

    def test_a_crn_of_another_person_is_refused_and_nothing_stored(self) -> None:
        records = people(TODAY)
        load(records[:1])
        taken = copy.deepcopy(records[1:3])
        taken[1]["probation"]["crn"] = records[0]["probation"]["crn"]
        with pytest.raises(RecordError) as refused:
            load(taken)
        (fault,) = refused.value.faults
        assert (fault.position, fault.field) == (2, "probation.crn")
        assert records[0]["prisoner"]["prisonerNumber"] in fault.reason
        assert stored() == 1

    def test_a_person_may_be_given_another_crn(self) -> None:
        records = people(TODAY)[:1]
        load(records)
        records[0]["probation"]["crn"] = "X000001"
        assert load(records) == Counts(0, 1, 0)

    def test_a_new_bank_holiday_moves_the_dates_of_unchanged_records(self) -> None:
        records = people(TODAY)[:1]
        load(records)
        before = case("Testwick").licence_start
        assert before
        holiday = WorkingDays(DAYS.holidays | {before}, DAYS.horizon)
        assert load(records, holiday) == Counts(0, 1, 0)
        assert case("Testwick").licence_start == holiday.nth_before(before, 1)

    def test_columns_hold_what_lists_and_pages_need(self) -> None:
        for prison in PRISONS:
            set_prison(**prison)  # type: ignore[arg-type]
        db.session.commit()
        load(people(TODAY))
        llan = case("Llanfairbryn")
        assert (llan.name, llan.full_name, llan.sort_name) == (
            "Siân Llanfairbryn",
            "Siân Angharad Llanfairbryn",
            "llanfairbryn sian",
        )
        assert (llan.manager_username, llan.manager_name) == ("practitioner", "Robin Samplewright")
        assert (llan.team_code, llan.pdu_code, llan.region_code, llan.prison_code) == (
            "N01A",
            "N01P",
            "N01",
            "ZCI",
        )
        assert not llan.is_restricted
        unallocated = case("Unallotted")
        assert unallocated.manager_unallocated
        assert (unallocated.manager_name, unallocated.manager_username, unallocated.team_code) == (
            None,
            None,
            "N01A",
        )
        assert case("Returnham").kind == "PRRD"
        assert case("Returnham").release_date_text == "Post-recall release date"
        assert case("Placeholder").name == "Placeholder"
        assert case("Guarded").is_restricted
        assert (case("Hospitalstay").prison_code, case("Hospitalstay").prison_name) == (
            "ZAI",
            "HMP Exampleford",
        )

    def test_names_that_a_register_keeps_in_capitals_are_written_as_people_write_them(self) -> None:
        records = people(TODAY)[:1]
        records[0]["prisoner"] |= {
            "firstName": "JEAN-LUC",
            "middleNames": "VAN DYK",
            "lastName": "O'BRIEN-MCTESTER",
        }
        records[0]["probation"]["manager"]["name"] = {"forename": "WEI", "surname": "NG"}
        load(records)
        found = case("O'Brien-McTester")
        assert found.full_name == "Jean-Luc Van Dyk O'Brien-McTester"
        assert found.manager_name == "Wei Ng"
        assert found.record["prisoner"]["lastName"] == "O'BRIEN-MCTESTER", "the record stays as it came"

    def test_a_record_that_does_not_say_who_may_see_it_is_restricted(self) -> None:
        records = people(TODAY)[:2]
        del records[0]["probation"]["restriction"]
        records[1]["probation"]["restriction"] = None
        load(records)
        assert all(
            case.is_restricted and case.restriction_message for case in db.session.scalars(select(Case))
        )

    def test_dates_past_the_known_bank_holidays_are_imported(self) -> None:
        records = people(TODAY)[:2]
        records[0]["prisoner"]["conditionalReleaseDate"] = "9999-12-31"
        records[1]["prisoner"]["conditionalReleaseDate"] = "2040-01-01"
        records[1]["prisoner"]["confirmedReleaseDate"] = None
        load(records)
        assert case("Testwick").licence_start == dt.date(9999, 12, 31)
        assert case("Sampleton").licence_start == dt.date(2039, 12, 30)

    def test_usernames_are_kept_in_lower_case(self) -> None:
        records = people(TODAY)[:1]
        records[0]["probation"]["manager"]["username"] = "PracTitioner"
        load(records)
        assert case("Testwick").manager_username == "practitioner"

    def test_a_file_without_people_stores_nobody(self) -> None:
        assert load([]) == Counts(0, 0, 0)

    def test_a_prison_is_added_once_and_brought_up_to_date(self) -> None:
        set_prison("ZAI", "Old name", "a@example.com")
        set_prison("ZAI", "New name")
        (prison,) = db.session.scalars(select(Prison))
        assert (prison.name, prison.omu_email) == ("New name", None)


class TestCommand:
    def test_counts_are_printed(self, small_app: Flask, tmp_path: Path) -> None:
        file = tmp_path / "people.json"
        records = people(TODAY)[:3]
        records[0]["extra"] = 1
        file.write_text(json.dumps({"cases": records}), encoding="utf-8")
        result = small_app.test_cli_runner().invoke(args=["cases", "import", str(file)])
        assert result.exit_code == 0
        assert result.output == "3 records: 3 added, 0 changed, 0 unchanged, 1 unknown fields ignored.\n"

    def test_how_many_people_lack_a_police_number_or_have_a_malformed_one_is_printed(
        self, small_app: Flask, tmp_path: Path
    ) -> None:
        file = tmp_path / "people.json"
        records = people(TODAY)[:3]
        records[0]["prisoner"]["pncNumber"] = None
        records[1]["prisoner"]["croNumber"] = "15-1"
        file.write_text(json.dumps({"cases": records}), encoding="utf-8")
        result = small_app.test_cli_runner().invoke(args=["cases", "import", str(file)])
        assert result.exit_code == 0
        assert "2 people have no PNC ID or CRO number, or a malformed one" in result.output

    def test_faults_are_printed_one_a_line_and_nothing_is_stored(
        self, small_app: Flask, tmp_path: Path
    ) -> None:
        file = tmp_path / "people.json"
        records = people(TODAY)[:3]
        records[1]["prisoner"]["dateOfBirth"] = "1990-02-30"
        del records[2]["probation"]["crn"]
        file.write_text(json.dumps(records), encoding="utf-8")
        result = small_app.test_cli_runner().invoke(args=["cases", "import", str(file)])
        assert result.exit_code == 1
        assert result.output.splitlines() == [
            f"{file}: record 2: prisoner.dateOfBirth: is not a real date",
            f"{file}: record 3: probation.crn: is missing",
        ]
        with small_app.app_context():
            assert stored() == 0

    def test_a_person_whose_name_cannot_be_printed_is_left_out_alone_and_the_operator_told_why_and_what_to_do(
        self, small_app: Flask, tmp_path: Path
    ) -> None:
        file = tmp_path / "people.json"
        records = people(TODAY)[:3]
        small_app.test_cli_runner().invoke(args=["cases", "import", _written(file, records)])
        records[0]["prisoner"]["lastName"] = "محمد"
        records[1]["prisoner"]["lastName"] += "\u00a0"
        records[2]["prisoner"]["lastName"] = "Otherwise"
        result = small_app.test_cli_runner().invoke(args=["cases", "import", _written(file, records)])
        assert result.exit_code == 3
        assert result.output.splitlines() == [
            f"{file}: record 1: prisoner.lastName: has Arabic letters, which a licence cannot be printed with",
            "2 of 3 records: 0 added, 1 changed, 1 unchanged, 0 unknown fields ignored.",
            "1 record left out, and what was stored about that person stays as it was. Ask whoever keeps the record to "
            "write it in letters that can be printed, such as a name in Latin letters, and import it again.",
        ]
        with small_app.app_context():
            assert {c.surname for c in db.session.scalars(select(Case))} == {
                "Testwick",
                "Sampleton",
                "Otherwise",
            }

    def test_a_crn_of_another_person_is_named_by_its_place_in_the_file_also_behind_one_that_is_left_out(
        self, small_app: Flask, tmp_path: Path
    ) -> None:
        file = tmp_path / "people.json"
        records = people(TODAY)[:3]
        small_app.test_cli_runner().invoke(args=["cases", "import", _written(file, records[:1])])
        records[1]["prisoner"]["lastName"] = "山"
        records[2]["probation"]["crn"] = records[0]["probation"]["crn"]
        result = small_app.test_cli_runner().invoke(args=["cases", "import", _written(file, records[1:])])
        assert result.exit_code == 1 and f"{file}: record 2: probation.crn: is already held" in result.output

    def test_a_file_that_is_not_json_is_refused_in_one_line(self, small_app: Flask, tmp_path: Path) -> None:
        file = tmp_path / "people.json"
        file.write_text("[", encoding="utf-8")
        result = small_app.test_cli_runner().invoke(args=["cases", "import", str(file)])
        assert result.exit_code == 1
        assert result.output.startswith(f"{file}: is not JSON")

    @pytest.mark.parametrize("name", ["missing.json", "."])
    def test_a_file_that_cannot_be_read_ends_with_two(
        self, small_app: Flask, tmp_path: Path, name: str
    ) -> None:
        result = small_app.test_cli_runner().invoke(args=["cases", "import", str(tmp_path / name)])
        assert result.exit_code == 2
        assert "cannot be read" in result.output


def _written(file: Path, records: list[dict[str, Any]]) -> str:
    file.write_text(json.dumps(records), encoding="utf-8")
    return str(file)


class TestBankHolidays:
    def test_the_packaged_ones_are_those_of_england_and_wales(self) -> None:
        assert dt.date(2027, 3, 26) in DAYS.holidays
        assert dt.date(2027, 8, 2) not in DAYS.holidays  # Scotland's
        assert dt.date(2026, 12, 28) in DAYS.holidays
        assert dt.date(2028, 12, 31) <= DAYS.horizon
        assert (DAYS.horizon.month, DAYS.horizon.day) == (12, 31)

    def test_a_file_replaces_them(self, tmp_path: Path) -> None:
        file = tmp_path / "days.json"
        file.write_text('["2026-11-23", "2027-01-01"]')
        days = england_and_wales(file)
        assert not days.is_working_day(dt.date(2026, 11, 23))
        assert days.is_working_day(dt.date(2026, 12, 25))
        assert days.horizon == dt.date(2027, 12, 31)

    @pytest.mark.parametrize("content", ["", "{}", "[1]", '["25 December"]', '["2026-02-30"]', None])
    def test_a_file_that_is_no_list_of_dates_is_refused(self, tmp_path: Path, content: str | None) -> None:
        file = tmp_path / "days.json"
        if content is not None:
            file.write_text(content)
        with pytest.raises(BankHolidaysError, match=r"days\.json"):
            england_and_wales(file)
