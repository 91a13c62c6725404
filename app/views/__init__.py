"""The pages of the service."""

from __future__ import annotations

import re
from collections.abc import Iterable

from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter, Map

from app.domain.licence.actions import Action
from app.domain.licence.moves import MOVES
from journeys.all import JOURNEYS


class Number(IntegerConverter):
    """The number of a row in an address: plain digits, no more than a row's number can have."""

    regex = "[0-9]{1,10}"


class Version(BaseConverter):
    """The number of a licence policy in an address: "2.1"."""

    regex = r"[0-9]{1,4}\.[0-9]{1,4}"


class JourneyName(BaseConverter):
    """The name of a journey in an address: of those that there are when the application is made."""

    def __init__(self, map: Map) -> None:
        super().__init__(map)
        self.regex = one_of(JOURNEYS)


class ActionName(BaseConverter):
    """The name of an action in an address, of those that take a yes alone."""

    def __init__(self, map: Map) -> None:
        super().__init__(map)
        self.regex = one_of(asked())

    def to_python(self, value: str) -> Action:
        return asked()[value]

    def to_url(self, value: Action) -> str:
        return value.name


def asked() -> dict[str, Action]:
    """Every action that is asked about on a page of its own, by its name."""
    return {move.action.name: move.action for move in MOVES if move.action.question}


def one_of(names: Iterable[str]) -> str:
    """A pattern for these names and no other."""
    return "|".join(re.escape(name) for name in sorted(names))


def init_app(app: Flask) -> None:
    """Register every page and every error page."""
    app.url_map.converters["int"] = Number
    app.url_map.converters["version"] = Version
    app.url_map.converters["journey"] = JourneyName
    app.url_map.converters["action"] = ActionName
    from app.views import errors, places
    from app.views.accounts import accounts
    from app.views.addresses import addresses
    from app.views.cover import cover
    from app.views.dates import dates
    from app.views.home import home
    from app.views.jobs import jobs
    from app.views.journeys import journeys
    from app.views.licence import licence
    from app.views.licence_policy import licence_policy
    from app.views.lists import lists
    from app.views.machines import machines
    from app.views.maps import maps
    from app.views.messages import messages
    from app.views.my_account import my_account
    from app.views.nomis import nomis
    from app.views.policies import policies
    from app.views.prisons import prisons
    from app.views.questions import questions
    from app.views.receipts import receipts
    from app.views.search import search
    from app.views.sign_in import sign_in
    from app.views.sites import sites
    from app.views.upstream import upstream

    for blueprint in (
        *(home, sign_in, search, lists, licence, licence_policy, questions, nomis, journeys, dates),
        *(maps, addresses, policies, accounts, prisons, sites, cover, jobs, my_account, machines),
        *(messages, receipts, upstream),
    ):
        app.register_blueprint(blueprint)
    places.init_app(app)
    errors.init_app(app)
