"""Draws the journeys and the moves as Mermaid into the README, and keeps the names of pages: `python -m journeys.draw`."""

from __future__ import annotations

from pathlib import Path

from app.domain.licence.moves import MOVES, Move
from app.domain.licence.status import PURPOSES, Status
from app.domain.words import an, joined, uncapitalised
from journeys import names
from journeys.all import JOURNEYS
from journeys.steps import Each, Journey, Many, Page, Step, Stop

README = Path(__file__).parent.parent / "README.md"
START, END = "<!-- drawn: {} -->", "<!-- end: {} -->"


def journey(declared: Journey) -> str:
    """A journey as a flow chart: a box for each step, with when it is asked, and one arrow to it."""
    lines = ["flowchart TD", f'  start(["{declared.title}"])']
    for number, section in enumerate(declared.sections):
        lines.append(f'  subgraph s{number}["{section.heading}"]')
        lines += [f"    {_box(step)}" for step in section.steps]
        lines.append("  end")
    lines.append('  check["Check your answers"]')
    lines.append(f'  submit(["{declared.submit}"])')
    before = "start"
    for _, step in declared.steps():
        if isinstance(step, Stop):
            lines.append(f'  {before} -->|"{_why(step)}"| {_id(step)}')
        else:
            lines.append(f"  {before} --> {_id(step)}")
            before = _id(step)
    lines += [f"  {before} --> check", "  check --> submit"]
    return "\n".join(lines)


def _why(stop: Stop) -> str:
    return f"{stop.when.in_words()} and {stop.bar.name}" if stop.when else stop.bar.name


def _id(step: Step) -> str:
    return step.name.replace("-", "_")


def _box(step: Step) -> str:
    """A step in the shape of its kind; under its name, what it is asked for and when."""
    match step:
        case Stop():
            return f'{_id(step)}{{{{"stop: {step.name}"}}}}'
        case Each():
            return f'{_id(step)}[/"{_label(step, f"for each of the {step.of.words}")}"/]'
        case Many():
            return f'{_id(step)}[("{_label(step, f"a list of {step.noun}s")}")]'
        case Page():
            return f'{_id(step)}["{_label(step, "may be skipped" if step.may_skip else None)}"]'


def _label(step: Page | Each | Many, about: str | None) -> str:
    when = f"if {step.when.in_words()}" if step.when else None
    return "<br>".join(line for line in (step.name, about, when) if line)


def moves() -> str:
    """The moves as a state diagram: the action, of which licences and by whom, and what stops it."""
    lines = ["stateDiagram-v2"]
    states = {status for move in MOVES for status in (move.status, move.then)}
    lines += [f'  state "{status.label}" as {_state(status)}' for status in sorted(states)]
    made = {move.makes for move in MOVES if move.makes}  # what a move starts, its own line says
    drawn = [move for move in MOVES if not (move.status is Status.NOT_STARTED and move.of <= made)]
    lines += [f"  {_state(move.status)} --> {_state(move.then)}: {_move(move)}" for move in drawn]
    return "\n".join(lines)


def _move(move: Move) -> str:
    of = joined([purpose for purpose in PURPOSES if purpose in move.of], "or")
    who = joined(sorted(uncapitalised(role.label) for role in move.by), "or")
    makes = f"makes {an(move.makes)}" if move.makes else ""
    unless = f"unless {joined([bar.name for bar in move.unless], 'or')}" if move.unless else ""
    said = [part for part in (of, f"by {who}", makes, unless) if part]
    return f"{move.action.name} ({', '.join(said)})"


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
    names.FILE.write_text(names.kept(names.FILE.read_text(encoding="utf-8")), encoding="utf-8")
