"""The lists of people of every role, by name; those of a role in the order of their tabs."""

from __future__ import annotations

from collections.abc import Collection

from app.domain.roles import Role
from app.lists import case_administrator, head_of_pdu, practitioner, prison_approver, support, team_manager
from app.lists.listing import Listing

LISTS: dict[str, Listing] = {
    each.name: each
    for module in (practitioner, prison_approver, case_administrator, head_of_pdu, team_manager, support)
    for each in module.LISTS
}
"""Read whenever a page is asked for."""


def lists_of(roles: Collection[Role]) -> list[Listing]:
    """The lists of these roles."""
    return [each for each in LISTS.values() if each.role in roles]
