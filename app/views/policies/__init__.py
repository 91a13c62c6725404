"""Licence policies, for support: read, import, compare, see whom a new one touches, publish, move and withdraw."""

from app.views.policies import importing, publishing, reading  # noqa: F401  each registers its addresses
from app.views.policies.found import policies

__all__ = ["policies"]
