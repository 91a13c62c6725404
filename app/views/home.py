"""The home page with a card for each role, the messages that wait, and the pages that every service has."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask_login import current_user, login_required
from sqlalchemy import select, text

from app.access import listed
from app.domain.refusal import Refusal, Refused
from app.domain.roles import Role
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.record import Message
from app.views.licence import moment_in_words

home = Blueprint("home", __name__)

CARDS: dict[Role, tuple[str, str, dict[str, Any], str]] = {
    Role.PRACTITIONER: (
        "Create and edit a licence",
        "caseloads.show",
        {"name": "mine"},
        "Write the licence for somebody who is due for release, and change it until it is approved.",
    ),
    Role.PRISON_APPROVER: (
        "Approve a licence",
        "caseloads.show",
        {"name": "approvals"},
        "Read the licences that wait at your prison, and approve or return them.",
    ),
    Role.CASE_ADMINISTRATOR: (
        "Print a licence",
        "caseloads.show",
        {"name": "to-print"},
        "Print approved licences, and see how far the others are.",
    ),
    Role.HEAD_OF_PDU: (
        "See licences in my delivery unit",
        "caseloads.show",
        {"name": "delivery-unit"},
        "See where each licence in your delivery unit stands.",
    ),
    Role.SUPPORT: (
        "Find a licence",
        "caseloads.show",
        {"name": "everyone"},
        "Find any person who is not restricted, and see the history of their licence.",
    ),
}
MESSAGES: tuple[str, str, dict[str, Any], str] = (
    "See messages",
    "home.messages",
    {},
    "See what the service has to send, and what has no address.",
)
ADDRESSES: tuple[str, str, dict[str, Any], str] = (
    "See your saved addresses",
    "addresses.show",
    {},
    "See the addresses that you saved to use again, and remove those you no longer need.",
)
POLICIES: tuple[str, str, dict[str, Any], str] = (
    "Manage licence policies",
    "policies.index",
    {},
    "Import a policy, compare versions, see whom a new one touches, and publish it.",
)


@home.get("/")
@login_required
def show() -> str:
    """What the reader can do here: a card for each of their roles."""
    cards = [CARDS[role] for role in CARDS if current_user.has(role)]
    if current_user.has(Role.SUPPORT):
        cards += [MESSAGES, POLICIES]
    if current_user.has(Role.PRACTITIONER):
        cards.append(ADDRESSES)
    return render_template(
        "home.html",
        cards=[
            {"title": title, "url": url_for(endpoint, **values), "text": words}
            for title, endpoint, values, words in cards
        ],
    )


@home.get("/messages")
@login_required
def messages() -> str:
    """The outbox, newest first; a message without an address is a task for support."""
    if not current_user.has(Role.SUPPORT):
        raise Refused(
            Refusal(
                title="You cannot open the messages",
                rule="The messages that the service has to send are for support.",
                fact="Your account does not have that role.",
                who="Support can open them.",
                next_step="The history of a licence shows who was told what: go to the licence.",
            )
        )
    open_cases = listed(current_user, Role.SUPPORT).subquery()
    rows = db.session.execute(
        select(Message)
        .join(Licence, Message.licence_id == Licence.id)
        .join(Case, Licence.case_id == Case.id)
        .join(open_cases, open_cases.c.id == Case.id)
        .where(open_cases.c.is_open)
        .order_by(Message.address.is_not(None), Message.id.desc())
        .limit(100)
    ).all()
    return render_template(
        "messages.html",
        rows=[
            {
                "id": row.Message.id,
                "to": row.Message.recipient,
                "address": row.Message.address,
                "subject": row.Message.subject,
                "body": row.Message.body,
                "when": moment_in_words(row.Message.written_at),
                "url": url_for("licence.show", licence_id=row.Message.licence_id),
            }
            for row in rows
        ],
    )


@home.get("/accessibility-statement")
def accessibility() -> str:
    return render_template("accessibility.html", email=current_app.config["SERVICE_EMAIL"])


@home.get("/feedback")
def feedback() -> str:
    """How to tell us; the page the reader came from is filled in."""
    return render_template(
        "feedback.html",
        email=current_app.config["SERVICE_EMAIL"],
        came_from=request.args.get("page", "")[:200],
    )


@home.get("/health")
def health() -> tuple[dict[str, str], int]:
    """Whether the service and its database answer, for machines."""
    db.session.execute(text("SELECT 1"))
    return {"status": "up"}, 200
