"""Runs: the answers a journey has been given on a licence, saved one page at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, exists, or_, select, update

from app import clock
from app.domain.answers import pack, unpack
from app.domain.licence.actions import SUBMIT
from app.models.base import db
from app.models.licence import Author, Licence, Run
from app.models.record import Event
from app.models.user import User
from forms.context import NOTHING_ASIDE, Aside
from journeys.steps import Journey


@dataclass(frozen=True)
class LaterSave:
    """A page was saved after this reader was shown it, by somebody else or by themselves in another tab."""

    by_name: str
    is_own: bool
    at: str
    """ISO moment."""
    version: int


_OPEN = (
    select(Run)
    .where(
        Run.licence_id == bindparam("licence"),
        Run.journey == bindparam("journey"),
        Run.owner == bindparam("owner"),
        Run.submitted_at.is_(None),
    )
    .execution_options(populate_existing=True)
)  # built once: it runs on every page


def owner_of(journey: Journey, user: User) -> str:
    return user.username if journey.is_own else ""


def find(licence: Licence, journey: Journey, user: User) -> Run | None:
    """The open run of a journey on a licence, read anew: the reader's own, where the journey is each person's own."""
    return db.session.scalar(
        _OPEN, {"licence": licence.id, "journey": journey.name, "owner": owner_of(journey, user)}
    )


def open_run(licence: Licence, journey: str, owner: str = "", copy_of: Run | None = None) -> Run:
    """Open a run, clean or with a copy of another's answers."""
    run = Run(
        licence_id=licence.id,
        journey=journey,
        owner=owner,
        answers=dict(copy_of.answers) if copy_of else {},
        saves=dict(copy_of.saves) if copy_of else {},
        aside={},
    )
    db.session.add(run)
    return run


def answers_of(run: Run | None) -> dict[str, dict[str, Any]]:
    """The saved answers with real dates and times; none where no run is open."""
    return {page: unpack(answer) for page, answer in run.answers.items()} if run else {}


def aside_of(run: Run | None) -> dict[str, Aside]:
    """What was answered on pages and does not count now."""
    return {page: Aside(**unpack(aside)) for page, aside in run.aside.items()} if run else {}


def version_of(run: Run | None, page: str) -> int:
    """How often a page was saved, which a form carries to tell whether it was saved since."""
    return int(run.saves.get(page, {}).get("version", 0)) if run else 0


def total_version(run: Run | None) -> int:
    """How often anything in a run was saved, which check your answers carries: what is submitted is what was read."""
    return sum(int(save["version"]) for save in run.saves.values()) if run else 0


def later_save(run: Run | None, page: str, shown: int, user: User) -> LaterSave | None:
    """Whether anybody changed that very page since this reader was shown it."""
    saved = run.saves.get(page) if run else None
    if saved is None or saved["version"] == shown:
        return None
    return LaterSave(saved["name"], saved["by"] == user.username, saved["at"], saved["version"])


def names_ever(run: Run | None) -> frozenset[str]:
    """Every page that ever had an answer, those that were removed too."""
    return frozenset(run.saves) if run else frozenset()


def save(
    run: Run,
    page: str,
    answer: dict[str, Any] | None,
    user: User,
    clears: str | None = None,
    aside: Aside = NOTHING_ASIDE,
) -> None:
    """Keep a page's answer with what is set aside, or remove both with None; `clears` is a list page that must be
    answered again."""
    answers = {name: value for name, value in run.answers.items() if name not in (page, clears)}
    if answer is not None:
        answers[page] = pack(answer)
    run.answers = answers
    others = {name: value for name, value in run.aside.items() if name != page}
    beside = pack(aside.as_json()) if answer is not None else None
    run.aside = others | ({page: beside} if beside else {})
    run.saves = run.saves | {
        page: {
            "by": user.username,
            "name": user.name,
            "at": clock.now().isoformat(timespec="seconds"),
            "version": version_of(run, page) + 1,
        }
    }


def note_author(licence: Licence, user: User) -> None:
    """Remember that somebody saved an answer on this version, so that they can never approve it."""
    if db.session.get(Author, (licence.id, user.id)) is None:
        db.session.add(Author(licence_id=licence.id, user_id=user.id))


def authors_of(licence: Licence) -> list[User]:
    """Everybody who wrote this version, by name."""
    return list(
        db.session.scalars(
            select(User)
            .join(Author, Author.user_id == User.id)
            .where(Author.licence_id == licence.id)
            .order_by(User.name)
        )
    )


_NAMES_OF_AUTHORS = (
    select(User.name)
    .join(Author, Author.user_id == User.id)
    .where(Author.licence_id == bindparam("licence"))
    .order_by(User.name)
)
_IS_AUTHOR = select(
    or_(
        exists().where(Author.licence_id == bindparam("licence"), Author.user_id == bindparam("user")),
        exists().where(
            Event.licence_id.in_((bindparam("licence"), bindparam("parent"))),
            Event.by_id == bindparam("user"),
            Event.action == SUBMIT.name,
        ),
    )
)
"""The history names who sent it as well: it is chained, and rows of authors are not."""


def names_of_authors(licence: Licence) -> Sequence[str]:
    """The names of everybody who wrote this version, in order."""
    return db.session.scalars(_NAMES_OF_AUTHORS, {"licence": licence.id}).all()


def is_author(licence: Licence, user: User) -> bool:
    """Whether somebody saved an answer on this version, or sent it or the one that it edits."""
    asked = {"licence": licence.id, "parent": licence.parent_id, "user": user.id}
    return bool(db.session.scalar(_IS_AUTHOR, asked))


def newest(licence: Licence, journey: str) -> Run | None:
    """The newest run of a journey on a licence, submitted or not."""
    return db.session.scalar(
        select(Run)
        .where(Run.licence_id == licence.id, Run.journey == journey)
        .order_by(Run.id.desc())
        .limit(1)
    )


def drop_own_runs(licence: Licence) -> None:
    """Drop what people had begun in journeys that are each one's own, once there is nothing to decide any more."""
    db.session.execute(
        delete(Run).where(Run.licence_id == licence.id, Run.owner != "", Run.submitted_at.is_(None))
    )


def close_runs(licence: Licence, at: dt.datetime) -> None:
    """Close every open run of a licence, with its answers as they are."""
    db.session.execute(
        update(Run).where(Run.licence_id == licence.id, Run.submitted_at.is_(None)).values(submitted_at=at)
    )
