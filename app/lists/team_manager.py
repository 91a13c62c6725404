"""The lists of a team manager."""

from app.domain.roles import Role
from app.lists.listing import Card
from app.lists.people import BY_STATUS, BY_TEAM, NAME, NOBODY_ALLOCATED, RELEASE, STATUS, PeopleList
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
    PeopleList(
        name="nobody-allocated",
        role=Role.TEAM_MANAGER,
        title="People whom nobody is allocated to",
        tab="Nobody allocated",
        card=Card(
            "See whom nobody is allocated to",
            "See people of your teams who can have a licence, or have one, and have no probation practitioner.",
            is_counted=True,
        ),
        only=NOBODY_ALLOCATED,
        columns=(NAME, RELEASE, STATUS),
        filters=(BY_TEAM,),
        empty="Everybody of your teams who can have a licence, or has one, has a probation practitioner.",
    ),
)
