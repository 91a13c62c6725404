"""The pages of the service."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter


class Number(IntegerConverter):
    """The number of a row in an address: plain digits, no more than a row's number can have."""

    regex = "[0-9]{1,10}"


class Version(BaseConverter):
    """The number of a licence policy in an address: "2.1"."""

    regex = r"[0-9]{1,4}\.[0-9]{1,4}"


def init_app(app: Flask) -> None:
    """Register every page and every error page."""
    app.url_map.converters["int"] = Number
    app.url_map.converters["version"] = Version
    from app.views import errors
    from app.views.addresses import addresses
    from app.views.home import home
    from app.views.journeys import journeys
    from app.views.licence import licence
    from app.views.licence_policy import licence_policy
    from app.views.lists import lists
    from app.views.maps import maps
    from app.views.policies import policies
    from app.views.sign_in import sign_in

    for blueprint in (
        *(home, sign_in, lists, licence, licence_policy, journeys),
        *(maps, addresses, policies),
    ):
        app.register_blueprint(blueprint)
    errors.init_app(app)
