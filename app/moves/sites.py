"""Switching the service on and off for a prison or delivery unit. `by` is who does it, None on the command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask import current_app

from app import clock
from app.domain.licence.rollout import MEANWHILE, Site, Switch
from app.domain.words import long_date
from app.models.site import SiteSwitch
from app.models.user import User
from app.moves.policies import COMMAND_LINE
from app.notices.notices import letter_to_account
from app.store import chain, outbox, sites, users


def people_to_tell(site: Site) -> Sequence[User]:
    """Everybody who is told of a change: who has a grant there, or in a team of that delivery unit."""
    return users.granted(sites.grants_at(site.kind, site.code))


def switch(site: Site, to: Switch, by: User | None) -> int | None:
    """Set a switch, and tell everybody who has a grant there, or in a team of that delivery unit, from when it is on or off,
    where that is news. How many were told; None where it stood so already. The caller commits."""
    chain.hold(SiteSwitch)  # so that of two who press at once the second finds what the first did
    now = sites.switch_of(site.kind, site.code)
    if now == to:
        return None
    at = clock.now().astimezone(dt.UTC)
    today = clock.today()
    day, turns = to.news(today, now) or (None, "")
    guide = current_app.config["GUIDE_URL"]
    words = {
        "day": long_date(day) if day else "",
        "site": site.name,
        "stands": to.in_words(today),
        "meanwhile": to.meanwhile or MEANWHILE,
        "guide": f"How it works: {guide}" if guide else "Your local service support has the guide to it.",
    }
    told = people_to_tell(site) if day else []
    letters = [letter_to_account(f"switched-{turns}", user, at, words) for user in told]
    row = SiteSwitch(
        at=at,
        kind=site.kind,
        code=site.code,
        on_from=to.on_from,
        off_from=to.off_from,
        meanwhile=to.meanwhile,
        told=[letter.digest for letter in letters],
        by_id=by.id if by else None,
        by_name=by.name if by else COMMAND_LINE,
    )
    chain.add(row)
    outbox.write_of_switch(row, letters)
    return len(letters)
