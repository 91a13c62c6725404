"""The probation practitioner writes a licence and sends it to the prison."""

from app.domain.licence.moves import Action
from journeys.engine import Journey
from journeys.sections import APPOINTMENT, CLASHES, CONDITIONS, OPEN, SUPERVISION

CREATE = Journey(
    "create",
    "Create a licence",
    action=Action.SUBMIT,
    sections=(OPEN, APPOINTMENT, CONDITIONS, SUPERVISION, CLASHES),
    submit="Send to the prison for approval",
)
