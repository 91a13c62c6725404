"""A postal address in five boxes, each with its own fault, and ways to fill them other than typing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain import intake
from app.domain.characters import showable
from app.domain.intake import Unfit
from app.domain.record import addresses
from app.domain.record.postcodes import postcode_in, read_postcode
from app.domain.words import uncapitalised
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
GROUPS = ("found", "saved")
"""Where an address can be chosen whole: among those of a postcode, and among those that the reader saved."""

_PLACES = ("find", *GROUPS, *PARTS, "save")
"""Every place of the field that can be wrong, in the order of the page."""


def _kept(typed: Mapping[str, str]) -> dict[str, str]:
    kept = {part: intake.line(text) for part, text in typed.items()}
    return kept | {"postcode": postcode_in(kept["postcode"]) or kept["postcode"]}


def _postcode_fault(text: str) -> str | None:
    """What is wrong with a postcode, if one was typed."""
    try:
        if text:
            read_postcode(text)
    except Unfit as unfit:
        return f"{PARTS['postcode'][0]} {unfit.what}"
    return None


class Address(Field):
    """A UK address. `data` is a dict of five texts (some empty), or None where nothing was given.

    The extra buttons send "redisplay" with "find:NAME", or "use:NAME:GROUP" where an address is chosen whole. The field
    knows no addresses: it sets `lookup` to a postcode whose addresses are wanted, and whoever shows the page sets
    `may_find`, `found`, `saved` and `saved_url`, and keeps the address where it `is_to_save`.
    """

    kind = "address"
    generic = "an address"
    is_group = True
    has_extra_buttons = True

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
        self.sought = self.tried = ""  # the postcode typed to find addresses, and the one last looked up
        self.chosen: dict[str, addresses.Address] = {}
        self.is_to_save = False
        self.is_filled = False  # the boxes were filled with an address chosen whole, just now
        self.lookup: str | None = None
        self.may_find = False
        self.found: Sequence[addresses.Address] = ()
        self.saved: Sequence[addresses.Address] = ()
        self.saved_url = ""  # of the page where saved addresses are removed; without it none can be saved

    @property
    def needed(self) -> tuple[str, ...]:
        """The parts that an address cannot do without."""
        return ("line_1", "town", "postcode") if self.require_postcode else ("line_1", "town")

    def blank(self) -> dict[str, str]:
        """Five empty boxes."""
        return dict.fromkeys(PARTS, "")

    def read(self, formdata: Any) -> None:
        """Take the five parts typed; where none is, the address that was chosen whole."""
        self.sought, self.tried = (intake.line(self._typed(formdata, name)) for name in ("find", "tried"))
        self.is_to_save = self._typed(formdata, "save") == "yes"
        sent = {group: addresses.read_address(self._typed(formdata, group)) for group in GROUPS}
        self.chosen = {group: address for group, address in sent.items() if address}
        self._take({part: self._typed(formdata, part) for part in PARTS})
        if self.data is None and self.chosen:
            self._take(next(iter(self.chosen.values()))._asdict())

    def _typed(self, formdata: Any, name: str) -> str:
        return typed_text(formdata, f"{self.name}-{name}")

    def load(self, answer: Mapping[str, Any]) -> None:
        """Take the stored address."""
        value = answer.get(self.plain_name)
        stored = value if isinstance(value, Mapping) else {}
        self._take(
            {part: showable(stored[part]) if isinstance(stored.get(part), str) else "" for part in PARTS}
        )

    def _take(self, typed: dict[str, str]) -> None:
        self.redisplay = typed
        kept = _kept(typed)
        self.data = kept if any(kept.values()) else None

    def fail(self, message: str, part: Any = None) -> None:
        """Record what is wrong with a part or with another place (the first part where none is named)."""
        self.part_errors.setdefault(part if part in _PLACES else "line_1", message)
        self.errors = [self.part_errors[place] for place in _PLACES if place in self.part_errors]

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Check every part, then the form's own rules."""
        self.part_errors, self.errors = {}, []
        kept = self.data
        if kept is None and not self.optional:
            self.fail(self.required_message())
        for part in PARTS if kept else ():
            if message := self._part_fault(part, kept):
                self.fail(message, part)
        chosen, self.chosen = self.chosen.values(), {}
        if unused := next((a for a in chosen if kept and _kept(a._asdict()) != kept), None):
            self.fail(
                f"You selected {unused.in_words}, but another address is in the boxes. Select it again and then "
                "‘Use this address’, or continue with the address in the boxes"
            )
            self._look_up(self.tried)
        return not self.errors and super().validate(form, extra_validators)

    def _part_fault(self, part: str, kept: dict[str, str]) -> str | None:
        text, name = kept[part], PARTS[part][0]
        if not text:
            return f"Enter {uncapitalised(name)}" if part in self.needed else None
        if len(text) > self.max_length:
            return f"{name} must be {self.max_length} characters or fewer"
        if message := cannot_hold(name, text):
            return message
        return _postcode_fault(text) if part == "postcode" else None

    def perform(self, action: str) -> bool:
        """Ask for the addresses of the postcode typed, or fill the boxes with the address chosen in a group."""
        if action == f"find:{self.name}":
            self._find()
            return True
        group = next((group for group in GROUPS if action == f"use:{self.name}:{group}"), None)
        if group:
            self._use(group)
        return group is not None

    def _find(self) -> None:
        self.tried = self.sought
        if not self._look_up(self.sought):
            self.fail(_postcode_fault(self.sought) or "Enter a postcode to find addresses", "find")

    def _use(self, group: str) -> None:
        if group in self.chosen:
            self._take(self.chosen[group]._asdict())
            self.chosen, self.is_filled = {}, True
        else:
            self.fail("Select an address", group)
            self._look_up(self.tried)

    def _look_up(self, postcode: str) -> bool:
        """Ask for the addresses of a postcode, again where the page showed them; False where it is none."""
        self.lookup = postcode_in(postcode)
        return self.lookup is not None

    @property
    def unpressed(self) -> str | None:
        """Its find button, where a postcode was typed beside it: Enter there could only press Continue."""
        return f"find:{self.name}" if self.sought and self.sought != self.tried else None

    def posted(self) -> list[tuple[str, str]]:
        """The five parts, and what was typed and ticked beside them."""
        beside = {"find": self.sought, "tried": self.tried, "save": "yes" if self.is_to_save else ""}
        sent = self.redisplay | {name: text for name, text in beside.items() if text}
        return [(f"{self.name}-{name}", text) for name, text in sent.items()]

    @property
    def wrong_places(self) -> dict[str, str]:
        """What is wrong by its place on the page as it is shown, where a group may be without addresses."""
        shown: dict[str, str] = {}
        for place in _PLACES:
            if message := self.part_errors.get(place):
                shown.setdefault(self._place_shown(place), message)
        return shown

    def _place_shown(self, place: str) -> str:
        if (place == "find" and not self.may_find) or (place == "saved" and not self.saved):
            return "line_1"
        if place == "found" and not self.found:
            return self._place_shown("find")
        return place

    @property
    def error_id(self) -> str:
        """The id of the first wrong place."""
        return f"{self.id}-{next(iter(self.wrong_places), 'line_1')}"

    def errors_list(self) -> list[tuple[str, str]]:
        """One entry for each wrong place."""
        return [(message, f"{self.id}-{place}") for place, message in self.wrong_places.items()]

    @property
    def is_finding(self) -> bool:
        """Whether the way by postcode is open: something is found, wrong or still to be looked up there."""
        return bool(self.found or self.unpressed or {"find", "found"} & self.wrong_places.keys())

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
                self.wrong_places.get(part),
            )
            for part, (label, complete) in PARTS.items()
        ]
