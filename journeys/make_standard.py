"""A case administrator makes a standard licence, because probation was late or the person has served the time."""

from __future__ import annotations

from app.domain.answers import Answers
from app.domain.conditions.parts import LICENCE, SUPERVISION
from app.domain.licence import actions
from app.domain.licence.facts import Facts
from app.domain.licence.status import MADE_BY_PRISON
from forms import contact
from journeys.sections import APPOINTMENT, RELEASE
from journeys.steps import Journey, Outcome, Page, Section
from journeys.when import All, Answered, Fact, Not

_SERVED = Fact("licence.is_time_served")
_CANNOT = Answered("probation-told", "status", contact.CANNOT)
PROBATION = Section(
    "Probation team",
    [
        Page("probation-told", contact.Told, when=_SERVED),
        Page("how-told", contact.How, when=All(_SERVED, Not(_CANNOT))),
        Page("why-not-told", contact.WhyNot, when=All(_SERVED, _CANNOT)),
    ],
)
"""The service tells probation of a standard licence in hard stop itself; of time served there may be nobody to tell."""


def standard(facts: Facts) -> Answers:
    """The conditions of a standard licence: those that the policy gives it, and nobody chooses any."""
    codes = [condition.code for condition in facts.policy.prison_made]
    answers: dict[str, dict[str, object]] = {str(LICENCE.needed): {"needed": "yes" if codes else "no"}}
    if codes:
        answers[LICENCE.menu] = {"codes": codes}
    if facts.release.has_supervision_part and SUPERVISION.standard:
        answers[SUPERVISION.standard] = {"codes": [c.code for c in SUPERVISION.standard_of(facts.policy)]}
    return answers


MAKE_STANDARD = Journey(
    "make-standard",
    "Make a standard licence",
    of=MADE_BY_PRISON,
    sections=(RELEASE, APPOINTMENT, PROBATION),
    given=standard,
    submit="Send for approval",
    outcomes=(Outcome(actions.SUBMIT),),
)
