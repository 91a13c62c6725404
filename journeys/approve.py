"""The prison approver reads a licence as it was sent, and approves it or returns it with a reason."""

from app.domain.licence.moves import Action
from forms import approval
from journeys.engine import Journey, Page, Section, Stop
from journeys.when import All, Answered, Fact

APPROVES = Answered("decision", "decision", approval.APPROVE)
RETURNS = Answered("decision", "decision", approval.RETURN)

APPROVE = Journey(
    "approve",
    "Approve a licence",
    action=Action.APPROVE,
    sections=(
        Section(
            "Licence", [Stop("is-author", when=Fact("reader.is_author")), Page("licence", approval.Read)]
        ),
        Section(
            "Decision",
            [
                Page("decision", approval.Decide),
                Stop("void", when=All(APPROVES, Fact("licence.is_void"))),
                Stop("record-changed", when=All(APPROVES, Fact("licence.record_changed"))),
                Page("reason", approval.Reason, when=RETURNS),
            ],
        ),
    ),
    submit="Submit decision",
    is_own=True,
)
