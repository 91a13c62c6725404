"""The licence on paper and on the web: one text, tagged, complete, and the same each time."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.html
import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined

from app.document_pdf import NotPrintable, pdf
from app.domain.characters import unprintable
from app.domain.document.compose import compose
from app.domain.document.drawn import drawn
from app.domain.document.facts import (
    Address,
    AppointmentFacts,
    ConditionFacts,
    OverriddenWarning,
    Programme,
    Reasons,
    ReviewFacts,
    Who,
)
from app.domain.document.reading import (
    Approval,
    facts_of,
    reference_rows,
    sections_for_approver,
    sign_off,
)
from app.domain.document.seal import document_hash
from app.domain.document.words_en import MAP
from tests.support.licences import (
    APPROVAL,
    CONDITIONS,
    DATES,
    FACES,
    FONT_SOURCE,
    PERSON,
    ROOT,
    bespoke,
    document,
    two_part_document,
)
from tests.support.map_examples import jpeg, picture, png

pytestmark = pytest.mark.skipif(not FONT_SOURCE.is_dir(), reason="the font package is not installed")

FOOTER = 31 / 25.4 * 72  # points from the lower edge
Print = Callable[..., bytes]

LAYOUT = (
    "<!doctype html><html lang=en><title>{% block title %}{% endblock %}</title>"
    "<main>{% block main %}{% endblock %}</main></html>"
)


@pytest.fixture(scope="session")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fonts")
    for face in FACES.values():
        shutil.copy(FONT_SOURCE / face, folder)
    return folder


@pytest.fixture(scope="session")
def printed(fonts: Path) -> Print:
    def make(content: dict[str, Any], approval: Approval | None = APPROVAL, **options: Any) -> bytes:
        return pdf(content, document_hash(content), approval, fonts, **({"status": "Approved"} | options))

    return make


@pytest.fixture(scope="session")
def templates() -> Environment:
    loader = ChoiceLoader([DictLoader({"layout.html": LAYOUT}), FileSystemLoader(ROOT / "templates")])
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    made.filters["drawn"] = drawn
    made.globals["url_for"] = lambda _, licence_id, sha256, size: f"/licence/{licence_id}/map/{sha256}/{size}"
    return made


def page_texts(data: bytes, footer: bool = False) -> list[str]:
    """The text of each page, without its footer or only that, and with plain hyphens at line ends."""
    pages = pypdfium2.PdfDocument(data)
    return [
        page.get_textpage()
        .get_text_bounded(bottom=0 if footer else FOOTER, top=FOOTER if footer else page.get_height())
        .replace("\ufffe", "-")
        .replace("\x02", "-")
        for page in pages
    ]


def squeezed(words: str) -> str:
    """Without white space, since lines and long words break at different places, and without bullets."""
    return re.sub(r"[\s•]+", "", words)


def one_text(data: bytes) -> str:
    return squeezed("".join(page_texts(data)))


def page_text(templates: Environment, content: dict[str, Any]) -> str:
    macros = templates.get_template("document.html").module
    root = lxml.html.fragment_fromstring(str(macros.show(content)))  # type: ignore[attr-defined]
    return squeezed(root.text_content())


def tags(data: bytes) -> list[str]:
    """The structure elements of the document in reading order."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(str(node.S))
            if "/K" in node:
                walk(node.K)

    with pikepdf.open(io.BytesIO(data)) as opened:
        walk(opened.Root.StructTreeRoot.K)
    return found


def test_the_page_and_the_print_say_the_same(printed: Print, templates: Environment) -> None:
    content = document()
    assert page_text(templates, content) in one_text(printed(content))


def test_a_print_without_a_meeting_says_what_the_page_says(printed: Print, templates: Environment) -> None:
    content = document(
        appointment=AppointmentFacts(needed=False, telephone="029"),
        supervising_officer="Sam Hill",
    )
    assert page_text(templates, content) in one_text(printed(content))


