"""The lists of a case administrator at a prison."""

from app.domain.licence.status import Status
from app.domain.roles import Role
from app.lists.listing import Card
from app.lists.people import (
    NAME,
    PRACTITIONER,
    RELEASE,
    STATUS_IN_PLACE,
    PeopleList,
    Placed,
    licence_in_place,
)

LISTS = (
    PeopleList(name="prison", role=Role.CASE_ADMINISTRATOR, title="People in my prisons", tab="All people"),
    PeopleList(
        name="to-print",
        role=Role.CASE_ADMINISTRATOR,
        title="Licences to print",
        tab="To print",
        card=Card("Print a licence", "Print approved licences, and see how far the others are."),
        only=Placed.status == Status.APPROVED,
        columns=(NAME, PRACTITIONER, RELEASE, STATUS_IN_PLACE),
        leads_to=licence_in_place,
        filters=(),
        empty="Nobody at your prisons has an approved licence for their current booking.",
    ),
)
