"""flask policy: check a policy file, render one of its conditions, import it, list what is stored."""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import TYPE_CHECKING, NoReturn

import click
from flask.cli import with_appcontext

if TYPE_CHECKING:
    from app.domain.policy.json import Fault
    from app.domain.policy.text import Item

# The domain and the database are imported inside the commands, so that other commands do not wait for them.


@click.group("policy")
def policy_cli() -> None:
    """Licence policies: check, render, import, list."""


@policy_cli.command("check")
@click.argument("file")
def check(file: str) -> None:
    """Check FILE against every rule of a policy. Prints one line for each fault.

    Exit status: 0 without faults, 1 with faults, 2 when the file cannot be read. Warnings go to
    standard error.
    """
    from app.domain.policy.read import check_policy

    try:
        text = _read(file)
    except OSError as error:
        _stop(2, f"{file}: cannot be read: {error.strerror}")
    _, faults, warnings = check_policy(text)
    _print(file, warnings, "warning: ", to_stderr=True)
    _print(file, faults)
    sys.exit(1 if faults else 0)


@policy_cli.command("render")
@click.argument("file")
@click.argument("code")
def render(file: str, code: str) -> None:
    """Print the text of the condition CODE in FILE, filled with the data items on standard input.

    The items are a JSON list of objects with field, value and sequence. Exit status: 0, or 1 with
    nothing printed and the reason on standard error.
    """
    from app.domain.policy import text as rendering
    from app.domain.policy.read import PolicyError, read_policy

    try:
        policy = read_policy(_read(file))
    except OSError as error:
        _stop(1, f"{file}: cannot be read: {error.strerror}")
    except PolicyError as error:
        _print(file, error.faults, to_stderr=True)
        sys.exit(1)
    condition = policy.additional(code) or policy.standard(code)
    if condition is None:
        _stop(1, f"{file}: no condition has the code {code!a}")
    sentence = rendering.render(condition, _items(_stdin()))
    sys.stdout.buffer.write(sentence.encode("utf-8"))


@policy_cli.command("import")
@click.argument("file")
@click.option(
    "--commences",
    type=click.DateTime(["%Y-%m-%d"]),
    help="First licence start date it applies to, as 2026-01-31. Default: the file's own date if it has one, "
    "else today.",
)
@click.option("--source", help="The legal source. Default: the file's own, else “Not stated”.")
@with_appcontext
def import_(file: str, commences: datetime | None, source: str | None) -> None:
    """Store the policy in FILE and publish it at once. With any fault nothing is stored.

    The practitioners whose drafts then fall under another policy are told.

    Exit status: 0 when it is stored or was stored before with the same content, 1 when it is
    refused, 2 when the file cannot be read.
    """
    from sqlalchemy.exc import IntegrityError

    from app.domain.policy.json import text_fault
    from app.domain.policy.read import check_policy
    from app.models.base import db
    from app.moves.policies import PolicyExistsError, import_policy

    try:
        text = _read(file)
    except OSError as error:
        _stop(2, f"{file}: cannot be read: {error.strerror}")
    policy, faults, warnings = check_policy(text)
    _print(file, warnings, "warning: ", to_stderr=True)
    if faults or policy is None:
        _print(file, faults)
        _stop(1, f"{file}: refused, nothing was stored")
    if source and (reason := text_fault(source)):
        _stop(1, f"--source {reason}")
    try:
        row, is_new = import_policy(policy, text, commences.date() if commences else None, source)
        assert row.commences is not None  # noqa: S101
        stored = f"Policy {row.version}, in force from {row.commences.isoformat()}"
        db.session.commit()
    except (PolicyExistsError, IntegrityError) as error:
        db.session.rollback()
        reason = str(error) if isinstance(error, PolicyExistsError) else "The version was stored meanwhile."
        _stop(1, f"{file}: refused. {reason}")
    click.echo(
        f"{stored}: {'stored' if is_new else 'already stored with the same content, nothing changed'}."
    )


@policy_cli.command("list")
@with_appcontext
def list_() -> None:
    """List the stored policies: version, commencement, number of conditions, legal source."""
    from sqlalchemy import select

    from app.domain.policy.model import PARTS, version_key
    from app.models.base import db
    from app.models.policy import PolicyVersion
    from app.store.policies import load

    rows = list(db.session.scalars(select(PolicyVersion)))
    for row in sorted(rows, key=lambda row: (row.commences or date.max, version_key(row.version))):
        policy = load(row.version)
        standard = sum(len(policy.standard_conditions.of(part)) for part in PARTS)
        additional = sum(len(policy.additional_conditions.of(part)) for part in PARTS)
        click.echo(
            f"{row.version}\t{row.commences.isoformat() if row.commences else 'not published'}\t"
            f"{standard} standard, {additional} additional\t{row.source}"
        )


def _read(file: str) -> bytes:
    """The file's content, or just more of it than a policy may have. Raises OSError."""
    from app.domain.policy.json import MAX_BYTES

    try:
        with open(file, "rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except ValueError as error:  # a name with a NUL in it
        raise OSError(22, str(error)) from error


def _stdin() -> bytes:
    from app.domain.policy.json import MAX_BYTES

    return sys.stdin.buffer.read(MAX_BYTES + 1)


def _items(text: bytes) -> list[Item]:
    """The data items on standard input; anything but a list of plain items ends the command with status 1."""
    from app.domain.policy.json import parse
    from app.domain.policy.text import Item

    parsed = parse(text, any_text=True)
    if parsed.faults:
        _print("standard input", parsed.faults, to_stderr=True)
        sys.exit(1)
    if not isinstance(parsed.data, list):
        _stop(1, "standard input: must be a list of data items")
    items = []
    for number, entry in enumerate(parsed.data):
        if not isinstance(entry, dict) or set(entry) != {"field", "value", "sequence"}:
            _stop(1, f"standard input: item {number} must have field, value and sequence, and nothing else")
        field, value, sequence = entry["field"], entry["value"], entry["sequence"]
        if not isinstance(field, str) or not isinstance(value, str):
            _stop(1, f"standard input: item {number}: field and value must be text")
        if not isinstance(sequence, int) or isinstance(sequence, bool):
            _stop(1, f"standard input: item {number}: sequence must be a whole number")
        items.append(Item(field, value, sequence))
    return items


def _print(file: str, faults: list[Fault], prefix: str = "", *, to_stderr: bool = False) -> None:
    for fault in faults:
        click.echo(f"{prefix}{file}: {fault.path}: {fault.reason}", err=to_stderr)


def _stop(status: int, message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(status)
