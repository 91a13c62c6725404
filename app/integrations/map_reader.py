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

PLAIN_PDF = "Print it to a new PDF, then upload that"
DAMAGED = (
    f"The map is damaged or part of it is missing. Open it to see whether all of it is there. {PLAIN_PDF}"
)
PROTECTED = f"The map is protected with a password. Open it with the password. {PLAIN_PDF}"
NOT_A_MAP = (
    "The map must be a PDF, PNG or JPEG. Open the map in the program that made it and save it as a PDF, "
    "or choose another file"
)
TOO_MANY_PAGES = f"The map must be a PDF with {MOST_PAGES} pages or fewer. Print its first page to a new PDF, then upload that"
TOO_MANY_PIXELS = (
    f"The map must have {MOST_PIXELS // 1_000_000} million pixels or fewer. Make the picture smaller"
)
MOVING = f"The map must be a picture that does not move. {PLAIN_PDF}"
TOO_MUCH = "The map is too detailed to read. Save it as a PNG or JPEG picture, then upload that"
SCRIPT = f"The map must not be a PDF with a script in it. {PLAIN_PDF}"
ACTION = f"The map must not be a PDF that does something when it is opened. {PLAIN_PDF}"
LAUNCH = f"The map must not be a PDF that opens other files or programs. {PLAIN_PDF}"
EMBEDDED = f"The map must not be a PDF with other files inside it. {PLAIN_PDF}"
FORM = f"The map must not be a PDF form made with XFA. {PLAIN_PDF}"
NOT_DRAWN = f"The map has lines or stamps on it that would not be printed. {PLAIN_PDF}"

