"""A document made from facts: what is printed, and what only the approver reads, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any

from app.domain.document import words_en as words
from app.domain.document.blocks import Block, Section, bullets, facts, text, tidy
from app.domain.document.facts import (
    Address,
    AppointmentFacts,
    Area,
    ConditionFacts,
    LicenceFacts,
    ReviewFacts,
    When,
    Who,
    as_json,
)
from app.domain.document.for_approver import reason_rows, sections_for_approver
from app.domain.policy.model import Part

FORMAT = 2
_SOURCES = ("standard", "additional", "bespoke")


def compose(licence: LicenceFacts, review: ReviewFacts | None = None) -> dict[str, Any]:
    """The document to freeze: JSON data with the facts of a licence and all that is composed from them.

    The conditions of its facts are in printed order. Raises ValueError without a licence start date.
    """
    ordered = replace(licence, conditions=tuple(sorted(licence.conditions, key=_printed_order)))
    found = review or ReviewFacts()
    made = {"format": FORMAT, "licence": as_json(ordered), "review": as_json(found)}
    return made | composed(ordered, found)


def composed(
    licence: LicenceFacts, review: ReviewFacts, sections: Sequence[_Plan] | None = None
) -> dict[str, Any]:
    """Everything in a document that is words: title, reference, printed sections and the approver's part.

    It has two parts when the licence has supervision. Raises ValueError without a licence start date.
    """
    if licence.dates.licence_start is None:
        raise ValueError("a licence cannot be composed without its start date")
    plans = sections or (SECTIONS_AP_PSS if licence.has_supervision_part else SECTIONS_AP)
    numbered = (plan for plan in plans if not plan.is_part)
    number = {plan.key: place for place, plan in enumerate(numbered, start=1)}
    given = _Material(licence, number)
    printed: list[Section] = [{"heading": words.ABOUT, "number": None, "blocks": _about(given)}]
    printed += [_section(plan, given) for plan in plans]
    printed += _areas(given)
    title = words.TITLE_WITH_SUPERVISION if licence.has_supervision_part else words.TITLE
    return {
        "title": title.format(name=tidy(licence.person.name)),
        "language": words.LANGUAGE,
        "reference": _reference(licence),
        "printed": {"sections": printed},
        "approver": {"sections": sections_for_approver(review), "reasons": _reasons(given)},
    }


def _printed_order(condition: ConditionFacts) -> tuple[bool, int]:
    return condition.part == "PSS", _SOURCES.index(condition.source)


@dataclass(frozen=True, slots=True)
class _Material:
    """Everything the sections are written from, and the number that each section got."""

    licence: LicenceFacts
    number: Mapping[str, int]

    def see(self, key: str) -> dict[str, str]:
        """A reference to another section, as "section 5", under its key."""
        return {key: words.SECTION.format(number=self.number[key])}


@dataclass(frozen=True, slots=True)
class _Plan:
    key: str
    write: Callable[[_Material], list[Block]]
    is_part: bool = False
    """Whether it heads a part of the document; such a heading has no number."""
    in_part: bool = False
    """Whether it stands under the heading of a part."""


def _section(plan: _Plan, given: _Material) -> Section:
    made = {
        "heading": words.HEADINGS[plan.key],
        "number": given.number.get(plan.key),
        "blocks": plan.write(given),
    }
    return made | {"depth": 1} if plan.in_part else made


def _reference(licence: LicenceFacts) -> dict[str, Any]:
    person = licence.person
    return {
        "licence_id": licence.id,
        "licence_version": licence.version,
        "policy_version": licence.policy.version,
        "policy_source": licence.policy.source,
        "prison_number": person.prison_number,
        "booking_number": person.booking_number,
        "crn": person.crn,
        "cro": person.cro,
        "pnc": person.pnc,
        "prison": person.prison_name,
        "prison_code": person.prison_code,
        **({"type": licence.type.value} if licence.has_supervision_part else {}),
    }


# Conditions


def _numbered(given: _Material, part: Part = "AP") -> list[tuple[str, ConditionFacts]]:
    """Every condition of a part in printed order, with the number that it is printed with."""
    number = given.number["conditions" if part == "AP" else "requirements"]
    of_part = (condition for condition in given.licence.conditions if condition.part == part)
    return [
        (f"{number}.{place}", condition)
        for place, condition in enumerate(sorted(of_part, key=_printed_order), start=1)
    ]


def _every_part(given: _Material) -> list[tuple[str, ConditionFacts]]:
    """The same of all parts, one after the other."""
    return [*_numbered(given), *(_numbered(given, "PSS") if "requirements" in given.number else ())]


def _conditions(given: _Material, part: Part = "AP") -> Block:
    return {
        "kind": "conditions",
        "intro": None,
        "items": [
            {
                "number": number,
                "code": condition.code,
                "source": condition.source,
                "policy_version": condition.policy_version,
                "text": tidy(condition.text),
                "category": condition.category,
                **({} if part == "AP" else {"part": part}),
            }
            for number, condition in _numbered(given, part)
        ],
    }


def _areas(given: _Material) -> list[Section]:
    """The areas that conditions are about, after everything else; no section where there are none."""
    blocks = [
        {
            "kind": "map",
            "heading": _area(area, number, place, len(condition.areas)),
            "text": tidy(area.text) if area.text else None,
            "words": tidy(area.words),
            "image": area.picture,
        }
        for number, condition in _every_part(given)
        for place, area in enumerate(condition.areas, start=1)
    ]
    return [{"heading": words.AREAS, "number": None, "blocks": blocks}] if blocks else []


def _area(area: Area, number: str, place: int, count: int) -> str:
    """What an area is called: by its own name and what is demanded about it, as far as its facts say."""
    if area.demand is None:
        called = words.AREA if count == 1 else words.AREA_OF_SEVERAL
    else:
        alike = "named alike" if area.shares_name else "named"
        called = words.AREAS_BY_DEMAND[area.demand][
            alike if area.name else "one" if count == 1 else "several"
        ]
    return called.format(name=tidy(area.name or ""), number=number, place=place, count=count)


def _reasons(given: _Material) -> dict[str, list[list[str]]]:
    """Why each condition is needed, by its printed number; conditions that nobody gave reasons for are left out."""
    return {
        number: facts(reason_rows(condition.reasons))["rows"]
        for number, condition in _numbered(given)
        if condition.reasons
    }


# What the sections of a licence say


def _about(given: _Material) -> list[Block]:
    person, dates = given.licence.person, given.licence.dates
    rows: list[tuple[str, str | None]] = [
        (words.NAME, person.name),
        (words.DATE_OF_BIRTH, words.date(person.date_of_birth)),
    ]
    if dates.licence_end is not None and dates.licence_end == dates.sentence_end:
        rows.append((words.BOTH_END, words.date(dates.licence_end)))
    else:
        rows.append((words.LICENCE_ENDS, words.date(dates.licence_end)))
        rows.append((words.SENTENCE_ENDS, words.date(dates.sentence_end)))
    if given.licence.has_supervision_part:
        rows.append((words.SUPERVISION_ENDS, words.date(dates.supervision_end)))
    for label, authority in (
        (words.SET_BY, given.licence.decided_by),
        (words.REQUIREMENTS_SET_BY, given.licence.requirements_by),
    ):
        if authority:
            rows.append((label, words.AUTHORITIES[authority]))
    if person.supervising_body:
        rows.append((words.SUPERVISED_BY, words.SUPERVISING_BODIES[person.supervising_body]))
    return [facts(rows)]


def _purpose(given: _Material) -> list[Block]:
    return [text(words.RELEASED), text(words.SUPERVISED), bullets(words.AIMS)]


def _period(given: _Material) -> list[Block]:
    dates = given.licence.dates
    end = dates.licence_end
    until = words.UNTIL_END.format(end=words.date(end)) if end else words.UNTIL_UNKNOWN
    period = words.PERIOD.format(start=words.date(dates.licence_start), until=until)
    return [text(period), text(words.REVOKED)]


def _reporting(given: _Material) -> list[Block]:
    appointment = given.licence.appointment
    if appointment.needed:
        return _meeting(appointment)
    return _no_meeting(appointment, given.licence.supervising_officer)


def _meeting(appointment: AppointmentFacts) -> list[Block]:
    address = _lines(appointment.address)
    rows = facts(
        [
            (words.REPORT_TO, _who(appointment.who)),
            (words.ADDRESS, address),
            (words.WHEN, _when(appointment.when)),
            (words.TELEPHONE, appointment.telephone),
            (words.OTHER_TELEPHONE, appointment.alternative),
        ]
    )
    if not rows["rows"]:
        return [text(words.REPORT_TO_OFFICER)]
    return [text(words.REPORT_TO_PLACE if address else words.REPORT), rows]


def _no_meeting(appointment: AppointmentFacts, officer: str | None) -> list[Block]:
    blocks = [text(words.OFFICER_WITHOUT_MEETING.format(officer=officer) if officer else words.NO_MEETING)]
    rows = facts(
        [
            (words.TELEPHONE, appointment.telephone),
            (words.OTHER_TELEPHONE, appointment.alternative),
            (words.ADDRESS, _lines(appointment.address)),
        ]
    )
    return [*blocks, text(words.SUPPORT), rows] if rows["rows"] else blocks


def _who(who: Who | None) -> str | None:
    if who is None:
        return None
    return words.DUTY_OFFICER if who.kind == "duty-officer" else who.name


def _when(when: When | None) -> str | None:
    match when:
        case When("specific", dt.date() as date, dt.time() as time):
            return words.day_and_time(date, time)
        case When("on-release"):
            return words.ON_RELEASE
        case When("next-working-day"):
            return words.NEXT_WORKING_DAY
    return None


def _lines(address: Address | None) -> str:
    lines = astuple(address) if address else ()
    return "\n".join(line.strip() for line in lines if line.strip())


def _detained(given: _Material) -> list[Block]:
    otherwise = (
        words.NOT_DETAINED_REPORT if given.licence.appointment.needed else words.NOT_DETAINED
    ).format(**given.see("reporting"))
    return [text(words.DETAINED), bullets(words.DETAINED_AS), text(otherwise)]


def _rules(given: _Material) -> list[Block]:
    return [text(words.CONDITIONS), _conditions(given)]


def _changes(given: _Material) -> list[Block]:
    return [text(words.CHANGES.format(**given.see("conditions")))]


def _recall(given: _Material) -> list[Block]:
    return [text(words.RECALL), bullets(words.RECALL_OFFENCES), text(words.RECALL_PENALTY)]


def _breach(given: _Material) -> list[Block]:
    end, sentence_end = given.licence.dates.licence_end, given.licence.dates.sentence_end
    until, finish = words.LICENCE_WOULD_END, words.END_OF_SENTENCE
    if end:
        until = words.ON_DATE.format(what=until, date=words.date(end))
    if sentence_end:
        finish = words.ON_DATE.format(what=finish, date=words.date(sentence_end))
    return [
        text(words.BREACH.format(**given.see("conditions"))),
        text(words.BREACH_UNTIL.format(until=until)),
        text(words.BREACH_AGAIN.format(sentence_end=finish)),
    ]


# What the supervision part says


def _licence_part(given: _Material) -> list[Block]:
    return [text(words.LICENCE_PART)]


def _supervision_part(given: _Material) -> list[Block]:
    return [text(words.SUPERVISION_PART)]


def _supervision_purpose(given: _Material) -> list[Block]:
    return [text(words.SUPERVISION_PURPOSE), text(words.SUPERVISION_AIM)]


def _supervision_period(given: _Material) -> list[Block]:
    start, end = given.licence.dates.supervision_start, given.licence.dates.supervision_end
    return [text(words.SUPERVISION_PERIOD.format(start=words.date(start), end=words.date(end)))]


def _requirements(given: _Material) -> list[Block]:
    found = _conditions(given, "PSS")
    return [text(words.REQUIREMENTS), found] if found["items"] else [text(words.NO_REQUIREMENTS)]


def _supervision_changes(given: _Material) -> list[Block]:
    return [text(words.SUPERVISION_CHANGES.format(**given.see("requirements")))]


def _supervision_breach(given: _Material) -> list[Block]:
    return [
        text(words.SUPERVISION_BREACH.format(**given.see("requirements"))),
        bullets(words.SUPERVISION_ORDERS),
    ]


SECTIONS_AP: tuple[_Plan, ...] = (
    _Plan("purpose", _purpose),
    _Plan("period", _period),
    _Plan("reporting", _reporting),
    _Plan("detained", _detained),
    _Plan("conditions", _rules),
    _Plan("changes", _changes),
    _Plan("recall", _recall),
    _Plan("breach", _breach),
)
"""The numbered sections of a licence of type AP, in printed order."""

_SUPERVISION: tuple[_Plan, ...] = (
    _Plan("supervision-purpose", _supervision_purpose),
    _Plan("supervision-period", _supervision_period),
    _Plan("requirements", _requirements),
    _Plan("supervision-changes", _supervision_changes),
    _Plan("supervision-breach", _supervision_breach),
)

SECTIONS_AP_PSS: tuple[_Plan, ...] = (
    _Plan("licence-part", _licence_part, is_part=True),
    *(replace(plan, in_part=True) for plan in SECTIONS_AP),
    _Plan("supervision-part", _supervision_part, is_part=True),
    *(replace(plan, in_part=True) for plan in _SUPERVISION),
)
"""Those of a licence of type AP_PSS: two parts under headings of their own, numbered through."""
