"""The one set of views behind every journey: a page, its items, check your answers, submit, and done."""

from app.views.journeys import items, pages, submit  # noqa: F401  each registers its addresses
from app.views.journeys.opened import journeys

__all__ = ["journeys"]
