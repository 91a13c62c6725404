"""Importing licence policies, and finding the one that applies."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import NamedTuple

from sqlalchemy import select

from app import clock
from app.domain.policy import Policy, read_policy, version_key
from app.domain.policy_json import canonical
from app.models.base import db
from app.models.policy import PolicyVersion

NOT_STATED = "Not stated"

_parsed: dict[str, Policy] = {}
"""Policies by the SHA-256 of their content."""
_known: dict[str, Policy] = {}
"""Stored policies by version."""


class PolicyExistsError(Exception):
    """A different policy of the same version was imported before; versions are immutable."""


class NoPolicyError(LookupError):
    """The policy asked for was never imported, or none was."""


class Imported(NamedTuple):
    """The stored policy, and whether this import stored it."""

    row: PolicyVersion
    is_new: bool


def import_policy(
    policy: Policy, text: str | bytes, commences: dt.date | None = None, source: str | None = None
) -> Imported:
    """Store a checked policy with the text it was read from; the caller commits.

    Without `commences` it is the file's own date, else today; without `source` the file's own, else
    "Not stated".
    The same content again changes nothing; other content of the same version raises PolicyExistsError.
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8")
    content = json.loads(text.removeprefix("\ufeff"))
    sha256 = hashlib.sha256(canonical(content).encode("utf-8")).hexdigest()
    stored = db.session.scalar(select(PolicyVersion).where(PolicyVersion.version == policy.version))
    if stored:
        if stored.sha256 != sha256:
            raise PolicyExistsError(f"Policy {policy.version} is already stored with other content.")
        if (commences or stored.commences) != stored.commences or (source or stored.source) != stored.source:
            raise PolicyExistsError(
                f"Policy {policy.version} is already stored, with the same content, in force from "
                f"{stored.commences.isoformat()}. An import changes neither its date nor its source."
            )
        return Imported(stored, False)
    row = PolicyVersion(
        version=policy.version,
        commences=commences or policy.commences or clock.today(),
        source=source or policy.source or NOT_STATED,
        content=content,
        sha256=sha256,
    )
    db.session.add(row)
    db.session.flush()
    return Imported(row, True)


def in_force(start_date: dt.date | None = None) -> PolicyVersion:
    """The policy for a licence that starts on this day (None: today): the latest that has commenced by then.

    On a shared commencement date the highest version wins; when none has commenced, the earliest applies.
    Raises NoPolicyError when no policy was ever imported.
    """
    day = start_date or clock.today()
    rows = list(db.session.execute(select(PolicyVersion.id, PolicyVersion.version, PolicyVersion.commences)))
    if not rows:
        raise NoPolicyError("No licence policy is stored. Import one with: flask policy import FILE")
    commenced = [row for row in rows if row.commences <= day]
    if commenced:
        chosen = max(commenced, key=lambda row: (row.commences, version_key(row.version)))
    else:
        earliest = min(row.commences for row in rows)
        first = [row for row in rows if row.commences == earliest]
        chosen = max(first, key=lambda row: version_key(row.version))
    return db.session.get_one(PolicyVersion, chosen.id)


def row(version: str) -> PolicyVersion:
    """The stored policy of this version, with its commencement and legal source; NoPolicyError if unknown."""
    found: PolicyVersion | None = db.session.scalar(
        select(PolicyVersion).where(PolicyVersion.version == version)
    )
    if found is None:
        raise NoPolicyError(f"Policy {version} is not stored.")
    return found


def load(version: str) -> Policy:
    """The policy of this version, parsed once per process; NoPolicyError if it is unknown. Versions never change."""
    if version not in _known:
        stored = db.session.execute(
            select(PolicyVersion.sha256, PolicyVersion.content).where(PolicyVersion.version == version)
        ).one_or_none()
        if stored is None:
            raise NoPolicyError(f"Policy {version} is not stored.")
        if stored.sha256 not in _parsed:
            _parsed[stored.sha256] = read_policy(canonical(stored.content))
        _known[version] = _parsed[stored.sha256]
    return _known[version]


def forget() -> None:
    """Forget which versions are stored: for tests, whose database changes under the process."""
    _known.clear()
