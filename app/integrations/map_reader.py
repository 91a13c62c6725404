"""Opens one uploaded map with real parsers and draws it: run as a program of its own, which a bad file may break.

It reads the file from standard input and answers with a line of JSON, then the preview, then the thumbnail. It imports
nothing of the service and gets none of its settings, so that what a hostile file could reach is this file alone.
"""

from __future__ import annotations

import io
import json
import math
import re
import sys
from collections.abc import Iterator
from typing import Any

MEMORY = 1024 * 2**20
SECONDS = 5
MOST_PIXELS = 50_000_000
MOST_PAGES = 100
MOST_OBJECTS = 500_000
PREVIEW_PIXELS = 4_000_000
LARGE_PREVIEW = 1_500_000
PDF_SCALE = 150 / 72
THUMBNAIL = (400, 400)

DAMAGED = "The map is damaged or part of it is missing. Save it again, then upload the new file"
PROTECTED = "The map is protected with a password. Save it without protection, then upload the new file"
NOT_A_MAP = "The map must be a PDF, PNG or JPEG"
TOO_MANY_PAGES = f"The map must be a PDF with {MOST_PAGES} pages or fewer"
TOO_MANY_PIXELS = (
    f"The map must have {MOST_PIXELS // 1_000_000} million pixels or fewer. Make the picture smaller"
)
MOVING = "The map must be a picture that does not move"
TOO_MUCH = "The map is too detailed to read. Save it as a PNG or JPEG picture, then upload that"
PLAIN_PDF = "Print it to a new PDF, then upload that"
SCRIPT = f"The map must not be a PDF with a script in it. {PLAIN_PDF}"
ACTION = f"The map must not be a PDF that does something when it is opened. {PLAIN_PDF}"
LAUNCH = f"The map must not be a PDF that opens other files or programs. {PLAIN_PDF}"
EMBEDDED = f"The map must not be a PDF with other files inside it. {PLAIN_PDF}"
FORM = f"The map must not be a PDF form made with XFA. {PLAIN_PDF}"

_SIGNATURES = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff"}
_PNG_END = b"IEND\xaeB`\x82"
_ACTIONS = {
    "/JavaScript": SCRIPT,
    "/Launch": LAUNCH,
    "/GoToR": LAUNCH,
    "/GoToE": EMBEDDED,
    "/SubmitForm": LAUNCH,
    "/ImportData": LAUNCH,
    "/Rendition": EMBEDDED,
    "/Movie": EMBEDDED,
    "/Sound": EMBEDDED,
    "/RichMediaExecute": EMBEDDED,
}
_KEYS = {"/JS": SCRIPT, "/AA": ACTION, "/EF": EMBEDDED, "/EmbeddedFiles": EMBEDDED, "/XFA": FORM}
_ANNOTATIONS = {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}


class Refused(Exception):
    """The file is not taken, with the words that say why."""


def kind_of(content: bytes) -> str:
    """What a file is by its first bytes, whatever its name; Refused when it is nothing that a map can be."""
    for kind, signature in _SIGNATURES.items():
        if content.startswith(signature):
            return kind
    raise Refused(NOT_A_MAP)


def read(content: bytes) -> tuple[dict[str, Any], bytes, bytes]:
    """The facts of a map (kind, pages, width and height of the preview), its preview and its thumbnail.

    Raises Refused, for whatever is wrong with the file.
    """
    kind = kind_of(content)
    try:
        picture, pages = _pdf(content) if kind == "pdf" else (_picture(content, kind), 1)
        preview = _encoded(picture)
        facts = {"kind": kind, "pages": pages, "width": picture.width, "height": picture.height}
        picture.thumbnail(THUMBNAIL)
        return facts, preview, _jpeg(picture, 80)
    except (Refused, MemoryError):
        raise
    except Exception as error:  # parsers raise what they like about a file that is not what it says
        raise Refused(DAMAGED) from error


# PDF


def _pdf(content: bytes) -> tuple[Any, int]:
    """The first page as a picture, and the number of pages; Refused for a file that is more than paper."""
    pages = _checked(content)
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    page = document[0]
    width, height = page.get_size()
    if not (width > 0 and height > 0 and math.isfinite(width * height)):
        raise Refused(DAMAGED)
    scale = min(PDF_SCALE, math.sqrt(PREVIEW_PIXELS / (width * height)))
    return page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB"), pages


