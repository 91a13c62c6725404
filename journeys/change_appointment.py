"""A case administrator changes the first appointment of a licence that was sent, once probation can no longer do it."""

from __future__ import annotations

from app.domain.answers import Answers
from app.domain.document.appointment import appointment_facts, as_answers
from app.domain.document.reading import facts_of
from app.domain.licence import actions
from app.domain.licence.bars import LOOKS_DAMAGED, OLD_DOCUMENT, PROBATION_CAN, VOID
from app.domain.licence.facts import Facts
from app.domain.licence.status import PURPOSES
from journeys.sections import APPOINTMENT
from journeys.steps import Fault, Journey, Outcome, Section, Stop
from journeys.walk import Walk


def as_sent(facts: Facts) -> Answers:
    """The appointment as the licence has it."""
    document = facts.licence.document
    if document is None or "licence" not in document:
        return {}
    return as_answers(facts_of(document)[0].appointment)


def nothing_changed(walk: Walk) -> list[Fault]:
    """That the licence says this already."""
    document = walk.facts.licence.document
    if document is None or "licence" not in document:
        return []
    sent = facts_of(document)[0].appointment
    who = sent.who.name if sent.who and sent.who.kind == "practitioner" else None
    if appointment_facts(walk.answers, who) != sent:
        return []
    return [Fault("Change an answer. The licence says all of this already.", "appointment-with")]


CHANGE_APPOINTMENT = Journey(
    "change-appointment",
    "Change the first appointment",
    of=frozenset(PURPOSES),
    sections=(
        Section(
            "Licence",
            [
                Stop("damaged", LOOKS_DAMAGED),
                Stop("void", VOID),
                Stop("probation-can", PROBATION_CAN),
                Stop("old-document", OLD_DOCUMENT),
            ],
        ),
        APPOINTMENT,
    ),
    begins_with=as_sent,
    checks=(nothing_changed,),
    submit="Change the licence",
    not_done="Nothing was changed",
    outcomes=(Outcome(actions.CHANGE_APPOINTMENT),),
    is_own=True,
)
