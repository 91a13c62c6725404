"""Cover: who is away from a team or prison, who covers for them, and whom to ring at nights and weekends."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from app import clock
from app.access import LARGEST_ID, NotFound
from app.domain.licence.cover import PRISON, TEAM
from app.domain.refusal import Refusal, Refused
from app.domain.roles import Role
from app.domain.words import capitalised, long_date, moment_in_words, uncapitalised
from app.models.base import db
from app.models.cover import Absence
from app.moves import cover as moves
from app.moves.cover import AbsenceFault
from app.store import cover as stored
from app.store.cover import Place
from app.templating import NOTICE
from app.views.stale import STALE_FORM, redisplays
from forms.base import Form
from forms.cover import Duty, NewAbsence
from forms.fields import Option

cover = Blueprint("cover", __name__, url_prefix="/cover")
KEEPERS = {TEAM: Role.TEAM_MANAGER, PRISON: Role.CASE_ADMINISTRATOR}
"""Who keeps the page of a place, beside support."""
ONE = "/<any(team, prison):kind>/<code>"


@cover.before_request
@login_required
def signed_in() -> None:
    """Nobody reads these pages who has not signed in."""


def _kept() -> list[Place]:
    """The places whose cover the reader keeps."""
    return [
        each
        for kind, role in KEEPERS.items()
        for each in (
            stored.places(kind)
            if current_user.has(Role.SUPPORT)
            else stored.places(kind, current_user.granted(kind))
            if current_user.has(role)
            else ()
        )
    ]


@cover.get("")
def index() -> Response | str:
    """The places whose cover the reader keeps; the one place of somebody who has no other."""
    found = _kept()
    if len(found) == 1 and not current_user.has(Role.SUPPORT):
        return redirect(_url(found[0]))
    if not found and not current_user.has(Role.SUPPORT):
        raise Refused(_not_yours("these pages"))
    return render_template(
        "cover/list.html",
        rows=[
            (each.name, each.code, url_for("cover.show", kind=each.kind, code=each.code)) for each in found
        ],
        back_url=url_for("home.show"),
    )


def _not_yours(what: str) -> Refusal:
    return Refusal(
        title=f"You cannot open {what}",
        rule="Who is away and who covers is noted by the managers of a team, and by the case administrators of a prison.",
        fact="You are neither of this place.",
        who="They and support can open it.",
        next_step="The duty contact of a team or prison is on the page of each licence there.",
        is_access=True,
    )


def _found(kind: str, code: str) -> Place:
    """The place of a code, for those who keep it."""
    if not current_user.has(Role.SUPPORT) and not (
        current_user.has(KEEPERS[kind]) and code in current_user.granted(kind)
    ):
        raise Refused(_not_yours("the cover of this place"))
    place = next(iter(stored.places(kind, [code])), None) if code.isprintable() and len(code) <= 30 else None
    if place is None:
        raise NotFound
    return place


def _url(place: Place) -> str:
    return url_for("cover.show", kind=place.kind, code=place.code)


@cover.get(ONE)
def show(kind: str, code: str) -> str:
    """Who is away from a place now or later, and its duty contact."""
    place = _found(kind, code)
    duty, roles = stored.duty_contact(place), stored.WORKS_AT[kind]
    return render_template(
        "cover/show.html",
        place=place,
        back_url=url_for("cover.index" if len(_kept()) > 1 else "home.show"),
        ask=[
            (
                f"Say which {uncapitalised(role.label)} is away" if len(roles) > 1 else "Say who is away",
                url_for("cover.ask", kind=kind, code=code, role=role.value if len(roles) > 1 else None),
            )
            for role in roles
        ],
        duty=[("Name", duty.name), ("Telephone number", duty.telephone), ("Hours", duty.hours)]
        if duty
        else None,
        rows=[
            {
                "person": each.user.name,
                "first": long_date(each.first),
                "last": long_date(each.last),
                "cover": each.cover.name,
                "telephone": each.telephone,
                "noted": f"{each.noted_by_name}, {moment_in_words(each.noted_at)}",
                "remove_url": url_for("cover.ask_remove", kind=kind, code=code, number=each.id),
            }
            for each in stored.absences(place, clock.today())
        ],
    )


def _page(place: Place, form: Form, *paragraphs: str) -> str:
    return render_template(
        "confirm.html",
        title=str(form.heading),
        caption=place.name,
        section="Cover",
        paragraphs=paragraphs,
        form=form,
        errors=form.errors_list(),
        button="Save",
        cancel_url=_url(place),
    )


def _role(place: Place) -> Role:
    """The role of those among whom somebody is away and a colleague covers: as the address says, else the first there is."""
    roles = stored.WORKS_AT[place.kind]
    return next((role for role in roles if role.value == request.args.get("role")), roles[0])


def _form(place: Place, formdata: Any = None) -> NewAbsence:
    people = stored.people_of(place, _role(place))
    names = Counter(each.name for each in people)
    options = [
        Option(each.username, each.name if names[each.name] == 1 else f"{each.name} ({each.username})")
        for each in people
    ]
    return NewAbsence(options, formdata)


@cover.get(f"{ONE}/absence")
def ask(kind: str, code: str) -> str:
    """Ask who is away."""
    place = _found(kind, code)
    return _page(place, _form(place))


def _absence_again(kind: str, code: str) -> Any:
    place = _found(kind, code)
    return _page(place, _form(place, request.form), STALE_FORM), 409


@cover.post(f"{ONE}/absence")
@redisplays(_absence_again)
def add(kind: str, code: str) -> Response | tuple[str, int]:
    """Note who is away."""
    place = _found(kind, code)
    form = _form(place, request.form)
    if form.validate():
        people = {each.username: each for each in stored.people_of(place, _role(place))}
        person, stands_in = people[form.person.data], people[form.cover.data]
        try:
            moves.note_absence(
                place,
                person,
                stands_in,
                form.telephone.data,
                form.first.data,
                form.last.data,
                current_user,
            )
            db.session.commit()
        except AbsenceFault as fault:
            db.session.rollback()
            form[fault.field].fail(fault.why)
        else:
            flash(f"{stands_in.name} covers for {person.name} until {long_date(form.last.data)}")
            return redirect(_url(place))
    return _page(place, form), 422


@cover.get(f"{ONE}/absence/<int:number>/remove")
def ask_remove(kind: str, code: str, number: int) -> str:
    """Ask before an absence is removed."""
    place = _found(kind, code)
    absence = _absence(place, number)
    if absence is None:
        raise NotFound
    return render_template(
        "confirm.html",
        title="Remove this absence?",
        caption=place.name,
        section="Cover",
        paragraphs=[
            f"{absence.user.name} is away from {long_date(absence.first)} to {long_date(absence.last)}. "
            f"{absence.cover.name} covers for them."
        ],
        button="Remove absence",
        cancel_url=_url(place),
        warning=True,
    )


def _absence(place: Place, number: int) -> Absence | None:
    return stored.find_absence(place, number) if number <= LARGEST_ID else None


@cover.post(f"{ONE}/absence/<int:number>/remove")
def remove(kind: str, code: str, number: int) -> Response:
    """Remove an absence; one that is gone already changes nothing."""
    place = _found(kind, code)
    absence = _absence(place, number)
    if absence is None:
        flash("Nothing was removed: that absence is not there any more", NOTICE)
    else:
        name = absence.user.name
        stored.remove_absence(place, number)
        db.session.commit()
        flash(f"{capitalised(name)} is no longer shown as away")
    return redirect(_url(place))


@cover.get(f"{ONE}/duty-contact")
def ask_duty(kind: str, code: str) -> str:
    """Ask whom to ring at nights and weekends."""
    place = _found(kind, code)
    row = stored.duty_contact(place)
    answer = {"name": row.name, "telephone": row.telephone, "hours": row.hours} if row else {}
    return _page(place, Duty(answer=answer))


def _duty_again(kind: str, code: str) -> Any:
    return _page(_found(kind, code), Duty(None, request.form), STALE_FORM), 409


def _ask_for_none(place: Place) -> str:
    return render_template(
        "confirm.html",
        title="Remove the duty contact?",
        caption=place.name,
        section="Cover",
        paragraphs=["Nobody is then named for nights and weekends on the licences of this place."],
        posted=[("name", ""), ("telephone", ""), ("hours", ""), ("sure", "yes")],
        button="Remove the duty contact",
        cancel_url=_url(place),
        warning=True,
    )


@cover.post(f"{ONE}/duty-contact")
@redisplays(_duty_again)
def duty(kind: str, code: str) -> Any:
    """Say whom to ring at nights and weekends."""
    place = _found(kind, code)
    form = Duty(None, request.form)
    is_named = stored.duty_contact(place) is not None
    if form.validate() and not form.name.data and not is_named:
        form.name.fail("Enter the name of the duty contact")
    if form.errors_list():
        return _page(place, form), 422
    if not form.name.data and "sure" not in request.form:
        return _ask_for_none(place)
    moves.set_duty_contact(place, form.name.data, form.telephone.data, form.hours.data, current_user)
    db.session.commit()
    flash("The duty contact is saved" if form.name.data else "There is no duty contact now")
    return redirect(_url(place))