_SIGNATURES = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff"}
_BEFORE_A_PDF = re.compile(
    rb"(?:\xef\xbb\xbf)?"
    rb"(?:[\t\n\f\r ]|HTTP/[ -;=-~]*\r?\n"
    rb"|(?:Accept-Ranges|Access-Control-[a-z-]+|Age|Cache-Control|Connection|Content-[a-z-]+|Date|ETag|Expires"
    rb"|Keep-Alive|Last-Modified|Pragma|Server|Strict-Transport-Security|Transfer-Encoding|Vary|Via|X-[a-z-]+)"
    rb":[\t -;=-~]*\r?\n)*+(?=%PDF-)",
    re.IGNORECASE,
)
"""What a download or a form leaves before a PDF: a byte order mark, blanks, the headers of an answer. A file that
begins as anything else does is no map, whatever comes later in it."""
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
_HOLDING = {"/JS": SCRIPT, "/EF": EMBEDDED, "/XFA": FORM}
"""Keys that say something only where there is something under them."""
_ANNOTATIONS = {"/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
_LEFT_TO_VIEWERS = {"/Line", "/Polygon", "/PolyLine", "/Stamp"}
"""Annotations that some viewers draw from their facts alone, and ours does not."""
_HIDDEN = 2
_TURNS_PAGES = {"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"}
_MOST_AROUND = 1024
"""Bytes that may come before a PDF, and bytes of anything that may follow it, as viewers allow; NULs and blanks behind
it are not counted."""


class Refused(Exception):
    """The file is not taken, with the words that say why."""


def kind_of(content: bytes) -> str:
    """What a file is by its first bytes, whatever its name; Refused when it is nothing that a map can be."""
    for kind, signature in _SIGNATURES.items():
        if content.startswith(signature):
            return kind
    if _before(content):
        return "pdf"
    raise Refused(NOT_A_MAP)


def _before(content: bytes) -> int:
    """How many bytes of the kinds that are passed over come before a PDF."""
    found = _BEFORE_A_PDF.match(content, 0, _MOST_AROUND + len(_SIGNATURES["pdf"]))
    return found.end() if found else 0


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
    whole = _trimmed(content)
    pages = _checked(whole)
    import pypdfium2

    document = pypdfium2.PdfDocument(whole)
    document.init_forms()  # before any page is loaded, or what was filled in is not drawn
    page = document[0]
    width, height = page.get_size()
    if not (width > 0 and height > 0 and math.isfinite(width * height)):
        raise Refused(DAMAGED)
    scale = min(PDF_SCALE, math.sqrt(PREVIEW_PIXELS / (width * height)))
    return page.render(scale=scale).to_pil().convert("RGB"), pages


def _trimmed(content: bytes) -> bytes:
    """A PDF without what comes before it and what follows its end; Refused where the end is missing, or another part of a PDF follows it."""
    end = content.rfind(b"%%EOF") + len(b"%%EOF")
    behind = content[end:].strip(b"\0\t\n\f\r ")
    if end < len(b"%%EOF") or len(behind) > _MOST_AROUND or re.search(rb"\bobj\b|\bxref\b", behind):
        raise Refused(DAMAGED)
    return content[_before(content) : end] + b"\n"


def _checked(content: bytes) -> int:
    """The number of pages of a PDF that is whole, open to all, and only shows something."""
    import pikepdf

    pikepdf.settings.set_qpdf_limits(flate_max_memory=64 * 2**20, doc_max_warnings=100)
    try:
        document = _opened(content)
    except pikepdf.PasswordError as error:
        raise Refused(PROTECTED) from error
    with document:
        for message in _faults_within(document):
            raise Refused(message)
        pages = len(document.pages)
        if not pages:
            raise Refused(DAMAGED)
        if pages > MOST_PAGES:
            raise Refused(TOO_MANY_PAGES)
        if any(_is_left_out(each) for each in document.pages[0].get("/Annots", ())):
            raise Refused(NOT_DRAWN)
    return pages


def _opened(content: bytes) -> Any:
    """A PDF as its parser reads it. One whose table of contents is wrong is whole while nothing that it names is
    missing; since readers may then differ about what is in it, words that are no good anywhere are looked for in all
    of it."""
    import pikepdf

    def opened(text: bytes, mended: bool) -> Any:
        return pikepdf.open(io.BytesIO(text), attempt_recovery=mended, suppress_warnings=True)

    try:
        return opened(content, False)
    except pikepdf.PasswordError:
        raise
    except pikepdf.PdfError:
        # The table is not read at all: parts of a wrong one would be believed.
        document = opened(re.sub(rb"(startxref\s+)\d+(\s+%%EOF\s*)\Z", rb"\g<1>0\2", content), True)
    for name, message in (*_ACTIONS.items(), *_HOLDING.items()):
        if re.search(re.escape(name.encode()) + rb"\b", content):
            raise Refused(message)
    document.get_warnings()  # those about the table
    for page in document.pages:
        pikepdf.parse_content_stream(page)
    if any(each is None for each in document.objects) or document.get_warnings():
        raise Refused(DAMAGED)
    return document


def _faults_within(document: Any) -> Iterator[str]:
    """What in a PDF does more than show a page: every object is looked at, used or not."""
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
                yield from (message for key, message in _HOLDING.items() if key in keys and _holds(each[key]))
                if "/S" in keys and isinstance(each["/S"], pikepdf.Name) and str(each["/S"]) in _ACTIONS:
                    yield _ACTIONS[str(each["/S"])]
                if "/Subtype" in keys and str(each["/Subtype"]) in _ANNOTATIONS:
                    yield EMBEDDED
                if "/AA" in keys and any(map(_does_something, each["/AA"].as_dict().values())):
                    yield ACTION
                inside = [each[key] for key in keys]
            else:
                continue
            # What has a number of its own is looked at in its turn.
            waiting += [one for one in inside if isinstance(one, pikepdf.Object) and not one.is_indirect]
    if _does_something(document.Root.get("/OpenAction")):
        yield ACTION


def _holds(value: Any) -> bool:
    """Whether there is anything in a value: a script, files, a form."""
    import pikepdf

    if isinstance(value, (pikepdf.Array, pikepdf.Dictionary)):
        return len(value) > 0
    return isinstance(value, pikepdf.Stream) or bool(str(value))


def _does_something(action: Any) -> bool:
    """Whether an action, or one that follows it, does more than show a page of the same file."""
    import pikepdf

    if not isinstance(action, pikepdf.Dictionary):
        return False  # an array only says which page to show
    kind = str(action.get("/S", ""))
    if kind != "/GoTo" and not (kind == "/Named" and str(action.get("/N", "")) in _TURNS_PAGES):
        return True
    return action.get("/Next") is not None


def _is_left_out(annotation: Any) -> bool:
    """Whether something is drawn over a page by some viewers, and not by ours."""
    return (
        str(annotation.get("/Subtype", "")) in _LEFT_TO_VIEWERS
        and "/AP" not in annotation
        and not int(annotation.get("/F", 0)) & _HIDDEN
    )


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
