"""The lists of a case administrator at a prison."""

from sqlalchemy import and_

from app.domain.licence.status import Status
from app.domain.roles import Role
from app.lists.listing import Card
from app.lists.people import (
    BY_PRINT,
    BY_PRISON,
    BY_STATUS,
    IS_ACTIVE,
    IS_ALIVE,
    IS_DUE_AT_PRISON,
    IS_LATER_AT_PRISON,
    NAME,
    NEEDS_ATTENTION,
    PRACTITIONER,
    RELEASE,
    STATUS,
    STATUS_IN_PLACE,
    PeopleList,
    Placed,
    licence_in_place,
    licence_or_make,
)
from app.lists.questions import ALL_ASKED, ASKED
from app.lists.whose_turn import WAITS

LISTS = (
    PeopleList(
        name="prison",
        role=Role.CASE_ADMINISTRATOR,
        title="People in my prisons",
        tab="All people",
        columns=(NAME, PRACTITIONER, WAITS, RELEASE, STATUS),
        filters=(BY_STATUS, BY_PRISON),
        leads_to=licence_or_make,
    ),
    PeopleList(
        name="due",
        role=Role.CASE_ADMINISTRATOR,
        title="Releases in the next two working days",
        tab="Next two working days",
        card=Card(
            "Releases in the next two working days",
            "See that each licence is approved, and make a standard licence where probation was late.",
            is_counted=True,
        ),
        only=IS_DUE_AT_PRISON,
        columns=(NAME, WAITS, RELEASE, STATUS),
        leads_to=licence_or_make,
        filters=(BY_STATUS, BY_PRISON),
        empty="Nobody at your prisons is released in the next two working days.",
    ),
    PeopleList(
        name="later",
        role=Role.CASE_ADMINISTRATOR,
        title="Later releases",
        tab="Later",
        about="Releases after the next two working days and within four weeks, and later ones for which a licence is started.",
        only=IS_LATER_AT_PRISON,
        columns=(NAME, WAITS, RELEASE, STATUS),
        leads_to=licence_or_make,
        filters=(BY_STATUS, BY_PRISON),
        empty="Nobody at your prisons is released in the next four weeks, and no licence is started for a later release.",
    ),
    PeopleList(
        name="attention",
        role=Role.CASE_ADMINISTRATOR,
        title="Licences that need attention",
        tab="Attention needed",
        only=NEEDS_ATTENTION,
        columns=(NAME, PRACTITIONER, WAITS, RELEASE, STATUS),
        filters=(BY_PRISON,),
        empty="No licence needs attention. This list shows licences whose release date was taken out of the record, and "
        "approved ones whose release date has passed.",
    ),
    PeopleList(
        name="to-print",
        role=Role.CASE_ADMINISTRATOR,
        title="Licences to print",
        tab="To print",
        card=Card("Print a licence", "Print approved licences, and see which were printed."),
        only=and_(Placed.status == Status.APPROVED, IS_ALIVE),
        columns=(NAME, PRACTITIONER, WAITS, RELEASE, STATUS_IN_PLACE),
        leads_to=licence_in_place,
        filters=(BY_PRINT, BY_PRISON),
        empty="Nobody at your prisons has an approved licence for their current booking.",
    ),
    PeopleList(
        name="on-probation",
        role=Role.CASE_ADMINISTRATOR,
        title="People on probation",
        tab="On probation",
        only=IS_ACTIVE,
        columns=(NAME, PRACTITIONER, RELEASE, STATUS),
        filters=(BY_PRISON,),
        empty="Nobody has been released from your prisons on a licence from this service.",
    ),
    ASKED,
    ALL_ASKED,
)
