"""What every page about licence policies stands on: it is for support, and about a version that is stored."""

from __future__ import annotations

from flask import Blueprint

from app.access import NotFound
from app.models.policy import PolicyVersion
from app.store import policies as stored
from app.views.only_support import only_support

policies = Blueprint("policies", __name__)


only_support(
    policies,
    "the licence policies",
    rule="Licence policies are imported and published by support.",
    next_step="To read the policy of a licence, go to the licence. To suggest a change, tell support.",
)


def row_of(version: str) -> PolicyVersion:
    """The version of an address; NotFound where none is stored."""
    try:
        return stored.row(version)
    except stored.NoPolicyError:
        raise NotFound from None
