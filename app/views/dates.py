"""Why these dates: the working behind every date of a case, who is in scope, and what happens if nobody acts."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, url_for
from flask_login import current_user, login_required

from app import clock
from app.access import Reach, open_case
from app.domain.dates.hard_stop import is_locked_by_hard_stop
from app.domain.dates.release import in_words
from app.domain.dates.supervision import why as why_supervision
from app.domain.dates.worked import Worked
from app.domain.licence.assessment import Assessment
from app.domain.licence.bars import NOT_IN_USE
from app.domain.licence.facts import Facts
from app.domain.licence.forecast import steps
from app.domain.licence.moves import STARTS
from app.domain.licence.status import Status, version_in_words
from app.domain.words import day_and_date, uncapitalised
from app.integrations.bank_holidays import working_days
from app.lists import calendar
from app.models.case import Case
from app.models.licence import Licence
from app.store.facts import assessment_of, facts_about, facts_for_service, record_of
from app.store.licences import is_approved_beside, licence_of_release
from app.views.people import refused_about
from app.views.places import way_back

dates = Blueprint("dates", __name__)

NAMES = {
    "licenceStartDate": "Licence start date (release date)",
    "earliestReleaseDate": "Earliest release date",
    "hardStopDate": "Hard stop",
    "hardStopWarningDate": "Warning of the hard stop",
    "licenceEndDate": "Licence end date",
    "inHardStop": "In hard stop now",
    "timeServed": "Time served",
    "earlyRelease": "May be released early",
    "dueInTwoWorkingDays": "Due in the next two working days",
    "releaseAtLicenceEnd": "Released on the last day of the licence",
    "is91": "Held for immigration (IS91)",
    "lateAllocation": "Few days left for a new practitioner",
}
"""What pages call the results of an assessment."""
_HARD_STOP = list(NAMES).index("hardStopDate")


@dates.get("/case/<int:case_id>/dates")
@login_required
def why(case_id: int) -> str:
    """Every date of a case with its working, for everybody who may open the case."""
    reach = open_case(current_user, case_id)
    found = licence_of_release(reach.case)
    assessed = assessment_of(reach.case)
    facts = facts_for_service(reach.case, found) if found else facts_about(reach)
    ahead = steps(
        found.status if found else Status.NOT_STARTED,
        facts,
        working_days(),
        is_approved_beside=found is not None and is_approved_beside(found),
    )
    off = None if found else NOT_IN_USE.why(facts)
    return render_template(
        "dates.html",
        **refused_about(reach),
        back_url=_back_url(reach, found),
        today=day_and_date(facts.today),
        rows=_rows(assessed, reach.case, facts),
        in_force=version_in_words(found.purpose, found.version)
        if found and found.status is Status.ACTIVE
        else None,
        reasons=[*facts.release.reasons_not_to_start, *([off] if off else [])],
        kind=assessed.kind,
        is_provisional=facts.release.is_provisional,
        calendar_url=url_for("dates.ics") if reach.case.manager_username == current_user.username else None,
        steps=[(day_and_date(each.day), each.what) for each in ahead],
    )


def _back_url(reach: Reach, found: Licence | None) -> str:
    """To the licence; without one, to the page that starts it for those who can, and for others to the list."""
    if found:
        return url_for("licence.show", licence_id=found.id)
    if reach.roles & STARTS:
        return url_for("licence.start", case_id=reach.case.id)
    return way_back(reach.roles).url


def _rows(assessed: Assessment, case: Case, facts: Facts) -> list[tuple[str, list[str]]]:
    rows = [(NAMES[name], _lines(each)) for name, each in {**assessed.dates, **assessed.flags}.items()]
    supervision = facts.release.supervision
    period = (
        f"{day_and_date(supervision.start)} to {day_and_date(supervision.end)}"
        if supervision
        else "No supervision"
    )
    if not is_locked_by_hard_stop(facts.release.kind):
        name, lines = rows[_HARD_STOP]
        rows[_HARD_STOP] = (name, [*lines, "It locks nobody out of a licence for home detention curfew."])
    ruling = record_of(case).ruling(case.licence_start or case.conditional_release)
    last_minute = assessed.last_minute
    rows.append(("Handing over is at the last minute", _lines(last_minute)))
    rows.append(("Licence conditions set by", _set_by(facts)))
    if by_hand := case.conditional_release_override:
        worked_out = case.conditional_release
        rows.append(
            (
                "Conditional release date entered by hand",
                [
                    day_and_date(by_hand),
                    "The licence keeps this date as its conditional release date. The release date, time served and who is in "
                    "scope go by the one that the prison system worked out: "
                    f"{day_and_date(worked_out) if worked_out else 'no date'}.",
                ],
            )
        )
    rows.insert(
        5,
        ("Post-sentence supervision", [period, *why_supervision(supervision, ruling, case.supervision_end)]),
    )
    return rows


def _set_by(facts: Facts) -> list[str]:
    """Who sets the conditions and why, and who the requirements where there are some."""
    found = facts.licence.set_by()
    if found is None:
        return ["Not known"]
    conditions = found.conditions.label if found.conditions else "Not known yet"
    also = [f"Supervision requirements are set by: {uncapitalised(found.requirements.label)}."]
    return [conditions, found.because, *(also if facts.release.has_supervision_part else [])]


def _lines(each: Worked[Any]) -> list[str]:
    if each.value is None:
        value = "No date"
    else:
        value = ("Yes" if each.value else "No") if isinstance(each.value, bool) else day_and_date(each.value)
    return [value, each.because, *(f"{name}: {source}" for name, source in in_words(each.sources))]


@dates.get("/my-dates.ics")
@login_required
def ics() -> Response:
    """The reader's own dates of the people they manage as a file for calendars, without names."""
    text = calendar.of(current_user, clock.today())
    return Response(
        text,
        mimetype="text/calendar",
        headers={
            "Content-Disposition": 'attachment; filename="licence-dates.ics"',
            "Cache-Control": "no-store",
        },
    )
