"""Reads the texts of notices and makes a letter of one: to whom, at which address, and in which words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.domain.words import long_date
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.prison import Prison
from app.models.user import User
from app.store.outbox import Letter

TEXTS = Path(__file__).with_name("texts")
_FILE = re.compile(
    r"To: (?P<to>[a-z-]+)\n(?P<urgent>Urgent: yes\n)?Subject: (?P<subject>[^\n]+)\n\n(?P<body>.+?)\n*",
    re.DOTALL,
)
_PLACE = re.compile(r"\{([a-z_]+)\}")


class NoticeError(Exception):
    """The text of a notice cannot be used; says which and why."""


@dataclass(frozen=True)
class Notice:
    """What somebody is told: whom it is for, and its words with places in braces."""

    name: str
    to: str
    """One of RECIPIENTS."""
    subject: str
    body: str
    is_urgent: bool = False
    """Whether nobody may choose to read it later than at once."""

    @property
    def places(self) -> set[str]:
        """What its words need to be given."""
        return set(_PLACE.findall(self.subject + self.body))


@dataclass(frozen=True)
class Recipient:
    """Whom a message is to: how they are named, their address where one is known, and the username of one person."""

    name: str
    address: str | None
    username: str | None = None


def _prison(case: Case) -> Recipient:
    prison = db.session.get(Prison, case.prison_code) if case.prison_code else None
    return Recipient(f"Offender management unit, {case.prison_name}", prison.omu_email if prison else None)


def _practitioner(case: Case) -> Recipient:
    name = case.manager_name or f"The team that manages {case.crn}"
    return Recipient(name, case.manager_email, case.manager_username)


RECIPIENTS: dict[str, Callable[[Case], Recipient]] = {
    "prison": _prison,
    "practitioner": _practitioner,
}
"""Whom a notice about a case can be to."""
ACCOUNT = "account"
"""Whom a notice is to that is for one person: somebody who has an account."""


@cache
def notice(name: str) -> Notice:
    """The notice of this name; raises NoticeError where its text is missing or malformed."""
    try:
        found = _FILE.fullmatch((TEXTS / f"{name}.txt").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NoticeError(f"there is no text for the notice {name!r}") from None
    if found is None or found["to"] not in (*RECIPIENTS, ACCOUNT):
        raise NoticeError(
            f"{name}.txt must begin with “To: {' or '.join((*RECIPIENTS, ACCOUNT))}”, perhaps “Urgent: yes”, and “Subject: …”"
        )
    return Notice(name, found["to"], found["subject"], found["body"], found["urgent"] is not None)


def letter(
    name: str,
    case: Case,
    licence: Licence,
    by: str,
    at: dt.datetime,
    given: Mapping[str, str],
    to: User | None = None,
) -> Letter:
    """A notice with its words filled in, in one pass: braces in what people typed stay as typed.

    Messages leave the service, so they name the person by numbers only. Raises NoticeError for a place that nothing
    was given for.
    """
    told = notice(name)
    release = f", release date {long_date(case.licence_start)}" if case.licence_start else ""
    words = {
        "by": by,
        "crn": case.crn,
        "person": f"{case.prison_number}{release}",
        "policy": licence.policy_version,
        "prison_number": case.prison_number,
        "version": licence.version,
        **given,
    }
    recipient = _account(told, to) if told.to == ACCOUNT else RECIPIENTS[told.to](case)
    return _filled_in(told, recipient, words, at)


def _account(told: Notice, to: User | None) -> Recipient:
    if to is None:
        raise NoticeError(f"the notice {told.name!r} needs to be given an account")
    return Recipient(to.name, None if to.disabled_at else to.email, to.username)


def letter_to_account(name: str, user: User, at: dt.datetime, words: Mapping[str, str]) -> Letter:
    """A notice about no case, to somebody who has an account. Raises NoticeError for a place that nothing was given for."""
    told = notice(name)
    return _filled_in(told, _account(told, user), words, at)


def _filled_in(told: Notice, to: Recipient, words: Mapping[str, str], at: dt.datetime) -> Letter:
    if missing := told.places - words.keys():
        raise NoticeError(f"the notice {told.name!r} needs to be given: {', '.join(sorted(missing))}")

    def filled(text: str) -> str:
        return _PLACE.sub(lambda place: words[place[1]], text)

    subject, body = filled(told.subject), filled(told.body)
    return Letter(told.name, to.name, to.address, subject, body, at, to.username, told.is_urgent)
