"""The lists of a head of a probation delivery unit (PDU)."""

from app.domain.roles import Role
from app.lists.listing import Card
from app.lists.people import NAME, PRACTITIONER, RELEASE, STATUS, PeopleList
from app.lists.whose_turn import WAITS

LISTS = (
    PeopleList(
        name="delivery-unit",
        role=Role.HEAD_OF_PDU,
        title="People in my delivery unit",
        tab="All people",
        card=Card("See licences in my delivery unit", "See where each licence in your delivery unit stands."),
        columns=(NAME, PRACTITIONER, WAITS, RELEASE, STATUS),
    ),
)
