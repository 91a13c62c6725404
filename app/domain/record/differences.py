"""Who a person is where the prison and the probation record say different things: one of them is the national record of each
fact. Its value is used, and the difference is shown until it ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from app.domain.record.case_record import CaseRecord, ProbationPerson
from app.domain.record.names import folded, full_name
from app.domain.words import long_date


@dataclass(frozen=True)
class _Fact:
    """A fact that both records may have: its fields in the prison's, and how to read it from probation's."""

    label: str
    fields: tuple[str, ...]
    of_probation: Callable[[ProbationPerson], tuple[Any, ...]]

    def alike(self, values: tuple[Any, ...]) -> Any:
        """What is compared: not how something is written."""
        return [folded(each).replace(" ", "") if isinstance(each, str) else each for each in values]

    def in_words(self, values: tuple[Any, ...]) -> str:
        if self.fields == ("first_name", "last_name"):
            return full_name(*values)
        (value,) = values
        return long_date(value) if isinstance(value, dt.date) else str(value)


FACTS = {
    "name": _Fact("Name", ("first_name", "last_name"), lambda person: (person.forename, person.surname)),
    "date-of-birth": _Fact("Date of birth", ("date_of_birth",), lambda person: (person.date_of_birth,)),
    "pnc": _Fact("PNC ID", ("pnc_number",), lambda person: (person.pnc_number,)),
    "cro": _Fact("CRO number", ("cro_number",), lambda person: (person.cro_number,)),
    "prison-number": _Fact("Prison number", ("prisoner_number",), lambda person: (person.noms_number,)),
}
"""By their names in the setting PROBATION_IS_NATIONAL. The prison number is always the prison's: people are found by it."""
CAN_BE_PROBATIONS = frozenset(FACTS) - {"prison-number"}


def agreed(record: CaseRecord, probations: Collection[str]) -> tuple[CaseRecord, list[str]]:
    """The record with the national value of each fact, and a sentence for each that the two records have otherwise.

    `probations` names the facts of which probation's record is the national one. A value that only one has is used, and is
    no difference.
    """
    person = record.probation.person
    if person is None:
        return record, []
    used: dict[str, Any] = {}
    said: list[str] = []
    for name, fact in FACTS.items():
        theirs = fact.of_probation(person)
        ours = tuple(getattr(record.prisoner, field) for field in fact.fields)
        if not any(theirs):
            continue
        is_probations = name in probations or not any(ours)
        if is_probations and name in CAN_BE_PROBATIONS:
            used |= dict(zip(fact.fields, theirs, strict=True))
        if any(ours) and fact.alike(ours) != fact.alike(theirs):
            prison, probation = fact.in_words(ours), fact.in_words(theirs)
            which = "probation" if name in probations else "prison"
            said.append(
                f"{fact.label}: the prison record has {prison}, the probation record {probation}. "
                f"The {which} record is used"
            )
    if not used:
        return record, said
    return record.model_copy(update={"prisoner": record.prisoner.model_copy(update=used)}), said
