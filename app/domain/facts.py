"""What forms, conditions and pages may know about the case, the licence, the reader and the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.licence_type import LicenceType, Period
from app.domain.policy import Policy
from app.domain.refusal import Refusal


def _always(_: dt.date) -> bool:
    return True


def _never(_: str) -> bool:
    return False


@dataclass(frozen=True)
class Facts:
    """Plain values, gathered once a request, so that pure rules need neither the request nor the database."""

    today: dt.date
    policy: Policy
    person_name: str
    prison_name: str
    manager_name: str | None = None
    """The probation practitioner; None when nobody is allocated."""
    licence_start: dt.date | None = None
    licence_end: dt.date | None = None
    supervision_start: dt.date | None = None
    supervision_end: dt.date | None = None
    """The first and the last day of the licence's supervision part; None for a licence without one."""
    earliest_release: dt.date | None = None
    is_early_release: bool = False
    is_working_day: Callable[[dt.date], bool] = _always
    reasons_not_to_start: tuple[Refusal, ...] = ()
    void: Refusal | None = None
    """Why nothing can become of this licence any more: the person died, or it is for an earlier booking."""
    document: Mapping[str, Any] | None = None
    """The frozen document of the licence, once it was sent."""
    document_sha256: str | None = None
    licence_version: str = "1.0"
    kind: str | None = None
    """The kind of licence, as release has it."""
    record_changes: tuple[tuple[str, str, str], ...] = ()
    """What changed in the case record since the document was frozen: label, then, now."""
    is_author: bool = False
    """Whether the reader saved an answer on this version."""
    has_map: Callable[[str], bool] = _never
    """Whether the licence may use the map of this SHA-256."""

    @property
    def supervision(self) -> Period | None:
        """When the licence's supervision part runs."""
        start, end = self.supervision_start, self.supervision_end
        return Period(start, end) if start and end else None

    @property
    def has_supervision_part(self) -> bool:
        return self.supervision is not None

    @property
    def offers_additional_requirements(self) -> bool:
        """Whether there is a menu of additional requirements for the supervision part."""
        return self.has_supervision_part and bool(self.policy.categories("PSS"))

    @property
    def licence_type(self) -> LicenceType:
        return LicenceType.AP_PSS if self.has_supervision_part else LicenceType.AP

    @property
    def cannot_start(self) -> bool:
        return bool(self.reasons_not_to_start)

    @property
    def is_void(self) -> bool:
        return self.void is not None

    @property
    def requires_reasons(self) -> bool:
        return self.policy.requires_reasons

    @property
    def record_changed(self) -> bool:
        return bool(self.record_changes)
