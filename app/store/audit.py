"""Reads the evidence: every chain of events, and every document, decision and message that events name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.domain.document.reading import condition_texts
from app.domain.document.seal import verify
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.record import (
    CASE_CHAIN,
    LICENCE_CHAIN,
    START_OF_CHAIN,
    Chains,
    Condition,
    Decision,
    Document,
    Event,
    Message,
    Tombstone,
)
from app.store.events import fault_in_chain
from app.store.licences import decision_digest
from app.store.outbox import letter_of

_AT_ONCE = 200
"""Cases that are read together, so that memory does not grow with their number."""


@dataclass
class Count:
    """What was read, and held."""

    cases: int = 0
    events: int = 0
    documents: int = 0
    decisions: int = 0
    messages: int = 0
    chains: set[int] = field(default_factory=set)
    """The numbers of the chains found."""
    named: set[bytes] = field(default_factory=set)
    """The hashes of documents that some event names."""


def faults(count: Count) -> Iterator[str]:
    """Everything that does not hold, each in a sentence that names it; counts what was read as it goes."""
    last = 0
    while cases := db.session.scalars(
        select(Case).where(Case.id > last).order_by(Case.id).limit(_AT_ONCE)
    ).all():
        last = cases[-1].id
        yield from faults_of_cases(cases, count)
        db.session.expunge_all()
    yield from _orphans()
    yield from _documents_of_nothing(count)
    yield from _missing_chains(count)


def faults_of_cases(cases: Sequence[Case], count: Count | None = None) -> Iterator[str]:
    """What does not hold of these cases."""
    count = count or Count()
    numbers = [case.id for case in cases]
    events = _by_case(select(Event).where(Event.case_id.in_(numbers)).order_by(Event.number))
    licences = _by_case(select(Licence).where(Licence.case_id.in_(numbers)).order_by(Licence.id))
    messages = _by_case(select(Message).where(Message.case_id.in_(numbers)).order_by(Message.id))
    owner = {licence.id: case for case, theirs in licences.items() for licence in theirs}
    decisions: dict[int, list[Decision]] = defaultdict(list)
    for decision in db.session.scalars(
        select(Decision).where(Decision.licence_id.in_(owner)).order_by(Decision.id)
    ):
        decisions[owner[decision.licence_id]].append(decision)
    documents = _documents(events.values(), decisions.values())
    for case in cases:
        count.cases += 1
        history = _History(
            case, events[case.id], licences[case.id], decisions[case.id], messages[case.id], documents
        )
        for fault in history.faults(count):
            yield f"case {case.id}: {fault}"


def _by_case(statement: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.scalars(statement):
        found[row.case_id].append(row)
    return found


def _documents(
    events: Iterable[Sequence[Event]], decisions: Iterable[Sequence[Decision]]
) -> dict[str, list[Document]]:
    """The documents that these name, by their hash."""
    named = {event.detail.get("document") for each in events for event in each} - {None}
    named |= {decision.document_sha256 for each in decisions for decision in each}
    found: dict[str, list[Document]] = defaultdict(list)
    for document in db.session.scalars(select(Document).where(Document.sha256.in_(sorted(named)))):
        found[document.sha256].append(document)
    return found


@dataclass
class _History:
    """All the evidence of one case."""

    case: Case
    events: Sequence[Event]
    licences: Sequence[Licence]
    decisions: Sequence[Decision]
    messages: Sequence[Message]
    documents: dict[str, list[Document]]

    def faults(self, count: Count) -> Iterator[str]:
        chain = [event for event in self.events if event.format == CASE_CHAIN]
        opening = chain[0].detail if chain else {}
        count.events += len(self.events)
        count.chains |= {opening["chain"]} if "chain" in opening else set()
        yield from self._chain(chain)
        yield from self._older_chains(opening)
        yield from self._statuses(chain, opening)
        yield from self._frozen(count)
        yield from self._decided(opening, count)
        yield from self._told(opening, count)

    def _chain(self, chain: Sequence[Event]) -> Iterator[str]:
        if fault := fault_in_chain(chain):
            yield fault
        end = chain[-1].hash if chain else START_OF_CHAIN
        if (self.case.chain_length, self.case.chain_head) != (len(chain), end):
            yield f"its history should have {self.case.chain_length} events, and another end than it has"
        if chain and "chain" not in chain[0].detail:
            yield "its first event does not say which chain it begins"

    def _older_chains(self, opening: dict[str, Any]) -> Iterator[str]:
        """The chains of licences from before, which the case's chain named when it was opened."""
        chains: dict[int, list[Event]] = defaultdict(list)
        for event in self.events:
            if event.format == LICENCE_CHAIN and event.licence_id is not None:
                chains[event.licence_id].append(event)
        heads = {head["licence"]: head for head in opening.get("heads", [])}
        for licence in sorted(chains.keys() | heads.keys()):
            if fault := fault_in_chain(chains[licence]):
                yield f"licence {licence}: {fault}"
            elif licence not in heads or licence not in chains:
                yield f"licence {licence}: its history from before is not the one that was taken over"
            elif (chains[licence][-1].number, chains[licence][-1].hash) != (
                heads[licence]["number"],
                heads[licence]["hash"],
            ):
                yield f"licence {licence}: its history from before has another end than was taken over"

    def _statuses(self, chain: Sequence[Event], opening: dict[str, Any]) -> Iterator[str]:
        """Each licence stands where its last event left it."""
        said = {head["licence"]: head["status"] for head in opening.get("heads", [])}
        said |= {event.licence_id: event.detail["status"] for event in chain if "status" in event.detail}
        for licence in self.licences:
            if licence.id not in said:
                yield f"licence {licence.id} has no history"
            elif licence.status != said[licence.id]:
                yield f"licence {licence.id} is {licence.status}, and its history says {said[licence.id]}"

    def _frozen(self, count: Count) -> Iterator[str]:
        for sha256 in dict.fromkeys(
            event.detail["document"] for event in self.events if event.detail.get("document")
        ):
            count.named.add(bytes.fromhex(sha256))
            if sha256 not in self.documents:
                yield f"document {sha256[:12]} is missing"
            for document in self.documents.get(sha256, ()):
                if not verify(document.content, document.sha256):
                    yield f"document {document.id} was changed: it no longer has the hash {sha256[:12]}"
                elif not _are_its_own(document.conditions, document.content):
                    yield f"document {document.id}: its conditions as rows are not those of the document"
        current = {licence.document_id: licence for licence in self.licences if licence.document_id}
        sent = {
            event.licence_id: event.detail["document"] for event in self.events if event.action == "submit"
        }
        known = {each.id: sha256 for sha256, theirs in self.documents.items() for each in theirs}
        for document_id, licence in current.items():
            if known.get(document_id) != sent.get(licence.id):
                yield f"licence {licence.id} has another document than was sent last"

    def _decided(self, opening: dict[str, Any], count: Count) -> Iterator[str]:
        count.decisions += len(self.decisions)
        said = Counter(event.detail["decision"] for event in self.events if "decision" in event.detail)
        from_before = dict(opening.get("decided", {}))
        for decision in self.decisions:
            digest = decision_digest(decision)
            if from_before.pop(str(decision.id), None) == digest:
                pass
            elif said[digest]:
                said[digest] -= 1
            else:
                yield f"decision {decision.id} is not one that its history knows"
            theirs = self.documents.get(decision.document_sha256, ())
            if all(document.id != decision.document_id for document in theirs):
                yield f"decision {decision.id} names a document by a hash that is not that document's"
        if from_before or +said:
            yield "a decision that its history knows is missing"

    def _told(self, opening: dict[str, Any], count: Count) -> Iterator[str]:
        count.messages += len(self.messages)
        said = {event.id: Counter(event.detail.get("messages", ())) for event in self.events}
        from_before = dict(opening.get("told", {}))
        for message in self.messages:
            digest = letter_of(message).digest
            if from_before.pop(str(message.id), None) == digest:
                continue
            if said.get(message.event_id, Counter())[digest]:
                said[message.event_id][digest] -= 1
            else:
                yield f"message {message.id} is not one that its history knows"
        if from_before or any(+left for left in said.values()):
            yield "a message that its history knows is missing"


