"""Who may enter a journey on a licence."""

from __future__ import annotations

from app.access import LicenceReach
from app.domain.licence.status import PURPOSES, Purpose, purpose_in_words
from app.domain.refusal import Refusal
from app.domain.words import joined, uncapitalised
from app.moves.frame import why_not
from journeys.all import JOURNEYS, writing
from journeys.steps import Journey


def why_not_enter(journey: Journey, reach: LicenceReach) -> Refusal | None:
    """Why this reader may not enter a journey on this licence; None when the licence is of its purposes and they may
    perform one of its outcomes. Bars are for the journey's own pages to show."""
    licence = reach.licence
    if licence.purpose not in journey.of:
        return _other_purpose(journey, licence.purpose)
    refusals = [why_not(outcome.action, reach) for outcome in journey.outcomes]
    return None if None in refusals else refusals[0]


def may_write(reach: LicenceReach) -> bool:
    """Whether this reader may write this licence now, and so see what only its draft has."""
    try:
        return why_not_enter(writing(reach.licence.purpose), reach) is None
    except LookupError:  # a newer version of the service gave it its purpose
        return False


def _other_purpose(journey: Journey, purpose: Purpose) -> Refusal:
    meant = joined(sorted(f"“{PURPOSES[each][0]}”" for each in journey.of), "or")
    own = joined(sorted(f"“{each.title}”" for each in JOURNEYS.values() if purpose in each.of), "and")
    return Refusal(
        title=f"You cannot {uncapitalised(journey.title)} here",
        rule=f"These pages are only for licences of this kind: {meant}.",
        fact=purpose_in_words(purpose),
        who=f"This licence has pages of its own: {own}." if own else "This version has no pages for it.",
        next_step="Go to the licence to see what can be done with it now.",
    )
