"""Publishing licence policies, moving and taking back their start, and what a start would touch."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock
from app.domain.policy.schedule import Published, applies_on
from app.domain.refusal import Refused
from app.domain.words import counted, long_date
from app.lists.listing import Address, read
from app.lists.touched import GROUPS, TOUCHED, day_of, touched
from app.models.base import db
from app.models.policy import PolicyVersion
from app.moves import policies as moves
from app.store import policies as stored
from app.views.lists import shown
from app.views.policies.found import policies, row_of
from app.views.shown import SHOWN, digest_of
from forms.policies import Start


@policies.get("/policies/<version:version>/date")
def ask_date(version: str) -> str:
    """Ask when a version starts."""
    row = row_of(version)
    if refusal := moves.refusal_to_date(row):
        raise Refused(refusal)
    written = stored.load(version).commences
    day = row.commences or (written if written and written >= clock.today() else None)
    return _date_page(row, Start(version, (), clock.today(), answer={"commences": day}))


@policies.post("/policies/<version:version>/date")
def check_date(version: str) -> Any:
    """Check the day, and go on to what it would touch. Nothing is changed yet."""
    row = row_of(version)
    if refusal := moves.refusal_to_date(row):
        raise Refused(refusal)
    form = Start(version, stored.schedule(), clock.today(), request.form)
    if not form.validate():
        return _date_page(row, form), 422
    return redirect(
        url_for("policies.ask_publish", version=version, commences=form.commences.data.isoformat())
    )


def _date_page(row: PolicyVersion, form: Start) -> str:
    return render_template(
        "policies/date.html",
        form=form,
        row=row,
        caption=f"Licence policy {row.version}",
        errors=form.errors_list(),
        written=stored.load(row.version).commences,
    )


@policies.get("/policies/<version:version>/publish")
def ask_publish(version: str) -> Any:
    """Say what would be touched, and ask whether to publish the version, or move its date."""
    row, day = row_of(version), day_of(request.args.get("commences"))
    if day is None:
        return redirect(url_for("policies.ask_date", version=version))
    schedule = stored.schedule()
    if refusal := moves.refusal_to_publish(row, day, schedule):
        raise Refused(refusal)
    counts = touched(current_user, version, day, schedule).counts()
    drafts = counts["drafts"]
    is_move = row.commences is not None
    when = "today" if day == clock.today() else f"on {long_date(day)}"
    return render_template(
        "policies/publish.html",
        title=f"Move the start of policy {version} to {long_date(day)}?"
        if is_move
        else f"Publish policy {version} to start {when}?",
        section="Licence policies",
        paragraphs=[
            f"New licences that start on or after {long_date(day)} will be made on policy {version}.",
            f"{counted(drafts, 'licence')} being written will come under another policy. Nothing in "
            f"{'it' if drafts == 1 else 'them'} is changed: a message for each practitioner is written, and they are shown what to do."
            if drafts
            else "No licence that is being written comes under another policy.",
            "Licences that were sent to a prison or approved stay as they are.",
        ],
        counts=[(label, f"{counts[name]:,}") for name, label, _ in GROUPS],
        touches_url=url_for("policies.touches", version=version, commences=day.isoformat()),
        posted=[("commences", day.isoformat())],
        action_url=url_for("policies.publish", version=version),
        button="Move the start date" if is_move else "Publish the policy",
        cancel_url=url_for("policies.show", version=version),
        back_url=url_for("policies.ask_date", version=version),
    )


@policies.post("/policies/<version:version>/publish")
def publish(version: str) -> Response:
    """Publish the version or move its date; a repeated POST changes nothing more."""
    row, day = row_of(version), day_of(request.form.get("commences"))
    if day is None:
        return redirect(url_for("policies.ask_date", version=version))
    moves.publish(row, day, current_user)
    db.session.commit()
    flash(f"Policy {version} applies to licences that start on or after {long_date(day)}.")
    return redirect(url_for("policies.show", version=version))


@policies.get("/policies/<version:version>/withdraw")
def ask_withdraw(version: str) -> Any:
    """Ask before a version is withdrawn."""
    return _ask_withdraw(row_of(version))


def _ask_withdraw(row: PolicyVersion) -> Any:
    version = row.version
    if row.commences is None:
        return redirect(url_for("policies.show", version=version))
    schedule = stored.schedule()
    if refusal := moves.refusal_to_withdraw(row, schedule):
        raise Refused(refusal)
    return render_template(
        "confirm.html",
        title=f"Withdraw policy {version}?",
        section="Licence policies",
        paragraphs=[
            _what_follows(row, schedule),
            "The policy stays stored and readable, and you can publish it again.",
        ],
        posted=[(SHOWN, digest_of([_what_follows(row, schedule)]))],
        button="Withdraw the policy",
        warning=True,
        cancel_url=url_for("policies.show", version=version),
    )


def _what_follows(row: PolicyVersion, schedule: list[Published]) -> str:
    """What withdrawing a version changes."""
    assert row.commences is not None  # noqa: S101
    left = [each for each in schedule if each.version != row.version]
    return (
        f"It will not start on {long_date(row.commences)}. Licences that start on that day will be made on policy "
        f"{applies_on(left, row.commences)}."
    )


@policies.post("/policies/<version:version>/withdraw")
def withdraw(version: str) -> Any:
    """Withdraw the version, as it was shown; a repeated POST changes nothing more."""
    row = row_of(version)
    if row.commences and request.form.get(SHOWN) != digest_of([_what_follows(row, stored.schedule())]):
        return _ask_withdraw(row), 409
    moves.withdraw(row, current_user)
    db.session.commit()
    flash(f"You withdrew policy {version}. It applies to no licence until you publish it again.")
    return redirect(url_for("policies.show", version=version))


@policies.get("/policies/<version:version>/touches")
def touches(version: str) -> Any:
    """Which licences would come under another policy than their own if the version started on a day."""
    row = row_of(version)
    day = day_of(request.args.get("commences")) or row.commences
    if day is None:
        return redirect(url_for("policies.ask_date", version=version))
    schedule = stored.schedule()
    asked = TOUCHED.asked(request.args)
    found = touched(current_user, version, day, schedule)
    team, group = asked.chosen["team"], asked.chosen["status"]
    counts = found.counts(team)
    page = read(
        asked, current_user, current_app.config["PAGE_SIZE"], found.total(team, group), **found.parameters
    )
    may_publish = day != row.commences and moves.refusal_to_publish(row, day, schedule) is None
    return render_template(
        "policies/touches.html",
        row=row,
        heading=f"What policy {version} touches if it starts on {long_date(day)}",
        section="Licence policies",
        back_url=url_for("policies.show", version=version),
        groups=[(label, f"{counts[name]:,}", what) for name, label, what in GROUPS],
        caption=page.counted,
        shown=shown(
            page,
            Address("policies.touches", {"version": version}),
            {"team": found.teams},
            commences=day.isoformat(),
        ),
        publish_url=url_for("policies.ask_publish", version=version, commences=day.isoformat())
        if may_publish
        else None,
    )
