"""A person and their licence: starting it, its page with history, and the moves that need only a yes."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_login import current_user, login_required
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.access import Reach, open_case, open_licence
from app.domain.dates.supervision import LicenceType
from app.domain.document.reading import reference_rows, sign_off
from app.domain.document.seal import verify
from app.domain.licence.moves import DRAFTS, OPEN, Action, Status
from app.domain.licence.permission import next_in_words, refusal_to
from app.domain.refusal import Refused
from app.domain.roles import Role
from app.domain.words import long_date, time_in_words
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.record import Event
from app.moves import licence_policy, licences
from app.store import events, policies, runs
from app.store.documents import approval_words
from app.store.facts import facts_about
from app.views.caseloads import LISTS
from app.views.people import person_banner, release_in_words
from journeys.create import CREATE
from journeys.engine import Walk

licence = Blueprint("licence", __name__)


def moment_in_words(at: Any) -> str:
    """A moment as people in London say it: "1 December 2026 at 2:30pm"."""
    local = at.astimezone(clock.LONDON)
    return f"{long_date(local.date())} at {time_in_words(local.time())}"


@licence.get("/case/<int:case_id>")
@login_required
def person(case_id: int) -> AnyResponse:
    """To the person's licence, or to the page that starts one."""
    reach = open_case(current_user, case_id)
    found = licences.open_licence_of(reach.case)
    if found:
        return redirect(url_for("licence.show", licence_id=found.id))
    return redirect(url_for("licence.start", case_id=case_id))


@licence.get("/case/<int:case_id>/start")
@login_required
def start(case_id: int) -> Any:
    """Ask before a licence is started, or say why it cannot be."""
    reach = open_case(current_user, case_id)
    if found := licences.open_licence_of(reach.case):
        return _to_first(found)
    if refusal := refusal_to(Action.START, Status.NOT_STARTED, reach.roles):
        raise Refused(refusal)
    facts = facts_about(reach)
    walk = Walk(CREATE, facts, {})
    if walk.gap is not None and walk.gap.is_stop:
        refusals = facts.release.reasons_not_to_start
        return render_template(
            "refusal.html",
            refusal=refusals[0],
            others=refusals[1:],
            person=person_banner(reach),
            section="Create a licence",
            back_url=url_for("caseloads.show", name="mine"),
            links=[("Go to your cases", url_for("caseloads.show", name="mine"))],
        ), 403
    return render_template(
        "start.html",
        person=person_banner(reach),
        case=reach.case,
        release=release_in_words(reach.case),
        facts=facts,
    )


@licence.post("/case/<int:case_id>/start")
@login_required
def do_start(case_id: int) -> AnyResponse:
    """Start a licence; a second start leads to the first licence and says whose it is."""
    reach = open_case(current_user, case_id)
    db.session.execute(select(Case.id).where(Case.id == case_id).with_for_update())
    if found := licences.open_licence_of(reach.case):
        return _to_first(found)
    made = licences.start(reach, facts_about(reach))
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        found = licences.open_licence_of(open_case(current_user, case_id).case)
        if found is None:
            raise
        return _to_first(found)
    return redirect(url_for("journeys.begin", licence_id=made.id, name=CREATE.name))


def _to_first(found: Licence) -> AnyResponse:
    starter = "You" if found.started_by_id == current_user.id else found.started_by.name
    flash(
        f"{starter} started this licence on {moment_in_words(found.started_at)}. There is one licence for each release.",
        "notice",
    )
    return redirect(url_for("licence.show", licence_id=found.id))


