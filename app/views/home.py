"""The home page with a card for each role, the messages that wait, and the pages that every service has."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask_login import current_user, login_required

from app.domain.delivery import name_of_state, outcome_in_words
from app.domain.refusal import Refusal, Refused
from app.domain.roles import Role
from app.domain.words import moment_in_words
from app.lists.all import lists_of
from app.lists.counts import counts as people_in
from app.lists.listing import Address
from app.lists.messages import newest_messages
from app.models.record import Message
from app.store.outbox import SEE_TO, counts, number_of_tasks
from app.views.places import CAME_FROM, place

home = Blueprint("home", __name__)

_COVER = (
    "Say who is away and who covers",
    "cover.index",
    "Note absences and who covers, and whom to ring at nights and weekends.",
)
_UNDELIVERED = "See messages that the service could not deliver, and tell the people they are for."
MORE: dict[Role, tuple[tuple[str, str, str], ...]] = {
    Role.SUPPORT: (
        ("See messages", "home.messages", "See what the service has to send, and what has no address."),
        (
            "Manage licence policies",
            "policies.index",
            "Import a policy, compare versions, see whom a new one touches, and publish it.",
        ),
        (
            "Manage accounts",
            "accounts.index",
            "Add people, change their roles and places, and disable accounts.",
        ),
        ("Manage prisons", "prisons.index", "See and change the prisons, and where messages to them go."),
        (
            "Manage roll-out",
            "sites.index",
            "See where this service is in use, and switch it on and off for prisons and delivery units.",
        ),
        _COVER,
        ("See jobs", "jobs.index", "See what the service did by itself, what failed and what comes next."),
        (
            "See security events",
            "accounts.events",
            "See who signed in, what was refused, and what was done to accounts.",
        ),
    ),
    Role.TEAM_MANAGER: (_COVER,),
    Role.CASE_ADMINISTRATOR: (_COVER,),
    Role.PRACTITIONER: (
        (
            "Put your dates in your calendar",
            "dates.ics",
            "Download the dates of the people you manage as a file for your calendar, without names. Do it again when dates change.",
        ),
        (
            "See your saved addresses",
            "addresses.show",
            "See the addresses that you saved to use again, and remove those you no longer need.",
        ),
    ),
}
"""What a role can do beside its lists: title, page and words of a card."""


@home.get("/")
@login_required
def show() -> str:
    """What the reader can do here: a card for each of their roles."""
    shown = [each for each in lists_of(current_user.roles) if each.card]
    numbers = people_in([each for each in shown if each.card and each.card.is_counted], current_user)
    cards = [
        (
            each.card.title + (f" ({numbers[each.name]})" if each.name in numbers else ""),
            each.card.words,
            url_for("lists.show", name=each.name),
        )
        for each in shown
        if each.card
    ]
    cards += [
        (title, words, url_for(page))
        for role, more in MORE.items()
        if current_user.has(role)
        for title, page, words in more
    ]
    if current_user.roles & SEE_TO:
        number = number_of_tasks(current_user)
        cards.append((f"Pass on messages ({number:,})", _UNDELIVERED, url_for("messages.to_pass_on")))
    return render_template(
        "home.html",
        cards=[{"title": title, "text": words, "url": url} for title, words, url in dict.fromkeys(cards)],
    )


@home.get("/messages")
@login_required
def messages() -> str:
    """The outbox, the newest first; those that cannot be delivered come first."""
    if not current_user.has(Role.SUPPORT):
        raise Refused(
            Refusal(
                title="You cannot open the messages",
                rule="The messages that the service has to send are for support.",
                fact="Your account does not have that role.",
                who="Support can open them.",
                next_step="The history of a licence shows who was told what: go to the licence.",
                is_access=True,
            )
        )
    here: dict[str, Any] = {CAME_FROM: place("Messages", Address("home.messages", {})).text}
    return render_template(
        "messages.html",
        rows=[
            {
                "id": each.id,
                "to": each.recipient,
                "address": each.address,
                "subject": each.subject,
                "body": each.body,
                "when": moment_in_words(each.written_at),
                "state": _outcome(each),
                "url": _leads_to(each, here),
            }
            for each in newest_messages(current_user)
        ],
        counted=[(name_of_state(state), f"{number:,}") for state, number in counts().items()],
        is_kept=not current_app.config["NOTIFY_API_KEY"],
    )


def _outcome(message: Message) -> str:
    state = "kept" if message.state == "sent" and not message.notify_id else message.state
    return outcome_in_words(state, message.failure, message.sent_at or message.due_at, message.delivered_at)


def _leads_to(message: Message, here: dict[str, Any]) -> str | None:
    """To the licence or the person that a message is about, or to where the service is in use; a digest is about several."""
    if message.licence_id:
        return url_for("licence.show", licence_id=message.licence_id, **here)
    return (
        url_for("licence.person", case_id=message.case_id, **here)
        if message.case_id
        else url_for("sites.index")
        if message.switch_id
        else None
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
