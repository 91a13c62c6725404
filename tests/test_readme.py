"""The README's drawings are those of the journeys and moves as they are."""

from journeys.draw import README, drawn_into


def test_the_drawings_in_the_readme_are_up_to_date() -> None:
    text = README.read_text(encoding="utf-8")
    assert drawn_into(text) == text, "run: make draw"
