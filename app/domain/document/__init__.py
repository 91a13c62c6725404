"""The licence as a document: composed once from facts, frozen as plain data, and named by its hash."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from app.domain.policy.model import Part
from app.domain.words import long_date, time_in_words, uncapitalised

Block = dict[str, Any]
Section = dict[str, Any]
Document = dict[str, Any]
Source = Literal["standard", "additional", "bespoke"]

NOT_RECORDED = "Not recorded"
LONDON = ZoneInfo("Europe/London")
_SOURCES: tuple[Source, ...] = ("standard", "additional", "bespoke")
_ACT = "Criminal Justice Act 2003"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """Who the licence is for, as the case record has it; identifiers the record lacks are None."""

    name: str
    date_of_birth: dt.date | None
    prison_number: str
    booking_number: str | None
    crn: str | None
    pnc: str | None
    cro: str | None
    prison_name: str
    prison_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateFacts:
    """The dates the licence depends on; those the record lacks are None."""

    licence_start: dt.date | None
    """Needed to compose a document; None only in comparisons with a record that has lost it."""
    licence_end: dt.date | None
    sentence_end: dt.date | None
    conditional_release: dt.date | None = None
    supervision_start: dt.date | None = None
    supervision_end: dt.date | None = None
    """The first and the last day of the supervision part; None for a licence without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentFacts:
    """Where the person reports on release, or, with needed=False, that there is no first meeting."""

    needed: bool = True
    who: str | None = None
    address_lines: Sequence[str] = ()
    telephone: str | None = None
    telephone_alternative: str | None = None
    when: str | None = None
    """In words already, as "Thursday 3 December 2026 at 2pm"; None leaves the row out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area that a condition is about: in words, and on a map where there is one."""

    words: str
    image: str | None = None
    """The SHA-256 of the picture of its map. What the file was called is nobody's business who reads the licence."""
    text: str | None = None
    """What the condition says of this area, where its printed text stands for several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionText:
    """One condition as it will be printed; bespoke ones have neither code nor policy version nor category."""

    kind: Source
    text: str
    code: str | None = None
    policy_version: str | None = None
    category: str | None = None
    part: Part = "AP"
    """PSS for a requirement of the supervision part."""
    reasons: Sequence[tuple[str, str]] = ()
    """Why it is needed, for the approver alone: labels with what was answered."""
    areas: Sequence[Area] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceFacts:
    """Which licence this is, on which policy, and whom the person can turn to."""

    licence_id: int
    version: str
    policy_version: str
    policy_source: str | None = None
    supervising_officer: str | None = None
    support_telephone: str | None = None
    support_telephone_alternative: str | None = None
    support_address_lines: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved a document and when; the time must know its zone."""

    name: str
    role: str
    at: dt.datetime


class ChangedFact(NamedTuple):
    """A fact that is no longer what the frozen document says, in words."""

    label: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class _Material:
    """Everything the sections are written from, and the number that each section got."""

    person: PersonFacts
    dates: DateFacts
    appointment: AppointmentFacts
    conditions: Sequence[ConditionText]
    licence: LicenceFacts
    number: Mapping[str, int]

    def see(self, key: str) -> str:
        """A reference to another section, as "section 5"."""
        return f"section {self.number[key]}"


# Blocks


def text(words: str) -> Block:
    """A paragraph."""
    return {"kind": "text", "text": _tidy(words)}


def bullets(items: Iterable[str]) -> Block:
    """A list without numbers."""
    return {"kind": "list", "items": [_tidy(item) for item in items]}


def facts(rows: Iterable[tuple[str, str | None]]) -> Block:
    """Labels with their values; rows without a value are left out, lines of a value are kept."""
    kept = [(label, _tidy(value or "")) for label, value in rows]
    return {"kind": "facts", "rows": [[label, value] for label, value in kept if value]}


def _numbered(given: _Material, part: Part = "AP") -> list[tuple[str, ConditionText]]:
    """Every condition of a part in printed order, with the number that it is printed with."""
    number = given.number["conditions" if part == "AP" else "requirements"]
    of_part = (condition for condition in given.conditions if condition.part == part)
    ordered = sorted(of_part, key=lambda condition: _SOURCES.index(condition.kind))
    return [(f"{number}.{place}", condition) for place, condition in enumerate(ordered, start=1)]


