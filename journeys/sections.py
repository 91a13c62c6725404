"""Sections that journeys may share."""

from __future__ import annotations

from app.domain.conditions import parts, reading
from app.domain.licence.bars import CANNOT_START, LATE
from app.domain.written import WARNING
from forms import appointment, authority
from forms.conditions import monitoring, supervision
from forms.conditions import questions as conditions
from forms.conditions.finder import Choose
from journeys.keys import (
    BESPOKE,
    WARNINGS,
    chosen_of,
    details_of,
    monitored_of,
    warning_step,
    why_bespoke_step,
    why_step,
)
from journeys.steps import Each, Many, Page, Section, Stop
from journeys.supervision import LEFT_OFF, agreement_step, left_off_step
from journeys.when import Answered, Calls, Fact, Not

MEETS = Not(Answered("appointment-with", "who", appointment.NO_APPOINTMENT))

FIRST_RELEASE = Page("first-release", authority.FirstRelease, when=Fact("asks_first_authority"))
RELEASE = Section("Release", [Stop("cannot-start", CANNOT_START), FIRST_RELEASE])
RELEASE_IN_TIME = Section(
    "Release", [Stop("cannot-start", CANNOT_START), Stop("is-late", LATE), FIRST_RELEASE]
)
"""Of a licence that probation writes: until the hard stop."""

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
        Page("conditions", Choose, when=Answered("additional-conditions", "needed", "yes")),
        details_of(parts.LICENCE),
        Page("monitoring-programme", monitoring.Programme, when=Calls(monitored_of(parts.LICENCE))),
        Each(
            "why",
            of=chosen_of(parts.LICENCE, "additional conditions chosen", "reasons"),
            step=why_step,
            when=Fact("policy.requires_reasons"),
            menu=parts.LICENCE.menu,
        ),
        Many(reading.BESPOKE, conditions.Bespoke, conditions.AnotherBespoke, noun="bespoke condition"),
        Each("why-bespoke", of=BESPOKE, step=why_bespoke_step, menu=reading.BESPOKE),
    ],
)

SUPERVISION = Section(
    "Supervision requirements",
    [
        Page("supervision-requirements", supervision.Standard, when=Fact("release.has_supervision_part")),
        Each("left-off", of=LEFT_OFF, step=left_off_step),
        Page("additional-requirements", supervision.Additional, when=Fact("offers_additional_requirements")),
        details_of(parts.SUPERVISION),
        Each(
            "agreement",
            of=chosen_of(parts.SUPERVISION, "additional requirements", "agreement"),
            step=agreement_step,
        ),
    ],
)

CLASHES = Section("Conditions that clash", [Each(WARNING, of=WARNINGS, step=warning_step, matters=False)])
"""Comes last, as a warning may be about anything that was answered before."""
