"""The probation practitioner writes a licence and sends it to the prison."""

from app.domain.licence import actions
from app.domain.licence.status import BY_PROBATION
from journeys.sections import APPOINTMENT, CLASHES, CONDITIONS, RELEASE_IN_TIME, SUPERVISION
from journeys.show import blocking_clashes
from journeys.steps import Journey, Outcome

CREATE = Journey(
    "create",
    "Create a licence",
    of=BY_PROBATION,
    sections=(RELEASE_IN_TIME, APPOINTMENT, CONDITIONS, SUPERVISION, CLASHES),
    checks=(blocking_clashes,),
    submit="Send to the prison for approval",
    outcomes=(Outcome(actions.SUBMIT),),
)
