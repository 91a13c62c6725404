"""The README's drawings are those of the journeys and moves as they are, once `make draw` has run."""

import re

import pytest

from journeys.all import JOURNEYS
from journeys.draw import README, drawings, drawn_into, journey
from journeys.steps import Stop


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
