"""Fields where an answer is chosen: radios, checkboxes and a select, with fields that an option reveals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.characters import showable
from forms.fields.field import LONGEST_TYPED, Field, typed_text


@dataclass(frozen=True)
class Option:
    """One choice. `reveal` maps plain names to unbound fields (one, simple, on screen); `divider_before` prints
    "or" (or the given word) before it; `exclusive` means that it cannot be ticked with others."""

    value: str
    text: str
    hint: str | None = None
    reveal: Mapping[str, Any] | None = field(default=None, compare=False)
    divider_before: bool | str = False
    exclusive: bool = False

    @property
    def divider(self) -> str | None:
        """The word printed before the option."""
        return (
            self.divider_before
            if isinstance(self.divider_before, str)
            else "or"
            if self.divider_before
            else None
        )


@dataclass
class Choice:
    """An option on the page: its ids, whether it is chosen, and its bound fields by plain name."""

    option: Option
    id: str
    fields: dict[str, Field]
    chosen: bool = False


class _Choices(Field):
    verb = "Select"
    is_group = True

    def __init__(self, label: str = "", options: Sequence[Option] = (), **keywords: Any) -> None:
        super().__init__(label, **keywords)
        self._fill: tuple[Any, Any] | None = None
        self.options = options

    @property
    def options(self) -> Sequence[Option]:
        """What can be chosen. A form may set it anew from its facts, also after it was read: it is then read again."""
        return self._options

    @options.setter
    def options(self, options: Sequence[Option]) -> None:
        self._options = list(options)
        self.choices: list[Choice] = [
            Choice(option, self.id if index == 0 else f"{self.id}-{index + 1}", self._bound(index, option))
            for index, option in enumerate(self._options)
        ]
        if self._fill:
            fill, source = self._fill
            fill(source)

    def _bound(self, index: int, option: Option) -> dict[str, Field]:
        fields = {}
        for name, unbound in (option.reveal or {}).items():
            fields[name] = unbound.bind(form=self._form, name=f"{self.name}-{index}-{name}")
            fields[name].plain_name = name
        return fields

    def _choose(self, values: Sequence[str]) -> list[str]:
        for choice in self.choices:
            choice.chosen = choice.option.value in values
        return [choice.option.value for choice in self.choices if choice.chosen]

    def _sent(self, formdata: Any) -> list[str]:
        return [
            showable(value[:LONGEST_TYPED])
            for value in formdata.getlist(self.name)[:1000]
            if isinstance(value, str) and value
        ]

    def _revealed_fields(self) -> list[Field]:
        return [each for choice in self.choices if choice.chosen for each in choice.fields.values()]

    @property
    def has_extra_buttons(self) -> bool:  # type: ignore[override]
        """Whether a field that an option may reveal has buttons."""
        return any(each.has_extra_buttons for choice in self.choices for each in choice.fields.values())

    @property
    def within(self) -> list[Field]:
        """The choice itself, and the fields that an option may reveal."""
        return [self, *(each for choice in self.choices for each in choice.fields.values())]

    @property
    def revealed(self) -> dict[str, Any]:
        """The values of the fields that the chosen options reveal, by plain name."""
        values: dict[str, Any] = {}
        for each in self._revealed_fields():
            values.update(each.answer())
        return values

    def recall(self, kept: Mapping[str, Any], aside: Mapping[str, Any], sent: Any) -> None:
        """Fill what options reveal that are not chosen, so that it is there once they are chosen again."""
        given = kept.get(self.plain_name)
        were_chosen = given if isinstance(given, list) else [given]
        for choice in self.choices:
            last = kept if choice.option.value in were_chosen else aside.get(choice.option.value, {})
            for each in () if choice.chosen else choice.fields.values():
                if sent is not None and any(name in sent for name, _ in each.posted()):
                    each.read(sent)
                elif last:
                    each.load(last)

    def aside(self, form: Any) -> dict[str, Any]:
        """What the options that are not chosen would reveal, where it would be a right answer."""
        found: dict[str, Any] = {}
        for choice in self.choices:
            for each in () if choice.chosen else choice.fields.values():
                if not each.is_empty() and each.validate(form):
                    found.setdefault(choice.option.value, {}).update(each.answer())
        return found

    def answer(self) -> dict[str, Any]:
        """The chosen value, and those of the fields it reveals."""
        return {self.plain_name: self.data, **self.revealed}

    def lines(self) -> list[str]:
        """A line for each chosen option, with what it reveals."""
        lines = []
        for choice in self.choices if not self.is_empty() else ():
            if choice.chosen:
                shown = [line for each in choice.fields.values() for line in each.lines()]
                lines.append(f"{choice.option.text}: {', '.join(shown)}" if shown else choice.option.text)
        return lines

    def posted(self) -> list[tuple[str, str]]:
        """The chosen values, and what the fields hold that options reveal."""
        sent = [(self.name, choice.option.value) for choice in self.choices if choice.chosen]
        fields = [(choice.chosen, each) for choice in self.choices for each in choice.fields.values()]
        return sent + [pair for chosen, each in fields for pair in each.posted() if chosen or pair[1]]

    def validate(self, form: Any, extra_validators: Sequence[Any] = ()) -> bool:
        """Check the choice, then the fields it reveals."""
        super().validate(form, extra_validators)
        for each in self._revealed_fields():
            each.validate(form)
        return not self.has_errors()

    def has_errors(self) -> bool:
        """Whether the choice or a revealed field is wrong."""
        return bool(self.errors) or any(each.has_errors() for each in self._revealed_fields())

    def errors_list(self) -> list[tuple[str, str]]:
        """The choice's own fault, then those of the fields it reveals."""
        return super().errors_list() + [
            pair for each in self._revealed_fields() for pair in each.errors_list()
        ]

    def perform(self, action: str) -> bool:
        """Pass an extra button on to the revealed fields."""
        return any(each.perform(action) for each in self._revealed_fields())

    @property
    def unpressed(self) -> str | None:
        """That of the revealed fields."""
        return next((each.unpressed for each in self._revealed_fields() if each.unpressed), None)


