"""The prisons, for support: their names, and how to reach their offender management units."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.access import NotFound
from app.database import Taken
from app.domain.words import uncapitalised
from app.lists.prisons import PRISONS
from app.models.base import db
from app.models.prison import Prison
from app.store import prisons as stored
from app.store.prisons import PrisonFault
from app.store.sites import PRISON, switch_of
from app.views.accounts import list_page
from app.views.only_support import only_support
from app.views.places import came_from
from app.views.stale import STALE_FORM, redisplays
from forms.accounts import CONTRACTED, ChangePrison, NewPrison

prisons = Blueprint("prisons", __name__, url_prefix="/prisons")
only_support(
    prisons,
    "the prisons",
    rule="The prisons, and where messages to them go, are kept by support.",
    next_step="If the name or email address of a prison is wrong, tell support.",
)


@prisons.get("")
def index() -> tuple[str, int]:
    """Every prison."""
    return list_page(PRISONS, "prisons.index", above="prison")


def _found(code: str) -> Prison:
    prison = stored.find(code) if code.isascii() and code.isalnum() and len(code) <= 5 else None
    if prison is None:
        raise NotFound
    return prison


def _page(form: NewPrison | ChangePrison, title: str, *paragraphs: str) -> str:
    back = came_from()
    return render_template(
        "confirm.html",
        title=title,
        section="Prisons",
        paragraphs=paragraphs,
        form=form,
        errors=form.errors_list(),
        button="Save",
        cancel_url=back.url if back else url_for("prisons.index"),
    )


def _saved(form: NewPrison | ChangePrison, code: str) -> Response | None:
    """To the list, once the prison is stored; None where the form says what is wrong."""
    if not form.validate():
        return None
    try:
        is_contracted = CONTRACTED in (form.run_by.data or [])
        prison = stored.set_prison(code, form.name.data, form.email.data, form.telephone.data, is_contracted)
        db.session.commit()
    except PrisonFault as fault:
        why = str(fault).removesuffix(".")
    except Taken:  # pressed twice, or by two people at once
        why = f"There is a prison with the code {code.upper()} already"
    else:
        flash(f"{prison.name} is saved.")
        back = came_from()
        return redirect(back.url if back else url_for("prisons.index"))
    db.session.rollback()
    form.fields[0].fail(why)
    return None


def _add_again() -> Any:
    return _page(NewPrison(None, request.form), "Add a prison", STALE_FORM), 409


@prisons.get("/add")
def ask_add() -> str:
    """Ask for a new prison."""
    return _page(NewPrison(), "Add a prison")


@prisons.post("/add")
@redisplays(_add_again)
def add() -> Any:
    """Add a prison."""
    form = NewPrison(None, request.form)
    if form.code.data and stored.find(form.code.data):
        form.validate()
        form.code.fail(f"There is a prison with the code {form.code.data.upper()} already")
        return _page(form, "Add a prison"), 422
    return _saved(form, form.code.data or "") or (_page(form, "Add a prison"), 422)


def _change_again(code: str) -> Any:
    return _page(ChangePrison(None, request.form), f"Change {_found(code).name}", STALE_FORM), 409


@prisons.get("/<code>")
def show(code: str) -> str:
    """What is known of a prison, to be changed."""
    prison = _found(code)
    answer = {
        "name": prison.name,
        "email": prison.omu_email,
        "telephone": prison.telephone,
        "run_by": [CONTRACTED] if prison.is_contracted else [],
    }
    return _page(ChangePrison(answer=answer), f"Change {prison.name}", *_about(prison))


def _about(prison: Prison) -> tuple[str, str]:
    """What is known of a prison and changed elsewhere."""
    switch = switch_of(PRISON, prison.code).in_words(clock.today())
    return (
        f"Code: {prison.code}",
        f"This service is in use there: {uncapitalised(switch)}. Change that under Roll-out.",
    )


@prisons.post("/<code>")
@redisplays(_change_again)
def change(code: str) -> Any:
    """Change a prison."""
    prison, form = _found(code), ChangePrison(None, request.form)
    title = f"Change {prison.name}"
    return _saved(form, prison.code) or (_page(form, title, *_about(prison)), 422)
