"""What every attack needs: whether it runs in its long form, and bodies that are taken without a token."""

from __future__ import annotations

import pytest
from flask import Flask


@pytest.fixture
def is_long(request: pytest.FixtureRequest) -> bool:
    """Whether the attack runs in its long form, behind `make attack`."""
    return bool(request.config.getoption("--long"))


@pytest.fixture
def app(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The service, whose forms are sent without a page to take their token from, and whose pages are not kept."""
    monkeypatch.setattr("tests.support.client.SAVES", False)
    app.config["WTF_CSRF_ENABLED"] = False
    return app
