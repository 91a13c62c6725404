"""The README's drawings are those of the journeys and moves as they are, once `make draw` has run; and the files that it
and the other documents name are there."""

import re
from pathlib import Path

import pytest

from journeys.all import JOURNEYS
from journeys.draw import README, drawings, drawn_into, journey
from journeys.steps import Stop

ROOT = README.parent
DOCUMENTS = [README, *(ROOT / "docs").rglob("*.md"), ROOT / "bench" / "README.md"]
MADE_FOLDERS = {"build", "instance", "node_modules"}
FOLDERS = {
    ".ci",
    *(each.name for each in ROOT.iterdir() if each.is_dir() and each.name[0] != "."),
} - MADE_FOLDERS


def files_named(text: str) -> set[str]:
    """What a text names between backquotes as a file or folder: it stands in a folder of the project, or ends like one.

    Of a name in which capitals stand for any, what comes before them.
    """
    quoted = re.findall(r"`([^`\s:]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    names = {re.sub(r"/[A-Z]{3,}\b.*", "", name) for name in quoted}
    looks = re.compile(r"\w.*(/|\.(py|json|md|html|txt|toml|typ))")
    return {each for each in names if each.split("/")[0] in FOLDERS or looks.fullmatch(each)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_files_and_folders_that_a_document_names_are_there(document: Path) -> None:
    paths = {str(path.relative_to(ROOT)) for path in ROOT.iterdir()}
    paths |= {str(path.relative_to(ROOT)) for folder in FOLDERS for path in (ROOT / folder).rglob("*")}
    named = files_named(document.read_text(encoding="utf-8")) - {f"{each}/" for each in MADE_FOLDERS}
    assert named
    gone = {name for name in named if not any(f"/{path}".endswith(f"/{name.rstrip('/')}") for path in paths)}
    assert not gone


def test_whatever_stands_in_its_places_the_readme_is_drawn_up_to_date() -> None:
    text = README.read_text(encoding="utf-8")
    drawn = drawn_into(re.sub(r"(<!-- drawn: \S+ -->).*?(<!-- end)", r"\1 old \2", text, flags=re.DOTALL))
    assert drawn == drawn_into(text) == drawn_into(drawn)
    assert all(f"```mermaid\n{drawing}\n```" in drawn for drawing in drawings().values())


def test_a_drawing_without_a_place_in_the_readme_is_refused() -> None:
    with pytest.raises(LookupError, match="no place for the drawing 'create'"):
        drawn_into("# A README without drawings")


@pytest.mark.parametrize("name", JOURNEYS)
def test_one_arrow_leads_to_each_step_and_its_box_or_a_stops_arrow_says_when_it_is_asked(name: str) -> None:
    drawn = journey(JOURNEYS[name])
    for _, step in JOURNEYS[name].steps():
        box = step.name.replace("-", "_")
        (arrow,) = re.findall(rf"^  \w+ -->.*\b{box}$", drawn, re.MULTILINE)
        (label,) = re.findall(rf"^    {box}\W+\"(.*)\"\W+$", drawn, re.MULTILINE)
        assert step.name in label
        if step.when:
            assert step.when.in_words() in (arrow if isinstance(step, Stop) else label)
