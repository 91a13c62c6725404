"""A list of texts, where boxes are added and removed by plain buttons."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.domain import intake
from app.domain.characters import showable
from forms.fields.field import Field, cannot_hold, typed_text

MOST_BOXES = 100  # that a page shows, whatever is sent


class Texts(Field):
    """Any number of short texts. `data` is a list without empty ones; at most `most`.

    The extra buttons send "redisplay" with "add:NAME" or "remove:NAME:INDEX"; the page is then shown again.
    """

    kind = "texts"
    is_group = True
    has_extra_buttons = True

    def __init__(
        self,
        label: str = "",
        *,
        add_label: str = "Add another",
        item_label: str = "Item",
        most: int = 20,
        max_length: int = 200,
        too_long: str | None = None,
        width: str | None = None,
        **keywords: Any,
    ) -> None:
        super().__init__(label, **keywords)
        self.add_label, self.item_label, self.most, self.max_length = add_label, item_label, most, max_length
        self.width, self.too_long = width, too_long
        self.part_errors: dict[int, str] = {}

    def blank(self) -> list[str]:
        """One empty box."""
        return [""]

    def read(self, formdata: Any) -> None:
        """Take every box; a gap in the numbers is passed over."""
        names = [f"{self.name}-{index}" for index in range(MOST_BOXES)]
        self._take([typed_text(formdata, name) for name in names if name in formdata])

    def load(self, answer: Mapping[str, Any]) -> None:
        """Take the stored list."""
        values = answer.get(self.plain_name)
        texts = values if isinstance(values, list) else []
        self._take([showable(text) for text in texts if isinstance(text, str)][:MOST_BOXES])

    def _take(self, texts: list[str]) -> None:
        self.redisplay = texts or [""]
        self.data = [kept for kept in map(intake.line, texts) if kept]

    def fail(self, message: str, part: Any = None) -> None:
        """Record what is wrong with a box (the first where none is named)."""
        self.part_errors.setdefault(
            part if isinstance(part, int) and 0 <= part < len(self.redisplay) else 0, message
        )
        self.errors = [self.part_errors[index] for index in sorted(self.part_errors)]

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Check every box, then the form's own rules."""
        self.part_errors = {}
        self.errors = []
        for index, text in enumerate(self.redisplay):
            kept, name = intake.line(text), self.item_name(index)
            if len(kept) > self.max_length:
                self.fail(self.too_long or f"{name} must be {self.max_length} characters or fewer", index)
            elif message := cannot_hold(name, kept):
                self.fail(message, index)
        if not self.errors and len(self.data) > self.most:
            self.fail(f"You can give {self.most} at most; remove {len(self.data) - self.most}", self.most)
        return super().validate(form, extra_validators) if not self.errors else False

    def item_name(self, index: int) -> str:
        """The label of a box, unique on the page."""
        return f"{self.item_label} {index + 1}"

    def add(self) -> None:
        """One more empty box."""
        if len(self.redisplay) < min(self.most, MOST_BOXES):
            self.redisplay = [*self.redisplay, ""]

    def remove(self, index: int) -> None:
        """Take away one box with what is in it."""
        if 0 <= index < len(self.redisplay):
            self._take(self.redisplay[:index] + self.redisplay[index + 1 :])

    def perform(self, action: str) -> bool:
        """Add or remove a box where the action names this field."""
        if action == f"add:{self.name}":
            self.add()
            return True
        start = f"remove:{self.name}:"
        if action.startswith(start) and re.fullmatch(r"[0-9]{1,3}", action[len(start) :]):
            self.remove(int(action[len(start) :]))
            return True
        return False

    def posted(self) -> list[tuple[str, str]]:
        """Every box."""
        return [(f"{self.name}-{index}", text) for index, text in enumerate(self.redisplay)]

    @property
    def error_id(self) -> str:
        """The id of the first wrong box."""
        return f"{self.id}-{min(self.part_errors, default=0)}"

    def errors_list(self) -> list[tuple[str, str]]:
        """One entry for each wrong box."""
        return [(self.part_errors[index], f"{self.id}-{index}") for index in sorted(self.part_errors)]

    @property
    def boxes(self) -> list[tuple[int, str, str, str | None]]:
        """(index, label, what was typed, error or None) for the page."""
        return [
            (index, self.item_name(index), text, self.part_errors.get(index))
            for index, text in enumerate(self.redisplay)
        ]

    @property
    def may_add(self) -> bool:
        """Whether one more box is allowed."""
        return len(self.redisplay) < min(self.most, MOST_BOXES)
