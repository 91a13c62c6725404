"""Messages that could not be delivered: whoever manages the person's team, or support, passes them on and says so."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from app.domain.delivery import outcome_in_words
from app.domain.refusal import Refusal, Refused
from app.domain.words import moment_in_words
from app.models.base import db
from app.moves import messages as moves
from app.store import outbox

messages = Blueprint("messages", __name__, url_prefix="/messages")

MOST = 100


@messages.get("/to-pass-on")
@login_required
def to_pass_on() -> str:
    """What the service could not deliver about the reader's people, the oldest first."""
    if not current_user.roles & outbox.SEE_TO:
        raise Refused(_for_managers())
    return render_template(
        "messages_to_pass_on.html",
        back_url=url_for("home.show"),
        rows=[_row(row) for row in outbox.tasks(current_user, MOST)],
    )


def _row(row: Any) -> dict[str, Any]:
    """A message with its words; of one about a person whom the reader may not open, only the CRN."""
    message, case = row.Message, row.Case
    shown: dict[str, Any] = {
        "id": message.id,
        "subject": message.subject,
        "when": moment_in_words(message.written_at),
        "why": outcome_in_words(message.state, message.failure, None, None),
        "done_url": url_for("messages.see_to", number=message.id),
    }
    if not row.is_open:
        return shown | {"subject": f"A message about {case.crn}", "to": "Access to the case is restricted"}
    now = case.manager_name if case is not None else None
    shown |= {"to": message.recipient, "body": message.body, "now": now if now != message.recipient else None}
    if message.licence_id:
        shown["url"] = url_for("licence.show", licence_id=message.licence_id)
    elif case is not None:
        shown["url"] = url_for("licence.person", case_id=case.id)
    return shown


@messages.post("/<int:number>/seen-to")
@login_required
def see_to(number: int) -> Response:
    """Note that the reader told whoever the message is for."""
    is_new = moves.see_to(number, current_user)
    db.session.commit()
    flash("You noted that you passed the message on." if is_new else "This message was passed on already.")
    return redirect(url_for("messages.to_pass_on"))


def _for_managers() -> Refusal:
    return Refusal(
        title="You cannot open the messages to pass on",
        rule="Messages that could not be delivered are for team managers and support.",
        fact="Your account has neither role.",
        who="A manager of the person’s team can open them.",
        next_step="The history of a licence shows who was told what: go to the licence.",
        is_access=True,
    )