@licence.get("/licence/<int:licence_id>")
@login_required
def show(licence_id: int) -> str:
    """A licence: where it stands, who can do what next, what it says, and everything that happened to it."""
    reach = open_licence(current_user, licence_id)
    found = reach.licence
    assert found is not None  # noqa: S101
    facts = facts_about(reach)
    history = db.session.scalars(
        select(Event).where(Event.licence_id == found.id).order_by(Event.number.desc())
    ).all()
    versions = db.session.scalars(
        select(Licence)
        .where(
            Licence.case_id == found.case_id, Licence.booking_id == found.booking_id, Licence.id != found.id
        )
        .order_by(Licence.major.desc(), Licence.minor.desc())
    ).all()
    authors = [user.name for user in runs.authors_of(found)]
    returned = next((e for e in history if e.action == Action.RETURN), None)
    other_policy = (
        licence_policy.other_policy(found, reach.case, policies.schedule())
        if found.status in DRAFTS
        else None
    )
    sent = found.document
    is_whole = sent is None or verify(sent.content, sent.sha256)
    return render_template(
        "licence.html",
        person=person_banner(reach),
        back_url=url_for(
            "caseloads.show", name=next(n for n, each in LISTS.items() if each.role in reach.roles)
        ),
        licence=found,
        case=reach.case,
        next=next_in_words(found.status),
        actions=_actions(reach, newer=next((v for v in versions if v.status in OPEN), None)),
        returned={
            "by": returned.by_name,
            "at": moment_in_words(returned.at),
            "reason": returned.detail.get("reason"),
        }
        if returned and found.status is Status.REJECTED
        else None,
        other_policy=other_policy,
        policy_url=url_for("licence_policy.show", licence_id=found.id)
        if other_policy and licences.may(reach, Action.MOVE_POLICY) is None
        else None,
        cannot_start=facts.release.reasons_not_to_start[0]
        if facts.release.cannot_start and found.status in DRAFTS
        else None,
        changes=facts.licence.record_changes if found.status is Status.SUBMITTED else (),
        document=sent.content if sent and is_whole else None,
        damaged=None if sent is None or is_whole else licences.damaged(sent.sha256),
        versions=versions,
        authors=authors,
        type=facts.release.licence_type if found.status in DRAFTS else LicenceType(found.type),
        history=[
            {
                "what": _done(e),
                "who": e.by_name,
                "role": Role(e.by_role).label if e.by_id else "",
                "when": moment_in_words(e.at),
                "reason": e.detail.get("reason"),
            }
            for e in history
        ],
    )


def _done(event: Event) -> str:
    original = event.detail.get("edit of")
    return f"Edit of version {original} started" if original else Action(event.action).done


_BUTTONS = {
    Action.SUBMIT: "Write the licence",
    Action.APPROVE: "Read and decide",
    Action.WITHDRAW: "Withdraw from approval",
    Action.EDIT: "Edit the licence",
    Action.DISCARD: "Discard this edit",
}


def _button(action: Action, found: Licence) -> str:
    if action is Action.SUBMIT and found.status is Status.REJECTED:
        return "Change the licence"
    return _BUTTONS[action]


def _actions(reach: Reach, newer: Licence | None) -> list[dict[str, Any]]:
    """Links to what this reader may do with the licence now; to its newer version where one is open already."""
    found = reach.licence
    assert found is not None  # noqa: S101
    addresses = {
        Action.SUBMIT: url_for("journeys.begin", licence_id=found.id, name="create"),
        Action.APPROVE: url_for("journeys.begin", licence_id=found.id, name="approve"),
        Action.WITHDRAW: url_for("licence.ask", licence_id=found.id, action="withdraw"),
        Action.EDIT: url_for("licence.ask", licence_id=found.id, action="edit"),
        Action.DISCARD: url_for("licence.ask", licence_id=found.id, action="discard"),
    }
    printing: list[dict[str, Any]] = (
        [{"text": "Print", "url": "", "action": "print"}] if licences.may(reach, Action.PRINT) is None else []
    )
    if newer is not None:
        addresses.pop(Action.EDIT)
        address = url_for("licence.show", licence_id=newer.id)
        printing.append({"text": f"Go to version {newer.version}", "url": address, "secondary": True})
    return printing + [
        {
            "text": _button(action, found),
            "url": address,
            "action": action.value,
            "secondary": action not in (Action.SUBMIT, Action.APPROVE),
        }
        for action, address in addresses.items()
        if licences.may(reach, action) is None
    ]


