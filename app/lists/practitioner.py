"""The lists of a probation practitioner."""

from sqlalchemy import bindparam

from app.domain.roles import Role
from app.lists.listing import Card
from app.lists.people import NAME, PRISON_NAME, RELEASE, STATUS, PeopleList, licence_or_start
from app.models.case import Case

LISTS = (
    PeopleList(
        name="mine",
        role=Role.PRACTITIONER,
        title="My cases",
        tab="My cases",
        card=Card(
            "Create and edit a licence",
            "Write the licence for somebody who is due for release, and change it until it is approved.",
        ),
        only=Case.manager_username == bindparam("username"),
        columns=(NAME, PRISON_NAME, RELEASE, STATUS),
        leads_to=licence_or_start,
    ),
    PeopleList(
        name="team",
        role=Role.PRACTITIONER,
        title="My team’s cases",
        tab="My team’s cases",
        leads_to=licence_or_start,
    ),
)
