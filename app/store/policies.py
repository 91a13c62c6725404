"""The stored licence policies: which are published, which one applies, and what each says.

Their content never changes, so each process may remember what it has parsed, once the content was found to be what its
hash names. Their dates do: they are read anew.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from app.domain.policy.json import canonical
from app.domain.policy.model import Policy, version_key
from app.domain.policy.read import read_policy
from app.domain.policy.schedule import Published, applies_on
from app.domain.refusal import Refusal, Refused
from app.models.base import db
from app.models.licence import Licence
from app.models.policy import PolicyEvent, PolicyVersion

_parsed: dict[str, Policy] = {}
"""Policies by the SHA-256 of their content."""
_known: dict[str, Policy] = {}
"""Stored policies by version."""


class NoPolicyError(LookupError):
    """The policy asked for was never imported, or none is published."""


class NonePublished(NoPolicyError):
    """No policy is published, so no licence can be started."""


_SCHEDULE = select(PolicyVersion.version, PolicyVersion.commences).where(PolicyVersion.commences.is_not(None))


def schedule() -> list[Published]:
    """Every published version with its date. Read anew each time, since any process may change it."""
    return [Published(row.version, row.commences) for row in db.session.execute(_SCHEDULE)]  # type: ignore[arg-type]


def locked_schedule() -> list[Published]:
    """The schedule, held so that policies are published one after the other. Licences can be made meanwhile."""
    db.session.execute(
        select(PolicyVersion.id).order_by(PolicyVersion.id).with_for_update(key_share=True)
    ).all()
    return schedule()


def applying(day: dt.date, published: list[Published]) -> str:
    """The version for a licence that starts on this day; raises NonePublished when none is."""
    version = applies_on(published, day)
    if version is None:
        raise NonePublished("No licence policy is published. Import one with: flask policy import FILE")
    return version


def row(version: str) -> PolicyVersion:
    """The stored policy of this version, with its commencement and legal source; NoPolicyError if unknown."""
    found: PolicyVersion | None = db.session.scalar(
        select(PolicyVersion).where(PolicyVersion.version == version)
    )
    if found is None:
        raise NoPolicyError(f"Policy {version} is not stored.")
    return found


def load(version: str) -> Policy:
    """The policy of this version, parsed once per process; NoPolicyError if it is unknown, Refused if its content is
    not what was imported. Versions never change."""
    if version not in _known:
        stored = db.session.execute(
            select(PolicyVersion.sha256, PolicyVersion.content).where(PolicyVersion.version == version)
        ).one_or_none()
        if stored is None:
            raise NoPolicyError(f"Policy {version} is not stored.")
        if stored.sha256 not in _parsed:
            content = canonical(stored.content)
            if policy_hash(content) != stored.sha256:
                raise Refused(_changed(version))
            _parsed[stored.sha256] = read_policy(content)
        _known[version] = _parsed[stored.sha256]
    return _known[version]


def policy_hash(content: str) -> str:
    """What names a policy's content, which is given in its one spelling (app.domain.policy.json.canonical)."""
    return hashlib.sha256(content.encode()).hexdigest()


def _changed(version: str) -> Refusal:
    return Refusal(
        title=f"Policy {version} does not match what was imported",
        rule="A licence is only written, sent and read with its policy as it was imported, to the letter.",
        fact=f"The stored content of policy {version} was changed outside this service.",
        who="Support can find out what changed it, and put it back from a backup.",
        next_step="Contact support now. Nothing in any licence was changed by this.",
    )


_MADE = (
    select(func.count(Licence.id)).where(Licence.policy_version == PolicyVersion.version).scalar_subquery()
)
_VERSIONS = select(PolicyVersion.version, PolicyVersion.commences, PolicyVersion.source, _MADE.label("made"))


def versions() -> Sequence[Any]:
    """(version, commences, source, made) of every stored policy, in no order; `made` licences are on it."""
    return db.session.execute(_VERSIONS).all()


def versions_beside(version: str) -> list[str]:
    """The other stored versions, the highest first."""
    others = db.session.scalars(select(PolicyVersion.version).where(PolicyVersion.version != version))
    return sorted(others, key=version_key, reverse=True)


def history(row: PolicyVersion) -> Sequence[PolicyEvent]:
    """What was done to a version, the newest first."""
    return db.session.scalars(
        select(PolicyEvent).where(PolicyEvent.policy_id == row.id).order_by(PolicyEvent.id.desc())
    ).all()


def forget() -> None:
    """Forget which versions are stored: for tests, whose database changes under the process."""
    _known.clear()
