"""The lists of a prison approver."""

from app.domain.licence.status import Status
from app.domain.roles import Role
from app.lists.listing import Card
from app.lists.people import (
    NAME,
    PEOPLE_WITH_OWN,
    PRACTITIONER,
    RELEASE,
    STATUS_IN_PLACE,
    STATUS_TO_APPROVE,
    Opened,
    PeopleList,
    Placed,
    licence_in_place,
)

LISTS = (
    PeopleList(
        name="approvals",
        role=Role.PRISON_APPROVER,
        title="Licences to approve",
        tab="To approve",
        card=Card(
            "Approve a licence",
            "Read the licences that wait at your prison, and approve or return them.",
        ),
        rows=PEOPLE_WITH_OWN,
        columns=(NAME, PRACTITIONER, RELEASE, STATUS_TO_APPROVE),
        only=Opened.status == Status.SUBMITTED,
        filters=(),
        empty="No licence is waiting for your approval.",
    ),
    PeopleList(
        name="approved",
        role=Role.PRISON_APPROVER,
        title="Approved licences",
        tab="Approved",
        only=Placed.status == Status.APPROVED,
        columns=(NAME, PRACTITIONER, RELEASE, STATUS_IN_PLACE),
        leads_to=licence_in_place,
        filters=(),
        empty="Nobody at your prisons has an approved licence for their current booking.",
    ),
)
