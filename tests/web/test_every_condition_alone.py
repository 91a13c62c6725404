"""Each additional condition of a policy by itself, whatever the policy: created, changed, removed, brought back, sent,
approved and printed, maps included. The next one is tried on an edit of the licence before."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from flask import Flask

from app.domain.conditions.chosen import instance_texts
from app.domain.policy.model import AdditionalCondition, InputType
from tests.support.client import CheckingClient
from tests.support.conditions import (
    POLICIES,
    Draft,
    draft,
    file_of,
    imported,
    on_the_menu,
    printed_text,
    squeezed,
)
from tests.support.examples import first_page, further_inputs, ways
from tests.support.map_examples import pdf
from tests.support.page_checks import squeeze
from tests.support.writing import decided, press, submit

pytestmark = pytest.mark.one_database
SignedIn = Callable[[str], CheckingClient]
PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("which", POLICIES)
def test_each_condition_alone_is_created_changed_removed_sent_approved_and_printed(
    app: Flask,
    signed_in: SignedIn,
    which: str,
    part: int,
    tmp_path: Path,
    subtests: pytest.Subtests,
) -> None:
    policy = imported(app, file_of(which, tmp_path))
    writer, approver, administrator = (signed_in(u) for u in ("practitioner", "approver", "administrator"))
    licence = draft(app, writer, policy)
    licence.map_file = pdf()
    for condition in on_the_menu(policy)[part::PARTS]:
        with subtests.test(condition=condition.code):
            last = written(licence, condition)
            assert submit(writer, licence.id).location.endswith("/done")
            decided(app, approver, licence.id)
            paper = press(administrator, f"/licence/{licence.id}/print", shown=f"/licence/{licence.id}")
            printed = printed_text(paper.data)
            assert all(squeezed(text) in printed for text in last)
            assert "zone.pdf" not in printed and has_picture(paper.data) is has_map(condition)
            answer = press(writer, f"/licence/{licence.id}/edit")
            number = int(re.findall(r"/licence/(\d+)", answer.location)[0])
            licence = Draft(app, writer, number, policy, map_file=licence.map_file)


def has_picture(content: bytes) -> bool:
    return any(
        item.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE
        for page in pypdfium2.PdfDocument(content)
        for item in page.get_objects()
    )


def has_map(condition: AdditionalCondition) -> bool:
    return any(each.type is InputType.FILE for each in condition.every_input())


def said(condition: AdditionalCondition, details: Mapping[str, Any]) -> list[str]:
    """What the licence says of these details, with a map for each area."""
    files = {each.name for each in condition.every_input() if each.type is InputType.FILE}
    mapped = {
        name: dict(value, name="zone.pdf") if name in files else value for name, value in details.items()
    }
    return instance_texts(condition, mapped)


def written(licence: Draft, condition: AdditionalCondition) -> list[str]:
    """Create the condition, change it, remove it and bring it back; what the licence says in the end."""
    given = ways(condition, licence.facts) if condition.requires_input else [{}]
    licence.choose(condition)
    if condition.requires_input and licence.here != "check-answers":
        licence.fill(condition, given[0])
    licence.finish()
    texts = said(condition, given[0])
    assert shown(licence, condition, texts)

    if len(given) > 1:
        texts = said(condition, given[-1])
        licence.client.get(licence.url(first_page(condition)))
        licence.fill(condition, given[-1])
        for choice in condition.inputs or ():
            if further_inputs(condition, given[-1], choice.name):
                licence.client.get(licence.url(f"{first_page(condition)}/{choice.name}"))
                licence.fill(condition, given[-1])
        licence.finish()
        assert shown(licence, condition, texts)

    plain = [c for c in on_the_menu(licence.policy) if not c.requires_input]
    if others := [c for c in plain if c.text != condition.text]:
        licence.choose(others[0])
        licence.finish()
        assert not shown(licence, condition, texts)
        licence.choose(condition)
        licence.finish()
        assert shown(licence, condition, texts), "details that were kept come back"
    return texts


def shown(licence: Draft, condition: AdditionalCondition, texts: list[str]) -> bool:
    """Whether check your answers shows these texts as the condition's."""
    page = first_page(condition) if condition.requires_input else "conditions"
    rows: Mapping[str, Any] = licence.rows()
    row = " ".join(rows.get(page, []))
    return all(squeeze(text) in row for text in texts)
