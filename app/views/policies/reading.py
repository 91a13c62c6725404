"""Reading licence policies: which there are, what each says and what was done to it, and what two differ in."""

from __future__ import annotations

import datetime as dt
from textwrap import shorten

from flask import render_template, url_for

from app import clock
from app.domain.policy.diff import PART_NAMES, changes, reordered, totals, whole
from app.domain.policy.json import Fault, canonical
from app.domain.policy.model import PARTS, version_key
from app.domain.policy.read import check_policy
from app.domain.policy.schedule import Published, applies_on
from app.domain.words import counted, long_date, moment_in_words
from app.models.policy import PolicyVersion
from app.moves import policies as moves
from app.store import policies as stored
from app.views.policies.found import policies, row_of

MOST_WARNINGS = 500
"""How many warnings a page lists; a file may have a hundred thousand."""


@policies.get("/policies")
def index() -> str:
    """Every version: when it starts, its legal source, and how many licences are on it."""
    schedule, today = stored.schedule(), clock.today()
    ordered = sorted(
        stored.versions(), key=lambda r: (r.commences or dt.date.max, version_key(r.version)), reverse=True
    )
    return render_template(
        "policies/list.html",
        rows=[
            {
                "version": row.version,
                "url": url_for("policies.show", version=row.version),
                "starts": long_date(row.commences) if row.commences else "No date yet",
                "status": _status(row.version, row.commences, schedule, today),
                "source": shorten(row.source, 120, placeholder=" …"),
                "made": f"{row.made:,}",
            }
            for row in ordered
        ],
    )


def _status(
    version: str, commences: dt.date | None, schedule: list[Published], today: dt.date
) -> tuple[str, str]:
    """What a version is now, as the words and colour of a tag."""
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
    row = row_of(version)
    policy, schedule, today = stored.load(version), stored.schedule(), clock.today()
    return render_template(
        "policies/show.html",
        row=row,
        policy=policy,
        parts=[(part, PART_NAMES[part]) for part in PARTS],
        status=_status(version, row.commences, schedule, today),
        imported=moment_in_words(row.imported_at),
        may_date=moves.refusal_to_date(row) is None,
        may_withdraw=row.commences is not None and row.commences > today,
        warnings=_warnings(row),
        others=stored.versions_beside(version),
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
            for event in stored.history(row)
        ],
    )


def _warnings(row: PolicyVersion) -> list[Fault]:
    """What the check of a version that is not published warns of: the time to see it is before it starts."""
    if row.commences is not None:
        return []
    return check_policy(canonical(row.content))[2][:MOST_WARNINGS]


@policies.get("/policies/<version:version>/compare/<version:other>")
def compare(version: str, other: str) -> str:
    """What one version changes from another, condition by condition and word by word."""
    new, old = (stored.load(row_of(each).version) for each in (version, other))
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
