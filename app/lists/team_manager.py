"""The list of a team manager."""

from app.domain.roles import Role
from app.lists.listing import Card
from app.lists.people import BY_STATUS, BY_TEAM, NAME, RELEASE, STATUS, PeopleList
from app.lists.whose_turn import WAITS

LISTS = (
    PeopleList(
        name="managed",
        role=Role.TEAM_MANAGER,
        title="People whom my team manages",
        tab="All people",
        card=Card("See licences of my team", "See where each licence of your team stands, and who has it."),
        columns=(NAME, WAITS, RELEASE, STATUS),
        filters=(BY_STATUS, BY_TEAM),
    ),
)
