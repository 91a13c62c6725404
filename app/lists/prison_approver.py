"""The lists of a prison approver."""

from sqlalchemy import and_

from app.domain.licence.status import Status
from app.domain.roles import Role
from app.lists.listing import Card
from app.lists.people import (
    APPROVED_BY,
    APPROVED_LATELY,
    BY_PRISON,
    IS_ALIVE,
    NAME,
    PEOPLE_WITH_OWN,
    RELEASE,
    STATUS_IN_PLACE,
    STATUS_TO_APPROVE,
    Opened,
    PeopleList,
    licence_in_place,
)
from app.lists.questions import ALL_ASKED_OF_APPROVER, ASKED_BEFORE_APPROVAL
from app.lists.whose_turn import WAITS

LISTS = (
    PeopleList(
        name="approvals",
        role=Role.PRISON_APPROVER,
        title="Licences to approve",
        tab="To approve",
        card=Card(
            "Approve a licence",
            "Read the licences that wait at your prison, and approve or return them.",
            is_counted=True,
        ),
        rows=PEOPLE_WITH_OWN,
        columns=(NAME, WAITS, RELEASE, STATUS_TO_APPROVE),
        only=and_(Opened.status == Status.SUBMITTED, IS_ALIVE),
        filters=(BY_PRISON,),
        empty="No licence is waiting for your approval.",
    ),
    PeopleList(
        name="approved",
        role=Role.PRISON_APPROVER,
        title="Licences approved in the last 14 days",
        tab="Approved lately",
        only=APPROVED_LATELY,
        columns=(NAME, APPROVED_BY, RELEASE, STATUS_IN_PLACE),
        leads_to=licence_in_place,
        filters=(BY_PRISON,),
        empty="No licence for a current booking at your prisons was approved, or became active, in the last 14 days.",
    ),
    ASKED_BEFORE_APPROVAL,
    ALL_ASKED_OF_APPROVER,
)
