"""A reader's own saved addresses: the list, and removing one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.exceptions import HTTPException

from app.access import NotFound
from app.domain.record.addresses import Address
from app.models.base import db
from app.store import addresses as saved
from app.templating import NOTICE
from app.views.shown import SHOWN, digest_of

addresses = Blueprint("addresses", __name__, url_prefix="/addresses")

ASKED_ON = "question"
"""The name, in the addresses of these pages, of the question that led here: its own address below the root."""


@addresses.url_defaults
def go_along(page: str, values: dict[str, Any]) -> None:
    """Let the question that led here go along from each of these pages to the next."""
    if request and ASKED_ON in request.args:
        values.setdefault(ASKED_ON, request.args[ASKED_ON])


def _question_asked_on() -> str | None:
    """The page of a journey that led here; None where the address names none."""
    try:
        routes = current_app.create_url_adapter(request)
        page, values = routes.match(request.args.get(ASKED_ON, ""), "GET")  # type: ignore[union-attr]
    except HTTPException:
        return None
    return url_for(page, **values) if page == "journeys.page" else None


@addresses.get("")
@login_required
def show() -> str:
    """The addresses that the reader saved."""
    return render_template(
        "addresses.html",
        rows=[
            {"address": row.address, "remove_url": url_for("addresses.ask", number=row.id)}
            for row in saved.rows_of(current_user)
        ],
        back_url=_question_asked_on() or url_for("home.show"),
    )


@addresses.get("/<int:number>/remove")
@login_required
def ask(number: int) -> str:
    """Ask before an address is removed."""
    return _question(saved.find(current_user, number).address)


def _question(address: Address) -> str:
    return render_template(
        "confirm.html",
        title="Remove this saved address?",
        paragraphs=[address.in_words, "Licences that have this address keep it."],
        posted=[(SHOWN, digest_of(address))],
        button="Remove address",
        cancel_url=url_for("addresses.show"),
        warning=True,
    )


@addresses.post("/<int:number>/remove")
@login_required
def remove(number: int) -> Any:
    """Remove an address, as it was shown; one that is gone already changes nothing."""
    try:
        address = saved.find(current_user, number).address
    except NotFound:
        flash("Nothing was removed: you do not have that address saved any more", NOTICE)
        return redirect(url_for("addresses.show"))
    if request.form.get(SHOWN) != digest_of(address):
        return _question(address), 409
    saved.remove(current_user, number)
    db.session.commit()
    flash(f"{address.in_words} is no longer saved")
    return redirect(url_for("addresses.show"))