def test_the_print_is_tagged_and_claims_pdf_ua(printed: Print) -> None:
    with pikepdf.open(io.BytesIO(printed(document()))) as opened:
        assert "/StructTreeRoot" in opened.Root
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "en-GB"
        assert opened.Root.ViewerPreferences.DisplayDocTitle
        with opened.open_metadata() as metadata:
            assert metadata["dc:title"] == "Licence for Amara Okonkwo-Bailey"
            assert metadata["pdfuaid:part"] == "1"


def test_headings_and_lists_of_the_print_are_real(printed: Print) -> None:
    found = tags(printed(document()))
    assert found.count("/H1") == 1
    assert found.count("/H2") == 10  # the person block, eight sections, the signature box
    assert "/L" in found and "/LBody" in found
    # Three bullets each for the aims and for detention, two for recall, four conditions, and the facts.
    assert found.count("/LI") >= 3 + 3 + 2 + 4 + 9


def test_a_licence_with_supervision_prints_its_two_parts_with_sections_under_them(
    printed: Print, templates: Environment
) -> None:
    content = two_part_document()
    data = printed(content)
    assert page_text(templates, content) in one_text(data)
    found = tags(data)
    assert found.count("/H2") == 4  # the person block, the two parts, the signature box
    assert found.count("/H3") == 13


def test_the_page_of_a_licence_with_supervision_has_its_sections_under_its_parts(
    templates: Environment,
) -> None:
    source = '{% from "document.html" import show %}{{ show(document, 2) }}'
    page = lxml.html.fromstring(templates.from_string(source).render(document=two_part_document()))
    found = [(element.tag, element.text_content()) for element in page.iter("h2", "h3")]
    parts = [place for place, (tag, words) in enumerate(found) if words.startswith("Part ")]
    assert [found[place][0] for place in parts] == ["h2", "h2"]
    assert {tag for tag, _ in found[parts[0] + 1 : parts[1]]} == {"h3"}
    assert {tag for tag, _ in found[parts[1] + 1 :]} == {"h3"}


def test_only_the_shipped_fonts_are_used(printed: Print) -> None:
    with pikepdf.open(io.BytesIO(printed(document()))) as opened:
        names = {str(item.BaseFont) for item in opened.objects if _is_font(item)}
    assert names and all("NotoSans" in name for name in names)


def _is_font(item: Any) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"


def test_each_page_carries_numbers_versions_hash_and_page(printed: Print) -> None:
    content = document(conditions=bespoke(*["Not to go there. " * 20] * 20))
    pages = page_texts(printed(content), footer=True)
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        footer = re.sub(r"\s+", " ", page)
        for expected in (
            "Prison number: A1234BC",
            "Booking number: AB1234",
            "CRO number: Not recorded",
            "PNC ID: 2015/1234567X",
            "Prison: Example (HMP)",
            "Licence version: 1.0",
            "Policy version: 3.0",
            document_hash(content),
            f"Page {number} of {len(pages)}",
        ):
            assert expected in footer


def test_an_approved_print_has_the_signature_box(printed: Print) -> None:
    content = document()
    words = sign_off(content, APPROVAL)
    text_of_all = one_text(printed(content))
    by_hand = [each for line in words["lines"] for each in line]
    for expected in (words["heading"], words["approved"], words["given"], *words["name"], *by_hand):
        assert squeezed(expected) in text_of_all
    assert "Draft" not in text_of_all


def test_a_print_without_approval_is_marked_as_draft_on_each_page(printed: Print) -> None:
    assert all("Draft, not approved" in page for page in page_texts(printed(document(), None)))


def test_the_same_input_gives_the_same_bytes(printed: Print) -> None:
    content = document()
    assert printed(content) == printed(content)
    assert printed(content, None) == printed(content, None)


def test_the_date_of_the_file_is_the_approvals(printed: Print) -> None:
    with pikepdf.open(io.BytesIO(printed(document()))) as opened:
        assert str(opened.docinfo["/CreationDate"]).startswith("D:20261120143000")


def test_typed_markup_prints_as_typed(printed: Print) -> None:
    typed = (
        '#import "x": *; *bold* _it_ $x^2$ // -- "quotes" \\n @ref <label> [x] `code` {{ 1 }} <b>&amp;</b>'
    )
    assert squeezed(typed) in one_text(printed(document(conditions=bespoke(typed))))


