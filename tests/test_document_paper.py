"""The pages of the largest licence of each policy: whole, full, signed where they should be, and fit for everyone."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import page as page_validation
import pdfua
import pikepdf
import pypdfium2
import pytest

from app.document_pdf import pdf
from app.domain.document.facts import Area, ConditionFacts
from app.domain.document.seal import document_hash
from app.domain.policy.read import read_policy
from tests.domain.policy_examples import DEFAULT
from tests.support.largest import NAME, largest, pictures
from tests.support.licences import APPROVAL, CONDITIONS, FONT_SOURCE, PERSON, bespoke, document
from tests.support.made_policy import made_policy
from tests.support.newer_policy import newer_policy
from tests.test_document_pdf import fonts, page_texts, squeezed

pytestmark = pytest.mark.skipif(not FONT_SOURCE.is_dir(), reason="the font package is not installed")

__all__ = ["fonts"]

POLICIES: dict[str, Callable[[Path], Path]] = {
    "default": lambda _: DEFAULT,
    "made up": made_policy,
    "newer": newer_policy,
}
RULES = 104
"""Of PDF/UA-1, as page-validation counts them."""
SCALE = 0.4
TOP, FOOT = (round(mm / 25.4 * 72 * SCALE) for mm in (20, 31))
SIGNATURE = "Approval and signature"


@dataclass
class Paper:
    """A printed licence, compiled once for all that is asked of it."""

    content: dict[str, Any]
    data: bytes

    @cached_property
    def pages(self) -> list[str]:
        return [re.sub(r"\s+", " ", each) for each in page_texts(self.data)]

    @cached_property
    def fullness(self) -> list[float]:
        """How far down the text of each page reaches, from 0 to 1, as its picture shows."""
        return [_fullness(each) for each in pypdfium2.PdfDocument(self.data)]

    @property
    def last_of_conditions(self) -> int:
        return next(place for place, words in enumerate(self.pages) if SIGNATURE in words)


def _fullness(page: Any) -> float:
    shown = page.render(scale=SCALE, grayscale=True).to_pil()
    text = shown.crop((0, TOP, shown.width, shown.height - FOOT))
    ink = text.point(lambda value: 255 if value < 200 else 0).getbbox()
    return ink[3] / text.height if ink else 0.0


@pytest.fixture(scope="module", params=POLICIES)
def paper(request: pytest.FixtureRequest, fonts: Path, tmp_path_factory: pytest.TempPathFactory) -> Paper:
    made = POLICIES[request.param](tmp_path_factory.mktemp("policy"))
    content = largest(read_policy(made.read_bytes()), "Not to enter Riverside Park.", "Not to own a kite.")
    return Paper(content, printed(content, fonts))


def printed(content: dict[str, Any], fonts: Path, **options: Any) -> bytes:
    given = {"status": "Approved", "images": pictures()} | options
    return pdf(content, document_hash(content), APPROVAL, fonts, **given)


def test_the_largest_licence_of_each_policy_is_pdf_ua(paper: Paper, tmp_path: Path) -> None:
    found = page_validation.validate_pdf_bytes(paper.data, profile=page_validation.ValidationProfile.PDF_UA_1)
    assert [(each.rule_id, each.message) for each in found.failures] == []
    assert (found.rules.passed, found.rules.total) == (RULES, RULES)
    (kept := tmp_path / "licence.pdf").write_bytes(paper.data)
    assert [str(each) for each in pdfua.validate(str(kept)).findings] == []


def test_no_page_but_the_last_of_the_conditions_and_of_the_areas_is_under_a_third_full(paper: Paper) -> None:
    may_be_short = {paper.last_of_conditions, len(paper.pages) - 1}
    assert len(paper.pages) > 3
    for place, full in enumerate(paper.fullness):
        assert full > 1 / 3 or place in may_be_short, (place + 1, full)


def test_the_signature_stands_after_the_conditions_before_the_areas_and_with_the_text_it_signs(
    paper: Paper,
) -> None:
    place = paper.last_of_conditions
    before, after = paper.pages[place].split(SIGNATURE)
    assert "If you do not follow your requirements" in before
    areas_ = [heading for heading in headings_of(paper.content) if "(condition" in heading]
    assert all(heading not in "".join(paper.pages[:place]) + before for heading in areas_)
    assert "Write the date by hand" in after


def test_a_heading_stays_with_what_follows(paper: Paper) -> None:
    headings = [squeezed(heading) for heading in headings_of(paper.content)]
    for page in paper.pages:
        assert not squeezed(page).endswith(tuple(headings)), page[-60:]


def headings_of(content: dict[str, Any]) -> Iterator[str]:
    yield from ("Standard conditions", "Additional conditions", "Bespoke conditions")
    for section in content["printed"]["sections"]:
        yield section["heading"]
        yield from (block["heading"] for block in section["blocks"] if block["kind"] == "map")


def test_each_page_foot_says_licence_number_and_status(paper: Paper) -> None:
    feet = page_texts(paper.data, footer=True)
    assert len(feet) == len(paper.pages)
    for foot in feet:
        words = re.sub(r"\s+", " ", foot)
        assert "Licence number: 12" in words and "Status: Approved" in words


def test_numbers_versions_status_and_hash_are_read_out_once(paper: Paper) -> None:
    said = squeezed("".join(paper.pages))
    for words in (
        "Prison number: A1234BC.",
        "Licence number: 12.",
        "Licence version: 1.0.",
        "Status: Approved.",
        f"Document hash: {document_hash(paper.content)}.",
    ):
        assert said.count(squeezed(words)) == 1


def test_a_map_is_read_out_in_one_sentence_and_its_words_once(paper: Paper) -> None:
    with pikepdf.open(io.BytesIO(paper.data)) as opened:
        read_out = [str(o.Alt) for o in opened.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o]
    blocks = [b for s in paper.content["printed"]["sections"] for b in s["blocks"] if b["kind"] == "map"]
    assert read_out == ["A map of this area. The words beneath it say where the area is."] * sum(
        bool(block["image"]) for block in blocks
    )


def test_a_signature_has_words_for_what_is_written_by_hand(paper: Paper) -> None:
    place = paper.last_of_conditions
    assert re.search(
        f"Name {NAME} Signature Sign here by hand Date Write the date by hand".replace(" ", " ?"),
        paper.pages[place].split(SIGNATURE)[1].replace("\n", " "),
    )


# Licences of any length


@pytest.mark.parametrize("name", ["Amara Bailey", ("Wolfeschlegelsteinhausenbergerdorff-" * 3)[:105]])
def test_the_signature_never_stands_alone_and_pages_are_full_however_long_a_licence_is(
    fonts: Path, name: str
) -> None:
    for count in range(0, 26, 5):
        content = document(
            person=replace(PERSON, name=name),
            conditions=(*CONDITIONS, *bespoke(*["Not to go there. " * 9] * count)),
        )
        made = Paper(content, printed(content, fonts, images={}))
        assert made.last_of_conditions == len(made.pages) - 1
        assert "If you are released again after a recall" in made.pages[-1].split(SIGNATURE)[0]
        assert all(full > 1 / 3 for full in made.fullness[:-1]), (count, made.fullness)


def areas(*pictures_: str | None, words: str = "By the river.") -> dict[str, Any]:
    found = tuple(Area(words=words, picture=each, demand="keep-out") for each in pictures_)
    return document(
        conditions=(*CONDITIONS, ConditionFacts(id="c", source="additional", text="Keep out.", areas=found))
    )


def test_two_areas_stand_on_a_page_where_their_maps_stay_legible(fonts: Path) -> None:
    _, wide, small, *_ = pictures()
    for picture in (wide, small):
        content = areas(*[picture] * 6)
        pages = Paper(content, printed(content, fonts)).pages
        assert [len(re.findall(r"Keep out of area \d of 6", page)) for page in pages][-3:] == [2, 2, 2]


def test_a_map_that_needs_a_page_has_one_to_itself(fonts: Path) -> None:
    tall = next(iter(pictures()))
    content = areas(*[tall] * 3)
    made = Paper(content, printed(content, fonts))
    assert [len(re.findall(r"Keep out of area", page)) for page in made.pages][-3:] == [1, 1, 1]
    assert all(full > 0.8 for full in made.fullness[-3:])


def test_areas_in_words_alone_follow_the_signature_without_a_new_page(fonts: Path) -> None:
    content = areas(None, None)
    pages = Paper(content, printed(content, fonts, images={})).pages
    assert SIGNATURE in pages[-1] and pages[-1].count("By the river.") == 2


def test_the_heading_of_areas_in_words_goes_to_the_next_page_with_the_first_of_them(fonts: Path) -> None:
    content = areas(None, words="By the river.\n" * 25)
    pages = Paper(content, printed(content, fonts, images={})).pages
    (area,) = (page for page in pages if "By the river." in page)
    assert area.strip().startswith("Areas") and SIGNATURE in pages[pages.index(area) - 1]


def test_words_that_introduce_a_list_stay_with_it_wherever_they_come_on_a_page(fonts: Path) -> None:
    content = document(conditions=bespoke("Not to go there. " * 30))
    sections = content["printed"]["sections"]
    place = next(n for n, each in enumerate(sections) if each["blocks"][-1]["kind"] == "conditions")
    ends = set()
    for lines in range(9, 30, 3):
        before = {
            "heading": "Before",
            "number": None,
            "blocks": [{"kind": "text", "text": "Before.\n" * lines}],
        }
        made = content | {
            "printed": content["printed"] | {"sections": [*sections[:place], before, *sections[place:]]}
        }
        pages = Paper(made, printed(made, fonts, images={})).pages
        (page,) = (each for each in pages if "you must follow each of these conditions." in each)
        assert "Not to go there." in page.split("you must follow each of these conditions.")[1], lines
        ends.add(pages.index(page))
    assert len(ends) > 1, "the list moves to the next page on the way"


# Long names


@pytest.mark.parametrize(
    "name, breaks",
    [
        ("Mary-Ann Borrowdale-Mockingham", ["Borrowdale-Mockingham"]),
        (
            "Aurelia Featherstonehaugh-Cholmondeley-Marjoribanks",
            ["Featherstonehaugh-", "Cholmondeley-", "Marjoribanks"],
        ),
        ("Amara Okonkwo/Bailey/Featherstonehaugh", ["Okonkwo/", "Bailey/", "Featherstonehaugh"]),
        ("Wolfeschlegelsteinhausenberg", ["Wolfeschlegelsteinhausenberg"]),
    ],
)
def test_a_long_name_breaks_at_blanks_hyphens_and_slashes_alone(
    fonts: Path, name: str, breaks: list[str]
) -> None:
    content = document(person=replace(PERSON, name=name))
    words = "\n".join(page_texts(printed(content, fonts, images={})))
    title = words[: words.index("About this licence")]
    assert squeezed(name) in squeezed(title)
    for piece in breaks:
        assert words.count(piece) >= 3, (piece, title)


def test_a_piece_that_is_wider_than_its_line_breaks_inside_it(fonts: Path) -> None:
    content = document(person=replace(PERSON, name="W" * 60))
    for page in pypdfium2.PdfDocument(printed(content, fonts, images={})):
        texts = page.get_textpage()
        edges = [texts.get_charbox(i)[2] for i in range(texts.count_chars())]
        assert max(edges) <= page.get_width() - 50


def test_a_time_of_day_and_a_postcode_are_never_parted_by_the_end_of_a_line(fonts: Path) -> None:
    texts = [
        f"You must {'o' * n} stay in until 10:00 pm at YO1 7HH, {'o' * n} to 7.30 am." for n in range(60)
    ]
    lines = "\n".join(page_texts(printed(document(conditions=bespoke(*texts)), fonts))).splitlines()
    assert len(lines) > 120
    assert not [line for line in lines if re.match(r"\s*([ap]m\b|7HH)", line)]
