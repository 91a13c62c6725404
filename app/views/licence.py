"""A person and their licence: starting it, its page with history, and the moves that need only a yes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response as AnyResponse

from app.access import LicenceReach, Reach, open_case, open_licence
from app.domain.dates.release import EligibleKind
from app.domain.dates.supervision import LicenceType
from app.domain.document.compare import frozen_facts
from app.domain.document.reading import reference_rows, sign_off
from app.domain.licence import actions
from app.domain.licence.actions import Action
from app.domain.licence.bars import CANNOT_START, LATE, damaged
from app.domain.licence.cover import PRISON, TEAM, Goes, Item, waits_at
from app.domain.licence.facts import Facts
from app.domain.licence.moves import Move, action_named, moves_for
from app.domain.licence.next_step import RECORD_CHANGED, next_in_words
from app.domain.licence.status import (
    DRAFTS,
    EDIT,
    MADE_BY_PRISON,
    OPEN,
    Status,
    purpose_in_words,
    version_in_words,
)
from app.domain.record.changes import read_changes
from app.domain.record.identity import identity_faults
from app.domain.refusal import Refused
from app.domain.roles import Role
from app.domain.words import joined, moment_in_words, uncapitalised
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.moves.entry import why_not_enter
from app.moves.frame import offered, perform, why_not
from app.moves.life import times_out_now
from app.moves.paper import approved_document
from app.moves.start import in_the_way, purpose_to_start
from app.store import events, proof, runs
from app.store.cover import who_to_go_to
from app.store.documents import approval_words
from app.store.facts import facts_about
from app.store.licences import (
    Version,
    licence_of_release,
    lock_case,
    open_version,
    other_versions,
)
from app.templating import NOTICE
from app.views.people import contacts, person_banner, refused_about
from app.views.places import Place, way_back
from app.views.questions import ask_url, said_of, with_links
from app.views.stale import redisplays
from forms.confirm import reason_form
from journeys.all import JOURNEYS, writing

licence = Blueprint("licence", __name__)

ONE_LICENCE = "There is one licence for each release."
ONE_EDIT = "Only one edit of a licence can be open at a time."


@licence.get("/case/<int:case_id>")
@login_required
def person(case_id: int) -> AnyResponse:
    """To the person's licence, or to the page that starts one."""
    reach = open_case(current_user, case_id)
    found = licence_of_release(reach.case)
    if found:
        return redirect(url_for("licence.show", licence_id=found.id))
    return redirect(url_for("licence.start", case_id=case_id))


@licence.get("/case/<int:case_id>/start")
@login_required
def start(case_id: int) -> Any:
    """Ask before a licence is started, or say why it cannot be."""
    reach = open_case(current_user, case_id)
    facts = facts_about(reach)
    purpose = purpose_to_start(reach, facts)
    if found := in_the_way(reach.case, facts, purpose):
        return _to_first(found, ONE_LICENCE)
    if refusal := why_not(actions.START, reach, of=purpose):
        raise Refused(refusal)
    if refusal := why_not(actions.START, reach, facts, purpose):
        return render_template(
            "refusal.html",
            refusal=refusal,
            others=[each for each in facts.release.reasons_not_to_start if each is not refusal],
            **refused_about(reach),
            section="Create a licence",
            back_url=way_back(reach.roles).url,
            links=[
                Place("See why, with every date", url_for("dates.why", case_id=case_id)),
                *([_nomis(case_id)] if facts.in_nomis() else []),
                way_back(reach.roles),
            ],
        ), 403
    return render_template(
        "start_standard.html" if purpose in MADE_BY_PRISON else "start.html",
        person=person_banner(reach),
        back_url=way_back(reach.roles).url,
        case=reach.case,
        recall=_recall_in_words(reach.case),
        facts=facts,
        nomis_url=_nomis(case_id).url,
    )


def _nomis(case_id: int) -> Place:
    return Place("See why the licence is made in NOMIS", url_for("nomis.show", case_id=case_id))


def _recall_in_words(case: Case) -> str | None:
    """The kind of release after recall; None for another release."""
    kind = EligibleKind(case.eligible_kind) if case.eligible_kind else None
    return uncapitalised(kind.text) if kind and kind.is_recall else None


@licence.post("/case/<int:case_id>/start")
@login_required
def do_start(case_id: int) -> AnyResponse:
    """Start a licence; a second start leads to the first licence and says whose it is."""
    open_case(current_user, case_id)
    lock_case(case_id)
    reach = open_case(current_user, case_id, fresh=True)
    facts = facts_about(reach)
    purpose = purpose_to_start(reach, facts)
    if found := in_the_way(reach.case, facts, purpose):
        return _to_first(found, ONE_LICENCE)
    made: Licence = perform(actions.START, reach, facts, of=purpose).result
    db.session.commit()
    _say(actions.START)
    return redirect(url_for("journeys.begin", licence_id=made.id, name=writing(made.purpose).name))