class Radios(_Choices):
    """One choice of a few. `data` is the option's value; `revealed` what it reveals."""

    kind = "radios"

    def __init__(
        self,
        label: str = "",
        options: Sequence[Option] = (),
        *,
        inline: bool = False,
        small: bool = False,
        **keywords: Any,
    ) -> None:
        super().__init__(label, options, **keywords)
        self.inline, self.small = inline, small

    def read(self, formdata: Any) -> None:
        """Take the chosen option; one that does not exist is as wrong as none."""
        self._fill = (self.read, formdata)
        self._take(typed_text(formdata, self.name))
        for each in self._revealed_fields():
            each.read(formdata)

    def load(self, answer: Mapping[str, Any]) -> None:
        """Take the stored choice and what it reveals."""
        self._fill = (self.load, answer)
        value = answer.get(self.plain_name)
        self._take(value if isinstance(value, str) else "")
        for each in self._revealed_fields():
            each.load(answer)

    def _take(self, value: str) -> None:
        chosen = self._choose([value] if value else [])
        self.data = chosen[0] if chosen else None
        self.redisplay = self.data or ""
        self.fault = (self.required_message(), None) if value and not chosen else None


class Checkboxes(_Choices):
    """Any number of choices. `data` is a list in the order of the options."""

    kind = "checkboxes"

    def __init__(
        self, label: str = "", options: Sequence[Option] = (), *, small: bool = False, **keywords: Any
    ) -> None:
        super().__init__(label, options, **keywords)
        self.small = small

    def blank(self) -> list[str]:
        """No box is ticked."""
        return []

    def read(self, formdata: Any) -> None:
        """Take the ticked boxes."""
        self._fill = (self.read, formdata)
        self._take(self._sent(formdata))
        for each in self._revealed_fields():
            each.read(formdata)

    def load(self, answer: Mapping[str, Any]) -> None:
        """Take the stored choices and what they reveal."""
        self._fill = (self.load, answer)
        values = answer.get(self.plain_name)
        self._take([value for value in values if isinstance(value, str)] if isinstance(values, list) else [])
        for each in self._revealed_fields():
            each.load(answer)

    def _take(self, values: list[str]) -> None:
        self.data = self._choose(values)
        self.redisplay = list(self.data)
        alone = [choice.option for choice in self.choices if choice.chosen and choice.option.exclusive]
        if set(values) - set(self.data):
            self.fault = (self.required_message(), None)
        elif alone and len(self.data) > 1:
            self.fault = (f"Select ‘{alone[0].text}’ or other options, not both", None)
        else:
            self.fault = None


class Select(Field):
    """One choice of many, as a native select. `empty` is the text of the first, empty option."""

    kind = "select"
    verb = "Select"

    def __init__(
        self,
        label: str = "",
        options: Sequence[Option] = (),
        *,
        empty: str = "Select an option",
        **keywords: Any,
    ) -> None:
        super().__init__(label, **keywords)
        self.options, self.empty = list(options), empty

    def read(self, formdata: Any) -> None:
        """Take the chosen option."""
        values = formdata.getlist(self.name)
        self._take(values[0] if values and isinstance(values[0], str) else "")

    def load(self, answer: Mapping[str, Any]) -> None:
        """Take the stored choice."""
        value = answer.get(self.plain_name)
        self._take(value if isinstance(value, str) else "")

    def lines_of(self, data: str) -> list[str]:
        """The text of the chosen option."""
        return [option.text for option in self.options if option.value == data]

    def _take(self, value: str) -> None:
        known = any(option.value == value for option in self.options)
        self.data = value if value and known else None
        self.redisplay = self.data or ""
        self.fault = (self.required_message(), None) if value and not known else None
