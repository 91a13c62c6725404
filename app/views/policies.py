"""Licence policies, for support: read, import, compare, see whom a start date touches, publish, move and withdraw."""

from __future__ import annotations

import datetime as dt
import re
from textwrap import shorten
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from sqlalchemy import ColumnElement, and_, case, func, not_, or_, select, true
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from app import clock
from app.access import IS_OPEN, NotFound, grants, listed
from app.domain.licence.moves import DRAFTS, Status
from app.domain.policy.diff import PART_NAMES, changes, reordered, totals, whole
from app.domain.policy.json import MAX_BYTES, Fault, canonical
from app.domain.policy.model import PARTS, version_key
from app.domain.policy.read import check_policy
from app.domain.policy.schedule import Published, applies_on, span
from app.domain.refusal import Refusal, Refused
from app.domain.roles import Role
from app.domain.words import counted, long_date, short_date
from app.extensions import csrf
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.policy import PolicyEvent, PolicyVersion
from app.moves import policies as moves
from app.store import policies as stored
from app.views.caseloads import page_items
from app.views.licence import moment_in_words
from forms.policies import Import, Start

policies = Blueprint("policies", __name__)

ROOM_FOR_THE_REST = 100_000
"""What a request may have beside the file: the other fields, and what separates them."""
MOST_FAULTS = 500
"""How many faults a page lists; a file may have a hundred thousand."""


@policies.before_request
@login_required
def for_support() -> None:
    """Every page here is for support."""
    if current_user.is_authenticated and not current_user.has(Role.SUPPORT):
        raise Refused(
            Refusal(
                title="You cannot open the licence policies",
                rule="Licence policies are imported and published by support.",
                fact="Your account does not have that role.",
                who="Support can open them.",
                next_step="To read the policy of a licence, go to the licence. To suggest a change, tell support.",
            )
        )


def _row(version: str) -> PolicyVersion:
    try:
        return stored.row(version)
    except stored.NoPolicyError:
        raise NotFound from None


# Reading


@policies.get("/policies")
def index() -> str:
    """Every version: when it starts, its legal source, and how many licences are on it."""
    schedule, today = stored.schedule(), clock.today()
    made = (
        select(func.count(Licence.id))
        .where(Licence.policy_version == PolicyVersion.version)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(PolicyVersion.version, PolicyVersion.commences, PolicyVersion.source, made.label("made"))
    ).all()
    ordered = sorted(rows, key=lambda r: (r.commences or dt.date.max, version_key(r.version)), reverse=True)
    return render_template(
        "policies/list.html",
        rows=[
            {
                "version": row.version,
                "url": url_for("policies.show", version=row.version),
                "starts": long_date(row.commences) if row.commences else "No date yet",
                "standing": _standing(row.version, row.commences, schedule, today),
                "source": shorten(row.source, 120, placeholder=" …"),
                "made": f"{row.made:,}",
            }
            for row in ordered
        ],
    )


def _standing(
    version: str, commences: dt.date | None, schedule: list[Published], today: dt.date
) -> tuple[str, str]:
    """Where a version stands, as the words and colour of a tag."""
    if commences is None:
        return "Not published", "yellow"
    if applies_on(schedule, today) == version:
        return "In force", "green"
    return ("Starts later", "blue") if commences > today else ("Replaced", "grey")


_DONE = {
    "import": "Imported",
    "publish": "Published",
    "move": "Start date moved",
    "withdraw": "Withdrawn",
}