def _checked(content: bytes) -> int:
    """The number of pages of a PDF that is whole, open to all, and only shows something."""
    import pikepdf

    pikepdf.settings.set_qpdf_limits(flate_max_memory=64 * 2**20, doc_max_warnings=100)
    if not re.search(rb"%%EOF\s*\Z", content[-1024:]):
        raise Refused(DAMAGED)
    try:
        document = pikepdf.open(io.BytesIO(content), attempt_recovery=False, suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise Refused(PROTECTED) from error
    with document:
        if document.is_encrypted:
            raise Refused(PROTECTED)
        for message in _active(document):
            raise Refused(message)
        pages = len(document.pages)
    if not pages:
        raise Refused(DAMAGED)
    if pages > MOST_PAGES:
        raise Refused(TOO_MANY_PAGES)
    return pages


def _active(document: Any) -> Iterator[str]:
    """What in a PDF does more than show a page: every object is looked at, used or not."""
    import pikepdf

    opens = document.Root.get("/OpenAction")
    found = next(_faults_within(document), None)
    if found:
        yield found
    if isinstance(opens, pikepdf.Dictionary):  # an array only says which page to show first
        yield ACTION


def _faults_within(document: Any) -> Iterator[str]:
    import pikepdf

    if len(document.objects) > MOST_OBJECTS:
        yield DAMAGED
    for whole in document.objects:
        waiting = [whole]
        while waiting:
            each = waiting.pop()
            if isinstance(each, pikepdf.Array):
                inside = list(each)
            elif isinstance(each, (pikepdf.Dictionary, pikepdf.Stream)):
                keys = each.keys()
                yield from (message for key, message in _KEYS.items() if key in keys)
                if "/S" in keys and isinstance(each["/S"], pikepdf.Name) and str(each["/S"]) in _ACTIONS:
                    yield _ACTIONS[str(each["/S"])]
                if "/Subtype" in keys and str(each["/Subtype"]) in _ANNOTATIONS:
                    yield EMBEDDED
                inside = [each[key] for key in keys]
            else:
                continue
            # What has a number of its own is looked at in its turn.
            waiting += [one for one in inside if isinstance(one, pikepdf.Object) and not one.is_indirect]


# Pictures


def _picture(content: bytes, kind: str) -> Any:
    """The picture, upright and no larger than a preview; Refused before its pixels are read when it has too many."""
    from PIL import Image, ImageFile, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # counted here, where the refusal has words of its own
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    formats = [kind.upper()]
    with Image.open(io.BytesIO(content), formats=formats) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Refused(TOO_MANY_PIXELS)
        if kind == "png" and getattr(picture, "n_frames", 1) > 1:
            raise Refused(MOVING)
        picture.verify()
    if kind == "png" and _PNG_END not in content:  # which Pillow lets pass
        raise Refused(DAMAGED)
    with Image.open(io.BytesIO(content), formats=formats) as picture:
        size = picture.size
        share = min(1.0, math.sqrt(PREVIEW_PIXELS / (size[0] * size[1])))
        fitted = max(1, int(size[0] * share)), max(1, int(size[1] * share))
        picture.draft("RGB", fitted)
        picture.load()
        if picture.mode.startswith("I"):  # 16 bits of grey
            plain = picture.convert("I").point(lambda value: value / 256).convert("L")
        elif "transparency" in picture.info or "A" in picture.getbands():
            plain = picture.convert("RGBA")
        else:
            plain = picture.convert("RGB")
        if plain.size != fitted:
            plain = plain.resize(fitted, Image.Resampling.LANCZOS, reducing_gap=2.0)
        upright = ImageOps.exif_transpose(plain)
        if upright.mode == "RGBA":
            paper = Image.new("RGB", upright.size, "white")
            paper.paste(upright, mask=upright.getchannel("A"))
            return paper
        return upright.convert("RGB")


def _encoded(picture: Any) -> bytes:
    """As PNG, which keeps lines sharp; as JPEG where that would be large. Nothing but pixels goes along."""
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue() if made.tell() <= LARGE_PREVIEW else _jpeg(picture, 85)


def _jpeg(picture: Any, quality: int) -> bytes:
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=quality, exif=b"")
    return made.getvalue()


# The program


def _limit() -> None:
    """No more memory and time than a map can need: a bomb ends this program and nothing else."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main() -> None:
    _limit()
    try:
        facts, preview, thumbnail = read(sys.stdin.buffer.read())
    except Refused as refused:
        facts, preview, thumbnail = {"refused": str(refused)}, b"", b""
    except MemoryError:
        facts, preview, thumbnail = {"refused": TOO_MUCH}, b"", b""
    head = json.dumps(facts | {"preview": len(preview), "thumbnail": len(thumbnail)}).encode()
    sys.stdout.buffer.write(head + b"\n" + preview + thumbnail)


if __name__ == "__main__":
    _main()
