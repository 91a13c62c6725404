"""The lists of a team manager."""

from app.domain.roles import Role
from app.lists.days import IN_SCOPE
from app.lists.listing import Card
from app.lists.people import BY_STATUS, BY_TEAM, NAME, RELEASE, STATUS, PeopleList
from app.lists.whose_turn import WAITS
from app.models.case import Case

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
            "See people of your teams who can have a licence and have no probation practitioner.",
            is_counted=True,
        ),
        only=Case.manager_unallocated & IN_SCOPE,
        columns=(NAME, RELEASE, STATUS),
        filters=(BY_TEAM,),
        empty="Everybody of your teams who can have a licence has a probation practitioner.",
    ),
)
