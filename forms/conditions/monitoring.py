"""Electronic monitoring: whether a person is tagged as part of a programme."""

from __future__ import annotations

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
