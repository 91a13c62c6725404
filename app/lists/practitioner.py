"""The lists of a probation practitioner."""

from sqlalchemy import and_, bindparam

from app.domain.roles import Role
from app.lists.listing import Card
from app.lists.people import (
    BY_STATUS,
    BY_TEAM,
    IS_ACTIVE,
    IS_BEFORE_RELEASE,
    NAME,
    NEEDS_PRACTITIONER,
    PRACTITIONER,
    PRISON_NAME,
    RELEASE,
    STATUS,
    PeopleList,
    licence_or_start,
)
from app.lists.questions import OF_TEAM, TO_ANSWER
from app.lists.whose_turn import WAITS
from app.models.case import Case

_MINE = Case.manager_username == bindparam("username")

LISTS = (
    PeopleList(
        name="mine",
        role=Role.PRACTITIONER,
        title="My cases before release",
        tab="My cases",
        card=Card(
            "Create and edit a licence",
            "Write the licence for somebody who is due for release, and change it until it is approved.",
        ),
        only=and_(_MINE, IS_BEFORE_RELEASE),
        columns=(NAME, PRISON_NAME, WAITS, RELEASE, STATUS),
        leads_to=licence_or_start,
        has_calendar=True,
    ),
    PeopleList(
        name="needs-me",
        role=Role.PRACTITIONER,
        title="What needs me",
        tab="Needs me",
        card=Card(
            "What needs me",
            "Licences that were returned, that have to be sent because the release is within 14 days, or that you have to "
            "review.",
            is_counted=True,
        ),
        only=and_(_MINE, NEEDS_PRACTITIONER),
        columns=(NAME, WAITS, RELEASE, STATUS),
        leads_to=licence_or_start,
        empty="Nothing needs you now. This list shows licences that were returned to you, that you have not sent and the "
        "release is within 14 days, or that you have to review.",
    ),
    TO_ANSWER,
    PeopleList(
        name="mine-after",
        role=Role.PRACTITIONER,
        title="My cases after release",
        tab="After release",
        only=and_(_MINE, IS_ACTIVE),
        columns=(NAME, PRISON_NAME, RELEASE, STATUS),
        filters=(),
        empty="Nobody you manage has been released on a licence from this service.",
    ),
    PeopleList(
        name="team",
        role=Role.PRACTITIONER,
        title="My team’s cases before release",
        tab="My team’s cases",
        only=IS_BEFORE_RELEASE,
        columns=(NAME, PRACTITIONER, WAITS, RELEASE, STATUS),
        leads_to=licence_or_start,
        filters=(BY_STATUS, BY_TEAM),
    ),
    PeopleList(
        name="team-after",
        role=Role.PRACTITIONER,
        title="My team’s cases after release",
        tab="Team after release",
        only=IS_ACTIVE,
        columns=(NAME, PRACTITIONER, RELEASE, STATUS),
        filters=(BY_TEAM,),
        empty="Nobody your team manages has been released on a licence from this service.",
    ),
    OF_TEAM,
)