def _to_first(found: Licence, why: str) -> AnyResponse:
    """To the version that is there instead of another one, saying whose it is and why there is no other."""
    starter = "You" if found.started_by_id == current_user.id else found.started_by.name
    what = "edit" if found.purpose == EDIT else "licence"
    flash(f"{starter} started this {what} on {moment_in_words(found.started_at)}. {why}", NOTICE)
    return redirect(url_for("licence.show", licence_id=found.id))


@licence.get("/licence/<int:licence_id>")
@login_required
def show(licence_id: int) -> str:
    """A licence: where it stands, who can do what next, what it says, and everything that happened to it."""
    reach = open_licence(current_user, licence_id)
    found = reach.licence
    facts = facts_about(reach)
    history, of_record = events.of_licence_and_record(found)
    versions = other_versions(found)
    authors = runs.names_of_authors(found)
    newer = next((v for v in versions if v.status in OPEN), None)
    fault = proof.fault_as_shown(found, history)
    if fault:  # so that what is left of the history is shown
        history = [event for event in history if isinstance(event.detail, dict)]
    returned = next((e for e in history if e.action == actions.RETURN.name), None)
    facts = facts.shown_with(fault)
    links = _links(reach, facts, newer)
    prints = any(link.get("action") == "print" for link in links)
    goes = _goes(reach, facts)
    asked = facts.licence.questions()
    other_policy = facts.licence.other_policy() if found.status in DRAFTS else None
    return render_template(
        "licence.html",
        heading=version_in_words(found.purpose, found.version),
        purpose=purpose_in_words(found.purpose),
        person=person_banner(reach),
        back_url=way_back(reach.roles).url,
        licence=found,
        case=reach.case,
        next=next_in_words(found.status, reach.roles, facts, newer.version if newer else None),
        actions=links,
        away=next((each.in_words for each in goes.values() if each.away), None),
        duty=[(_named(item, reach.case), each.duty.in_words) for item, each in goes.items() if each.duty],
        returned={
            "by": "You" if returned.by_id == current_user.id else returned.by_name,
            "at": moment_in_words(returned.at),
            "reason": returned.detail.get("reason"),
        }
        if returned and found.status is Status.REJECTED
        else None,
        make_url=url_for("licence.start", case_id=reach.case.id) if _may_make(reach, facts) else None,
        other_policy=other_policy,
        policy_url=url_for("licence_policy.show", licence_id=found.id)
        if other_policy and why_not(actions.MOVE_POLICY, reach) is None
        else None,
        cannot_start=CANNOT_START.why(facts) if found.status in DRAFTS else None,
        contacts=contacts(reach.case, reach.user) if _is_locked(found, facts) else [],
        changes=facts.licence.record_changes if found.status in RECORD_CHANGED else (),
        changed_so=RECORD_CHANGED.get(found.status),
        document=found.document.content if found.document and not fault else None,
        facts=facts,
        returned_before=facts.licence.returned()
        if returned and not fault and found.status not in DRAFTS
        else None,
        questions=with_links(reach, asked),
        ask_url=ask_url(reach),
        printed=_printed_in_words(found, history),
        prints=prints,
        print_flags=_print_flags(found.document.content) if found.document and not fault and prints else [],
        damaged=damaged(fault) if fault else None,
        versions=versions,
        written_by=joined(authors) or f"Nobody has saved an answer yet. {found.started_by.name} started it",
        set_by=facts.conditions_set_by.label
        if facts.conditions_set_by
        else "Asked while the licence is written",
        requirements_by=_requirements_by(facts),
        type=facts.release.licence_type if found.status in DRAFTS else LicenceType(found.type),
        history=_history(history, of_record, asked),
    )


def _is_locked(found: Licence, facts: Facts) -> bool:
    """Whether a draft waits for somebody else than its writer, whom its page then says how to reach."""
    if found.status in DRAFTS:
        return CANNOT_START.holds(facts) or (not facts.licence.is_standard and LATE.holds(facts))
    return found.status is Status.TIMED_OUT


def _history(own: Sequence[Any], of_record: Sequence[Any], asked: Any) -> list[dict[str, Any]]:
    """What happened to a licence, the newest first. A change of the record stands there once, with what it changed, and not
    again for what the licence made of it."""
    told = [each for each in own if each.action != actions.RECORD_CHANGED.name]
    return [
        {
            "what": _done(e),
            "who": e.by_name if e.by_id else uncapitalised(e.by_name),
            "role": Role(e.by_role).label if e.by_id else "",
            "when": moment_in_words(e.at),
            "reason": _changed(e.detail)
            if e.licence_id is None
            else e.detail.get("reason") or said_of(e.detail, e.action, asked),
        }
        for e in sorted((*told, *of_record), key=lambda each: each.id, reverse=True)
    ]