@pytest.mark.parametrize("word", ["W" * 200, "\u00a0".join(["winding"] * 25), "a-b/c." * 33])
def test_long_words_break_inside_the_page(printed: Print, word: str) -> None:
    content = document(
        person=replace(PERSON, name=word),
        appointment=AppointmentFacts(
            who=Who("someone-else", word), address=Address(line_1=word, town=word), telephone=word
        ),
        conditions=bespoke(word),
    )
    data = printed(content)
    for page in pypdfium2.PdfDocument(data):
        texts = page.get_textpage()
        edges = [texts.get_charbox(i)[2] for i in range(texts.count_chars())]
        assert max(edges) <= page.get_width() - 50
    # The title, the name, whom to see, two lines of the address, the number, the condition, the signature.
    assert one_text(data).count(squeezed(word)) >= 7


def test_two_hundred_conditions_keep_number_and_text_together(printed: Print) -> None:
    conditions = [
        ConditionFacts(
            id=f"condition/{i}",
            source="additional",
            text=f"Begin{i:03d} " + "not to go there " * (i % 25),
            code=str(i),
        )
        for i in range(1, 201)
    ]
    pages = page_texts(printed(document(conditions=conditions)))
    starts = re.findall(r"5\.(\d+)\s+Begin(\d+)", "\n".join(pages))
    assert [(int(number), int(begin)) for number, begin in starts] == [(i, i) for i in range(1, 201)]
    assert sum(len(re.findall(r"5\.\d+\s+Begin", page)) for page in pages) == 200


def test_a_text_of_twenty_thousand_letters_is_not_cut(printed: Print) -> None:
    long_text = " ".join(f"word{i}" for i in range(2300))[:20_000]
    assert squeezed(long_text) in one_text(printed(document(conditions=bespoke(long_text))))


def test_a_section_higher_than_a_page_is_not_cut(printed: Print) -> None:
    lines = [f"Line {i} of the address" for i in range(150)]
    content = document(
        appointment=AppointmentFacts(who=Who("someone-else", "X"), address=Address(line_1="\n".join(lines)))
    )
    assert squeezed("".join(lines)) in one_text(printed(content))


@pytest.mark.parametrize("of", [document, two_part_document])
def test_no_heading_is_left_at_the_foot_of_a_page(printed: Print, of: Callable[..., dict[str, Any]]) -> None:
    headings = {
        squeezed(f"{s['number']}. {s['heading']}" if s["number"] else s["heading"])
        for s in of()["printed"]["sections"]
    }
    for filling in range(0, 60, 3):
        content = of(conditions=bespoke(*["Not to go there."] * filling))
        for page in page_texts(printed(content)):
            assert squeezed(page.strip().splitlines()[-1]) not in headings


def test_what_the_record_lacks_leaves_a_complete_print(printed: Print, templates: Environment) -> None:
    content = document(
        person=replace(PERSON, booking_number=None, crn=None, pnc=None, cro=None, date_of_birth=None),
        dates=replace(DATES, licence_end=None, sentence_end=None, conditional_release=None),
        appointment=AppointmentFacts(),
        conditions=[],
    )
    data = printed(content)
    assert page_text(templates, content) in one_text(data)
    assert "None" not in one_text(data)


def test_a_character_without_a_glyph_is_refused_and_not_dropped(printed: Print) -> None:
    for character in "😀漢\x00":
        with pytest.raises(NotPrintable):
            printed(document(conditions=bespoke(f"a{character}b")))


def test_every_character_that_may_be_typed_prints(printed: Print) -> None:
    everything = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x10000)]))
    refused = set(unprintable(everything))
    allowed = [c for c in everything if c not in refused and c != "\n"]
    rows = ["".join(allowed[i : i + 60]) for i in range(0, len(allowed), 60)]
    printed(document(conditions=bespoke(*rows, *[f"a{c}" for c in allowed])))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(max_codepoint=0x24F, exclude_categories=["C"]), max_size=300))
