"""Every worked example of the rules comes out as written, through the functions and, where it makes a whole record, through
`flask case explain`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli.case import alone
from app.domain.dates.hard_stop import (
    hard_stop,
    hard_stop_warning,
    is_due_in_two_working_days,
    is_in_hard_stop,
    is_late_allocation,
)
from app.domain.dates.release import (
    EligibleKind,
    ReleaseFacts,
    earliest_release,
    is_early_release,
    is_is91,
    is_release_at_licence_end,
    is_time_served,
    label_of,
    licence_start,
)
from app.domain.dates.supervision import is_in_supervision
from app.domain.dates.time_served import Rule, rules_that_hold
from app.domain.dates.working_days import WorkingDays
from app.domain.licence.assessment import Assessment
from app.domain.licence.follow import (
    Recorded,
    Stop,
    hard_stop_effect,
    is_material,
    kind_after,
    moved_dates,
    why_ended,
)
from app.domain.licence.scope import scope_of
from app.domain.licence.status import FIRST, HARD_STOP, Status
from app.domain.policy.schedule import Published, applies_on
from tests.domain.calendars import BH2018, BH2024, NONE
from tests.domain.worked_examples import EXAMPLES, Example, Values, codes, of_sections, value, values

CALENDARS = {"BH2018": BH2018, "BH2024": BH2024, "NONE": NONE, "-": NONE}
TODAY = dt.date(2026, 11, 21)


def working_day(given: Values, today: dt.date, days: WorkingDays) -> Values:
    op, day = given["op"], given["date"]
    n = int(given.get("n", 1))
    found: object = {
        "isWeekend": lambda: day.weekday() >= 5,
        "isNonWorkingDay": lambda: not days.is_working_day(day),
        "workingDaysAfter": lambda: days.nth_after(day, n),
        "nthWorkingDayAfter": lambda: days.nth_after(day, n),
        "workingDaysBefore": lambda: ", ".join(str(days.nth_before(day, i + 1)) for i in range(n)),
    }[op]()
    return {"result": value(found) if isinstance(found, str) else found}


def operation(given: Values, today: dt.date, days: WorkingDays) -> Values:
    start, end = given.get("LSD"), given.get("LED")
    is_of_time_served = given.get("kind") == "TIME_SERVED"
    found: dict[str, Callable[[], object]] = {
        "earliestReleaseDate": lambda: earliest_release(start, days, given["HDCAD"]).value,
        "isEligibleForEarlyRelease": lambda: is_early_release(start, days),
        "isLateAllocationWarningRequired": lambda: is_late_allocation(given["releaseDate"], today, days),
        "isInHardStopPeriod": lambda: not is_of_time_served and is_in_hard_stop(start, today, days),
        "isDueToBeReleasedInTheNextTwoWorkingDays": lambda: is_due_in_two_working_days(start, today, days),
        "hardStopDate": lambda: hard_stop(start, days).value,
        "hardStopWarningDate": lambda: hard_stop_warning(hard_stop(start, days).value, days).value,
        "isTimeServed": lambda: is_time_served(given["SSD"], given["CRD"], today),
        "isReleaseAtLed": lambda: is_release_at_licence_end(start, ReleaseFacts(licence_end=end)),
        "isInPssPeriod": lambda: is_in_supervision(end, given["TUSED"], today),
        "isActivatedInPssPeriod": lambda: is_in_supervision(end, given["TUSED"], given["activatedDate"]),
    }
    return {"result": found[given["op"]]()}


def start_date(given: Values, today: dt.date, days: WorkingDays) -> Values:
    facts = ReleaseFacts(
        conditional_release=given["CRD"],
        confirmed_release=given["ARD"],
        post_recall_release=given["PRRD"],
        hdc_actual=given.get("HDCAD"),
        hdc_eligible=given.get("HDCED"),
        legal_status=given["legalStatus"],
        is_is91=given["is91"],
    )
    kind = given["eligibleKind"] and EligibleKind(given["eligibleKind"])
    return {"LSD": licence_start(kind, facts, days).value}


def label(given: Values, today: dt.date, days: WorkingDays) -> Values:
    facts = ReleaseFacts(
        confirmed_release=given["ARD"],
        post_recall_release=given["PRRD"],
        hdc_actual=given["HDCAD"],
        hdc_eligible=given["HDCED"],
    )
    return {"label": label_of(given["LSD"], facts, days).value}


def immigration(given: Values, today: dt.date, days: WorkingDays) -> Values:
    found = is_is91(given["bookingId"], given["mostSeriousOffence"], codes(given["courtOutcomes"]))
    return {"isIS91": found}


def recall(given: Values, today: dt.date, days: WorkingDays) -> Values:
    facts = ReleaseFacts(recall_sentences=tuple(codes(given["sentences"])))
    return {"recallType": scope_of(facts, days).recall.value}


def licence_type(given: Values, today: dt.date, days: WorkingDays) -> Values:
    facts = ReleaseFacts(licence_end=given["LED"], supervision_end=given["TUSED"])
    return {"licenceType": Assessment(facts, today, days).as_json(None)["licenceType"]}


def creation_kind(given: Values, today: dt.date, days: WorkingDays) -> Values:
    release = today + dt.timedelta(days=0 if given["isTimeServed"] or given["lsdInHardStop"] else 90)
    facts = ReleaseFacts(
        booking_id="1",
        prison_status="ACTIVE IN",
        conditional_release=release,
        sentence_start=release if given["isTimeServed"] else None,
    )
    found = Assessment(facts, today, days)
    assert found.kind == given["eligibleKind"]
    return {"creationKind": found.creation_kind, "isTimedOut": found.is_timed_out}


def policy_version(given: Values, today: dt.date, days: WorkingDays) -> Values:
    published = [Published("3.0", dt.date(2025, 1, 1)), Published("4.0", given["policyStartDate"])]
    return {"policyVersion": applies_on(published, given["LSD"])}


def time_served(given: Values, today: dt.date, days: WorkingDays) -> Values:
    found = rules_that_hold(given["SSD"], given["ARD"], given["CRD"], given["CRDoverride"], today)
    return {rule.value: rule in found for rule in Rule} | {"identified": bool(found)}


BASES: dict[str, Values] = {
    "CRD_BASE": {"CRD": "2023-11-04", "ARD": "2023-11-04", "TUSED": "2024-11-03"},
    "RECALL_BASE": {"PRRD": "2023-11-04", "TUSED": "2021-10-22", "recallSentences": "FIXED_TERM"},
    "HDC_BASE": {
        "CRD": "2023-12-03",
        "ARD": "2023-12-03",
        "TUSED": "2024-11-03",
        "HDCED": "2022-11-03",
        "HDCAD": "2023-11-04",
        "hdcStatus": "APPROVED",
        "hdcCreationEnabled": True,
    },
}
EVERY_BASE = {
    "bookingId": "123456",
    "status": "ACTIVE IN",
    "legalStatus": "SENTENCED",
    "indeterminateSentence": False,
    "recall": False,
    "SSD": "2023-09-14",
    "LED": "2021-10-22",
}
FIELDS = {
    "SSD": "sentenceStartDate",
    "CRD": "conditionalReleaseDate",
    "ARD": "confirmedReleaseDate",
    "PRRD": "postRecallReleaseDate",
    "PED": "paroleEligibilityDate",
    "APD": "actualParoleDate",
    "LED": "licenceExpiryDate",
    "TUSED": "topupSupervisionExpiryDate",
    "HDCED": "homeDetentionCurfewEligibilityDate",
    "HDCAD": "homeDetentionCurfewActualDate",
}


def explained(given: Values, today: str, holidays: Path, hdc_creation: bool = False) -> Values:
    """What `flask case explain` says of a record of these fields of a prisoner, and what stands beside them."""
    beside = {
        "hdcStatus": given.pop("hdcStatus", None),
        "recallSentences": given.pop("recallSentences", None),
    }
    prisoner = {"prisonerNumber": "A1234BC", "firstName": "Ada", "lastName": "Example"}
    prisoner |= {FIELDS.get(name, name): each for name, each in given.items()}
    record = {"prisoner": prisoner, "probation": {"crn": "X123456"}, **beside}
    service = alone()
    service.config.update(HDC_CREATION=hdc_creation, SQLALCHEMY_DATABASE_URI="sqlite://")
    result = service.test_cli_runner().invoke(
        args=["case", "explain", "--today", today, "--bank-holidays", str(holidays)], input=json.dumps(record)
    )
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def calendars(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("calendars")
    for name, days in CALENDARS.items():
        (folder / f"{name}.json").write_text(json.dumps([str(day) for day in sorted(days.holidays)]))
    return {name: folder / f"{name}.json" for name in CALENDARS}


AS_RECORDED = {
    "LSD": "start",
    "LED": "licence_end",
    "SED": "sentence_end",
    "SSD": "last_sentence",
    "CRD": "conditional",
    "PRRD": "post_recall",
    "HDCENDDATE": "hdc_end",
}


def status_on_change(given: Values, today: dt.date, _: WorkingDays) -> Values:
    """A licence in force whose record gets these dates."""
    name, _, day = given["newDates"].strip("{}").partition(":")
    now = Recorded(**{AS_RECORDED[name]: dt.date.fromisoformat(day.strip())})
    ends = why_ended(TODAY, Recorded(), now, today, has_licence_part=given["type"] != "PSS")
    return {"status": "INACTIVE" if ends else "ACTIVE"}


def material(given: Values, today: dt.date, _: WorkingDays) -> Values:
    now = Recorded(**{AS_RECORDED[given["onlyChangedDate"]]: today})
    moved = moved_dates(given["kind"], Recorded(), now)
    names = [name for name, field in AS_RECORDED.items() if field in {each.name for each in moved}]
    return {
        "changed": ", ".join(names) or "none",
        "isMaterial": is_material(Status(given["status"].lower().replace("_", "-")), moved),
    }


def hard_stop_change(given: Values, _: dt.date, __: WorkingDays) -> Values:
    status = Status(given["status"].lower().replace("_", "-"))
    found = hard_stop_effect(status, FIRST, given["kind"], given["wasInHardStop"], given["nowInHardStop"])
    if found is Stop.LEAVE:  # eight hours later at the earliest
        return {"effect": "pendingCase", "inactivatedNow": False}
    return {"effect": "timeout" if found else "none"}


def kind_update(given: Values, _: dt.date, __: WorkingDays) -> Values:
    kind = given.get("kind") or given["licenceKind"]
    is_prisons = kind == "HARD_STOP"
    eligible = EligibleKind(given.get("newEligibleKind") or given["recallTypeNow"])
    now = kind_after(HARD_STOP if is_prisons else FIRST, "CRD" if is_prisons else kind, eligible)
    found = {"kind": kind if is_prisons and now == "CRD" else now, "eligibleKind": eligible.value}
    return found | ({"audited": True} if "eligibleKind" in given else {})


def sentence_event(given: Values, today: dt.date, _: WorkingDays) -> Values:
    before = Recorded(post_recall=given["licencePRRD"])
    now = Recorded(post_recall=given["newPRRD"], last_sentence=given["latestSentenceDate"])
    found = why_ended(given["activeLicenceLSD"], before, now, today)
    return {"deactivateReasons": found.name if found else "none"}


RULES = {
    "STAT": status_on_change,
    "MAT": material,
    "HSC": hard_stop_change,
    "KIND": kind_update,
    "SDC": sentence_event,
    "WD": working_day,
    **dict.fromkeys(("EARLY", "LATE", "HS", "TS", "PSS"), operation),
    "LSD": start_date,
    "LABEL": label,
    "IS91": immigration,
    "RECALL": recall,
    "TYPE": licence_type,
    "CVL": creation_kind,
    "POL": policy_version,
    "TSC": time_served,
}
"""The rule of each section that is a pure function; tests/web/test_worked_examples.py has those that read a database."""


def is_pure(example: Example) -> bool:
    return example.section in RULES and not example.inputs.startswith("op = sentenceDateUpdate")


@pytest.mark.parametrize("example", [each for each in EXAMPLES if is_pure(each)], ids=lambda each: each.name)
def test_each_date_and_flag_comes_out_as_the_example_says(example: Example) -> None:
    day = TODAY if example.today == "-" else dt.date.fromisoformat(example.today)
    found = RULES[example.section](values(example.inputs), day, CALENDARS[example.holidays])
    assert found == example.wanted


def test_each_answer_of_our_own_differs_and_says_why() -> None:
    own = [each for each in EXAMPLES if each.ours or each.because]
    assert own and all(each.because.endswith(".") and each.wanted != values(each.expected) for each in own)


@pytest.mark.parametrize("example", of_sections("ELIG"), ids=lambda each: each.name)
def test_explain_says_who_is_in_scope_as_the_example_does(
    calendars: dict[str, Path], example: Example
) -> None:
    base, _, changes = example.inputs.partition(":")
    changed = {} if changes.strip() == "no change" else values(changes)
    given = (
        EVERY_BASE | BASES[base] | {k: str(v) if isinstance(v, dt.date) else v for k, v in changed.items()}
    )
    if given.get("recallSentences"):
        given["recallSentences"] = codes(given["recallSentences"])
    hdc_creation = bool(given.pop("hdcCreationEnabled", False))
    found = explained(given, example.today, calendars[example.holidays], hdc_creation)
    wanted = example.wanted
    assert found["eligible"] is wanted["isEligible"]
    assert found["eligibleKind"] == wanted["eligibleKind"]
    assert found["reasons"] == {name: codes(wanted[name]) for name in ("generic", "crd", "prrd", "hdc")}
    if not found["eligible"]:
        assert found["dates"]["licenceStartDate"] is None and found["dates"]["hardStopDate"] is None


@pytest.mark.parametrize(
    "example",
    [each for each in of_sections("LSD") if "eligibleKind = null" not in each.inputs],
    ids=lambda each: each.name,
)
def test_explain_says_the_start_date_of_the_example_and_how_it_was_worked_out(
    calendars: dict[str, Path], example: Example
) -> None:
    given = values(example.inputs)
    kind, wanted = given["eligibleKind"], example.wanted["LSD"]
    record = {k: str(v) if isinstance(v, dt.date) else v for k, v in given.items() if k in FIELDS} | {
        "bookingId": "1",
        "status": "ACTIVE IN",
        "legalStatus": given["legalStatus"],
        "mostSeriousOffence": "ILLEGAL IMMIGRANT/DETAINEE" if given["is91"] else "Robbery",
        "recallSentences": [kind] if kind in ("STANDARD", "FIXED_TERM") else [],
        "hdcStatus": "APPROVED" if kind == "HDC" else None,
    }
    latest = given["PRRD"] if kind in ("STANDARD", "FIXED_TERM") else given["CRD"]
    today = str(latest - dt.timedelta(days=20))
    found = explained(record, today, calendars[example.holidays], hdc_creation=kind == "HDC")
    assert found["eligibleKind"] == kind
    assert found["dates"]["licenceStartDate"] == str(wanted)
    (working,) = [each for each in found["working"] if each["result"] == "licenceStartDate"]
    assert working["value"] == str(wanted) and str(wanted.year) and working["because"].endswith(".")
    assert any(each for each in working["from"].values())
