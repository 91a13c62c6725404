"""Fields that are one box of text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.domain import intake
from app.domain.characters import showable
from forms.fields.field import Field, typed_text
from forms.validators import UKTelephone


class _Typed(Field):
    """One box, which shows again what was typed and keeps it tidied."""

    def read(self, formdata: Any) -> None:
        """Take what was typed."""
        self._take(typed_text(formdata, self.name))

    def load(self, answer: Mapping[str, Any]) -> None:
        """Take the stored text."""
        value = answer.get(self.plain_name)
        self._take(showable(value) if isinstance(value, str) else "")

    def _take(self, text: str) -> None:
        self.fault = None
        self.redisplay = text
        self.data = self._kept(text)

    def _kept(self, text: str) -> str | None:
        """What is kept of a text; sets the fault where it cannot be kept."""
        raise NotImplementedError


class Text(_Typed):
    """One line of text. `width` is a GOV.UK width: "2" to "30" characters, or a fraction like "one-half"."""

    kind = "text"
    input_type = "text"
    tidied: Callable[[str], str] = staticmethod(intake.line)

    def __init__(
        self,
        label: str = "",
        *,
        width: str | None = None,
        autocomplete: str | None = None,
        inputmode: str | None = None,
        max_length: int = 200,
        too_long: str | None = None,
        spellcheck: bool | None = None,
        prefix: str | None = None,
        suffix: str | None = None,
        **keywords: Any,
    ) -> None:
        super().__init__(label, **keywords)
        self.width, self.autocomplete, self.inputmode = width, autocomplete, inputmode
        self.too_long = too_long
        self.max_length, self.spellcheck, self.affix_before, self.affix_after = (
            max_length,
            spellcheck,
            prefix,
            suffix,
        )

    @property
    def width_class(self) -> str:
        """The class that sets the box's width, with a space before it."""
        if not self.width:
            return ""
        return f" govuk-input--width-{self.width}" if self.width.isdigit() else f" govuk-!-width-{self.width}"

    def _kept(self, text: str) -> str | None:
        """One line: a line end inside it becomes a space."""
        kept = self.held(self.tidied(text))
        if len(kept) > self.max_length:
            fault = self.too_long or f"{self.subject} must be {self.max_length:,} characters or fewer"
            self.fault = (fault, None)
        return kept or None


class Telephone(Text):
    """A UK telephone number, with an extension if need be."""

    input_type = "tel"
    tidied = staticmethod(intake.plain)
    generic = "a telephone number"

    def __init__(
        self, label: str = "Telephone number", *, message: str | None = None, **keywords: Any
    ) -> None:
        rules = [*keywords.pop("validators", ()), UKTelephone(message)]
        super().__init__(label, validators=rules, **{"width": "20", "max_length": 30, **keywords})


class Email(Text):
    """An email address; only its form is checked, since only a message can prove the rest."""

    input_type = "email"
    tidied = staticmethod(intake.plain)

    def __init__(self, label: str = "Email address", **keywords: Any) -> None:
        super().__init__(label, **{"spellcheck": False, "max_length": 254, **keywords})

    def _kept(self, text: str) -> str | None:
        kept = super()._kept(text)
        if kept and not self.fault:
            name, at, domain = kept.rpartition("@")
            if not (at and name and "." in domain.strip(".")) or any(c.isspace() for c in kept):
                self.fault = ("Enter an email address in the correct format, like name@example.com", None)
        return kept


class Password(Text):
    """A password: never tidied, never shown back."""

    kind = "password"
    input_type = "password"

    def __init__(self, label: str = "Password", **keywords: Any) -> None:
        super().__init__(label, **{"autocomplete": "current-password", "max_length": 1000, **keywords})

    def read(self, formdata: Any) -> None:
        """Take the password and forget it on the page."""
        self.fault, self.redisplay = None, ""
        text = typed_text(formdata, self.name)
        self.data = text or None
        if len(text) > self.max_length:
            self.fault = (f"{self.subject} must be {self.max_length:,} characters or fewer", None)

    def load(self, answer: Mapping[str, Any]) -> None:
        """A password is never loaded."""
        self.data = None

    def posted(self) -> list[tuple[str, str]]:
        """A password is never sent twice."""
        return []


class LongText(_Typed):
    """Some lines of text; with `max_length` the limit is stated and counted down on the page."""

    kind = "longtext"
    most = 10_000  # where the form gives no limit

    def __init__(
        self,
        label: str = "",
        *,
        rows: int = 5,
        max_length: int | None = None,
        spellcheck: bool | None = None,
        **keywords: Any,
    ) -> None:
        super().__init__(label, **keywords)
        self.rows, self.max_length, self.spellcheck = rows, max_length, spellcheck

    def _kept(self, text: str) -> str | None:
        kept = self.held(intake.lines(text))
        limit = self.max_length or self.most
        if len(kept) > limit:
            self.fault = (f"{self.subject} must be {limit:,} characters or fewer", None)
        return kept or None
