"""Roll-out, for support: where the service is in use, since or from when, and what others do meanwhile."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from app import clock
from app.access import NotFound
from app.domain.licence.rollout import MEANWHILE, Site, Switch
from app.domain.words import counted, long_date, moment_in_words, uncapitalised
from app.lists.sites import SITES, find, stopped_and_going_on
from app.models.base import db
from app.models.site import SiteSwitch
from app.moves import sites as moves
from app.store import sites as stored
from app.store.sites import KINDS
from app.views.accounts import list_page
from app.views.only_support import only_support
from app.views.places import came_from
from app.views.stale import STALE_FORM, redisplays
from forms.sites import Turns

sites = Blueprint("sites", __name__, url_prefix="/roll-out")
only_support(
    sites,
    "the roll-out",
    rule="Where this service is in use is set by support.",
    next_step="If you cannot start a licence, its page says why, and what to do meanwhile.",
)
ONE = "/<any(prison, pdu):kind>/<code>"


@sites.get("")
def index() -> tuple[str, int]:
    """Every prison and delivery unit, with its switch."""
    return list_page(SITES, "sites.index")


def _found(kind: str, code: str) -> Site:
    site = find(kind, code) if code.isprintable() and len(code) <= 30 else None
    if site is None:
        raise NotFound
    return site


@sites.get(ONE)
def show(kind: str, code: str) -> str:
    """How one switch stands, and everything that was done to it."""
    site = _found(kind, code)
    back = came_from()
    return render_template(
        "site.html",
        site=site,
        kind=KINDS[kind],
        back_url=back.url if back else url_for("sites.index"),
        about=[
            ("Code", code),
            ("In use", site.switch.in_words(clock.today())),
            ("What people do while it is off", site.switch.meanwhile or MEANWHILE),
        ],
        history=[_happened(row) for row in stored.history(kind, code)],
    )


def _happened(row: SiteSwitch) -> dict[str, Any]:
    turns = [f"{to} from {long_date(day)}" for day, to in Switch(row.on_from, row.off_from).turns]
    return {
        "what": f"Set {', '.join(turns)}" if turns else "Set on",
        "who": row.by_name,
        "when": moment_in_words(row.at),
        "meanwhile": row.meanwhile,
        "told": f"{counted(len(row.told), 'account')} told" if row.told else None,
    }


def _page(site: Site, form: Turns, *paragraphs: str) -> str:
    return render_template(
        "confirm.html",
        title=f"When is this service in use for {site.name}?",
        section="Roll-out",
        paragraphs=paragraphs,
        form=form,
        errors=form.errors_list(),
        button="Save",
        cancel_url=url_for("sites.show", kind=site.kind, code=site.code),
    )


def _are_you_sure(site: Site, form: Turns, day: dt.date) -> str:
    """Ask before a place is switched off: what that stops, and who is told."""
    stopped, going_on = stopped_and_going_on(site)
    told = len(moves.people_to_tell(site))
    return render_template(
        "confirm.html",
        title=f"Stop starting licences for {site.name} from {long_date(day)}?",
        section="Roll-out",
        paragraphs=[
            f"How it will stand: {uncapitalised(form.switch.in_words(clock.today()))}.",
            f"{counted(stopped, 'person', 'people') if stopped else 'Nobody'} there with a release in the next four weeks "
            f"{'have' if stopped > 1 else 'has'} no licence yet. While it is off, no licence can be started for anybody "
            "there.",
            f"{counted(going_on, 'licence') if going_on else 'No licence'} there "
            f"{'are' if going_on > 1 else 'is'} being written or {'wait' if going_on > 1 else 'waits'} for approval. What "
            "was started is finished.",
            f"{counted(told, 'account')} there {'gets' if told == 1 else 'get'} a message.",
        ],
        posted=[*request.form.items(), ("sure", "yes")],
        button="Stop starting licences",
        warning=True,
        cancel_url=url_for("sites.ask", kind=site.kind, code=site.code),
    )


@sites.get(f"{ONE}/change")
def ask(kind: str, code: str) -> str:
    """Ask how a switch is to be set."""
    site = _found(kind, code)
    answer = {
        "on_from": site.switch.on_from,
        "off_from": site.switch.off_from,
        "meanwhile": site.switch.meanwhile,
    }
    return _page(site, Turns(site.switch, clock.today(), answer=answer))


def _again(kind: str, code: str) -> Any:
    site = _found(kind, code)
    return _page(site, Turns(site.switch, clock.today(), request.form), STALE_FORM), 409


@sites.post(f"{ONE}/change")
@redisplays(_again)
def change(kind: str, code: str) -> Any:
    """Set a switch; switching off is asked about first."""
    site = _found(kind, code)
    form = Turns(site.switch, clock.today(), request.form)
    if not form.validate():
        return _page(site, form), 422
    day = form.switch.stops(clock.today(), site.switch)
    if day and "sure" not in request.form:
        return _are_you_sure(site, form, day)
    told = moves.switch(site, form.switch, current_user)
    db.session.commit()
    flash(f"{site.name} is saved. {counted(told, 'account')} told." if told else f"{site.name} is saved.")
    return redirect(url_for("sites.show", kind=kind, code=code))
