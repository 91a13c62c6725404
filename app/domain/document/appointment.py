"""What the answers about the initial appointment say, as facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from app.domain.answers import Answers
from app.domain.document.facts import Address, AppointmentFacts, When, Who

_PARTS = tuple(each.name for each in fields(Address))


def appointment_facts(answers: Answers, manager_name: str | None) -> AppointmentFacts:
    """With whom, where, how to call, and when."""
    who = answers["appointment-with"]["who"]
    telephone = answers["appointment-telephone"]
    return AppointmentFacts(
        needed=who != "no-appointment",
        who=_who(who, answers, manager_name),
        address=_address(answers["appointment-place"]["address"]),
        telephone=telephone["telephone"],
        alternative=telephone.get("alternative"),
        when=_when(answers),
    )


def _who(kind: str, answers: Answers, manager_name: str | None) -> Who | None:
    match kind:
        case "duty-officer":
            return Who("duty-officer")
        case "practitioner":
            return Who("practitioner", manager_name)
        case "someone-else":
            return Who("someone-else", str(answers["appointment-name"]["name"]))
    return None


def _address(given: Mapping[str, str] | None) -> Address | None:
    return Address(**{part: given.get(part) or "" for part in _PARTS}) if given else None


def _when(answers: Answers) -> When | None:
    match answers.get("appointment-time", {}).get("when"):
        case "specific":
            return When("specific", answers["appointment-date"]["date"], answers["appointment-date"]["time"])
        case "on-release" | "next-working-day" as kind:
            return When(kind)
    return None


def as_answers(appointment: AppointmentFacts) -> Answers:
    """The answers that say this: for whoever changes it, to begin with."""
    who, when = appointment.who, appointment.when
    found: dict[str, dict[str, object]] = {
        "appointment-with": {"who": who.kind if who else "no-appointment"},
        "appointment-place": {"address": _as_given(appointment.address)},
        "appointment-telephone": {"telephone": appointment.telephone, "alternative": appointment.alternative},
    }
    if who and who.kind == "someone-else":
        found["appointment-name"] = {"name": who.name}
    if when:
        found["appointment-time"] = {"when": when.kind}
    if when and when.kind == "specific":
        found["appointment-date"] = {"date": when.date, "time": when.time}
    return found


def _as_given(address: Address | None) -> dict[str, str] | None:
    return {part: getattr(address, part) for part in _PARTS} if address else None
