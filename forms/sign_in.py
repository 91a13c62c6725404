"""Signing in."""

from __future__ import annotations

from forms.base import Form
from forms.fields import Password, Text
from forms.validators import Required


class UsernameAndPassword(Form):
    heading = "Sign in"
    username = Text(
        "Username", autocomplete="username", spellcheck=False, validators=[Required("Enter your username")]
    )
    password = Password("Password", validators=[Required("Enter your password")])
