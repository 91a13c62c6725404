"""Pages that run the service are for support: whoever else asks is told so."""

from __future__ import annotations

from flask import Blueprint
from flask_login import current_user, login_required

from app.domain.refusal import Refusal, Refused
from app.domain.roles import Role


def only_support(blueprint: Blueprint, what: str, rule: str, next_step: str) -> None:
    """Let support alone reach the pages of a blueprint; `what` they are stands after "You cannot open"."""

    @blueprint.before_request
    @login_required
    def for_support() -> None:
        if current_user.is_authenticated and not current_user.has(Role.SUPPORT):
            raise Refused(
                Refusal(
                    title=f"You cannot open {what}",
                    rule=rule,
                    fact="Your account does not have that role.",
                    who="Support can open them.",
                    next_step=next_step,
                    is_access=True,
                )
            )
