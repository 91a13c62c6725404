"""Every journey, by its name in URLs."""

from journeys.approve import APPROVE
from journeys.create import CREATE
from journeys.engine import Journey

JOURNEYS: dict[str, Journey] = {journey.name: journey for journey in (CREATE, APPROVE)}