def _are_its_own(rows: Sequence[Condition], content: dict[str, Any]) -> bool:
    said = [(item["code"], item["source"], item["text"]) for item in condition_texts(content)]
    return [(row.code, row.source, row.text) for row in rows] == said


def _orphans() -> Iterator[str]:
    """What belongs to no case that there is, and what an erased case has left behind."""
    for model, name in ((Event, "event"), (Licence, "licence"), (Message, "message")):
        known = select(Case.id).where(Case.id == model.case_id).exists()
        for number in db.session.scalars(select(model.id).where(~known).order_by(model.id).limit(1)):
            yield f"{name} {number} belongs to a case that is not there"
    for number in db.session.scalars(select(Tombstone.case_id).join(Case, Case.id == Tombstone.case_id)):
        yield f"case {number} was erased, and is there"


def _documents_of_nothing(count: Count) -> Iterator[str]:
    last = 0
    while rows := db.session.execute(
        select(Document.id, Document.sha256)
        .where(Document.id > last)
        .order_by(Document.id)
        .limit(_AT_ONCE * 10)
    ).all():
        last = rows[-1].id
        count.documents += len(rows)
        for row in rows:
            if bytes.fromhex(row.sha256) not in count.named:
                yield f"document {row.id} was sent by nobody"


def _missing_chains(count: Count) -> Iterator[str]:
    """Each chain that was ever begun is there, or has a tombstone: only a whole case may go, and not unseen."""
    begun = db.session.scalar(select(Chains.begun)) or 0
    erased = set(db.session.scalars(select(Tombstone.chain)))
    gone = set(range(1, begun + 1)) - count.chains - erased
    for number in sorted(gone):
        yield f"chain {number} is gone, and no case was erased that had it"
    for number in sorted((count.chains | erased) - set(range(1, begun + 1))):
        yield f"chain {number} was never begun"
    if doubled := count.chains & erased:
        yield f"chain {min(doubled)} was erased, and is there"