def _every_part(given: _Material) -> list[tuple[str, ConditionText]]:
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
                "source": condition.kind,
                "policy_version": condition.policy_version,
                "text": _tidy(condition.text),
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
            "heading": f"Area for condition {number}"
            if len(condition.areas) == 1
            else f"Condition {number}: area {place} of {len(condition.areas)}",
            "text": _tidy(area.text) if area.text else None,
            "words": _tidy(area.words),
            "image": area.image,
        }
        for number, condition in _every_part(given)
        for place, area in enumerate(condition.areas, start=1)
    ]
    return [{"heading": "Areas", "number": None, "blocks": blocks}] if blocks else []


def _reasons(given: _Material) -> dict[str, list[list[str]]]:
    """Why each condition is needed, by its printed number; conditions that nobody gave reasons for are left out."""
    return {
        number: facts(condition.reasons)["rows"]
        for number, condition in _numbered(given)
        if condition.reasons
    }


def _tidy(words: str) -> str:
    """Blanks a printer cannot show made plain: newlines as one character, tabs as a blank, no blank edges."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
    return "\n".join(line.strip() for line in lines).strip()


# What the sections of a licence say


def _about(given: _Material) -> list[Block]:
    dates = given.dates
    rows: list[tuple[str, str | None]] = [
        ("Name", given.person.name),
        ("Date of birth", _date_in_words(given.person.date_of_birth)),
    ]
    if dates.licence_end is not None and dates.licence_end == dates.sentence_end:
        rows.append(("Licence and sentence end", long_date(dates.licence_end)))
    else:
        rows.append(("Licence ends", _date_in_words(dates.licence_end)))
        rows.append(("Sentence ends", _date_in_words(dates.sentence_end)))
    if dates.supervision_end is not None:
        rows.append(("Post-sentence supervision ends", long_date(dates.supervision_end)))
    return [facts(rows)]


def _purpose(given: _Material) -> list[Block]:
    return [
        text(f"You are released on this licence under Chapter 6 of Part 12 of the {_ACT}."),
        text(
            "You will have a supervising officer, who supervises you while you are on licence. "
            "The aims of this are to:"
        ),
        bullets(
            [
                "protect the public",
                "stop you from offending again",
                "help you to settle back into the community",
            ]
        ),
    ]


def _period(given: _Material) -> list[Block]:
    start = _date_in_words(given.dates.licence_start)
    end = given.dates.licence_end
    until = (
        f"It ends on {long_date(end)}, unless your licence is revoked before then."
        if end
        else "The date it ends is not recorded. It ends sooner if your licence is revoked."
    )
    return [
        text(f"Your supervision on licence starts on {start}. {until}"),
        text("“Revoked” means that your licence is taken away and you must go back to prison."),
    ]


def _reporting(given: _Material) -> list[Block]:
    return _meeting(given.appointment) if given.appointment.needed else _no_meeting(given.licence)


def _meeting(appointment: AppointmentFacts) -> list[Block]:
    rows = facts(
        [
            ("Report to", appointment.who),
            ("Address", _lines(appointment.address_lines)),
            ("When", appointment.when),
            ("Contact telephone number", appointment.telephone),
            ("Other telephone number", appointment.telephone_alternative),
        ]
    )
    if not rows["rows"]:
        return [text("On your release you must report without delay to your supervising officer.")]
    return [
        text(
            "On your release you must report without delay to the place shown here. "
            "This is also the rule if you are released from immigration detention."
            if appointment.address_lines
            else "On your release you must report without delay, as shown here. "
            "This is also the rule if you are released from immigration detention."
        ),
        rows,
    ]


def _no_meeting(licence: LicenceFacts) -> list[Block]:
    if licence.supervising_officer:
        blocks = [
            text(
                f"Your supervising officer is {licence.supervising_officer}. "
                "You do not need to meet them unless they ask you to."
            )
        ]
    else:
        blocks = [text("You do not need to go to a meeting when you are released.")]
    rows = facts(
        [
            ("Contact telephone number", licence.support_telephone),
            ("Other telephone number", licence.support_telephone_alternative),
            ("Address", _lines(licence.support_address_lines)),
        ]
    )
    if rows["rows"]:
        blocks += [text("If you need support, you can get in touch here."), rows]
    return blocks


def _detained(given: _Material) -> list[Block]:
    otherwise = (
        f"If none of these is true for you, you must report to the officer named for you. "
        f"Read {given.see('reporting')}."
        if given.appointment.needed
        else f"If none of these is true for you, follow {given.see('reporting')}."
    )
    return [
        text("Your supervising officer will keep in touch with you if you are:"),
        bullets(
            [
                f"released early on compassionate grounds, under section 248 of the {_ACT}",
                "held in hospital because of your mental health",
                "held in immigration detention",
            ]
        ),
        text(otherwise),
    ]


def _rules(given: _Material) -> list[Block]:
    return [text("While you are on licence you must follow each of these conditions."), _conditions(given)]


def _changes(given: _Material) -> list[Block]:
    return [
        text(
            "The Secretary of State can change or cancel any of the conditions in "
            f"{given.see('conditions')}. The power to do this is in section 250(4) of the {_ACT}."
        )
    ]


def _recall(given: _Material) -> list[Block]:
    return [
        text("If your licence is revoked, you must go back to prison. You can be prosecuted if:"),
        bullets(
            [
                "you were told that your licence is revoked and you did not give yourself up",
                "you have been out of touch with your supervising officer for six months",
            ]
        ),
        text(
            f"This is an offence under section 255ZA of the {_ACT}. "
            "You can be fined, or sent to prison for up to two years, or both."
        ),
    ]


def _breach(given: _Material) -> list[Block]:
    end = given.dates.licence_end
    sentence_end = given.dates.sentence_end
    until = "the date when your licence would have ended" + (f" ({long_date(end)})" if end else "")
    finish = "the end of your sentence" + (f" ({long_date(sentence_end)})" if sentence_end else "")
    return [
        text(
            "The Secretary of State can revoke your licence if you break any of the conditions in "
            f"{given.see('conditions')}, or if you are a risk in some other way."
        ),
        text(f"You would then be recalled to prison. You could be kept there until {until}."),
        text(f"If you are released again after a recall, you will have to follow conditions until {finish}."),
    ]


# What the supervision part says


def _licence_part(given: _Material) -> list[Block]:
    return [
        text(
            "This part is about the time when you are on licence. Supervision comes after it. "
            "Read part 2 for what you must do then."
        )
    ]


def _supervision_part(given: _Material) -> list[Block]:
    return [
        text(
            "This part is about the time after your licence has ended. "
            "The person in charge of your supervision is then called your supervisor."
        )
    ]


def _supervision_purpose(given: _Material) -> list[Block]:
    return [
        text(f"You will be supervised after your licence, under section 256AA of the {_ACT}."),
        text(
            "The aim is your rehabilitation. This means that your supervisor will help you to live without crime."
        ),
    ]


def _supervision_period(given: _Material) -> list[Block]:
    start, end = given.dates.supervision_start, given.dates.supervision_end
    return [text(f"Your supervision starts on {_date_in_words(start)}. It ends on {_date_in_words(end)}.")]


def _requirements(given: _Material) -> list[Block]:
    found = _conditions(given, "PSS")
    if not found["items"]:
        return [text("There are no requirements that you must follow in this time.")]
    return [text("After your licence you must follow each of these requirements."), found]


def _supervision_changes(given: _Material) -> list[Block]:
    return [
        text(
            f"The Secretary of State can change or cancel any of the requirements in {given.see('requirements')}. "
            f"The powers to do this are in sections 256AB(4), 256D and 256E of the {_ACT}."
        )
    ]


def _supervision_breach(given: _Material) -> list[Block]:
    return [
        text(
            f"If you do not follow the requirements in {given.see('requirements')}, "
            "you can be told to come to a magistrates’ court. The court can order that:"
        ),
        bullets(
            [
                "you are held in custody for up to 14 days",
                "you do unpaid work",
                "a tag is used to find out where you are",
            ]
        ),
    ]


@dataclass(frozen=True, slots=True)
class _Plan:
    key: str
    heading: str
    write: Callable[[_Material], list[Block]]
    is_part: bool = False
    """Whether it heads a part of the document; such a heading has no number."""
    in_part: bool = False
    """Whether it stands under the heading of a part."""


SECTIONS_AP: tuple[_Plan, ...] = (
    _Plan("purpose", "What this licence is for", _purpose),
    _Plan("period", "When your licence starts and ends", _period),
    _Plan("reporting", "What to do when you are released", _reporting),
    _Plan("detained", "If you are released to hospital or detention", _detained),
    _Plan("conditions", "Licence conditions", _rules),
    _Plan("changes", "Changes to your conditions", _changes),
    _Plan("recall", "If you do not go back to prison when recalled", _recall),
    _Plan("breach", "If you do not follow your conditions", _breach),
)
"""The numbered sections of a licence of type AP, in printed order."""

_SUPERVISION: tuple[_Plan, ...] = (
    _Plan("supervision-purpose", "What your supervision is for", _supervision_purpose),
    _Plan("supervision-period", "When your supervision starts and ends", _supervision_period),
    _Plan("requirements", "Supervision requirements", _requirements),
    _Plan("supervision-changes", "Changes to your requirements", _supervision_changes),
    _Plan("supervision-breach", "If you do not follow your requirements", _supervision_breach),
)

SECTIONS_AP_PSS: tuple[_Plan, ...] = (
    _Plan("licence-part", "Part 1: Your licence", _licence_part, is_part=True),
    *(replace(plan, in_part=True) for plan in SECTIONS_AP),
    _Plan("supervision-part", "Part 2: Your supervision after the licence", _supervision_part, is_part=True),
    *(replace(plan, in_part=True) for plan in _SUPERVISION),
)
"""Those of a licence of type AP_PSS: two parts under headings of their own, numbered through."""


def compose(
    *,
    person: PersonFacts,
    dates: DateFacts,
    appointment: AppointmentFacts,
    conditions: Sequence[ConditionText],
    licence: LicenceFacts,
    approver: Sequence[tuple[str, Sequence[Block]]] = (),
    sections: Sequence[_Plan] | None = None,
) -> Document:
    """The frozen document: JSON data to print, to show the approver, and to compare at approval.

    It has two parts when the dates have supervision. Raises ValueError without a licence start date.
    """
    if dates.licence_start is None:
        raise ValueError("a licence cannot be composed without its start date")
    has_supervision = dates.supervision_end is not None
    plans = sections or (SECTIONS_AP_PSS if has_supervision else SECTIONS_AP)
    numbered = (plan for plan in plans if not plan.is_part)
    number = {plan.key: place for place, plan in enumerate(numbered, start=1)}
    given = _Material(person, dates, appointment, conditions, licence, number)
    printed: list[Section] = [{"heading": "About this licence", "number": None, "blocks": _about(given)}]
    printed += [_section(plan, given) for plan in plans]
    printed += _areas(given)
    kind = "Licence and post-sentence supervision order" if has_supervision else "Licence"
    return {
        "title": f"{kind} for {_tidy(person.name)}",
        "language": "en",
        "reference": {
            "licence_id": licence.licence_id,
            "licence_version": licence.version,
            "policy_version": licence.policy_version,
            "policy_source": licence.policy_source,
            "prison_number": person.prison_number,
            "booking_number": person.booking_number,
            "crn": person.crn,
            "cro": person.cro,
            "pnc": person.pnc,
            "prison": person.prison_name,
            "prison_code": person.prison_code,
            **({"type": "AP_PSS"} if has_supervision else {}),
        },
        "printed": {"sections": printed},
        "approver": {
            "sections": [
                {"heading": heading, "number": None, "blocks": list(blocks)} for heading, blocks in approver
            ],
            "reasons": _reasons(given),
        },
        "facts": compared_facts(person, dates),
    }


def _section(plan: _Plan, given: _Material) -> Section:
    made = {"heading": plan.heading, "number": given.number.get(plan.key), "blocks": plan.write(given)}
    return made | {"depth": 1} if plan.in_part else made


# The hash


def canonical_json(document: Mapping[str, Any]) -> bytes:
    """The one spelling of a document that is hashed: keys sorted, no blanks, UTF-8."""
    return json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def document_hash(document: Mapping[str, Any]) -> str:
    """The SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(document)).hexdigest()


