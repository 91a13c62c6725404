"""What all fields share: a name, what was typed, what it means, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import wtforms
from wtforms.validators import ValidationError

from app.domain import intake
from app.domain.answers import in_lines
from app.domain.characters import showable, unprintable_words
from forms.validators import Required, Wrong
from forms.wording import called_by, subject

LONGEST_TYPED = 100_000  # characters of one input; more is cut, and is an error before that


def typed_text(formdata: Any, name: str) -> str:
    """What was typed under the name (the first, where a name is repeated), with one kind of line end."""
    values = formdata.getlist(name)
    value = values[0] if values else ""
    return showable(value[:LONGEST_TYPED]) if isinstance(value, str) else ""


def cannot_hold(subject_: str, text: str) -> str | None:
    """The message for characters that cannot be printed, or None where all can."""
    words = unprintable_words(text)
    return f"{subject_} must not include characters that cannot be printed: {words}" if words else None


class Field(wtforms.Field):
    """One question. Subclasses say how to read what was typed and how to load a stored answer.

    label and hint are plain text; `called` is the field's name inside messages ("the start date"); `required` is
    the message when nothing is given. `optional` adds "(optional)" to the label.
    """

    kind = "text"
    generic = "an answer"
    verb = "Enter"
    is_group = False  # several inputs in a fieldset, so that its legend is the question
    has_extra_buttons = False  # submit buttons of its own, which Enter would press
    choices: Sequence[Any] = ()  # what can be chosen, where that is the question

    def __init__(
        self,
        label: str = "",
        *,
        hint: str | None = None,
        called: str | None = None,
        required: str | None = None,
        optional: bool = False,
        validators: Sequence[Any] = (),
        name: str = "",
        id: str | None = None,
        _form: Any = None,
        _prefix: str = "",
        _translations: Any = None,
        _meta: Any = None,
    ) -> None:
        super().__init__(
            "",
            validators=(),
            name=name,
            id=id,
            _form=_form,
            _prefix=_prefix,
            _translations=_translations,
            _meta=_meta,
        )
        self._form = _form
        self.plain_name = name
        self.optional = optional
        self.label = label
        self.hint = hint
        self._called = called
        self._required = required
        self.rules: list[Any] = []
        for rule in validators:
            if isinstance(rule, Required):
                self._required = rule.message or self._required
            else:
                self.rules.append(rule)
        self.data: Any = None
        self.redisplay: Any = self.blank()
        self.fault: tuple[str, Any] | None = None
        self.errors: list[str] = []
        self.wrong: set[Any] = set()

    @property  # type: ignore[override]
    def label(self) -> str:
        """The question or name as shown, with "(optional)" where it need not be answered."""
        if self.optional and not self._label.endswith("(optional)"):
            return f"{self._label} (optional)"
        return self._label

    @label.setter
    def label(self, text: Any) -> None:
        self._label = str(text) if isinstance(text, str) else ""

    @property
    def called(self) -> str:
        """The field's name as the object of a message."""
        return self._called or called_by(self._label, self.generic)

    @property
    def asked(self) -> str:
        """The same in full, for when nothing was given: a question is quoted, since a page may ask several."""
        if self.called == self.generic and "?" in self._label:
            return f"{self.generic} {'to' if self.generic == Field.generic else 'for'} ‘{self._label}’"
        return self.called

    @property
    def subject(self) -> str:
        """The field's name as the start of a message."""
        return subject(self.called)

    @property
    def visible(self) -> bool:
        """Whether a person sees the field at all."""
        return True

    def blank(self) -> Any:
        """What the inputs show when nothing was typed."""
        return ""

    def read(self, formdata: Any) -> None:
        """Take what was typed: sets `redisplay`, and `data` or `fault`."""
        raise NotImplementedError

    def load(self, answer: Mapping[str, Any]) -> None:
        """Take a stored answer, which holds the value under the field's plain name."""
        raise NotImplementedError

    def recall(self, kept: Mapping[str, Any], aside: Mapping[str, Any], sent: Any) -> None:
        """For choices: fill what is not asked now from what was sent, else from what is kept, or was set aside, of it."""

    def aside(self, form: Any) -> dict[str, Any]:
        """For choices: what was answered to options that are not chosen, option by option."""
        return {}

    def answer(self) -> dict[str, Any]:
        """The value to store, under the plain name."""
        return {self.plain_name: self.data}

    def posted(self) -> list[tuple[str, str]]:
        """The names and values a browser would send with the field as it is shown."""
        return [(self.name, self.redisplay)]

    def is_empty(self) -> bool:
        """Whether nothing was answered."""
        return self.data is None or self.data == [] or self.data == ""

    def lines(self) -> list[str]:
        """What was answered, as lines that people read; none for nothing."""
        return [] if self.is_empty() else self.lines_of(self.data)

    def lines_of(self, data: Any) -> list[str]:
        """For subclasses: an answer of this kind as lines."""
        return in_lines(data)

    def required_message(self) -> str:
        """What is said when nothing was answered."""
        return self._required or f"{self.verb} {self.asked}"

    def fail(self, message: str, part: Any = None) -> None:
        """Record what is wrong; only the first fault of a field is kept."""
        if not self.errors:
            self.errors = [message]
            self.wrong = (
                set(part) if isinstance(part, (set, frozenset)) else {part} if part is not None else set()
            )

    def validate(self, form: Any, extra_validators: Sequence[Any] = ()) -> bool:
        """Check in a fixed order (complete, real, the form's own rules) and stop at the first fault."""
        self.errors, self.wrong = [], set()
        if self.fault:
            self.fail(*self.fault)
        elif self.is_empty():
            if not self.optional:
                self.fail(self.required_message())
        else:
            for rule in (*self.rules, *extra_validators):
                try:
                    rule(form, self)
                except ValidationError as wrong:
                    self.fail(str(wrong), wrong.part if isinstance(wrong, Wrong) else None)
                    break
        return not self.has_errors()

    @property
    def within(self) -> list[Field]:
        """The field itself, and those that it may reveal."""
        return [self]

    def has_errors(self) -> bool:
        """Whether the field, or one that it reveals, is wrong."""
        return bool(self.errors)

    @property
    def error_id(self) -> str:
        """The id of the first wrong input, which the error summary links to."""
        return self.id

    def errors_list(self) -> list[tuple[str, str]]:
        """(message, id) for the error summary."""
        return [(self.errors[0], self.error_id)] if self.errors else []

    def perform(self, action: str) -> bool:
        """Do what an extra button such as "add:NAME" asks; True where it was meant for this field."""
        return False

    @property
    def unpressed(self) -> str | None:
        """What an extra button of this field would ask, where Enter was meant for it and pressed Continue."""
        return None

    def held(self, kept: str) -> str:
        """The tidied text; sets the fault where it cannot be printed."""
        message = cannot_hold(self.subject, kept)
        if message:
            self.fault = (message, None)
        return kept


class Hidden(Field):
    """A value the page carries without showing it."""

    kind = "hidden"

    def __init__(self, label: str = "", **keywords: Any) -> None:
        super().__init__(label, **{"optional": True, **keywords})

    @property
    def visible(self) -> bool:
        """Never shown."""
        return False

    @property
    def error_id(self) -> str:
        """The top of the page, since a hidden input cannot take focus."""
        return "main-content"

    def read(self, formdata: Any) -> None:
        """Take the value sent."""
        self.fault = None
        self.data = self.held(intake.line(typed_text(formdata, self.name))) or None

    def load(self, answer: Mapping[str, Any]) -> None:
        """Take the stored value."""
        value = answer.get(self.plain_name)
        self.data = value if isinstance(value, str) and value else None

    def posted(self) -> list[tuple[str, str]]:
        """The value, which a form may also set itself."""
        return [(self.name, self.data or "")]