@policies.get("/policies/<version:version>")
def show(version: str) -> str:
    """One version: its conditions, source, dates, history, and what can be done with it."""
    row = _row(version)
    policy, schedule, today = stored.load(version), stored.schedule(), clock.today()
    others = sorted(
        db.session.scalars(select(PolicyVersion.version).where(PolicyVersion.version != version)),
        key=version_key,
        reverse=True,
    )
    events = db.session.scalars(
        select(PolicyEvent).where(PolicyEvent.policy_id == row.id).order_by(PolicyEvent.id.desc())
    ).all()
    return render_template(
        "policies/show.html",
        row=row,
        policy=policy,
        parts=[(part, PART_NAMES[part]) for part in PARTS],
        standing=_standing(version, row.commences, schedule, today),
        imported=moment_in_words(row.imported_at),
        may_date=moves.refusal_to_date(row) is None,
        may_withdraw=row.commences is not None and row.commences > today,
        warnings=_warnings(row),
        others=others,
        history=[
            {
                "what": _DONE[event.action]
                + (f" to start on {long_date(event.commences)}" if event.commences else ""),
                "who": event.by_name,
                "when": moment_in_words(event.at),
                "told": f"Messages went to practitioners about {counted(event.told, 'licence')} being written."
                if event.told
                else "",
            }
            for event in events
        ],
    )


def _warnings(row: PolicyVersion) -> list[Fault]:
    """What the check of a version that is not published warns of: the time to see it is before it starts."""
    if row.commences is not None:
        return []
    return check_policy(canonical(row.content))[2][:MOST_FAULTS]


@policies.get("/policies/<version:version>/compare/<version:other>")
def compare(version: str, other: str) -> str:
    """What one version changes from another, condition by condition and word by word."""
    new, old = (stored.load(_row(each).version) for each in (version, other))
    found = changes(old, new)
    return render_template(
        "policies/compare.html",
        new=new,
        old=old,
        groups=[
            (f"{source.capitalize()} conditions of the {PART_NAMES[part]}", group)
            for part in PARTS
            for source in ("standard", "additional")
            if (group := [change for change in found if change.part == part and change.source == source])
        ],
        totals=totals(found),
        reordered=reordered(old, new),
        whole=whole(old, new),
    )


# Importing


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
        faults=(faults or [])[:MOST_FAULTS],
        more=max(0, len(faults or []) - MOST_FAULTS),
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
    policy, faults, _ = check_policy(text)
    if faults or policy is None:
        return _import_page(form, faults, _refused(len(faults))), 422
    if not is_valid:
        return _import_page(form), 422
    try:
        row, is_new = moves.import_staged(policy, text, form.source.data or None, current_user)
        version = row.version
        db.session.commit()
    except (moves.PolicyExistsError, IntegrityError) as error:
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
    return f"The file has {counted(number, 'fault')}, so nothing was stored"


# Publishing


@policies.get("/policies/<version:version>/date")
def ask_date(version: str) -> str:
    """Ask when a version starts."""
    row = _row(version)
    if refusal := moves.refusal_to_date(row):
        raise Refused(refusal)
    written = stored.load(version).commences
    day = row.commences or (written if written and written >= clock.today() else None)
    return _date_page(row, Start(version, (), clock.today(), answer={"commences": day}))


@policies.post("/policies/<version:version>/date")
def check_date(version: str) -> Any:
    """Check the day, and go on to what it would touch. Nothing is changed yet."""
    row = _row(version)
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


def _day(text: str | None) -> dt.date | None:
    """A day written as 2026-01-31; None for anything else."""
    if not text or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


@policies.get("/policies/<version:version>/publish")
def ask_publish(version: str) -> Any:
    """Say what would be touched, and ask whether to publish the version, or move its date."""
    row, day = _row(version), _day(request.args.get("commences"))
    if day is None:
        return redirect(url_for("policies.ask_date", version=version))
    schedule = stored.schedule()
    if refusal := moves.refusal_to_publish(row, day, schedule):
        raise Refused(refusal)
    counts = _Touched(row, day, schedule).counts()
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
            f"{'it' if drafts == 1 else 'them'} is changed: each practitioner is told, and shown what to do."
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
    row, day = _row(version), _day(request.form.get("commences"))
    if day is None:
        return redirect(url_for("policies.ask_date", version=version))
    moves.publish(row, day, current_user)
    db.session.commit()
    flash(f"Policy {version} applies to licences that start on or after {long_date(day)}.")
    return redirect(url_for("policies.show", version=version))


