"""The program that compiles a print: limited, apart from the service, and leaving nothing behind."""

from __future__ import annotations

import resource
from pathlib import Path
from typing import Any

import pytest

from app import document_pdf, document_printer
from app.document_pdf import NotFinished, NotPrintable, pdf
from app.domain.document.seal import document_hash
from tests.support.largest import pictures
from tests.support.licences import APPROVAL, FONT_SOURCE, bespoke, document
from tests.test_document_paper import areas
from tests.test_document_pdf import fonts

pytestmark = pytest.mark.skipif(not FONT_SOURCE.is_dir(), reason="the font package is not installed")

__all__ = ["fonts"]


def printed(fonts: Path, content: dict[str, Any] | None = None, **images: bytes) -> bytes:
    content = content or document()
    return pdf(content, document_hash(content), APPROVAL, fonts, status="Approved", images=images)


def with_limits(monkeypatch: pytest.MonkeyPatch, folder: Path, **limits: int) -> None:
    """Let the printer be the same program with other limits."""
    lines = [f"printer.{name} = {value}" for name, value in limits.items()]
    program = folder / "printer.py"
    where = repr(str(Path(document_printer.__file__).parent))
    program.write_text(
        "\n".join(
            [
                f"import sys; sys.path.insert(0, {where})",
                "import document_printer as printer",
                *lines,
                "printer._main()",
            ]
        )
    )
    monkeypatch.setattr(document_pdf, "_PRINTER", program)


def test_a_print_is_the_same_under_limits_that_suffice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fonts: Path
) -> None:
    before = printed(fonts)
    with_limits(monkeypatch, tmp_path, MEMORY=document_printer.MEMORY, SECONDS=5)
    assert printed(fonts) == before


@pytest.mark.parametrize("limits", [{"MEMORY": 40 * 2**20}, {"SECONDS": 0}], ids=["memory", "time"])
def test_a_print_that_takes_too_much_ends_and_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fonts: Path, limits: dict[str, int]
) -> None:
    with_limits(monkeypatch, tmp_path, **limits)
    with pytest.raises(NotFinished):
        printed(fonts)


def test_a_print_that_is_never_finished_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fonts: Path
) -> None:
    (program := tmp_path / "printer.py").write_text("import time; time.sleep(600)")
    monkeypatch.setattr(document_pdf, "_PRINTER", program)
    monkeypatch.setattr(document_pdf, "_PATIENCE", 0.2)
    with pytest.raises(NotFinished):
        printed(fonts)


def test_what_cannot_be_printed_is_told_apart_from_what_takes_too_much(fonts: Path) -> None:
    with pytest.raises(NotPrintable):
        printed(fonts, document(conditions=bespoke("a😀b")))


def test_prints_with_maps_cost_the_service_no_memory(fonts: Path) -> None:
    images = pictures()
    content = areas(*images)
    printed(fonts)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    printed(fonts, content, **images)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 10_000  # kilobytes


def test_the_printer_gets_none_of_the_services_settings(monkeypatch: pytest.MonkeyPatch, fonts: Path) -> None:
    monkeypatch.setenv("SECRET_KEY", "s" * 40)
    seen: dict[str, Any] = {}

    def run(command: list[str], **options: Any) -> None:
        seen.update(options, command=command)
        raise RuntimeError("seen enough")

    monkeypatch.setattr("subprocess.run", run)
    with pytest.raises(RuntimeError):
        printed(fonts)
    assert set(seen["env"]) == {"RAYON_NUM_THREADS", "MALLOC_ARENA_MAX"}
    assert seen["timeout"] < 60 and "-I" in seen["command"]
    assert "Okonkwo" not in " ".join(seen["command"])


def test_pictures_never_have_a_name_that_could_be_left_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with document_printer._without_name(b"picture") as file:
        assert list(tmp_path.iterdir()) == []
        assert Path(f"{document_printer._OPEN_FILES}/{file.fileno()}").read_bytes() == b"picture"
