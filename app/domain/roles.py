"""The roles that people sign in with."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A role, stored by its code and shown by its label."""

    PRACTITIONER = "practitioner"
    CASE_ADMINISTRATOR = "case-administrator"
    PRISON_APPROVER = "prison-approver"
    HEAD_OF_PDU = "head-of-pdu"
    SUPPORT = "support"
    SERVICE = "service"
    """The service itself, when one move causes another. Nobody signs in with it."""

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Role.PRACTITIONER: "Probation practitioner",
    Role.CASE_ADMINISTRATOR: "Case administrator",
    Role.PRISON_APPROVER: "Prison approver",
    Role.HEAD_OF_PDU: "Head of PDU",
    Role.SUPPORT: "Support",
    Role.SERVICE: "The service",
}

PROBATION = frozenset({Role.PRACTITIONER, Role.HEAD_OF_PDU})
PRISON = frozenset({Role.CASE_ADMINISTRATOR, Role.PRISON_APPROVER})
PEOPLE = frozenset(LABELS) - {Role.SERVICE}
