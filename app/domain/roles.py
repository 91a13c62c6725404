"""The roles that people sign in with."""

from __future__ import annotations

from enum import StrEnum

from app.domain.words import uncapitalised


class Role(StrEnum):
    """A role, stored by its code and shown by its label."""

    PRACTITIONER = "practitioner"
    CASE_ADMINISTRATOR = "case-administrator"
    PRISON_APPROVER = "prison-approver"
    HEAD_OF_PDU = "head-of-pdu"
    TEAM_MANAGER = "team-manager"
    SUPPORT = "support"
    SERVICE = "service"
    """The service itself, when one move causes another. Nobody signs in with it."""

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def holder(self) -> str:
        """Somebody in this role, within a sentence: a prison approver, a head of PDU, support."""
        noun = uncapitalised(self.label)
        return noun if self in (Role.SUPPORT, Role.SERVICE) else f"a {noun}"


LABELS = {
    Role.PRACTITIONER: "Probation practitioner",
    Role.CASE_ADMINISTRATOR: "Case administrator",
    Role.PRISON_APPROVER: "Prison approver",
    Role.HEAD_OF_PDU: "Head of PDU",
    Role.TEAM_MANAGER: "Team manager",
    Role.SUPPORT: "Support",
    Role.SERVICE: "The service",
}

PRISON = frozenset({Role.CASE_ADMINISTRATOR, Role.PRISON_APPROVER})
PEOPLE = frozenset(LABELS) - {Role.SERVICE}
NEEDS = {
    Role.PRACTITIONER: "team",
    Role.CASE_ADMINISTRATOR: "prison",
    Role.PRISON_APPROVER: "prison",
    Role.HEAD_OF_PDU: "pdu",
    Role.TEAM_MANAGER: "team",
}
"""The kind of place without which a role covers nobody; support covers everybody."""
PLACES = {"team": "team", "prison": "prison", "pdu": "probation delivery unit"}
"""The kinds of places that a user is granted, and what they are called."""
