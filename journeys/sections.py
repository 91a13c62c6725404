"""Sections that journeys may share."""

from __future__ import annotations

from app.domain.conflicts_on import WARNING
from forms import appointment, conditions
from forms.condition_details import form_for
from journeys.conditions import Answered, Fact, Not
from journeys.engine import Each, Many, Page, Section, Stop
from journeys.items import NEEDING_DETAILS, condition_summary
from journeys.warnings import WARNINGS, override_form, warning_summary

MEETS = Not(Answered("appointment-with", "who", appointment.NO_APPOINTMENT))

OPEN = Section("Release", [Stop("cannot-start", when=Fact("cannot_start"))])

APPOINTMENT = Section(
    "Initial appointment",
    [
        Page("appointment-with", appointment.With),
        Page(
            "appointment-name",
            appointment.Name,
            when=Answered("appointment-with", "who", appointment.SOMEONE_ELSE),
        ),
        Page("appointment-place", appointment.Place),
        Page("appointment-telephone", appointment.Telephone),
        Page("appointment-time", appointment.When, when=MEETS, may_skip=True),
        Page(
            "appointment-date",
            appointment.DateAndTime,
            when=Answered("appointment-time", "when", appointment.SPECIFIC),
            may_skip=True,
        ),
    ],
)

CONDITIONS = Section(
    "Licence conditions",
    [
        Page("additional-conditions", conditions.Needed),
        Page("conditions", conditions.Choose, when=Answered("additional-conditions", "needed", "yes")),
        Each("condition", of=NEEDING_DETAILS, form=form_for, summary=condition_summary),
        Many("bespoke-conditions", conditions.Bespoke, conditions.AnotherBespoke, noun="bespoke condition"),
        Each(WARNING, of=WARNINGS, form=override_form, summary=warning_summary),
    ],
)
