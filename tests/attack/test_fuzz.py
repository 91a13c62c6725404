"""Requests that nobody would send: each is answered with a page or a refusal, none with a fault of ours.

Short: some hundreds on each database. Long: as many as `make attack REQUESTS=...` says, on each.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.support.fuzz import Sent, World, Wrong, wrongs
from tests.support.needs import ROOT
from tests.support.sites import Site

SHORT = 300
FRESH_EVERY = 3_000
"""Requests after which the data are as they were at first: by then much was withdrawn and discarded."""


@pytest.mark.usefixtures("printing_is_quick")
def test_no_request_is_answered_with_a_fault_of_ours(
    app: Flask, database: str, site_of: Callable[[str], Site], is_long: bool, request: pytest.FixtureRequest
) -> None:
    world = World(app)
    world.fill()
    wanted = int(request.config.getoption("--requests")) if is_long else SHORT
    begun = random.SystemRandom().getrandbits(32) if is_long else 8
    faults: list[Sent] = []
    answers: Counter[int] = Counter()
    abroad: list[Sent] = []
    since = 0

    @seed(begun)
    @settings(
        max_examples=wanted,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(wrong=wrongs())
    def send(wrong: Wrong) -> None:
        nonlocal since
        if world.sent >= wanted:
            return
        if world.sent - since > FRESH_EVERY:
            site_of(database).reset()
            world.fill()
            since = world.sent
        for sent in world.send(wrong):
            answers[sent.status] += 1
            if sent.status >= 500:
                faults.append(sent)
            if sent.location and urlsplit(sent.location).netloc not in (
                "",
                sent.headers.get("Host", "localhost"),
            ):
                abroad.append(sent)

    send()
    told = f"{world.sent} requests on {database}, seed {begun}: {dict(sorted(answers.items()))}"
    if is_long:
        (ROOT / "build").mkdir(exist_ok=True)
        with (ROOT / "build" / "fuzzed.txt").open("a") as kept:
            kept.write(told + "\n")
    assert not faults, f"{told}\n" + "\n".join(map(str, faults[:20]))
    assert not abroad, f"{told}\n" + "\n".join(map(str, abroad[:20]))
    assert answers[200] > wanted / 20 and answers[302] and answers[403] and answers[404] and answers[422], (
        told
    )
