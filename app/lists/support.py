"""The lists of people for support."""

from app.domain.roles import Role
from app.lists.days import IN_SCOPE
from app.lists.listing import Card
from app.lists.people import NAME, PRISON_NAME, RELEASE, STATUS, PeopleList
from app.models.case import Case

LISTS = (
    PeopleList(
        name="everyone",
        role=Role.SUPPORT,
        title="Everyone",
        tab="All people",
        card=Card(
            "Find a licence", "Find any person who is not restricted, and see the history of their licence."
        ),
    ),
    PeopleList(
        name="unallocated",
        role=Role.SUPPORT,
        title="Cases nobody is allocated to",
        tab="Nobody allocated",
        only=Case.manager_unallocated & IN_SCOPE,
        columns=(NAME, PRISON_NAME, RELEASE, STATUS),
        filters=(),
        empty="Everybody who can have a licence has a probation practitioner.",
    ),
)
