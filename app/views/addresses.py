"""A reader's own saved addresses: the list, and removing one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from app.models.base import db
from app.store import addresses as saved

addresses = Blueprint("addresses", __name__, url_prefix="/addresses")


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
        back_url=url_for("home.show"),
    )


@addresses.get("/<int:number>/remove")
@login_required
def ask(number: int) -> str:
    """Ask before an address is removed."""
    return render_template(
        "confirm.html",
        title="Remove this saved address?",
        paragraphs=[
            saved.find(current_user, number).address.in_words,
            "Licences that have this address keep it.",
        ],
        button="Remove address",
        cancel_url=url_for("addresses.show"),
        warning=True,
    )


@addresses.post("/<int:number>/remove")
@login_required
def remove(number: int) -> Response:
    """Remove an address."""
    address = saved.remove(current_user, number)
    db.session.commit()
    flash(f"{address.in_words} is no longer saved")
    return redirect(url_for("addresses.show"))