def test_no_typed_text_is_missing_from_the_print(printed: Print, templates: Environment, typed: str) -> None:
    content = document(
        conditions=bespoke(typed), appointment=AppointmentFacts(who=Who("someone-else", typed))
    )
    assert unprintable(typed) == []
    assert page_text(templates, content) in one_text(printed(content))


def test_missing_fonts_are_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="assets"):
        pdf(document(), "0" * 64, None, tmp_path / "nowhere", status="Submitted")


def test_the_printed_page_stands_alone(templates: Environment) -> None:
    content = document()
    digest = document_hash(content)
    html = templates.get_template("printed.html").render(
        document=content,
        reference=reference_rows(content, digest, "Approved"),
        sign_off=sign_off(content, APPROVAL),
    )
    page = lxml.html.document_fromstring(html)
    shown = re.sub(r"\s+", " ", page.text_content())
    assert page.findtext(".//title") == "Licence for Amara Okonkwo-Bailey"
    assert [h.text_content() for h in page.iter("h1")] == ["Licence for Amara Okonkwo-Bailey"]
    assert len(list(page.iter("h2"))) == 10
    approved = sign_off(content, APPROVAL)["approved"]
    for expected in ("Licence version: 1.0", "Policy version: 3.0", digest, approved):
        assert expected in shown


def test_conditions_on_the_page_are_a_list_with_their_printed_numbers(templates: Environment) -> None:
    macros = templates.get_template("document.html").module
    root = lxml.html.fragment_fromstring(str(macros.show(document(), 3)))  # type: ignore[attr-defined]
    items = root.xpath("//ol/li")
    assert [" ".join(li.text_content().split())[:8] for li in items] == [
        "5.1 Be g",
        "5.2 Stay",
        "5.3 Not ",
        "5.4 Not ",
    ]
    assert len(root.xpath("//h3")) == 9
    assert [h.text_content() for h in root.xpath("//h4")] == [
        "Standard conditions",
        "Additional conditions",
        "Bespoke conditions",
    ]


def test_what_people_type_is_escaped_on_the_page(templates: Environment) -> None:
    macros = templates.get_template("document.html").module
    html = str(macros.show(document(conditions=bespoke("<script>x</script>"))))  # type: ignore[attr-defined]
    assert "<script>" not in html and "&lt;script&gt;" in html


def _for_approver(macros: Any, content: dict[str, Any]) -> str:
    return str(
        macros.unprinted(content, sections_for_approver(content), "Only prison approvers see this part")
    )


def test_the_approvers_part_is_shown_apart_and_never_printed(printed: Print, templates: Environment) -> None:
    kites = OverriddenWarning(
        key="k", title="Two kites", message="One is enough.", reason="Because of kites."
    )
    content = document(ReviewFacts(warnings=(kites,), programme=Programme(tagged=True, name="Kite watch")))
    macros = templates.get_template("document.html").module
    assert "kites" in _for_approver(macros, content)
    assert "kites" not in str(macros.show(content, 2))  # type: ignore[attr-defined]
    assert "kites" not in one_text(printed(content))
    assert _for_approver(macros, document()).strip() == ""


def test_reasons_stand_beneath_their_condition_where_they_are_asked_for_and_are_never_printed(
    printed: Print, templates: Environment
) -> None:
    needed = replace(bespoke("You must not own a kite.")[0], reasons=Reasons(risk="He flew <over> walls."))
    content = document(conditions=[*CONDITIONS, needed])
    macros = templates.get_template("document.html").module
    shown = lxml.html.fragment_fromstring(
        str(macros.show(content, 2, content["approver"]["reasons"]))  # type: ignore[attr-defined]
    )
    (reasons,) = shown.xpath("//li[contains(., 'own a kite')]//dl")
    assert " ".join(reasons.text_content().split()) == "Risk it addresses He flew <over> walls."
    assert len(shown.xpath("//li//dl")) == 1
    assert "walls" not in str(macros.show(content, 2))  # type: ignore[attr-defined]
    assert "walls" not in one_text(printed(content))


def map_block(place: int, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "map",
        "heading": f"Map for condition 5.{place}",
        "words": f"Area {place}: from the bridge,\nalong the river to the weir.",
        "image": "abc"[place] * 64,
        "text": f"You must not go into area {place}.",
    } | changes


