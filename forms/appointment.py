"""The initial appointment: with whom, where, how to make contact, and when."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.words import long_date
from forms.base import Form
from forms.fields import Address, Date, Option, Radios, Text, Time
from forms.fields import Telephone as TelephoneField
from forms.validators import Required

DUTY_OFFICER = "duty-officer"
PRACTITIONER = "practitioner"
SOMEONE_ELSE = "someone-else"
NO_APPOINTMENT = "no-appointment"

SPECIFIC = "specific"
ON_RELEASE = "on-release"
NEXT_WORKING_DAY = "next-working-day"


class With(Form):
    heading = "Who is the initial appointment with?"
    who = Radios(
        heading,
        hint="Choose the duty officer if you have not spoken to the person who will be there.",
        options=[
            Option(DUTY_OFFICER, "Duty officer"),
            Option(PRACTITIONER, "The probation practitioner"),
            Option(
                SOMEONE_ELSE,
                "Someone else",
                hint="For example, staff at approved premises or another practitioner",
            ),
            Option(
                NO_APPOINTMENT,
                "No appointment is needed",
                hint="Only for people in the final third of a standard determinate sentence who are low risk: "
                "not MAPPA eligible, not in tiers A to C, not named on a child protection plan, and with no "
                "rape, serious child sexual, state threat or terrorist offence",
                divider_before=True,
            ),
        ],
        validators=[Required("Select who the initial appointment is with")],
    )

    def prepare(self) -> None:
        name = self.facts.person.manager_name
        self.who.options = [
            Option(o.value, name, hint=o.hint) if o.value == PRACTITIONER and name else o
            for o in self.who.options
            if o.value != PRACTITIONER or name
        ]


class Name(Form):
    heading = "What is the name or job title of the person to meet?"
    name = Text(
        heading,
        max_length=100,
        validators=[Required("Enter the name or job title of the person to meet")],
    )


class Place(Form):
    @property
    def heading(self) -> str:
        """What the address is for."""
        who = self.context.written.answers.get("appointment-with", {}).get("who")
        if who == NO_APPOINTMENT:
            return "What is the address for contacting probation?"
        return "Where is the initial appointment?"

    address = Address(
        "Address",
        require_postcode=True,
        validators=[Required("Enter the address, starting with the building and street")],
    )

    def prepare(self) -> None:
        self.address.label = self.heading


class Telephone(Form):
    heading = "What telephone number should the person call?"
    telephone = TelephoneField(
        "Telephone number",
        hint="For example, 01632 960 001 or 07700 900 982",
        validators=[Required("Enter a telephone number")],
    )
    alternative = TelephoneField(
        "Alternative telephone number",
        optional=True,
        message="Enter an alternative UK telephone number, like 01632 960 001, or leave it empty",
    )


class When(Form):
    heading = "When is the initial appointment?"
    when = Radios(
        heading,
        options=[
            Option(SPECIFIC, "On a date and at a time that I know"),
            Option(ON_RELEASE, "Straight after release"),
            Option(NEXT_WORKING_DAY, "By 2pm on the next working day after release"),
        ],
        validators=[Required("Select when the initial appointment is")],
    )


class DateAndTime(Form):
    heading = "What are the date and time of the initial appointment?"
    date = Date("Date of the appointment", validators=[Required("Enter the date of the appointment")])
    time = Time(
        "Time of the appointment",
        hint="For example, 9am or 2:30pm",
        validators=[Required("Enter the time of the appointment")],
    )

    def prepare(self) -> None:
        year = (self.facts.release.end or self.facts.today).year
        self.date.hint = f"For example, 27 3 {year}"

    @property
    def notices(self) -> Sequence[str]:
        """That the release may come before its day."""
        if not self.facts.release.is_early:
            return ()
        return [
            "This person may be released early because of a weekend or a bank holiday. "
            "Check the release date with the prison before you set the appointment."
        ]

    def check(self) -> None:
        date, facts = self.date.data, self.facts
        if date is None:
            return
        if date < facts.today:
            self.date.fail("The date of the appointment must be today or in the future")
        elif facts.release.earliest and date < facts.release.earliest:
            if facts.release.is_early:
                self.date.fail(
                    "The date of the appointment must be "
                    f"{long_date(facts.release.earliest)} or later, the earliest day this person can be released"
                )
            else:
                self.date.fail(
                    f"The date of the appointment must be {long_date(facts.release.earliest)}, "
                    "the day of release, or later"
                )
        elif facts.release.end and date > facts.release.end:
            self.date.fail(
                f"The date of the appointment must be {long_date(facts.release.end)}, "
                "the day the licence ends, or earlier"
            )
        elif not facts.is_working_day(date):
            self.date.fail(
                "The date of the appointment must be a working day, not a weekend or a bank holiday"
            )
