"""The probation practitioner writes a licence and sends it to the prison."""

from app.domain.licence import actions
from app.domain.licence.status import EDIT, FIRST
from journeys.sections import APPOINTMENT, CLASHES, CONDITIONS, RELEASE, SUPERVISION
from journeys.show import blocking_clashes
from journeys.steps import Journey, Outcome

CREATE = Journey(
    "create",
    "Create a licence",
    of=frozenset({FIRST, EDIT}),
    sections=(RELEASE, APPOINTMENT, CONDITIONS, SUPERVISION, CLASHES),
    checks=(blocking_clashes,),
    submit="Send to the prison for approval",
    outcomes=(Outcome(actions.SUBMIT),),
)
