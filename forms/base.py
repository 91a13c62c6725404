"""The form that every page's form extends: filled from what was typed or from a stored answer, never from both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol, cast, runtime_checkable

import wtforms
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm

from app.domain.answers import FOR
from app.domain.licence.facts import Facts
from app.domain.policy.model import AdditionalCondition
from app.domain.written import Written
from forms.context import NOTHING_ASIDE, Aside, Context
from forms.fields.field import Field

Rows = list[tuple[str, list[str]]]
"""What check your answers shows of a page: key and lines, row by row."""


@runtime_checkable
class Sent(Protocol):
    """What was sent: texts by name, each name once or several times."""

    def getlist(self, name: str, /) -> list[Any]: ...

    def __contains__(self, name: object, /) -> bool: ...


class Typed:
    """A plain mapping of names to a text or a list of texts, read the way a posted form is."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def getlist(self, name: str) -> list[Any]:
        """Every value sent under the name."""
        value = self._values.get(name, [])
        return value if isinstance(value, list) else [value]

    def __contains__(self, name: object) -> bool:
        return name in self._values


def as_sent(formdata: Any) -> Sent:
    """Names and texts as they were sent; a plain mapping is read the way a posted form is."""
    return formdata if isinstance(formdata, Sent) else Typed(formdata)


