"""Every journey, by its name in URLs."""

from app.domain.licence.status import Purpose
from journeys.approve import APPROVE
from journeys.change_appointment import CHANGE_APPOINTMENT
from journeys.create import CREATE
from journeys.make_standard import MAKE_STANDARD
from journeys.steps import Journey

JOURNEYS: dict[str, Journey] = {
    journey.name: journey for journey in (CREATE, MAKE_STANDARD, APPROVE, CHANGE_APPOINTMENT)
}


def writing(purpose: Purpose) -> Journey:
    """The journey in which a licence of this purpose is written. Raises LookupError for a purpose that has none."""
    for each in JOURNEYS.values():
        if purpose in each.of and not each.is_own:
            return each
    raise LookupError(f"no journey writes licences of the purpose {purpose!r}")
