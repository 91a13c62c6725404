"""Areas on paper: each can be told from the others, and nothing says what a map's file was called."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.support.client import CheckingClient
from tests.support.conditions import draft, file_of, imported, on_the_menu, printed_text, squeezed
from tests.support.map_examples import pdf
from tests.support.page_checks import text
from tests.support.writing import decided, press, submit

SignedIn = Callable[[str], CheckingClient]
SECRET = "home of Jane Victim.pdf"


@pytest.mark.one_database
def test_each_of_several_areas_is_named_described_and_mapped_and_no_file_name_is_printed(
    app: Flask, signed_in: SignedIn, tmp_path: Path
) -> None:
    writer, approver, administrator = (signed_in(u) for u in ("practitioner", "approver", "administrator"))
    licence = draft(app, writer, imported(app, file_of("default", tmp_path)))
    area = next(c for c in on_the_menu(licence.policy) if c.several == "area" or c.type == "OutOfBoundsArea")
    licence.choose(area)
    for name, words, file in (
        ("the docks", "From Quay Street to the sea", pdf()),
        ("the park", "All of it inside the railings", None),
    ):
        if name == "the park":
            writer.submit({"another": "yes"})
        uploads = {"outOfBoundFilename": (io.BytesIO(file), SECRET)} if file else {}
        writer.submit({"areaName": name, "outOfBoundFilename-words": words, **uploads})
    assert "Boundary: From Quay Street to the sea" in text(licence.page.root)
    writer.submit({"another": "no"})
    licence.finish()
    first, second = (" ".join(licence.rows()[f"condition/{area.code}/{n}"]) for n in (1, 2))
    assert "Map: home of Jane Victim.pdf" in first
    assert "All of it inside the railings" in second and "No map" in second

    assert submit(writer, licence.id).location.endswith("/done")
    decided(app, approver, licence.id)
    assert SECRET not in approver.get(f"/licence/{licence.id}").text
    paper = press(administrator, f"/licence/{licence.id}/print", shown=f"/licence/{licence.id}")
    page = administrator.get(f"/licence/{licence.id}/html").text
    for words in ("the docks", "the park", "From Quay Street to the sea", "Keep out: the park (condition"):
        assert squeezed(words) in printed_text(paper.data) and words in page
    assert "Jane" not in printed_text(paper.data) and "Jane" not in page