class Form(wtforms.Form):
    """One page's questions.

    `heading` is the page's h1; without one, the label of the only visible field is. `extra_fields` are unbound
    fields by name that a subclass sets before `super().__init__`, for forms made from the facts.
    With `formdata` (also when empty) the form holds what was typed; without, the stored `answer`. Only a form that
    is about no licence goes without a `context`.
    """

    heading: Any = None
    extra_fields: Mapping[str, Any] = MappingProxyType({})
    is_searched: bool = False
    """Whether the page's address may hold what was searched for, and what was entered when it was."""
    verb: str = "Change"
    """The word of the link that leads from check your answers to the page."""
    may_skip: bool = False
    """Whether the page may be left for later, whatever its step says."""
    condition: AdditionalCondition | None = None
    """The condition of a policy whose details it asks for."""

    _fields: dict[str, Field]  # type: ignore[assignment]
    _unbound_fields: Any

    class Meta:
        """No translations and no token: the view prints and checks its own."""

        csrf = False
        locales = False

    def __init_subclass__(cls, **keywords: Any) -> None:
        """A field may not hide a method of the form."""
        super().__init_subclass__(**keywords)
        for name, value in vars(cls).items():
            if isinstance(value, UnboundField) and name in _RESERVED:
                raise TypeError(f"{cls.__name__}.{name} would hide Form.{name}: name the field otherwise")

    def __init__(
        self, context: Context | None = None, formdata: Any = None, answer: Mapping[str, Any] | None = None
    ) -> None:
        self.context = cast(Context, context)
        self.facts = cast(Facts, context and context.written.facts)
        unbound = [*self._unbound_fields, *self.extra_fields.items()]
        BaseForm.__init__(self, unbound, meta=self._wtforms_meta())  # type: ignore[attr-defined]
        for name, field in self._fields.items():
            if isinstance(getattr(type(self), name, None), UnboundField):
                setattr(self, name, field)
        self.prepare()
        self._kept = answer or {}
        self._aside = context.aside if context else NOTHING_ASIDE
        sent = None if formdata is None else as_sent(formdata)
        for field in self.fields:
            if sent is None:
                field.load(self._kept)
            else:
                field.read(sent)
            field.recall(self._kept, self._aside.options.get(field.plain_name, {}), sent)

    def __getitem__(self, name: str) -> Field:
        return self._fields[name]

    @property
    def fields(self) -> list[Field]:
        """Every field, hidden ones too, in page order."""
        return list(self._fields.values())

    @classmethod
    def fits(cls, answer: Mapping[str, Any], written: Written) -> bool:
        """For subclasses: whether a kept answer is one to what the page asks of the licence as it is written, and not to
        what it asked before."""
        return True

    def prepare(self) -> None:
        """For subclasses: suit labels, hints, options and heading to `self.facts`, before anything is read."""

    def check(self) -> None:
        """For subclasses: rules across fields, which call `self.some_field.fail(message, part)`.

        Called after each field's own rules, also when some failed: data may be None.
        """

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every answer keeps every rule."""
        for field in self.fields:
            field.validate(self)
        self.check()
        return not any(field.has_errors() for field in self.fields)

    @property
    def notices(self) -> Sequence[str]:
        """For subclasses: what the page says before its questions."""
        return ()

    def ask_first(self) -> bool:
        """For subclasses: ask for what must be confirmed before a valid answer is stored. Whether there is any such
        thing; the page is then shown again."""
        return False

    def answer(self) -> dict[str, Any]:
        """The answer to store: field name to value, with the fields that chosen options reveal."""
        values: dict[str, Any] = {}
        for field in self.fields:
            values.update(field.answer())
        return values

    def aside(self) -> Aside:
        """What was answered on the page, now or before, and is no part of the answer: to be kept beside it."""
        asked = {each.plain_name for field in self.fields for each in field.within} | {FOR, *self.answer()}
        before = {**self._aside.page, **self._kept}
        return Aside(
            {name: value for name, value in before.items() if name not in asked},
            {field.plain_name: given for field in self.fields if (given := field.aside(self))},
        )

    def errors_list(self) -> list[tuple[str, str]]:
        """(message, id of the input) of every fault, in page order."""
        return [pair for field in self.fields for pair in field.errors_list()]

    def press_extra_button(self, formdata: Any) -> bool:
        """Do what the extra button asks that was pressed or meant. Whether one was; the page is then shown again."""
        actions = as_sent(formdata).getlist("redisplay") or [f.unpressed for f in self.fields if f.unpressed]
        if not actions:
            return False
        if isinstance(actions[0], str):
            for field in self.fields:
                field.perform(actions[0])
        return True

    def summary(self) -> Rows:
        """The rows of check your answers: one for each visible field, or for the only one under the page's heading."""
        fields = self.visible
        if len(fields) == 1:
            return [(str(self.heading or fields[0].label), fields[0].lines())]
        return [(field.label.removesuffix(" (optional)"), field.lines()) for field in fields]

    def posted(self) -> list[tuple[str, str]]:
        """The names and values a browser would send with the form as it is shown."""
        return [pair for field in self.fields for pair in field.posted()]

    @property
    def visible(self) -> list[Field]:
        """The fields a person sees."""
        return [field for field in self.fields if field.visible]

    @property
    def only(self) -> Field | None:
        """The field whose label or legend is the page's heading: the one visible field, where there is just one."""
        visible = self.visible
        return visible[0] if len(visible) == 1 else None

    @property
    def has_extra_buttons(self) -> bool:
        """Whether Enter would press an extra button, unless the page guards against it."""
        return any(field.has_extra_buttons for field in self.fields)

    def of_kind(self, kind: str) -> list[Any]:
        """The fields of a kind, those that options may reveal among them."""
        return [each for field in self.fields for each in field.within if each.kind == kind]

    @property
    def uploads(self) -> list[Any]:
        """The fields that take a file."""
        return self.of_kind("map")

    @property
    def has_upload(self) -> bool:
        """Whether the form sends a file, and so its parts apart."""
        return bool(self.uploads)


_RESERVED = frozenset(dir(Form)) | {"context", "facts", "meta", "form_errors"}


def build_form(
    name: str, fields: Mapping[str, Any], heading: str | None = None, base: type[Form] = Form
) -> type[Form]:
    """A form class made from unbound fields, in their order; names may be any, and are read as form["name"]."""
    made: type[Form] = type(name, (base,), {"heading": heading})
    made._unbound_fields = list(fields.items())
    return made
