"""Importing a licence policy: the file is checked as the command does, and stored unpublished."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.exceptions import RequestEntityTooLarge

from app.database import Taken
from app.domain.policy.json import MAX_BYTES, MOST_LISTED, Fault
from app.domain.policy.read import check_policy
from app.domain.words import counted
from app.extensions import csrf
from app.models.base import db
from app.moves import policies as moves
from app.views.policies.found import policies
from forms.policies import Import

ROOM_FOR_THE_REST = 100_000
"""What a request may have beside the file: the other fields, and what separates them."""


@policies.get("/policies/import")
def ask_import() -> str:
    """The form that takes a file."""
    return _import_page(Import())


def _import_page(form: Import, faults: list[Fault] | None = None, file_error: str | None = None) -> str:
    errors = ([(file_error, "file")] if file_error else []) + form.errors_list()
    return render_template(
        "policies/import.html",
        form=form,
        errors=errors,
        file_error=file_error,
        faults=faults or [],
        limit=f"{MAX_BYTES // 1_000_000} MB",
    )


# The token is checked within, once the page may read as much as a policy has: the general limit is lower.
@policies.post("/policies/import")
@csrf.exempt
def do_import() -> Any:
    """Check a file as the command does, and store it unpublished, or say all that is wrong with it and store nothing."""
    request.max_content_length = MAX_BYTES + ROOM_FOR_THE_REST
    try:
        csrf.protect()
    except RequestEntityTooLarge:
        fault = Fault("$", f"is larger than {MAX_BYTES // 1_000_000} MB")
        return _import_page(Import(), [fault], _refused(1)), 413
    form = Import(None, request.form)
    sent = request.files.get("file")
    is_valid = form.validate()
    if sent is None or not sent.filename:
        return _import_page(form, file_error="Select the policy file"), 422
    text = sent.stream.read(MAX_BYTES + 1)
    db.session.rollback()  # nobody waits for the check: a POST on SQLite holds the right to write from its first read on
    policy, faults, _ = check_policy(text)
    if faults or policy is None:
        return _import_page(form, faults, _refused(len(faults))), 422
    if not is_valid:
        return _import_page(form), 422
    try:
        row, is_new = moves.import_staged(policy, text, form.source.data or None, current_user)
        version = row.version
        db.session.commit()
    except (moves.PolicyExistsError, Taken) as error:
        db.session.rollback()
        reason = str(error) if isinstance(error, moves.PolicyExistsError) else "It was stored meanwhile."
        advice = "A version never changes: give the file a version number of its own."
        return _import_page(
            form, [Fault("$.version", f"cannot be stored. {reason} {advice}")], _refused(1)
        ), 422
    if is_new:
        flash(f"Policy {version} is stored. It applies to no licence until you publish it.")
    else:
        flash(f"Policy {version} was already stored with the same content. Nothing was changed.", "notice")
    return redirect(url_for("policies.show", version=version))


def _refused(number: int) -> str:
    faults = counted(number, "fault") if number <= MOST_LISTED else f"more than {MOST_LISTED} faults"
    return f"The file has {faults}, so nothing was stored"