def verify(document: Mapping[str, Any], sha256: str) -> bool:
    """Whether the document is still the one that this hash named."""
    return hmac.compare_digest(document_hash(document).encode(), sha256.encode())


# Reading a document


def condition_texts(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every condition of the document in printed order."""
    return [
        item
        for section in document["printed"]["sections"]
        for block in section["blocks"]
        if block["kind"] == "conditions"
        for item in block["items"]
    ]


def compared_facts(person: PersonFacts, dates: DateFacts) -> dict[str, str | None]:
    """The facts frozen with a document, dates in ISO form, to be compared with the record at approval."""
    compared = {
        "name": _tidy(person.name),
        "date_of_birth": _iso(person.date_of_birth),
        "prison_number": person.prison_number,
        "booking_number": person.booking_number,
        "crn": person.crn,
        "pnc": person.pnc,
        "cro": person.cro,
        "prison_code": person.prison_code,
        "prison_name": person.prison_name,
        "licence_start": _iso(dates.licence_start),
        "licence_end": _iso(dates.licence_end),
        "sentence_end": _iso(dates.sentence_end),
        "conditional_release": _iso(dates.conditional_release),
    }
    if dates.supervision_end is not None:
        compared["supervision_start"] = _iso(dates.supervision_start)
        compared["supervision_end"] = _iso(dates.supervision_end)
    return compared


_FACT_LABELS = {
    "name": "Name",
    "date_of_birth": "Date of birth",
    "prison_number": "Prison number",
    "booking_number": "Booking number",
    "crn": "CRN",
    "pnc": "PNC ID",
    "cro": "CRO number",
    "prison_code": "Prison code",
    "prison_name": "Prison",
    "licence_start": "Licence start date",
    "licence_end": "Licence end date",
    "sentence_end": "Sentence end date",
    "conditional_release": "Conditional release date",
    "supervision_start": "Supervision start date",
    "supervision_end": "Supervision end date",
}

_OF_SUPERVISION = ("supervision_start", "supervision_end")
"""Facts that only a document with a supervision part holds."""
_DATES = {
    "date_of_birth",
    "licence_start",
    "licence_end",
    "sentence_end",
    "conditional_release",
    *_OF_SUPERVISION,
}


def changed_facts(document: Mapping[str, Any], current_facts: Mapping[str, object]) -> list[ChangedFact]:
    """What the record says differently from the document; a fact the record no longer has counts as changed.

    current_facts has the keys of compared_facts; its dates may be dates or ISO text.
    """
    changes = []
    moved = _plain(document["facts"].get("prison_name")) != _plain(current_facts.get("prison_name"))
    for key, frozen in (document["facts"] | _gained(document, current_facts)).items():
        if key == "prison_code" and moved:
            continue  # said by the prison's name
        then, now = _plain(frozen), _plain(current_facts.get(key))
        if then != now:
            changes.append(
                ChangedFact(_FACT_LABELS.get(key, key), _fact_in_words(key, then), _fact_in_words(key, now))
            )
    return changes


def _gained(document: Mapping[str, Any], current_facts: Mapping[str, object]) -> dict[str, None]:
    """The supervision dates that the record has now and the document, of a licence alone, has not."""
    return {key: None for key in _OF_SUPERVISION if key in current_facts and key not in document["facts"]}


def reference_rows(document: Mapping[str, Any], sha256: str) -> list[tuple[str, str]]:
    """What tells this copy from any other, as printed at the foot of each page and on the web page."""
    reference = document["reference"]
    rows = [
        ("Prison number", reference["prison_number"]),
        ("Booking number", reference["booking_number"]),
        ("CRO number", reference["cro"]),
        ("PNC ID", reference["pnc"]),
        ("Prison", reference["prison"]),
        ("Licence version", reference["licence_version"]),
        ("Policy version", reference["policy_version"]),
        ("Document hash", sha256),
    ]
    return [(label, value or NOT_RECORDED) for label, value in rows]


def sign_off(document: Mapping[str, Any], approval: Approval | None) -> dict[str, Any]:
    """The words of the signature box: who approved, that the licence was explained, and where to sign."""
    approved = (
        f"Approved by {_tidy(approval.name)}, {uncapitalised(_tidy(approval.role))}, "
        f"for the Secretary of State for Justice, on {_moment(approval.at)}."
        if approval
        else "Draft. This licence has not been approved. Do not give it to anyone."
    )
    return {
        "heading": "Approval and signature",
        "approved": approved,
        "is_draft": approval is None,
        "given": "This licence was given to me and explained to me.",
        "name": ("Name", document["facts"]["name"]),
        "lines": ["Signature", "Date"],
    }


def _moment(at: dt.datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("an approval time must know its time zone")
    local = at.astimezone(LONDON)
    return f"{long_date(local.date())} at {time_in_words(local.time())}"


def _lines(lines: Sequence[str]) -> str:
    return "\n".join(line.strip() for line in lines if line and line.strip())


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _plain(value: object) -> str | None:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return _tidy(str(value)) or None if value is not None else None


def _date_in_words(day: dt.date | None) -> str:
    return long_date(day) if day else NOT_RECORDED


def _fact_in_words(key: str, value: str | None) -> str:
    if value is None:
        return NOT_RECORDED
    return long_date(dt.date.fromisoformat(value)) if key in _DATES else value