@policies.get("/policies/<version:version>/withdraw")
def ask_withdraw(version: str) -> Any:
    """Ask before a version is withdrawn."""
    row = _row(version)
    if row.commences is None:
        return redirect(url_for("policies.show", version=version))
    schedule = stored.schedule()
    if refusal := moves.refusal_to_withdraw(row, schedule):
        raise Refused(refusal)
    left = [each for each in schedule if each.version != version]
    return render_template(
        "confirm.html",
        title=f"Withdraw policy {version}?",
        section="Licence policies",
        paragraphs=[
            f"It will not start on {long_date(row.commences)}. Licences that start on that day will be made on policy "
            f"{applies_on(left, row.commences)}.",
            "The policy stays stored and readable, and you can publish it again.",
        ],
        button="Withdraw the policy",
        warning=True,
        cancel_url=url_for("policies.show", version=version),
    )


@policies.post("/policies/<version:version>/withdraw")
def withdraw(version: str) -> Response:
    """Withdraw the version; a repeated POST changes nothing more."""
    moves.withdraw(_row(version), current_user)
    db.session.commit()
    flash(f"You withdrew policy {version}. It applies to no licence until you publish it again.")
    return redirect(url_for("policies.show", version=version))


# What a start date touches

GROUPS: tuple[tuple[str, str, str], ...] = (
    ("drafts", "Being written", "The practitioner is told, and can move it to the policy that applies."),
    ("waiting", "Waiting for approval", "Nothing happens to it."),
    ("approved", "Approved, not started yet", "Nothing happens to it."),
    ("active", "Approved and started", "Nothing happens to it."),
)
"""The groups of licences that a start date may touch: name in the address, label, and what happens."""


