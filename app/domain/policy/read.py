"""Licence policies: the models, and strict reading of policy files, every fault with its place and reason."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from pydantic import ValidationError

from app.domain.policy.check import check_rules
from app.domain.policy.json import Fault, Faults, TooManyFaults, canonical, parse, path, quoted
from app.domain.policy.model import (
    PARTS,
    AddAnother,
    AdditionalCondition,
    Case,
    ChangeHint,
    Conditional,
    Errors,
    Input,
    InputType,
    ListType,
    Option,
    Part,
    Parts,
    Policy,
    StandardCondition,
    SupervisionDates,
    version_key,
)

__all__ = [
    "PARTS",
    "AddAnother",
    "AdditionalCondition",
    "Case",
    "ChangeHint",
    "Conditional",
    "Fault",
    "Input",
    "InputType",
    "ListType",
    "Option",
    "Part",
    "Parts",
    "Policy",
    "PolicyError",
    "StandardCondition",
    "SupervisionDates",
    "check_policy",
    "read_policy",
    "version_key",
]


class PolicyError(Exception):
    """A policy file cannot be read; `faults` says what is wrong and where."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{fault.path}: {fault.reason}" for fault in faults[:10]))


def read_policy(text: str | bytes) -> Policy:
    """The policy that a file holds; raises PolicyError with all faults if its structure is not sound."""
    policy, faults, _ = _read(text)
    if policy is None or faults:
        raise PolicyError(faults)
    return policy


def check_policy(text: str | bytes) -> tuple[Policy | None, list[Fault], list[Fault]]:
    """Check a file's structure and, once that is sound, the rules of a policy: (policy, faults, warnings).

    The policy is None when the structure has faults. Warnings stand in the way of nothing. Never raises.
    """
    policy, faults, warnings = _read(text)
    if policy is None or faults:
        return None, faults, warnings
    rule_faults, rule_warnings = check_rules(policy)
    with suppress(TooManyFaults):
        for each in rule_warnings:
            warnings.note(each)
    return policy, rule_faults, warnings


def _read(text: str | bytes) -> tuple[Policy | None, Faults, Faults]:
    parsed = parse(text)
    if parsed.stop:
        return None, Faults(parsed.faults), Faults()
    faults, warnings = Faults(parsed.faults), Faults()
    known = {fault.path for fault in faults}
    with suppress(TooManyFaults):
        for at in _unknown(parsed.data):
            warnings.note(Fault(at, "is not a field that this service knows; it is ignored"))
    try:
        policy = Policy.model_validate_json(canonical(parsed.data), strict=True, by_alias=True, by_name=False)
    except ValidationError as error:
        with suppress(TooManyFaults):
            for item in error.errors(include_url=False, include_context=True):
                fault = _fault(dict(item))
                if fault.path not in known:
                    faults.note(fault)
        return None, faults, warnings
    return policy, faults, warnings


_WANTED = {
    "string": "text",
    "bool": "true or false",
    "int": "a whole number",
    "tuple": "a list",
    "list": "a list",
    "model": "an object",
    "dict": "an object",
}


def _fault(error: dict[str, Any]) -> Fault:
    at, kind, value = path(error["loc"]), str(error["type"]), error.get("input")
    if kind == "missing":
        return Fault(at, "is missing")
    if error["loc"] and error["loc"][-1] == "version" and isinstance(value, str):
        return Fault(at, f"is {quoted(value)}; it must be digits, a dot and digits, at most 6 characters")
    if error["loc"] and error["loc"][-1] in ("commences", "from", "until"):
        return Fault(at, "must be a real date, written as 2026-01-31")
    if kind == "enum" and isinstance(value, str):
        return Fault(at, f"is {quoted(value)}; it must be {error['ctx']['expected'].replace(chr(39), '')}")
    wanted = "text" if kind == "enum" else _WANTED.get(kind.split("_")[0])
    if wanted:
        return Fault(at, f"must be {wanted}, not {_kind(value)}")
    return Fault(at, f"cannot be read: {error['msg']}")


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "text"
    if isinstance(value, dict):
        return "an object"
    return "a list" if isinstance(value, list | tuple) else type(value).__name__


_At = tuple[str | int, ...]


def _keys(model: type[Any]) -> frozenset[str]:
    return frozenset(info.alias or name for name, info in model.model_fields.items())


def _unknown(data: Any) -> Iterator[str]:
    """The paths of all keys that no model knows; wrong types are somebody else's fault to name."""

    def of(model: type[Any], at: _At, value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            yield from (path((*at, key)) for key in value if key not in _keys(model))

    def each(at: _At, value: Any) -> Iterator[tuple[_At, Any]]:
        if isinstance(value, list):
            yield from (((*at, index), item) for index, item in enumerate(value))

    def get(value: Any, key: str) -> Any:
        return value.get(key) if isinstance(value, dict) else None

    def inputs(at: _At, value: Any) -> Iterator[str]:
        for here, item in each((*at, "inputs"), get(value, "inputs")):
            yield from of(Input, here, item)
            yield from of(AddAnother, (*here, "addAnother"), get(item, "addAnother"))
            yield from of(Errors, (*here, "errors"), get(item, "errors"))
            for there, option in each((*here, "options"), get(item, "options")):
                yield from of(Option, there, option)
                conditional = get(option, "conditional")
                yield from of(Conditional, (*there, "conditional"), conditional)
                yield from inputs((*there, "conditional"), conditional)

    yield from of(Policy, (), data)
    yield from of(SupervisionDates, ("supervision",), get(data, "supervision"))
    for key, model in (
        ("standardConditions", StandardCondition),
        ("additionalConditions", AdditionalCondition),
    ):
        parts = get(data, key)
        yield from of(Parts, (key,), parts)
        for part in PARTS:
            for at, condition in each((key, part), get(parts, part)):
                yield from of(model, at, condition)
                if model is AdditionalCondition:
                    yield from inputs(at, condition)
    for at, hint in each(("changeHints",), get(data, "changeHints")):
        yield from of(ChangeHint, at, hint)
