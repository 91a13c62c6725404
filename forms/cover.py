"""What a team or prison is asked about who is away, who covers, and whom to ring at nights and weekends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forms.base import Form
from forms.fields import Date, Option, Select, Telephone, Text
from forms.validators import Required


class NewAbsence(Form):
    heading = "Say who is away"
    person = Select("Who is away", validators=[Required("Select who is away")])
    first = Date(
        "First day away",
        hint="For example, 27 3 2027",
        called="the first day away",
        validators=[Required("Enter the first day away")],
    )
    last = Date("Last day away", called="the last day away", validators=[Required("Enter the last day away")])
    cover = Select(
        "Who covers for them",
        hint="Somebody with the same role",
        validators=[Required("Select who covers for them")],
    )
    telephone = Telephone(
        "Telephone number of the cover",
        hint="Whoever waits for something reads it",
        validators=[Required("Enter the telephone number of the cover")],
    )

    def __init__(self, people: Sequence[Option], formdata: Any = None) -> None:
        self.people = list(people)
        super().__init__(None, formdata)

    def prepare(self) -> None:
        self.person.options = self.cover.options = self.people


class Duty(Form):
    """Whom to ring; all empty where there is nobody."""

    heading = "Duty contact"
    name = Text(
        "Name",
        hint="A person or a role. To remove the duty contact, leave all three empty",
        max_length=100,
        optional=True,
    )
    telephone = Telephone("Telephone number", optional=True)
    hours = Text("Hours", hint="For example, 5pm to 9am, and all weekend", max_length=200, optional=True)

    def check(self) -> None:
        fields = (
            (self.name, "Enter the name of the duty contact"),
            (self.telephone, "Enter the telephone number of the duty contact"),
            (self.hours, "Enter the hours of the duty contact"),
        )
        if any(field.data for field, _ in fields):
            for field, message in fields:
                if not field.data and not field.has_errors():
                    field.fail(message)