@policies.get("/policies/<version:version>/touches")
def touches(version: str) -> Any:
    """Which licences would come under another policy than their own if the version started on a day."""
    row = _row(version)
    day = _day(request.args.get("commences")) or row.commences
    if day is None:
        return redirect(url_for("policies.ask_date", version=version))
    schedule = stored.schedule()
    asked = _Touched(row, day, schedule)
    counts, teams = asked.counts(), asked.teams()
    total = asked.total()
    size = current_app.config["PAGE_SIZE"]
    pages = max(1, -(-total // size))
    number = min(asked.page, pages)
    rows = asked.rows(size, (number - 1) * size)
    may_publish = day != row.commences and moves.refusal_to_publish(row, day, schedule) is None
    return render_template(
        "policies/touches.html",
        row=row,
        day=day,
        asked=asked,
        groups=[(name, label, f"{counts[name]:,}", what) for name, label, what in GROUPS],
        teams=teams,
        total=total,
        rows=[_touched_row(each) for each in rows],
        page=number,
        pages=pages,
        page_items=page_items(asked, number, pages),
        previous_url=asked.url(page=number - 1) if number > 1 else None,
        next_url=asked.url(page=number + 1) if number < pages else None,
        publish_url=url_for("policies.ask_publish", version=version, commences=day.isoformat())
        if may_publish
        else None,
    )


class _Touched:
    """The licences that a start date touches, as the address asks for them: one query counts, one lists a page."""

    def __init__(self, row: PolicyVersion, day: dt.date, schedule: list[Published]) -> None:
        self.version, self.day = row.version, day
        self.today = clock.today()
        after = [each for each in schedule if each.version != row.version] + [Published(row.version, day)]
        self._span = span(after, row.version)
        self.team = " ".join(request.args.get("team", "").replace("\0", "").split())[:20]
        self.group = request.args.get("status", "")
        if self.group not in {name for name, _, _ in GROUPS}:
            self.group = ""
        page = request.args.get("page", "1")
        self.page = max(1, int(page)) if page.isascii() and page.isdecimal() and len(page) <= 6 else 1
        self._counted: list[Any] | None = None

    def url(self, page: int = 1) -> str:
        return url_for(
            "policies.touches",
            version=self.version,
            commences=self.day.isoformat(),
            team=self.team or None,
            status=self.group or None,
            page=page if page > 1 else None,
        )

    @property
    def _is_touched(self) -> ColumnElement[bool]:
        """On another version and within this one's days, or on this one and outside of them."""
        start = func.coalesce(Case.licence_start, self.today)
        on_it = Licence.policy_version == self.version
        if self._span is None:
            return on_it
        bounds = []
        if self._span.first:
            bounds.append(start >= self._span.first)
        if self._span.last:
            bounds.append(start <= self._span.last)
        within = and_(true(), *bounds)
        return or_(and_(within, not_(on_it)), and_(not_(within), on_it))

    @property
    def _group(self) -> ColumnElement[str]:
        return case(
            (Licence.status.in_(sorted(DRAFTS)), "drafts"),
            (Licence.status == Status.SUBMITTED, "waiting"),
            (Case.licence_start > self.today, "approved"),
            else_="active",
        )

    def _among(self, statement: Any) -> Any:
        statuses = sorted([*DRAFTS, Status.SUBMITTED, Status.APPROVED])
        return (
            statement.join(Case, Licence.case_id == Case.id)
            .where(Licence.status.in_(statuses), self._is_touched)
            .params(**grants(current_user))
        )

    def _counts(self) -> list[Any]:
        """(group, team code, team name, whether open, number) of everything that is touched."""
        if self._counted is None:
            keys = (
                self._group.label("standing"),
                Case.team_code,
                Case.team_name,
                IS_OPEN[Role.SUPPORT],
            )
            grouped = self._among(select(*keys, func.count().label("number")).select_from(Licence))
            inner = grouped.group_by("standing", Case.team_code, Case.team_name, "is_open")
            self._counted = list(db.session.execute(inner))
        return self._counted

    def counts(self) -> dict[str, int]:
        """How many licences of each group are touched, in the team that is asked for."""
        found = {name: 0 for name, _, _ in GROUPS}
        for each in self._counts():
            if not self.team or (each.is_open and each.team_code == self.team):
                found[each.standing] += each.number
        return found

    def teams(self) -> list[tuple[str, str]]:
        """(code, words) of every team with a touched licence that support may open, by name."""
        numbers: dict[tuple[str, str], int] = {}
        for each in self._counts():
            if each.is_open and each.team_code:
                key = (each.team_name or each.team_code, each.team_code)
                numbers[key] = numbers.get(key, 0) + each.number
        return [(code, f"{name} ({number:,})") for (name, code), number in sorted(numbers.items())]

    def total(self) -> int:
        """How many licences the list has. Restricted people are in it only where nothing is filtered."""
        is_filtered = bool(self.team or self.group)
        return sum(
            each.number
            for each in self._counts()
            if (each.is_open or not is_filtered)
            and self.team in ("", each.team_code)
            and self.group in ("", each.standing)
        )

    def rows(self, limit: int, offset: int) -> list[Any]:
        """One page of the list: by release date, restricted people last."""
        is_open = IS_OPEN[Role.SUPPORT].element
        statement = (
            listed(current_user, Role.SUPPORT)
            .add_columns(Licence, self._group.label("standing"))
            .join(Licence, Licence.case_id == Case.id)
            .where(Licence.status.in_(sorted([*DRAFTS, Status.SUBMITTED, Status.APPROVED])), self._is_touched)
        )
        if self.team:
            statement = statement.where(is_open, Case.team_code == self.team)
        if self.group:
            statement = statement.where(is_open, self._group == self.group)
        keys = [case((is_open, key)) for key in (Case.licence_start, Case.sort_name)]
        ordered = statement.order_by(is_open.desc(), keys[0].is_(None), *keys, Licence.id)
        return list(db.session.execute(ordered.limit(limit).offset(offset).params(**grants(current_user))))


def _touched_row(row: Any) -> dict[str, Any]:
    person, found = row.Case, row.Licence
    if not row.is_open:
        return {
            "is_open": False,
            "crn": person.crn,
            "url": url_for("licence.person", case_id=person.id),
        }
    return {
        "is_open": True,
        "name": person.name,
        "number": person.crn,
        "url": url_for("licence.show", licence_id=found.id),
        "licence": found.version,
        "team": person.team_name or "No team",
        "date": short_date(person.licence_start) if person.licence_start else "No release date",
        "group": next(label for name, label, _ in GROUPS if name == row.standing),
        "policy": found.policy_version,
    }