IMAGES = {
    "a" * 64: png(picture(1240, 1755)),
    "b" * 64: png(picture(900, 60)),
    "c" * 64: jpeg(picture(20, 3000)),
}


def with_maps() -> dict[str, Any]:
    content = document()
    content["printed"]["sections"][5]["blocks"] += [
        *(map_block(place) for place in range(3)),
        map_block(2, heading="Area for condition 5.4", image=None, text=None),
    ]
    return content


def test_maps_of_every_shape_fit_the_page_with_their_words(printed: Print, templates: Environment) -> None:
    content = with_maps()
    data = printed(content, images=IMAGES)
    assert page_text(templates, content) in one_text(data)
    boxes = []
    for page in pypdfium2.PdfDocument(data):
        for item in page.get_objects():
            if item.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE:
                boxes.append((item.get_bounds(), page.get_width(), page.get_height()))
    assert len(boxes) == 3
    for (left, bottom, right, top), width, height in boxes:
        assert 0 < left < right < width and FOOTER - 1 < bottom < top < height


def test_a_printed_map_leads_to_its_words(printed: Print) -> None:
    with pikepdf.open(io.BytesIO(printed(with_maps(), images=IMAGES))) as opened:
        words = [str(o.Alt) for o in opened.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o]
    assert words == [MAP] * 3


def test_the_same_maps_give_the_same_bytes(printed: Print) -> None:
    assert printed(with_maps(), images=IMAGES) == printed(with_maps(), images=IMAGES)


def test_a_map_without_its_picture_cannot_be_printed(printed: Print) -> None:
    with pytest.raises(NotPrintable):
        printed(with_maps(), images={"a" * 64: IMAGES["a" * 64]})


def test_maps_on_the_page_have_their_words_and_stand_under_the_heading_of_their_section(
    templates: Environment,
) -> None:
    root = lxml.html.fragment_fromstring(
        str(templates.get_template("document.html").module.show(with_maps()))  # type: ignore[attr-defined]
    )
    assert [image.get("alt") for image in root.iter("img")] == [MAP] * 3
    for n in range(2):
        assert squeezed(root.text_content()).count(squeezed(map_block(n)["words"])) == 1
    assert {image.get("src") for image in root.iter("img")} == {
        f"/licence/12/map/{name}/preview" for name in IMAGES
    }
    assert [h.text_content() for h in root.iter("h3")][3:] == [
        *(f"Map for condition 5.{n}" for n in range(3)),
        "Area for condition 5.4",
    ]


@pytest.mark.parametrize("name", ["one-part", "two-part"])
def test_a_document_of_format_1_prints_and_shows_what_format_2_does_of_the_same_licence(
    printed: Print, templates: Environment, name: str
) -> None:
    kept = ROOT / "tests" / "domain" / "documents"
    old = json.loads((kept / f"{name}.json").read_text(encoding="utf-8"))["content"]
    same = json.loads((kept / f"{name}-facts.json").read_text(encoding="utf-8"))
    new = compose(*facts_of(same))
    images = {
        block["image"]: IMAGES["a" * 64]
        for section in old["printed"]["sections"]
        for block in section["blocks"]
        if block["kind"] == "map" and block["image"]
    }
    assert images
    on_paper = one_text(printed(old, images=images))
    before, areas = page_text(templates, old).split("Areas", 1)
    assert before in on_paper and areas in on_paper.split(before)[1], "with the signature between them"
    without_hash = [
        text.replace(document_hash(content), "")
        for text, content in ((on_paper, old), (one_text(printed(new, images=images)), new))
    ]
    assert without_hash[0] == without_hash[1]
    macros = templates.get_template("document.html").module
    for content in (old, new):
        shown = str(macros.show(content, 2, content["approver"]["reasons"]))  # type: ignore[attr-defined]
        assert "Kites carry things." in shown
        assert shown == str(macros.show(old, 2, old["approver"]["reasons"]))  # type: ignore[attr-defined]
        beside = _for_approver(macros, content)
        assert "Warnings overridden" in beside
        assert beside == _for_approver(macros, old)
