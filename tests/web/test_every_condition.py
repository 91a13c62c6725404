"""Every additional condition of a policy, from the menu to the print: chosen, filled in, checked, sent, approved, printed.

These tests walk the policy and name no condition, so they hold for whichever policy is imported.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest
from flask import Flask

from app.domain.rendering import items_from_answers, render
from app.models import Licence
from app.models.base import db
from tests.domain.policy_examples import DEFAULT, PUBLISHED, needs_published
from tests.support.client import CheckingClient
from tests.support.conditions import drafts, imported, on_the_menu, printed_text, squeezed
from tests.support.examples import ways
from tests.support.page_checks import squeeze
from tests.support.writing import decided, press, submit

SignedIn = Callable[[str], CheckingClient]
every_policy = pytest.mark.parametrize(
    "path",
    [pytest.param(DEFAULT, id="default"), pytest.param(PUBLISHED, id="published", marks=needs_published)],
)


@every_policy
def test_every_condition_with_every_option_reaches_the_print(app: Flask, signed_in: SignedIn, path: Path) -> None:
    """One licence carries the first way to answer every condition, the next the second way, and so on."""
    policy = imported(app, path)
    client, approver, administrator = (signed_in(u) for u in ("practitioner", "approver", "administrator"))
    offered, seen = on_the_menu(policy), set()
    number = 0
    for draft in drafts(app, client, policy):
        given = {
            c.code: options[number]
            for c in offered
            if c.requires_input and number < len(options := ways(c, draft.facts))
        }
        chosen = [c for c in offered if c.code in given or (number == 0 and not c.requires_input)]
        if not chosen:
            break
        expected = {c.code: render(c, items_from_answers(c, given.get(c.code, {}))) for c in chosen}

        draft.choose(*chosen)
        for condition in chosen:
            if condition.requires_input:
                draft.fill(condition, given[condition.code])
        draft.no_bespoke()
        rows = draft.rows()
        for condition in chosen:
            text = expected[condition.code]
            assert draft.text(condition) == text
            page = f"condition/{condition.code}" if condition.requires_input else "conditions"
            assert squeeze(text) in rows[page]
        assert f"{len(chosen)} chosen" in rows["conditions"]

        assert submit(client, draft.id).location.endswith("/done")
        decided(app, approver, draft.id)
        with app.app_context():
            document = db.session.get_one(Licence, draft.id).document
            assert document is not None
            frozen = {c.code: c.text for c in document.conditions if c.source == "additional"}
        assert frozen == expected
        pdf = press(administrator, f"/licence/{draft.id}/print", shown=f"/licence/{draft.id}")
        assert pdf.mimetype == "application/pdf"
        paper = printed_text(pdf.data)
        for text in expected.values():
            assert squeezed(text) in paper
        seen |= set(expected)
        number += 1
    assert seen == {c.code for c in offered}
