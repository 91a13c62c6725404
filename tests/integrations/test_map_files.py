"""What is taken as a map: known by its content, opened by a real parser, and refused in its own words, cheaply."""

from __future__ import annotations

import io
import os
import re
import resource
import time
from collections.abc import Callable

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from app.integrations import map_reader
from app.integrations.map_files import EMPTY, MOST_BYTES, TOO_LARGE, MapRefused, read_map
from app.integrations.map_reader import (
    ACTION,
    DAMAGED,
    EMBEDDED,
    FORM,
    LAUNCH,
    MOVING,
    NOT_A_MAP,
    NOT_DRAWN,
    PROTECTED,
    SCRIPT,
    TOO_MANY_PAGES,
    TOO_MANY_PIXELS,
    TOO_MUCH,
)
from tests.support import map_examples as made
from tests.support.attacks import examples
from tests.support.map_examples import annotated, deflated, jpeg, of_content, opens_with, pdf, picture, png

RED, WHITE = (255, 0, 0), (255, 255, 255)
PLAIN_PDF = pdf(object_stream_mode=pikepdf.ObjectStreamMode.disable)
JAVASCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def image(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def is_near(colour: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(colour, wanted, strict=True))


def shows_the_square(content: bytes) -> bool:
    """Whether the picture is red in its upper left corner and white elsewhere."""
    shown = image(content)
    width, height = shown.size
    return is_near(shown.getpixel((width // 10, height // 10)), RED) and all(
        is_near(shown.getpixel((x, y)), WHITE)
        for x, y in ((width - 5, 5), (5, height - 5), (width - 5, height - 5))
    )


# Maps


@pytest.mark.parametrize(
    "kind, content", [("pdf", pdf()), ("png", png()), ("jpeg", jpeg(quality=95))], ids=["pdf", "png", "jpeg"]
)
def test_a_map_is_known_by_its_content_and_shown_in_two_sizes(kind: str, content: bytes) -> None:
    found = read_map(content)
    assert found.kind == kind and found.original == content and found.pages == 1
    assert shows_the_square(found.preview) and shows_the_square(found.thumbnail)
    assert image(found.preview).size == (found.width, found.height)
    assert max(image(found.thumbnail).size) <= 400
    assert read_map(content) == found, "the same file gives the same pictures"


def test_only_the_first_page_is_drawn_and_the_others_are_counted() -> None:
    def second(document: pikepdf.Pdf) -> None:
        document.pages[1].Contents = document.make_stream(b"0 0 1 rg 0 0 999 999 re f")

    found = read_map(pdf(second, pages=3))
    assert found.pages == 3 and shows_the_square(found.preview)


def test_a_page_is_drawn_at_150_dots_an_inch_until_that_is_too_large() -> None:
    assert (read_map(pdf()).width, read_map(pdf()).height) == (1240, 1755)
    large = read_map(pdf(size=(14400, 14400)))
    assert 3_900_000 < large.width * large.height <= 4_100_000
    assert shows_the_square(large.preview)


def test_a_large_picture_is_made_smaller_and_a_small_one_is_not_made_larger() -> None:
    large = read_map(jpeg(picture(6000, 4000)))
    assert large.width * large.height <= 4_000_000 and large.width / large.height == pytest.approx(1.5, 0.01)
    assert shows_the_square(large.preview)
    assert (read_map(png()).width, read_map(png()).height) == (300, 200)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pictures_of_every_depth_are_taken(mode: str) -> None:
    if mode == "I;16":
        content = png(picture(mode="L").convert("I").point(lambda value: value * 257).convert(mode))
    else:
        content = png(picture().convert(mode))
    shown = image(read_map(content).preview)
    assert is_near(shown.getpixel((290, 190)), WHITE)
    assert not is_near(shown.getpixel((5, 5)), WHITE)


def test_what_can_be_seen_through_is_shown_on_white() -> None:
    clear = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    assert is_near(image(read_map(png(clear)).preview).getpixel((50, 50)), WHITE)


def test_a_picture_with_four_inks_is_taken() -> None:
    assert is_near(image(read_map(jpeg(picture().convert("CMYK"))).preview).getpixel((5, 5)), RED)


def test_a_photograph_is_upright_and_keeps_nothing_of_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter to the right
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 0.0)
    exif[0x010E] = "Secret place"
    turned = picture().transpose(Image.Transpose.ROTATE_90)
    for content in (jpeg(turned, exif=exif, quality=95), png(turned, exif=exif)):
        assert b"Secret place" in content
        found = read_map(content)
        assert (found.width, found.height) == (300, 200) and shows_the_square(found.preview)
        for shown in (found.preview, found.thumbnail):
            assert b"Secret place" not in shown and not Image.open(io.BytesIO(shown)).getexif()


def test_a_preview_that_would_be_large_is_a_jpeg() -> None:
    noise = Image.frombytes("RGB", (1500, 1500), os.urandom(1500 * 1500 * 3))
    preview = read_map(jpeg(noise)).preview
    assert preview.startswith(b"\xff\xd8") and len(preview) < 3_000_000


def test_a_pdf_may_say_which_page_to_show_first_and_link_to_a_site() -> None:
    def first(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = Array([document.pages[0].obj, Name.Fit])

    link = Dictionary(S=Name.URI, URI=String("https://www.example.com/"))
    assert shows_the_square(read_map(pdf(first)).preview)
    assert shows_the_square(read_map(annotated(Subtype=Name.Link, A=link)).preview)


@pytest.mark.parametrize("appearance, needed", [(True, False), (False, False), (False, True)])
def test_what_was_filled_in_on_a_map_is_drawn_as_a_viewer_draws_it(appearance: bool, needed: bool) -> None:
    shown = image(read_map(made.filled_in(appearance, needed)).preview)
    width, height = shown.size
    middle = shown.crop((width // 6, height * 2 // 5, width * 5 // 6, height * 3 // 5))
    red = sum(is_near(colour, RED) for colour in middle.get_flattened_data())
    assert red > 2000


def test_shapes_drawn_over_a_map_are_drawn() -> None:
    square = made.drawn_over(Name.Square, C=Array([1, 0, 0]), IC=Array([1, 0, 0]))
    shown = image(read_map(square).preview)
    assert is_near(shown.getpixel((shown.width // 2, shown.height * 2 // 3)), RED)


def wrong_table(content: bytes) -> bytes:
    """A PDF whose table of contents is not where it says."""
    wrong = re.sub(rb"startxref\n(\d+)", lambda found: b"startxref\n%d" % (int(found[1]) + 7), content)
    assert wrong != content
    return wrong


HEADERS = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\ncontent-length: 900\r\nX-Served-By: a1\r\n\r\n"
)


def of_table(before: bytes, content: bytes) -> bytes:
    """A PDF behind other bytes, whose table of contents and its place count them."""
    counted = re.sub(
        rb"(\d{10})(?= \d{5} n)", lambda found: b"%010d" % (int(found[1]) + len(before)), content
    )
    return before + re.sub(
        rb"startxref\n(\d+)", lambda found: b"startxref\n%d" % (int(found[1]) + len(before)), counted
    )


def without_the_drawing(content: bytes) -> bytes:
    """A PDF without the object that draws its page."""
    return re.sub(rb"4 0 obj.*?endobj\n", b"", content, flags=re.DOTALL)


def pdf_with_hidden_script() -> bytes:
    """A PDF of two versions, the first of which has a script that the second left off."""
    earlier = pdf(
        lambda d: d.Root.__setitem__("/OpenAction", JAVASCRIPT),
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
    )
    return earlier[: earlier.rindex(b"startxref")] + PLAIN_PDF[len(b"%PDF-1.3\n") :]


def empty_parts(document: pikepdf.Pdf) -> None:
    """All that may stand for scripts, files and forms, with nothing in it."""
    document.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array()), JavaScript=Dictionary())
    document.Root.AcroForm = Dictionary(Fields=Array(), XFA=Array())
    document.Root.AA = Dictionary()
    document.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([document.pages[0].obj, Name.Fit]))
    document.pages[0].AA = Dictionary(O=Dictionary(S=Name.Named, N=Name.NextPage))


GOOD: dict[str, Callable[[], bytes]] = {
    "blanks before it": lambda: b" \r\n\n\t" + PLAIN_PDF,
    "a byte order mark before it": lambda: b"\xef\xbb\xbf" + PLAIN_PDF,
    "the headers of a download before it": lambda: HEADERS + PLAIN_PDF,
    "headers before it that its table counts": lambda: of_table(HEADERS, PLAIN_PDF),
    "as much before it as may be": lambda: b"\n" * 1024 + PLAIN_PDF,
    "NULs behind its end": lambda: PLAIN_PDF + bytes(5000),
    "a few bytes behind its end": lambda: PLAIN_PDF + b"\r\n--boundary-1234--\r\n",
    "an owner's password": lambda: made.encrypted(user="", owner="b"),
    "an owner's password of the old kind": lambda: pdf(
        encryption=pikepdf.Encryption(user="", owner="b", R=3, aes=False, metadata=False)
    ),
    "a table that is not where it says": lambda: wrong_table(PLAIN_PDF),
    "a table that begins with one": lambda: PLAIN_PDF.replace(b"xref\n0 ", b"xref\n1 "),
    "other line ends than it was made with": lambda: PLAIN_PDF.replace(b"endobj\n", b"endobj\r\n"),
    "something before its first object": lambda: PLAIN_PDF.replace(b"\n", b"\n% scanned\n", 1),
    "empty names, form and actions": lambda: pdf(empty_parts),
    "objects in a stream": lambda: pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_pdf_that_is_drawn_whole_is_taken_whatever_its_makers_got_wrong(name: str) -> None:
    assert shows_the_square(read_map(GOOD[name]()).preview)


def test_a_photograph_with_a_second_picture_or_bytes_behind_its_end_is_taken() -> None:
    several = io.BytesIO()
    picture().save(several, "MPO", save_all=True, append_images=[picture(30, 20)], quality=95)
    assert shows_the_square(read_map(several.getvalue()).preview)
    assert shows_the_square(read_map(jpeg(quality=95) + bytes(50)).preview)
    assert shows_the_square(read_map(png() + bytes(50)).preview)


# Files that are refused

LAUNCHES = Dictionary(S=Name.Launch, F=String("cmd.exe"))
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "an empty file": (lambda: b"", EMPTY),
    "a file over the limit": (lambda: PLAIN_PDF + b" " * MOST_BYTES, TOO_LARGE),
    "a text": (lambda: b"This is not a map", NOT_A_MAP),
    "a page of the web": (lambda: b"<html><script>alert(1)</script>", NOT_A_MAP),
    "a drawing with script": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", NOT_A_MAP),
    "a program": (lambda: b"MZ" + bytes(1000), NOT_A_MAP),
    "an archive": (lambda: b"PK\x03\x04" + bytes(1000), NOT_A_MAP),
    "a GIF": (lambda: b"GIF89a" + bytes(1000), NOT_A_MAP),
    "a PDF behind other bytes": (lambda: b"MZ\n" + PLAIN_PDF, NOT_A_MAP),
    "a PDF behind the name of a header that begins as a program": (
        lambda: b"MZ: 1\r\n" + PLAIN_PDF,
        NOT_A_MAP,
    ),
    "a PDF behind an archive": (lambda: b"PK\x03\x04\n" + PLAIN_PDF, NOT_A_MAP),
    "a PDF behind a program of Linux": (lambda: b"\x7fELF\n" + PLAIN_PDF, NOT_A_MAP),
    "a PDF behind a script": (lambda: b"#!/bin/sh\n" + PLAIN_PDF, NOT_A_MAP),
    "a PDF behind a page of the web": (lambda: b"\n<html>\n" + PLAIN_PDF, NOT_A_MAP),
    "a PDF behind headers and a page of the web": (lambda: HEADERS + b"<html>" + PLAIN_PDF, NOT_A_MAP),
    "a PDF behind a page of the web in a header": (lambda: b"Server: <html>\n" + PLAIN_PDF, NOT_A_MAP),
    "a PDF behind headers of a program": (lambda: b"\n\nMZ\n" + PLAIN_PDF, NOT_A_MAP),
    "a PDF behind too many blanks": (lambda: b"\n" * 1025 + PLAIN_PDF, NOT_A_MAP),
    "a PDF with a script behind headers": (lambda: HEADERS + made.with_script(), SCRIPT),
    "the first bytes of a PDF": (lambda: b"%PDF-1.7\n", DAMAGED),
    "the first bytes of a PNG": (lambda: png()[:8], DAMAGED),
    "the first bytes of a JPEG": (lambda: jpeg()[:3], DAMAGED),
    "half a PDF": (lambda: PLAIN_PDF[: len(PLAIN_PDF) // 2], DAMAGED),
    "half a PNG": (lambda: png()[: len(png()) // 2], DAMAGED),
    "half a JPEG": (lambda: jpeg()[: len(jpeg()) // 2], DAMAGED),
    "a PNG with a changed byte": (lambda: png()[:60] + b"\x00\x01" + png()[62:], DAMAGED),
    "a PDF with a password": (lambda: made.encrypted(user="a", owner="b"), PROTECTED),
    "a PDF without a page": (lambda: pdf(lambda document: document.pages.remove(p=1)), DAMAGED),
    "a PDF with a script": (made.with_script, SCRIPT),
    "a PDF that runs a script when it is opened": (lambda: opens_with(JAVASCRIPT), SCRIPT),
    "a PDF that starts a program when it is opened": (lambda: opens_with(LAUNCHES), LAUNCH),
    "a PDF that opens a site": (
        lambda: opens_with(Dictionary(S=Name.URI, URI=String("https://www.example.com/"))),
        ACTION,
    ),
    "a PDF that acts when a page is turned": (
        lambda: pdf(lambda d: d.pages[0].obj.__setitem__("/AA", Dictionary(O=Dictionary(S=Name.Named)))),
        ACTION,
    ),
    "a PDF with a link to a program": (lambda: annotated(Subtype=Name.Link, A=LAUNCHES), LAUNCH),
    "a PDF with a link that sends a form": (
        lambda: annotated(Subtype=Name.Link, A=Dictionary(S=Name.SubmitForm)),
        LAUNCH,
    ),
    "a PDF with a file inside": (made.with_attachment, EMBEDDED),
    "a PDF that leads to a program when it is opened": (
        lambda: opens_with(Dictionary(S=Name.GoTo, Next=Dictionary(S=Name.URI))),
        ACTION,
    ),
    "a PDF that prints itself": (lambda: opens_with(Dictionary(S=Name.Named, N=Name.Print)), ACTION),
    "a PDF with a stamp that is left to the viewer": (
        lambda: made.drawn_over(Name.Stamp, Name=Name.Approved),
        NOT_DRAWN,
    ),
    "a PDF with a line that is left to the viewer": (
        lambda: made.drawn_over(Name.Line, L=Array([200, 200, 400, 400])),
        NOT_DRAWN,
    ),
    "a PDF with much behind its end": (lambda: PLAIN_PDF + b"More. " * 300, DAMAGED),
    "a PDF with half of a later version behind its end": (
        lambda: PLAIN_PDF + b"4 0 obj\n<< /Length 31 >>\nstream\n0 0 1 rg",
        DAMAGED,
    ),
    "a PDF with a wrong table and a part missing": (
        lambda: without_the_drawing(wrong_table(PLAIN_PDF)),
        DAMAGED,
    ),
    "a PDF with a wrong table and a part cut short": (
        lambda: wrong_table(made.of_content(deflated(b"0 0 m 500 500 l S\n", 100)[:30], deflated=True)),
        DAMAGED,
    ),
    "a PDF with a wrong table and a script": (lambda: wrong_table(pdf_with_hidden_script()), SCRIPT),
    "a PDF with a film": (lambda: annotated(Subtype=Name.RichMedia), EMBEDDED),
    "a PDF form made with XFA": (made.with_xfa, FORM),
    "a PDF with many pages": (lambda: pdf(pages=101), TOO_MANY_PAGES),
    "a PNG with too many pixels": (lambda: png(Image.new("1", (30_000, 30_000))), TOO_MANY_PIXELS),
    "a JPEG with too many pixels": (lambda: jpeg(Image.new("L", (10_000, 6_000))), TOO_MANY_PIXELS),
    "a PNG that moves": (
        lambda: png(picture(), save_all=True, append_images=[picture(mode="L").convert("RGB")]),
        MOVING,
    ),
    "a PNG with a text that swells": (
        lambda: made.with_chunk(png(), b"zTXt", b"a\0\0" + deflated(bytes(2**20), 200)),
        DAMAGED,
    ),
    "a PDF whose page swells": (
        lambda: of_content(deflated(bytes(2**20), 2000), deflated=True),
        TOO_MUCH,
    ),
    "a PDF that takes for ever to draw": (
        lambda: of_content(deflated(b"0 0 m 500 500 l S\n" * 1000, 1000), deflated=True),
        TOO_MUCH,
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_no_map_is_refused_in_words_of_its_own(name: str) -> None:
    make, message = HOSTILE[name]
    content, began = make(), time.monotonic()
    with pytest.raises(MapRefused) as refused:
        read_map(content)
    assert refused.value.message == message
    assert time.monotonic() - began < (4 * map_reader.SECONDS if message == TOO_MUCH else 4)


def test_every_message_is_a_sentence_about_the_map() -> None:
    messages = {message for _, message in HOSTILE.values()}
    assert len(messages) == 15
    for message in messages:
        assert message.startswith("The map ") and not message.endswith(".")


def test_every_refusal_says_what_to_do_instead() -> None:
    for message in {message for _, message in HOSTILE.values()}:
        fact, *ways = message.split(". ")
        assert fact.startswith("The map ") and re.search("(Print|Save|Make|Open) ", ways[-1]), message


def test_nobody_is_told_to_print_a_file_that_nothing_can_open() -> None:
    for message in (NOT_A_MAP, EMPTY):
        assert "Print" not in message and "save it as a PDF, or choose another file" in message


def test_a_bomb_costs_the_service_no_memory() -> None:
    content = of_content(deflated(bytes(2**20), 2000), deflated=True)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(MapRefused):
        read_map(content)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kilobytes


def test_the_reader_gets_none_of_the_services_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {}
    monkeypatch.setattr(
        "subprocess.run", lambda *given, **options: seen.update(options) or pytest.fail("seen enough")
    )
    with pytest.raises(pytest.fail.Exception):
        read_map(png())
    assert seen["env"] == {}


# Whatever is sent

SIGNATURES = [
    b"%PDF-1.7\n",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff\xe0",
    PLAIN_PDF[:300],
    png()[:40],
    jpeg()[:200],
]


def taken(content: bytes) -> bool:
    """Whether a file is taken; anything but a map and a refusal is a fault."""
    try:
        found = read_map(content)
    except MapRefused as refused:
        assert refused.message.startswith("The map ")
        return False
    image(found.preview)
    return True


@pytest.mark.attack
@settings(max_examples=examples(30), deadline=None)
@given(st.sampled_from([b"", *SIGNATURES]), st.binary(max_size=500))
def test_no_bytes_do_anything_but_be_refused(start: bytes, rest: bytes) -> None:
    assert not taken(start + rest)


@pytest.mark.attack
@settings(max_examples=examples(30), deadline=None)
@given(st.sampled_from([pdf(), PLAIN_PDF, png(), jpeg()]), st.floats(0, 1, exclude_max=True))
def test_no_part_of_a_map_is_taken_for_the_map(content: bytes, share: float) -> None:
    kept = content[: int(share * len(content))]
    assert not taken(kept) or content == kept + b"\n"


@pytest.mark.attack
@settings(max_examples=examples(30), deadline=None)
@given(
    st.sampled_from([pdf(), PLAIN_PDF, png(), jpeg()]), st.floats(0, 1, exclude_max=True), st.integers(1, 255)
)
def test_a_map_with_a_changed_byte_is_a_map_or_refused(content: bytes, share: float, change: int) -> None:
    place = int(share * len(content))
    taken(content[:place] + bytes([content[place] ^ change]) + content[place + 1 :])
