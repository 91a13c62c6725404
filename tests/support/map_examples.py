"""Maps as people upload them, and files that only look like maps: each made here, byte by byte or by its parser."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image, ImageDraw

from app.integrations.map_files import MapFile


def picture(width: int = 300, height: int = 200, mode: str = "RGB") -> Image.Image:
    """A square in the upper left corner, red where the mode has colours."""
    made = Image.new(mode, (width, height), "white")
    ImageDraw.Draw(made).rectangle((0, 0, width // 4, height // 4), fill="red" if mode == "RGB" else 0)
    return made


def png(image: Image.Image | None = None, **options: Any) -> bytes:
    out = io.BytesIO()
    (image or picture()).save(out, "PNG", **options)
    return out.getvalue()


def jpeg(image: Image.Image | None = None, **options: Any) -> bytes:
    out = io.BytesIO()
    (image or picture()).save(out, "JPEG", **options)
    return out.getvalue()


def pdf(
    change: Callable[[Pdf], None] = lambda document: None,
    pages: int = 1,
    size: tuple[int, int] = (595, 842),
    **options: Any,
) -> bytes:
    """A PDF with a red square in the upper left corner of each page, changed in any way."""
    document = Pdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=size)
        square = b"1 0 0 rg 0 %d %d %d re f" % (size[1] * 3 // 4, size[0] // 4, size[1] // 4)
        document.pages[-1].Contents = document.make_stream(square)
    change(document)
    out = io.BytesIO()
    document.save(out, **options)
    return out.getvalue()


def opens_with(action: Dictionary) -> bytes:
    """A PDF that does this when it is opened."""

    def change(document: Pdf) -> None:
        document.Root.OpenAction = action

    return pdf(change)


def annotated(**annotation: Any) -> bytes:
    """A PDF with one annotation."""

    def change(document: Pdf) -> None:
        note = Dictionary(Type=Name.Annot, **({"Rect": Array([0, 0, 10, 10])} | annotation))
        document.pages[0].Annots = Array([document.make_indirect(note)])

    return pdf(change)


def drawn_over(kind: Name, **facts: Any) -> bytes:
    """A PDF with something drawn over the middle of its page by an annotation."""
    return annotated(Subtype=kind, **({"Rect": Array([200, 200, 400, 400])} | facts))


def filled_in(appearance: bool = True, needed: bool = False) -> bytes:
    """A PDF whose label, in the middle of its page, is what somebody filled in; with its appearance kept or not."""

    def change(document: Pdf) -> None:
        font = document.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        fonts = Dictionary(Font=Dictionary(Helv=font))
        field = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            F=4,
            T=String("label"),
            V=String("KEEP OUT"),
            DA=String("/Helv 40 Tf 1 0 0 rg"),
            Rect=Array([100, 400, 500, 500]),
        )
        if appearance:
            shown = document.make_stream(b"/Tx BMC q BT /Helv 40 Tf 1 0 0 rg 2 20 Td (KEEP OUT) Tj ET Q EMC")
            shown.Type, shown.Subtype = Name.XObject, Name.Form
            shown.BBox, shown.Resources = Array([0, 0, 400, 100]), fonts
            field.AP = Dictionary(N=shown)
        field = document.make_indirect(field)
        document.pages[0].Annots = Array([field])
        document.Root.AcroForm = Dictionary(Fields=Array([field]), DR=fonts, NeedAppearances=needed)

    return pdf(change)


def with_attachment() -> bytes:
    def change(document: Pdf) -> None:
        document.attachments["notes.txt"] = b"More"

    return pdf(change)


def with_script() -> bytes:
    def change(document: Pdf) -> None:
        script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
        document.Root.Names = Dictionary(
            JavaScript=Dictionary(Names=Array([String("a"), document.make_indirect(script)]))
        )

    return pdf(change)


def with_xfa() -> bytes:
    def change(document: Pdf) -> None:
        document.Root.AcroForm = Dictionary(Fields=Array(), XFA=document.make_stream(b"<xdp/>"))

    return pdf(change)


def of_content(content: Stream | bytes, deflated: bool = False) -> bytes:
    """A PDF whose page is drawn by this."""

    def change(document: Pdf) -> None:
        stream = Stream(document, content)
        if deflated:
            stream.Filter = Name.FlateDecode
        document.pages[0].Contents = stream

    return pdf(change)


def deflated(piece: bytes, times: int) -> bytes:
    """A piece many times over, as small as it gets."""
    machine = zlib.compressobj(9)
    return b"".join(machine.compress(piece) for _ in range(times)) + machine.flush()


def encrypted(**passwords: str) -> bytes:
    return pdf(encryption=pikepdf.Encryption(**passwords))


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)


def with_chunk(made: bytes, kind: bytes, data: bytes) -> bytes:
    """A PNG with one more chunk after its header."""
    return made[:33] + chunk(kind, data) + made[33:]


MAP = MapFile(
    kind="png",
    original=png(),
    preview=png(picture(30, 20)),
    thumbnail=jpeg(picture(15, 10)),
    pages=1,
    width=30,
    height=20,
)
"""A small map as it is after reading, for tests in which how it was read does not matter."""