def _changed(detail: Mapping[str, Any]) -> str | None:
    """What a change of the record changed, a line each, and what brought it; None where that was tampered with."""
    try:
        lines = [f"{each.in_words} ({each.fact.source.value})." for each in read_changes(detail["changes"])]
        return "\n".join([*lines, f"It came by {detail['came']['by']}."])
    except (KeyError, TypeError, ValueError):
        return None


def _goes(reach: LicenceReach, facts: Facts) -> dict[Item, Goes]:
    """Who to go to at the team and at the prison; where the licence waits, for whoever has it."""
    case, found = reach.case, reach.licence
    where = waits_at(found.status, found.purpose, facts.licence.reviewed is not None)
    manager = (case.manager_username, case.manager_name) if where == TEAM else (None, None)
    is_prisons = where == PRISON and found.status in DRAFTS
    maker = (found.started_by.username, found.started_by.name) if is_prisons else (None, None)
    items = [
        Item(kind, code, *owner)
        for kind, code, owner in ((TEAM, case.team_code, manager), (PRISON, case.prison_code, maker))
        if code
    ]
    return who_to_go_to(items, facts.today)


def _named(item: Item, case: Case) -> str:
    return case.prison_name if item.kind == PRISON else case.team_name or item.code


def _may_make(reach: LicenceReach, facts: Facts) -> bool:
    """Whether the reader may make a standard licence in the place of this draft, whose time is over."""
    of = purpose_to_start(reach, facts)
    return (
        (reach.licence.status is Status.TIMED_OUT or times_out_now(reach.licence, facts))
        and of in MADE_BY_PRISON
        and in_the_way(reach.case, facts, of) is None
        and why_not(actions.START, Reach(reach.user, reach.case, reach.roles), facts, of) is None
    )


def _requirements_by(facts: Facts) -> str | None:
    """Who sets the requirements of supervision; None for a licence without it."""
    found = facts.licence.set_by()
    return found.requirements.label if found and facts.release.has_supervision_part else None


def _printed_in_words(found: Licence, history: Sequence[Any]) -> str | None:
    """Whether a licence was printed, when last and by whom; None for one that cannot be and never was."""
    prints = [each for each in history if each.action == actions.PRINT.name]
    if not prints:
        return "Not yet" if found.status is Status.APPROVED else None
    last = f"on {moment_in_words(prints[0].at)} by {prints[0].by_name}"
    return f"{len(prints)} times, last {last}" if len(prints) > 1 else f"Once, {last}"


def _print_flags(document: Mapping[str, Any]) -> list[str]:
    """What whoever prints a licence should look at first."""
    frozen = frozen_facts(document)
    return identity_faults(frozen.get("pnc"), frozen.get("cro"))


def _done(event: Any) -> str:
    original, action = event.detail.get("edit of"), action_named(event.action)
    if original:
        return f"Edit of version {original} started"
    return action.done if action else event.action


def _links(reach: LicenceReach, facts: Facts, newer: Version | None) -> list[dict[str, Any]]:
    """Links to what this reader can do with the licence now; to its newer version where one is open already."""
    links: list[dict[str, Any]] = []
    moves = offered(reach)
    if any(move.action is actions.PRINT for move in moves) and why_not(actions.PRINT, reach, facts) is None:
        links.append({"text": "Print", "url": "", "action": "print"})
    if newer is not None:
        links.append(
            {
                "text": f"Go to version {newer.version}",
                "url": url_for("licence.show", licence_id=newer.id),
                "secondary": True,
            }
        )
    links += [
        {
            "text": move.words,
            "url": address,
            "action": move.action.name,
            "secondary": move.action.question is not None,
            "is_awaited": move.action.question is not None and move.action.question.is_awaited,
        }
        for move in moves
        if move.words and not (newer and move.makes) and (address := _address(move, reach, facts))
    ]
    if awaited := [link for link in links if link.get("is_awaited")]:
        others = [link | {"secondary": True} for link in links if link not in awaited]
        return [link | {"secondary": False} for link in awaited] + others
    return links


