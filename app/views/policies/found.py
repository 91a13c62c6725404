"""What every page about licence policies stands on: it is for support, and about a version that is stored."""

from __future__ import annotations

from flask import Blueprint
from flask_login import current_user, login_required

from app.access import NotFound
from app.domain.refusal import Refusal, Refused
from app.domain.roles import Role
from app.models.policy import PolicyVersion
from app.store import policies as stored

policies = Blueprint("policies", __name__)


@policies.before_request
@login_required
def for_support() -> None:
    """Every page here is for support."""
    if current_user.is_authenticated and not current_user.has(Role.SUPPORT):
        raise Refused(
            Refusal(
                title="You cannot open the licence policies",
                rule="Licence policies are imported and published by support.",
                fact="Your account does not have that role.",
                who="Support can open them.",
                next_step="To read the policy of a licence, go to the licence. To suggest a change, tell support.",
                is_access=True,
            )
        )


def row_of(version: str) -> PolicyVersion:
    """The version of an address; NotFound where none is stored."""
    try:
        return stored.row(version)
    except stored.NoPolicyError:
        raise NotFound from None