_QUESTIONS: dict[Action, dict[str, Any]] = {
    Action.WITHDRAW: {
        "title": "Withdraw this licence from approval?",
        "paragraphs": [
            "The prison will not be able to approve it until you send it again.",
            "All its answers stay. The prison’s offender management unit is told.",
        ],
        "button": "Withdraw the licence",
    },
    Action.EDIT: {
        "title": "Edit this approved licence?",
        "paragraphs": [
            "You will write a new version, with a copy of all the answers.",
            "The approved version stays in force and can be printed until the prison approves the new one.",
        ],
        "button": "Edit the licence",
    },
    Action.DISCARD: {
        "title": "Discard this edit?",
        "paragraphs": [
            "What you changed in this version will not be used, and cannot be read again.",
            "The approved version stays in force.",
        ],
        "button": "Discard the edit",
        "warning": True,
    },
}

ASKED = f"/licence/<int:licence_id>/<any({', '.join(_QUESTIONS)}):action>"


@licence.get(ASKED)
@login_required
def ask(licence_id: int, action: str) -> Any:
    """Ask before a licence is withdrawn, edited or discarded."""
    reach = open_licence(current_user, licence_id)
    if refusal := licences.may(reach, Action(action)):
        raise Refused(refusal)
    if action == Action.EDIT and (opened := licences.open_licence_of(reach.case)) and opened.status in OPEN:
        return _to_first(opened)
    return render_template(
        "confirm.html",
        person=person_banner(reach),
        section="Licence",
        cancel_url=url_for("licence.show", licence_id=licence_id),
        **_QUESTIONS[Action(action)],
    )


@licence.post(ASKED)
@login_required
def act(licence_id: int, action: str) -> AnyResponse:
    """Withdraw, edit or discard; a repeated POST leads to where the first one did."""
    reach = open_licence(current_user, licence_id, lock=True)
    move = Action(action)
    if licences.may(reach, move) and events.was_last(licence_id, move, current_user):
        return redirect(url_for("licence.show", licence_id=licence_id))
    if move is Action.EDIT:
        copy = licences.edit(reach, facts_about(reach))
        is_mine_to_write = copy.started_by_id == current_user.id and copy.status in DRAFTS
        db.session.commit()
        if not is_mine_to_write:
            return _to_first(copy)
        return redirect(url_for("journeys.begin", licence_id=copy.id, name=CREATE.name))
    (licences.withdraw if move is Action.WITHDRAW else licences.discard)(reach)
    db.session.commit()
    flash(_FLASHES[move])
    return redirect(url_for("licence.show", licence_id=licence_id))


_FLASHES = {
    Action.WITHDRAW: "You withdrew the licence. You can change it and send it again.",
    Action.DISCARD: "You discarded this edit. The approved version stays in force.",
}


@licence.get("/licence/<int:licence_id>/html")
@login_required
def html(licence_id: int) -> str:
    """The approved licence as a page of its own, from the frozen document."""
    reach = open_licence(current_user, licence_id)
    if refusal := licences.may(reach, Action.PRINT):
        raise Refused(refusal)
    content, approval = licences.approved_document(reach)
    return render_template(
        "printed.html",
        document=content,
        reference=reference_rows(content, approval.document_sha256),
        sign_off=sign_off(content, approval_words(approval)),
        back_url=url_for("licence.show", licence_id=licence_id),
    )


@licence.post("/licence/<int:licence_id>/print")
@login_required
def print_pdf(licence_id: int) -> Response:
    """Record the printing, and give the PDF."""
    reach = open_licence(current_user, licence_id, lock=True)
    pdf = licences.print_licence(reach)
    db.session.commit()
    assert reach.licence is not None  # noqa: S101
    name = f"{reach.case.prison_number}-licence-{reach.licence.version}.pdf"
    response = Response(pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
