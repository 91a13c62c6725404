"""The prison approver reads a licence as it was sent, and approves it or returns it with a reason."""

from app.domain.licence import actions
from app.domain.licence.bars import AUTHOR, BOARD_DECIDES, HELD, LOOKS_DAMAGED, RECORD_CHANGED, VOID
from app.domain.licence.status import PURPOSES
from forms import approval
from journeys.steps import Journey, Outcome, Page, Section, Stop
from journeys.when import Answered

APPROVES = Answered("decision", "decision", approval.APPROVE)
RETURNS = Answered("decision", "decision", approval.RETURN)

MEND = ("Change your decision", "decision")

APPROVE = Journey(
    "approve",
    "Approve a licence",
    of=frozenset(PURPOSES),
    sections=(
        Section(
            "Licence",
            [Stop("damaged", LOOKS_DAMAGED), Stop("is-author", AUTHOR), Page("licence", approval.Read)],
        ),
        Section(
            "Decision",
            [
                Page("decision", approval.Decide),
                Stop("void", VOID, when=APPROVES, mend=MEND),
                Stop("board-decides", BOARD_DECIDES, when=APPROVES, mend=MEND),
                Stop("record-changed", RECORD_CHANGED, when=APPROVES, mend=MEND),
                Stop("held", HELD, when=APPROVES, mend=MEND),
                Page("reason", approval.Reason, when=RETURNS),
            ],
        ),
    ),
    submit="Submit decision",
    not_done="Nothing was decided",
    outcomes=(Outcome(actions.APPROVE, when=APPROVES), Outcome(actions.RETURN, when=RETURNS)),
    is_own=True,
)
