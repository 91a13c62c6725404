"""Who set the conditions of the first release, where nothing else says it."""

from __future__ import annotations

from app.domain.dates.authority import Authority
from forms.base import Form
from forms.fields import Option, Radios
from forms.validators import Required


class FirstRelease(Form):
    heading = "Who decided the conditions of the first release?"
    authority = Radios(
        heading,
        hint="After a recall, the same authority decides again. The licence for the first release says who it was. If you "
        "do not have it, ask the prison.",
        options=[
            Option(Authority.GOVERNOR.value, "The governor of a prison"),
            Option(Authority.CONTROLLER.value, "The controller of a prison that is contracted out"),
            Option(Authority.BOARD.value, "The Parole Board"),
        ],
        validators=[Required("Select who decided the conditions of the first release")],
    )