def _address(move: Move, reach: LicenceReach, facts: Facts) -> str | None:
    """Where a move is made: on the page that asks for a yes, or in the journey that ends with it; None where a bar
    would only say why not. A journey is worth entering while some end of it is open, or can be opened on the licence."""
    number = reach.licence.id
    if move.action.question:
        if why_not(move.action, reach, facts) is not None:
            return None
        return str(url_for("licence.ask", licence_id=number, action=move.action))
    for journey in JOURNEYS.values():
        ends = [outcome.action for outcome in journey.outcomes]
        leads = move.action in ends and why_not_enter(journey, reach) is None
        if leads and any(
            (why := why_not(action, reach, facts)) is None or why.remedy is not None for action in ends
        ):
            return str(url_for("journeys.begin", licence_id=number, name=journey.name))
    return None


ASKED = "/licence/<int:licence_id>/<action:action>"


@licence.get(ASKED)
@login_required
def ask(licence_id: int, action: Action) -> Any:
    """Ask for a yes, and for a reason where one is needed, before a move is made."""
    reach = open_licence(current_user, licence_id)
    if refusal := why_not(action, reach):
        raise Refused(refusal)
    if opened := _opened_instead(action, reach):
        return _to_first(opened, ONE_EDIT)
    return _question(reach, action, reason_form(action.question)())


def _question(reach: LicenceReach, action: Action, form: Any) -> str:
    asked = action.question
    assert asked is not None  # noqa: S101
    return render_template(
        "confirm.html",
        person=person_banner(reach),
        section="Licence",
        cancel_url=url_for("licence.show", licence_id=reach.licence.id),
        title=asked.title,
        paragraphs=asked.paragraphs,
        button=asked.button,
        warning=asked.is_warning,
        form=form,
        errors=form.errors_list(),
        link=("Read the licence", url_for("licence.html", licence_id=reach.licence.id))
        if asked.is_awaited
        else None,
    )


def _opened_instead(action: Action, reach: LicenceReach) -> Licence | None:
    """The version that is open already, where a move would start another."""
    makes = any(move.makes for move in moves_for(action))
    return open_version(reach.case) if makes else None


def _typed_again(licence_id: int, action: Action) -> Any:
    """The question again, with the reason that was typed, after its form went stale; nothing is done."""
    reach = open_licence(current_user, licence_id)
    if refusal := why_not(action, reach):
        raise Refused(refusal)
    return _question(reach, action, reason_form(action.question)(None, request.form)), 409


def _asks_for_a_reason(licence_id: int, action: Action) -> bool:
    return action.question is not None and action.question.reason is not None


@licence.post(ASKED)
@login_required
@redisplays(_typed_again, typed=_asks_for_a_reason)
def act(licence_id: int, action: Action) -> Any:
    """Make a move that was asked about; a repeated POST leads to where the first one did."""
    reach = open_licence(current_user, licence_id, lock=True)
    facts = facts_about(reach)
    if refusal := why_not(action, reach, facts):
        if events.was_just_made(action, licence_id, current_user):
            _say(action)
            return redirect(url_for("licence.show", licence_id=licence_id))
        raise Refused(refusal)
    if opened := _opened_instead(action, reach):
        return _to_writing(opened)
    form = reason_form(action.question)(None, request.form)
    if not form.validate():
        return _question(reach, action, form), 422
    made = perform(action, reach, facts, **form.answer()).result
    db.session.commit()
    _say(action)
    if isinstance(made, Licence):
        return _to_writing(made)
    return redirect(url_for("licence.show", licence_id=licence_id))


def _say(action: Action) -> None:
    """Let the next page say what was done."""
    if action.said:
        flash(action.said)


def _to_writing(made: Licence) -> AnyResponse:
    """To where a version is written, for whoever started it; everybody else is told whose it is."""
    if made.started_by_id == current_user.id and made.status in DRAFTS:
        return redirect(url_for("journeys.begin", licence_id=made.id, name=writing(made.purpose).name))
    return _to_first(made, ONE_EDIT)


@licence.get("/licence/<int:licence_id>/html")
@login_required
def html(licence_id: int) -> str:
    """The approved licence as a page of its own, from the frozen document."""
    reach = open_licence(current_user, licence_id)
    content, approval = approved_document(reach)
    document = reach.licence.document
    assert document is not None  # noqa: S101
    return render_template(
        "printed.html",
        document=content,
        reference=reference_rows(content, document.sha256, reach.licence.status.label),
        sign_off=sign_off(content, approval_words(approval)),
        back_url=url_for("licence.show", licence_id=licence_id),
    )


@licence.post("/licence/<int:licence_id>/print")
@login_required
def print_pdf(licence_id: int) -> Response:
    """Record the printing, and give the PDF."""
    reach = open_licence(current_user, licence_id, lock=True)
    pdf: bytes = perform(actions.PRINT, reach).result
    db.session.commit()
    name = f"{reach.case.prison_number}-licence-{reach.licence.version}.pdf"
    response = Response(pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
