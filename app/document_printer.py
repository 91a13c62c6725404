"""Compiles one document to a PDF: run as a program of its own, so that what it takes is limited and then given back.

It reads a line of JSON from standard input, then the pictures one after the other, and answers with a line of JSON,
then the PDF. It imports nothing of the service and gets none of its settings.
"""

from __future__ import annotations

import json
import sys

TYPE_CHECKING = False  # as typing has it, whose import would cost each print some milliseconds
if TYPE_CHECKING:
    from typing import IO, Any

MEMORY = 1536 * 2**20
SECONDS = 10
_OPEN_FILES = "/dev/fd"


class NotCompiled(Exception):
    """The document does not compile; its words are the compiler's."""


def compiled(job: dict[str, Any], pictures: IO[bytes]) -> bytes:
    """The PDF of a job: the template and the data that it is filled with, and where the fonts are.

    The compiler reads pictures as files only. Theirs never have a name, so that nothing is left behind, however this
    ends.
    """
    import typst

    kept = [_without_name(pictures.read(size)) for size in job["pictures"].values()]
    paths = {name: f"/{file.fileno()}" for name, file in zip(job["pictures"], kept, strict=True)}
    try:
        return typst.compile(
            job["template"].encode(),
            root=_OPEN_FILES,
            font_paths=typst.Fonts(
                include_system_fonts=False, include_embedded_fonts=False, font_paths=[job["fonts"]]
            ),
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=job["timestamp"],
            sys_inputs={"data": json.dumps(job["data"] | {"pictures": paths})},
        )
    except typst.TypstError as error:
        raise NotCompiled(str(error)) from error
    finally:
        for file in kept:
            file.close()


def _without_name(content: bytes) -> IO[bytes]:
    from tempfile import TemporaryFile  # not at the top: most licences have no maps

    file = TemporaryFile()  # noqa: SIM115  open while the compiler reads it
    file.write(content)
    file.flush()
    file.seek(0)
    return file


def _limit() -> None:
    """No more memory and time than a licence can need: one that takes more ends this program and nothing else."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main() -> None:
    _limit()
    try:
        answer, pdf = {}, compiled(json.loads(sys.stdin.buffer.readline()), sys.stdin.buffer)
    except NotCompiled as error:
        answer, pdf = {"refused": str(error)}, b""
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + pdf)


if __name__ == "__main__":
    _main()
