"""What a case administrator is asked whose prison makes a licence in NOMIS."""

from __future__ import annotations

from forms.base import Form
from forms.fields import LongText
from forms.validators import Required


class WhyInNomis(Form):
    heading = "Why is this licence made in NOMIS?"
    reason = LongText(
        heading,
        hint="Everybody who may open this person’s case can read it",
        max_length=500,
        validators=[Required("Enter why this licence is made in NOMIS")],
    )
