"""Whether probation was told of a release of time served: the service cannot know, so the prison says."""

from __future__ import annotations

from app.domain.answers import Answers
from app.domain.words import joined, uncapitalised
from forms.base import Form
from forms.fields import Checkboxes, LongText, Option, Radios, Text
from forms.validators import Required

ALREADY, SOON, CANNOT = "already-contacted", "will-contact-soon", "cannot-contact"
OTHER = "other"


class Told(Form):
    heading = "Have you told the probation team about this release?"
    status = Radios(
        heading,
        hint="Tell them that a standard licence exists, that they must review it after the release, and when the first "
        "appointment is.",
        options=[
            Option(ALREADY, "Yes, I have told them"),
            Option(SOON, "Not yet, but I will today"),
            Option(CANNOT, "No, I cannot reach them"),
        ],
        validators=[Required("Select whether you have told the probation team")],
    )


METHODS = [
    Option("email", "Email"),
    Option("teams", "Microsoft Teams"),
    Option("phone", "Telephone"),
    Option(
        OTHER,
        "Another way",
        reveal={
            "other": Text("Which other way?", max_length=100, validators=[Required("Enter the other way")])
        },
    ),
]


class How(Form):
    heading = "How did you tell them, or how will you?"
    methods = Checkboxes(
        heading,
        hint="Select all that apply.",
        options=METHODS,
        required="Select how you told them, or will tell them",
    )


class WhyNot(Form):
    heading = "Why can you not tell the probation team?"
    reason = LongText(
        heading,
        max_length=500,
        hint="The prison approver and probation read this.",
        validators=[Required("Enter why you cannot tell the probation team")],
    )


_TOLD = {
    ALREADY: "Probation was told",
    SOON: "Probation will be told today",
    CANNOT: "Probation could not be told",
}
_METHODS = {option.value: option.text for option in METHODS}


def told_in_words(answers: Answers) -> str | None:
    """What was answered about telling probation, for the history; None where it was not asked."""
    status = answers.get("probation-told", {}).get("status")
    if status is None:
        return None
    if status == CANNOT:
        return f"{_TOLD[status]}: {answers['why-not-told']['reason']}"
    how = answers["how-told"]
    ways = [
        how["other"] if each == OTHER else f"by {uncapitalised(_METHODS[each])}" for each in how["methods"]
    ]
    return f"{_TOLD[status]}: {joined(ways)}"
