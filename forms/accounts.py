"""What is asked about accounts and prisons."""

from __future__ import annotations

import re

from app.domain.roles import PEOPLE, PLACES
from forms.base import Form
from forms.fields import Checkboxes, Email, Option, Password, Radios, Telephone, Text
from forms.validators import Required

ROLES = [Option(role.value, role.label) for role in sorted(PEOPLE, key=lambda role: role.label)]
_CODES = "Codes, with commas or spaces between them"
CONTRACTED = "contractor"
_NEW = "At least 12 characters. Three words that have nothing to do with each other are good"


def new_password(label: str) -> Password:
    """The field of a password that is to be set."""
    return Password(label, hint=_NEW, autocomplete="new-password", validators=[Required("Enter a password")])


def codes(text: str | None) -> list[str]:
    """The codes of a text, however they are separated."""
    return [code for code in re.split(r"[,;\s]+", text or "") if code]


def _name() -> Text:
    return Text("Name", hint="As others see it, also in print", validators=[Required("Enter a name")])


def _email() -> Email:
    return Email("Email address", optional=True)


def _roles() -> Checkboxes:
    return Checkboxes("Roles", options=ROLES, validators=[Required("Select at least one role")])


def _places(label: str) -> Text:
    return Text(label, hint=_CODES, optional=True, max_length=1000)


def granted(form: Form) -> set[tuple[str, str]]:
    """Kind and code of everything that a form of an account grants."""
    pairs = {("role", role) for role in form["roles"].data or []}
    for kind in PLACES:
        pairs |= {(kind, code) for code in codes(form[f"{kind}s"].data)}
    return pairs


class NameAndEmail(Form):
    heading = "Change name and email address"
    name = _name()
    email = _email()


class Grants(Form):
    """Roles, and the places that they cover."""

    heading = "Change roles and places"
    roles = _roles()
    teams = _places("Probation teams")
    prisons = _places("Prisons")
    pdus = _places("Probation delivery units")


class NewAccount(Form):
    heading = "Add an account"
    username = Text(
        "Username",
        hint="Letters, digits and . _ @ + -",
        spellcheck=False,
        max_length=100,
        validators=[Required("Enter a username")],
    )
    name = _name()
    email = _email()
    roles = _roles()
    teams = _places("Probation teams")
    prisons = _places("Prisons")
    pdus = _places("Probation delivery units")
    password = new_password("First password")


class SetPassword(Form):
    heading = "Set a password"
    password = new_password("New password")


AT_ONCE, DAILY = "at-once", "daily"


class OwnMessages(Form):
    heading = "Emails from this service"
    when = Radios(
        "How do you want to get them?",
        hint="Urgent ones always come at once, for example when a licence is returned to you",
        options=[Option(AT_ONCE, "Each one at once"), Option(DAILY, "Together, once a day")],
        validators=[Required("Select how you want to get emails")],
    )


class OwnPassword(Form):
    heading = "Change your password"
    password_now = Password("Password now", validators=[Required("Enter the password that you have now")])
    password = new_password("New password")


def _prison_name() -> Text:
    return Text("Name", max_length=100, validators=[Required("Enter the name of the prison")])


def _unit_email() -> Email:
    return Email(
        "Email address of its offender management unit",
        hint="Messages to the prison go there. Without it people must pass them on",
        optional=True,
    )


def _contractor() -> Checkboxes:
    return Checkboxes(
        "Who runs it",
        options=[
            Option(
                CONTRACTED,
                "A contractor runs this prison",
                hint="What a governor decides elsewhere, its controller decides here",
            )
        ],
        optional=True,
    )


class ChangePrison(Form):
    heading = "Change a prison"
    name = _prison_name()
    email = _unit_email()
    telephone = Telephone("Telephone number", optional=True)
    run_by = _contractor()


class NewPrison(Form):
    heading = "Add a prison"
    code = Text(
        "Code", hint="For example, MDI", width="5", max_length=5, validators=[Required("Enter the code")]
    )
    name = _prison_name()
    email = _unit_email()
    telephone = Telephone("Telephone number", optional=True)
    run_by = _contractor()
