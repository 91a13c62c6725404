"""Electronic monitoring: whether a person is tagged as part of a programme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.answers import FOR
from app.domain.conditions.monitoring import calling_for_programme
from app.domain.conditions.parts import LICENCE
from app.domain.written import Written
from forms.base import Form
from forms.fields import Option, Radios, Text
from forms.validators import Required


class Programme(Form):
    heading = "Will this person be tagged as part of a pathfinder or programme?"
    tagged = Radios(
        heading,
        hint="For example, domestic abuse perpetrators on licence (DAPOL) or electronic monitoring of acquisitive "
        "crime (EMAC). This is not printed on the licence.",
        options=[
            Option(
                "yes",
                "Yes",
                reveal={
                    "programme": Text(
                        "Name of the pathfinder or programme",
                        max_length=100,
                        validators=[Required("Enter the name of the pathfinder or programme")],
                    )
                },
            ),
            Option("no", "No"),
        ],
        validators=[
            Required("Select yes if this person will be tagged as part of a pathfinder or programme")
        ],
    )

    @classmethod
    def fits(cls, answer: Mapping[str, Any], written: Written) -> bool:
        """Whether some condition that it was answered for still calls for it."""
        now = _tagged_by(written)
        return not now or not set(now).isdisjoint(answer.get(FOR, now))

    def answer(self) -> dict[str, Any]:
        return super().answer() | {FOR: _tagged_by(self.context.written)}


def _tagged_by(written: Written) -> list[str]:
    """The codes of the conditions that call for the question."""
    called_for = calling_for_programme(LICENCE, written.reading, written.facts.release.kind)
    return [each.code for each in called_for]
