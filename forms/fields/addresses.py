"""A postal address in five boxes, each with its own fault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.characters import showable, tidy
from app.domain.postcodes import is_postcode, normalised
from forms.fields.field import Field, cannot_hold, typed_text

PARTS = {
    "line_1": ("Address line 1", "address-line1"),
    "line_2": ("Address line 2", "address-line2"),
    "town": ("Town or city", "address-level2"),
    "county": ("County", None),
    "postcode": ("Postcode", "postal-code"),
}
_WIDTH = {
    "town": " govuk-!-width-two-thirds",
    "county": " govuk-!-width-two-thirds",
    "postcode": " govuk-input--width-10",
}


class Address(Field):
    """A UK address. `data` is a dict of five texts (some empty), or None where nothing was given."""

    kind = "address"
    generic = "an address"
    is_group = True

    def __init__(
        self,
        label: str = "",
        *,
        require_postcode: bool = False,
        autocomplete: bool = False,
        max_length: int = 100,
        **keywords: Any,
    ) -> None:
        super().__init__(label, **keywords)
        self.require_postcode, self.autocomplete, self.max_length = require_postcode, autocomplete, max_length
        self.part_errors: dict[str, str] = {}

    @property
    def needed(self) -> tuple[str, ...]:
        """The parts that an address cannot do without."""
        return ("line_1", "town", "postcode") if self.require_postcode else ("line_1", "town")

    def blank(self) -> dict[str, str]:
        """Five empty boxes."""
        return dict.fromkeys(PARTS, "")

    def read(self, formdata: Any) -> None:
        """Take the five parts typed."""
        self._take({part: typed_text(formdata, f"{self.name}-{part}") for part in PARTS})

    def load(self, answer: Mapping[str, Any]) -> None:
        """Take the stored address."""
        value = answer.get(self.plain_name)
        stored = value if isinstance(value, Mapping) else {}
        self._take(
            {part: showable(stored[part]) if isinstance(stored.get(part), str) else "" for part in PARTS}
        )

    def _take(self, typed: dict[str, str]) -> None:
        self.redisplay = typed
        kept = {part: tidy(text.replace("\n", " ")) for part, text in typed.items()}
        if is_postcode(kept["postcode"]):
            kept["postcode"] = normalised(kept["postcode"])
        self.data = kept if any(kept.values()) else None

    def fail(self, message: str, part: Any = None) -> None:
        """Record what is wrong with a part (the first where none is named)."""
        self.part_errors.setdefault(part if part in PARTS else "line_1", message)
        self.errors = [self.part_errors[part] for part in PARTS if part in self.part_errors]

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Check every part, then the form's own rules."""
        self.part_errors = {}
        kept = self.data
        if kept is None or any(self._part_fault(part, kept) for part in PARTS):
            self.errors = []
            if kept is None and not self.optional:
                self.fail(self.required_message())
            for part in PARTS if kept else ():
                if message := self._part_fault(part, kept):
                    self.fail(message, part)
            return not self.errors
        return super().validate(form, extra_validators)

    def _part_fault(self, part: str, kept: dict[str, str]) -> str | None:
        text, name = kept[part], PARTS[part][0]
        if not text:
            return f"Enter {name[0].lower()}{name[1:]}" if part in self.needed else None
        if len(text) > self.max_length:
            return f"{name} must be {self.max_length} characters or fewer"
        if message := cannot_hold(name, text):
            return message
        if part == "postcode" and self.require_postcode and not is_postcode(text):
            return "Enter a full UK postcode, like AA3 1AB"
        return None

    def posted(self) -> list[tuple[str, str]]:
        """The five parts."""
        return [(f"{self.name}-{part}", text) for part, text in self.redisplay.items()]

    @property
    def error_id(self) -> str:
        """The id of the first wrong part."""
        return f"{self.id}-{next((part for part in PARTS if part in self.part_errors), 'line_1')}"

    def errors_list(self) -> list[tuple[str, str]]:
        """One entry for each wrong part."""
        return [(self.part_errors[part], f"{self.id}-{part}") for part in PARTS if part in self.part_errors]

    @property
    def parts(self) -> list[tuple[str, str, str, str, str | None, str | None]]:
        """(part, label, what was typed, width class, autocomplete or None, error or None) for the page."""
        return [
            (
                part,
                label if part in self.needed else f"{label} (optional)",
                self.redisplay[part],
                _WIDTH.get(part, ""),
                complete if self.autocomplete else None,
                self.part_errors.get(part),
            )
            for part, (label, complete) in PARTS.items()
        ]
