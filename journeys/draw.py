"""Draws the journeys and the moves as Mermaid into the README: `python -m journeys.draw`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from app.domain.licence.moves import MOVES, Move
from app.domain.words import an, joined
from journeys.all import JOURNEYS
from journeys.engine import Each, Journey, Many, Page, Step, Stop
from journeys.when import Answered

README = Path(__file__).parent.parent / "README.md"
START, END = "<!-- drawn: {} -->", "<!-- end: {} -->"


def journey(declared: Journey) -> str:
    """A journey as a flow chart: a box for each step, and on the arrow to it when it is asked."""
    lines = ["flowchart TD", f'  start(["{declared.title}"])']
    for number, section in enumerate(declared.sections):
        lines.append(f'  subgraph s{number}["{section.heading}"]')
        lines += [f"    {_box(step)}" for step in section.steps]
        lines.append("  end")
    lines.append('  check["Check your answers"]')
    lines.append(f'  submit(["{declared.submit}"])')
    steps = [step for _, step in declared.steps()]
    for number, step in enumerate([None, *steps]):
        if not isinstance(step, Stop):
            lines += [f"  {_id(step) if step else 'start'} -->{edge}" for edge in _edges(steps[number:])]
    lines.append("  check --> submit")
    return "\n".join(lines)


def _edges(following: list[Step]) -> Iterator[str]:
    """Where a walk may go next: to each step that follows, up to the first that is always asked."""
    passed_by: set[str] = set()
    for step in following:
        if isinstance(step.when, Answered) and step.when.page in passed_by:
            continue
        passed_by.add(step.name)
        when = step.when.in_words() if step.when else "if there are any" if isinstance(step, Each) else None
        yield f'|"{when}"| {_id(step)}' if when else f" {_id(step)}"
        if when is None:
            return
    yield " check"


def _id(step: Step) -> str:
    return step.name.replace("-", "_")


def _box(step: Step) -> str:
    match step:
        case Stop():
            return f'{_id(step)}{{{{"stop: {step.name}"}}}}'
        case Each():
            return f'{_id(step)}[/"{step.name}: for each of the {step.of.words}"/]'
        case Many():
            return f'{_id(step)}[("{step.name}: a list of {step.noun}s")]'
        case Page():
            return f'{_id(step)}["{step.name}{" (may be skipped)" if step.may_skip else ""}"]'


def moves() -> str:
    """The moves as a state diagram: the action, of which licences and by whom, and what stops it."""
    lines = ["stateDiagram-v2"]
    states = {status for move in MOVES for status in (move.status, move.then)}
    lines += [f'  state "{status.label}" as {_state(status)}' for status in sorted(states)]
    lines += [f"  {_state(move.status)} --> {_state(move.then)}: {_move(move)}" for move in MOVES]
    return "\n".join(lines)


def _move(move: Move) -> str:
    of = f" {joined(sorted(move.of), 'or')}" if move.of else ""
    who = joined(sorted(role.label.lower() for role in move.by), "or")
    makes = f", makes {an(move.makes)}" if move.makes else ""
    unless = f", unless {joined([bar.name for bar in move.unless], 'or')}" if move.unless else ""
    return f"{move.action.name}{of} ({who}{makes}{unless})"


def _state(status: str) -> str:
    return status.replace("-", "_")


def drawings() -> dict[str, str]:
    """Every drawing by the name of its place in the README."""
    return {name: journey(declared) for name, declared in JOURNEYS.items()} | {"moves": moves()}


def drawn_into(text: str) -> str:
    """The README's text with every drawing up to date. Raises LookupError when a drawing has no place in it."""
    for name, drawing in drawings().items():
        start, end = START.format(name), END.format(name)
        if start not in text or end not in text:
            raise LookupError(f"README.md has no place for the drawing {name!r}: {start} … {end}")
        block = f"{start}\n```mermaid\n{drawing}\n```\n{end}"
        head, _, rest = text.partition(start)
        text = head + block + rest.partition(end)[2]
    return text


if __name__ == "__main__":
    README.write_text(drawn_into(README.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"{README.name}: {', '.join(drawings())} drawn", file=sys.stderr)
