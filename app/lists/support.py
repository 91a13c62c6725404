"""The lists of people for support."""

from app.domain.roles import Role
from app.lists.listing import Card
from app.lists.people import PeopleList

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
)
