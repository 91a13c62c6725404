"""Reads the evidence: every chain of events, every document, decision, message and question that events name, how they left each
licence, the maps that documents name, the policies, and the tables that are one chain (app.store.chain)."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from sqlalchemy import ColumnElement, Row, String, select, type_coerce
from sqlalchemy.orm import load_only, selectinload

from app.domain.delivery import digest_of
from app.domain.document.amend import differ_in_appointment_alone
from app.domain.document.reading import condition_texts
from app.domain.document.seal import verify
from app.domain.licence.actions import CHANGE_APPOINTMENT, FREEZES
from app.domain.policy.json import canonical
from app.domain.words import long_date
from app.integrations.file_store import FileLost, file_store
from app.models import evidence
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.policy import PolicyEvent, PolicyVersion
from app.models.question import Question
from app.models.record import (
    CASE_CHAIN,
    DIGEST,
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
from app.models.site import SiteSwitch
from app.store import chain as one_chain
from app.store.chain import UNREADABLE
from app.store.documents import condition_columns, files_named
from app.store.events import fault_in_chain
from app.store.licences import STANDS, decision_digest, fault_in_standing
from app.store.outbox import letter_of
from app.store.policies import policy_hash
from app.store.questions import question_digest
from app.store.retention import may_be_gone

_AT_ONCE = 200
"""Cases that are read together, so that memory does not grow with their number."""
_STATUS = type_coerce(Licence.status, String).label("status")
"""The status as it stands in the column, also one that nobody knows."""
_LICENCES = select(
    *(Licence.id, Licence.case_id, Licence.document_id, _STATUS),
    *(getattr(Licence, name) for name in STANDS),
)


@dataclass
class Count:
    """What was read, and held."""

    cases: int = 0
    events: int = 0
    documents: int = 0
    decisions: int = 0
    messages: int = 0
    questions: int = 0
    policies: int = 0
    of_tables: Counter[str] = field(default_factory=Counter)
    """The rows of tables that are one chain, by what one is called."""
    maps: int = 0
    chains: set[int] = field(default_factory=set)
    """The numbers of the chains found."""
    named: set[int] = field(default_factory=set)
    """The documents whose hashes some event names."""
    files: dict[str, int] = field(default_factory=dict)
    """The files of maps that documents name, each with the first of those documents."""


class _Read(BaseModel):
    model_config = ConfigDict(strict=True)


class _Head(_Read):
    """Where a licence's own chain ended, and the licence stood, when the chain of its case was opened."""

    licence: int
    number: int
    hash: str
    status: str


class _Detail(_Read):
    """What the detail of an event says of the rest; whatever else is in it is the event's own."""

    status: str | None = None
    stands: dict[str, str | int | None] | None = None
    """The licence as it was left, beside its status."""
    document: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")] | None = None
    decision: str | None = None
    messages: list[str] = []
    questions: dict[str, str] = {}
    """By their numbers, the digests of the questions that it left so."""
    forgotten: list[str] = []
    """The digests of messages that were kept for long enough (app.store.retention)."""

    # Said by the event that opens the chain of a case:
    chain: int | None = None
    heads: list[_Head] = []
    decided: dict[str, str] = {}
    told: dict[str, str] = {}


def faults(count: Count) -> Iterator[str]:
    """Everything that does not hold, each in a sentence that names it; counts what was read as it goes.

    What the histories say together is asked once each of them holds.
    """
    last, hold = 0, True
    kept = load_only(Case.chain_length, Case.chain_head)
    while cases := db.session.scalars(
        select(Case).options(kept).where(Case.id > last).order_by(Case.id).limit(_AT_ONCE)
    ).all():
        last = cases[-1].id
        for fault in faults_of_cases(cases, count):
            hold = False
            yield fault
        db.session.expunge_all()
    yield from _orphans()
    yield from _chained(count)
    yield from _told_of_switches(count)
    yield from _digests(count)
    yield from _policies(count)
    yield from _maps(count)
    if hold:
        yield from _documents_of_nothing(count)
        yield from _missing_chains(count)


def first_fault(count: Count) -> str | None:
    """What does not hold first, of the evidence itself or of what guards it."""
    return next(chain(faults(count), unguarded_tables()), None)


def faults_of_licence(licence: Licence) -> Iterator[str]:
    """What does not hold of what a licence is approved and printed by: the history of its whole case, and of the
    licence itself its status, documents and decisions."""
    try:
        (history,) = _histories([licence.case], only=licence.id)
        yield from history.faults(Count())
    except UNREADABLE as error:
        yield f"what is kept of it cannot be read ({error!r})"


def faults_of_cases(cases: Sequence[Case], count: Count | None = None) -> Iterator[str]:
    """What does not hold of these cases."""
    count = count or Count()
    try:
        histories = _histories(cases)
    except UNREADABLE as error:
        if len(cases) == 1:
            yield f"case {cases[0].id}: what is kept of it cannot be read ({error!r})"
        else:
            for case in cases:
                yield from faults_of_cases([case], count)
        return
    for history in histories:
        count.cases += 1
        try:
            for fault in history.faults(count):
                yield f"case {history.case.id}: {fault}"
        except UNREADABLE as error:
            yield f"case {history.case.id}: what is kept of it cannot be read ({error!r})"


def _histories(cases: Sequence[Case], only: int | None = None) -> list[_History]:
    """The evidence of cases; of one licence `only`, all their events and no messages."""
    numbers = [case.id for case in cases]
    events = _by_case(
        db.session.scalars(select(Event).where(Event.case_id.in_(numbers)).order_by(Event.number))
    )
    theirs = Licence.case_id.in_(numbers) if only is None else Licence.id == only
    licences = _by_case(db.session.execute(_LICENCES.where(theirs).order_by(Licence.id)))
    messages = _by_case(
        db.session.scalars(select(Message).where(Message.case_id.in_(numbers)).order_by(Message.id))
        if only is None
        else ()
    )
    owner = {licence.id: case for case, theirs in licences.items() for licence in theirs}
    decisions: dict[int, list[Decision]] = defaultdict(list)
    for decision in db.session.scalars(
        select(Decision).where(Decision.licence_id.in_(owner)).order_by(Decision.id)
    ):
        decisions[owner[decision.licence_id]].append(decision)
    questions = _by_case(
        db.session.scalars(select(Question).where(Question.case_id.in_(numbers)).order_by(Question.id))
    )
    histories = [
        _History(
            *(
                case,
                events[case.id],
                licences[case.id],
                decisions[case.id],
                messages[case.id],
                questions[case.id],
            ),
            only=only,
        )
        for case in cases
    ]
    documents = _documents(histories)
    for history in histories:
        history.documents = documents
    return histories


def _by_case(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return found


def _documents(histories: Iterable[_History]) -> dict[str, list[Document]]:
    """The documents that these name, by their hash, in the order in which they were made."""
    named = {detail.document for history in histories for _, detail in history.asked if detail.document}
    named |= {decision.document_sha256 for history in histories for decision in history.decisions}
    found: dict[str, list[Document]] = defaultdict(list)
    for document in db.session.scalars(
        select(Document)
        .options(selectinload(Document.conditions))
        .where(Document.sha256.in_(sorted(named)))
        .order_by(Document.id)
    ):
        found[document.sha256].append(document)
    return found


@dataclass
class _History:
    """All the evidence of one case."""

    case: Case
    events: Sequence[Event]
    licences: Sequence[Row[Any]]
    decisions: Sequence[Decision]
    messages: Sequence[Message]
    questions: Sequence[Question]
    documents: dict[str, list[Document]] = field(default_factory=dict)
    only: int | None = None
    """The licence of which alone is asked what does not fit the events."""

    def __post_init__(self) -> None:
        self.chain = [event for event in self.events if event.format == CASE_CHAIN]
        self.older: dict[int, list[Event]] = defaultdict(list)
        """The chains of licences from before, which the case's chain named when it was opened."""
        for event in self.events:
            if event.format == LICENCE_CHAIN and event.licence_id is not None:
                self.older[event.licence_id].append(event)
        self.said: list[tuple[Event, _Detail]] = []
        """The events of chains, which alone prove something, with what they say."""
        self.unread: list[Event] = []
        for event in (*chain.from_iterable(self.older.values()), *self.chain):
            try:
                self.said.append((event, _Detail.model_validate(event.detail)))
            except ValidationError:
                self.unread.append(event)
        self.asked = [(event, detail) for event, detail in self.said if self.only in (None, event.licence_id)]
        """Those by which the rest is judged."""
        opened = self.chain[:1]
        self.opening = next((detail for event, detail in self.said if [event] == opened), _Detail())

    def faults(self, count: Count) -> Iterator[str]:
        count.events += len(self.events)
        of_chains = [*self._numbered(count), *self._of_no_chain(), *self._chain(), *self._older_chains()]
        yield from of_chains or self._of_the_rest(count)

    def _of_the_rest(self, count: Count) -> Iterator[str]:
        """What does not fit the events, whose chains hold."""
        yield from self._statuses()
        yield from self._frozen(count)
        yield from self._decided(count)
        yield from self._questioned(count)
        if self.only is None:
            yield from self._told(count)

    def _of_no_chain(self) -> Iterator[str]:
        taken = {event.id for event, _ in self.said} | {event.id for event in self.unread}
        for event in self.events:
            if event.id not in taken:
                yield f"event {event.id} ({event.action}) is in no chain"

    def _chain(self) -> Iterator[str]:
        if fault := fault_in_chain(self.chain):
            yield fault
        end = self.chain[-1].hash if self.chain else START_OF_CHAIN
        if (self.case.chain_length, self.case.chain_head) != (len(self.chain), end):
            yield f"its history should have {self.case.chain_length} events, and another end than it has"
        for event in self.unread:
            yield f"event {event.id} ({event.action}) has a detail that says nothing readable"
        if self.chain and self.opening.chain is None:
            yield "its first event does not say which chain it begins"

    def _numbered(self, count: Count) -> Iterator[str]:
        if self.opening.chain in count.chains:
            yield f"chain {self.opening.chain} is another case's too"
        elif self.opening.chain is not None:
            count.chains.add(self.opening.chain)

    def _older_chains(self) -> Iterator[str]:
        heads = {head.licence: head for head in self.opening.heads}
        for licence in sorted(self.older.keys() | heads.keys()):
            events, head = self.older.get(licence, []), heads.get(licence)
            if fault := fault_in_chain(events):
                yield f"licence {licence}: {fault}"
            elif head is None or not events:
                yield f"licence {licence}: its history from before is not the one that was taken over"
            elif (events[-1].number, events[-1].hash) != (head.number, head.hash):
                yield f"licence {licence}: its history from before has another end than was taken over"

    def _statuses(self) -> Iterator[str]:
        """Each licence stands where and as its last event left it."""
        said = {head.licence: head.status for head in self.opening.heads}
        stood: dict[int, dict[str, Any]] = {}
        for event, detail in self.said:
            if event.format == CASE_CHAIN and event.licence_id is not None:
                if detail.status is not None:
                    said[event.licence_id] = detail.status
                if detail.stands is not None:
                    stood[event.licence_id] = detail.stands
        for licence in self.licences:
            if licence.id not in said:
                yield f"licence {licence.id} has no history"
            elif licence.status != said[licence.id]:
                yield f"licence {licence.id} is {licence.status}, and its history says {said[licence.id]}"
            if changed := fault_in_standing(licence, stood.get(licence.id, {})):
                yield f"licence {licence.id}: {changed}"

    def _frozen(self, count: Count) -> Iterator[str]:
        senders: dict[str, list[int | None]] = {}
        """Who sent each document: as often as it was sent it was made, by who sent it."""
        sent: dict[int | None, str] = {}
        amended: list[tuple[str, str]] = []
        """Documents whose first appointment was changed, by the hash before and after."""
        for event, detail in self.asked:
            if detail.document is not None:
                senders.setdefault(detail.document, [])
                if event.action in FREEZES:
                    if event.action == CHANGE_APPOINTMENT.name:
                        amended.append((sent.get(event.licence_id, ""), detail.document))
                    senders[detail.document].append(event.by_id)
                    sent[event.licence_id] = detail.document
        for sha256, by in senders.items():
            documents = self.documents.get(sha256, [])
            count.named |= {document.id for document in documents}
            if not documents or len(documents) < len(by):
                yield f"document {sha256[:12]} is missing"
            for document, sender in zip(documents, by, strict=False):
                yield from _faults_of_document(document, sender)
                for file in files_named(document.content):
                    count.files.setdefault(file, document.id)
            for document in documents[len(by) :]:
                yield f"document {document.id} was sent by nobody"
        for before, after in amended:
            old, new = (next(iter(self.documents.get(each, ())), None) for each in (before, after))
            if old and new and not differ_in_appointment_alone(old.content, new.content):
                yield f"document {new.id} differs in more than the first appointment"
        known = {each.id: sha256 for sha256, theirs in self.documents.items() for each in theirs}
        for licence in self.licences:
            if known.get(licence.document_id or 0) != sent.get(licence.id):
                yield f"licence {licence.id} has another document than was sent last"

    def _decided(self, count: Count) -> Iterator[str]:
        count.decisions += len(self.decisions)
        said = Counter(detail.decision for _, detail in self.asked if detail.decision is not None)
        own = {str(decision.id) for decision in self.decisions}
        from_before = {
            number: digest
            for number, digest in self.opening.decided.items()
            if self.only is None or number in own  # whose the others were is not said
        }
        for decision in self.decisions:
            digest = decision_digest(decision)
            if from_before.get(str(decision.id)) == digest:
                del from_before[str(decision.id)]
            elif said[digest]:
                said[digest] -= 1
            else:
                yield f"decision {decision.id} is not one that its history knows"
            theirs = self.documents.get(decision.document_sha256, ())
            if all(document.id != decision.document_id for document in theirs):
                yield f"decision {decision.id} names a document by a hash that is not that document's"
        if from_before or +said:
            yield "a decision that its history knows is missing"

    def _questioned(self, count: Count) -> Iterator[str]:
        """Each question is as the last event about it left it, and none is missing."""
        count.questions += len(self.questions)
        left: dict[str, tuple[int | None, str]] = {}
        for event, detail in self.said:
            left |= {number: (event.licence_id, digest) for number, digest in detail.questions.items()}
        for question in self.questions:
            said = left.pop(str(question.id), None)
            if said != (question.licence_id, question_digest(question)):
                yield f"question {question.id} is not as its history left it"
        for number in left:
            yield f"question {number} is missing"

    def _told(self, count: Count) -> Iterator[str]:
        count.messages += len(self.messages)
        said = {event.id: Counter(detail.messages) for event, detail in self.said}
        causes = {event.id: event.licence_id for event, _ in self.said}
        from_before = dict(self.opening.told)
        for message in self.messages:
            digest = letter_of(message).digest
            if from_before.get(str(message.id)) == digest:
                del from_before[str(message.id)]
            elif said.get(message.event_id or 0, Counter())[digest]:
                said[message.event_id or 0][digest] -= 1
            else:
                yield f"message {message.id} is not one that its history knows"
                continue
            if message.event_id not in causes or causes[message.event_id] != message.licence_id:
                yield f"message {message.id} has another case or licence than its event"
        missing = Counter(from_before.values()) + sum(said.values(), Counter())
        missing.subtract(Counter(digest for _, detail in self.said for digest in detail.forgotten))
        if +missing:
            yield "a message that its history knows is missing"


def _faults_of_document(document: Document, sender: int | None) -> Iterator[str]:
    if not verify(document.content, document.sha256):
        yield f"document {document.id} was changed: it no longer has the hash {document.sha256[:12]}"
    elif not _are_its_own(document.conditions, document.content):
        yield f"document {document.id}: its conditions as rows are not those of the document"
    elif document.made_by_id != sender:
        yield f"document {document.id} was made by somebody else than sent it"


def _are_its_own(rows: Sequence[Condition], content: dict[str, Any]) -> bool:
    if "format" in content:
        said = condition_columns(content)
    else:  # what documents of format 1 say of a condition
        said = [
            {name: item[name] for name in ("source", "code", "policy_version", "text")}
            | {"number": number, "part": item.get("part", "AP")}
            for number, item in enumerate(condition_texts(content), start=1)
        ]
    return len(rows) == len(said) and all(
        {name: getattr(row, name) for name in columns} == columns
        for row, columns in zip(rows, said, strict=True)
    )


def _orphans() -> Iterator[str]:
    """What belongs to no case that there is, and what an erased case has left behind."""
    for model, name in ((Event, "event"), (Licence, "licence"), (Message, "message"), (Question, "question")):
        known: ColumnElement[bool] = select(Case.id).where(Case.id == model.case_id).exists()
        if model is Message:
            known = known | Message.switch_id.is_not(None) | (Message.notice == DIGEST)
        for number in db.session.scalars(select(model.id).where(~known).order_by(model.id).limit(1)):
            yield f"{name} {number} belongs to a case that is not there"
    for number in db.session.scalars(select(Tombstone.case_id).join(Case, Case.id == Tombstone.case_id)):
        yield f"case {number} was erased, and is there"


def _chained(count: Count) -> Iterator[str]:
    """Each table that is one chain is whole."""
    for model, noun in one_chain.NOUNS.items():
        for fault in one_chain.faults(model):
            if fault is None:
                count.of_tables[noun] += 1
            else:
                yield fault


def _told_of_switches(count: Count) -> Iterator[str]:
    """Each message about a place where the service is switched on is one that the change of its switch names."""
    sent: dict[int, list[Message]] = defaultdict(list)
    for message in db.session.scalars(select(Message).where(Message.switch_id.is_not(None))):
        sent[message.switch_id or 0].append(message)
    for row in db.session.execute(select(SiteSwitch.id, SiteSwitch.at, SiteSwitch.told)):
        said = Counter(row.told)
        for message in sent.pop(row.id, ()):
            count.messages += 1
            if message.case_id is not None or not said[digest := letter_of(message).digest]:
                yield f"message {message.id} is not one that roll-out change {row.id} knows"
            else:
                said[digest] -= 1
        if +said and not may_be_gone(Message, row.at):
            yield f"a message that roll-out change {row.id} knows is missing"
    for messages in sent.values():
        yield f"message {messages[0].id} tells of a roll-out change that is not there"


def _digests(count: Count) -> Iterator[str]:
    """Each digest holds its messages and nothing else; of an old one they may be gone."""
    members: dict[int, list[tuple[str, str]]] = defaultdict(list)
    theirs = (Message.digest_id, Message.subject, Message.body)
    for row in db.session.execute(
        select(*theirs).where(Message.digest_id.is_not(None), Message.notice != DIGEST).order_by(Message.id)
    ):
        members[row.digest_id].append((row.subject, row.body))
    for digest in db.session.scalars(select(Message).where(Message.notice == DIGEST)):
        count.messages += 1
        held = members[digest.digest_id or 0]
        if digest_of(held) != (digest.subject, digest.body) and not may_be_gone(Message, digest.written_at):
            yield f"message {digest.id} is a digest that holds something else than its messages"


def _policies(count: Count) -> Iterator[str]:
    """Each policy is what was imported, and starts when its last event says."""
    for number, version in db.session.execute(
        select(PolicyVersion.id, PolicyVersion.version).order_by(PolicyVersion.id)
    ).all():
        count.policies += 1
        try:
            yield from _faults_of_policy(number, version)
        except UNREADABLE as error:
            yield f"policy {version}: what is kept of it cannot be read ({error!r})"


def _faults_of_policy(number: int, version: str) -> Iterator[str]:
    stored = db.session.execute(
        select(PolicyVersion.content, PolicyVersion.sha256, PolicyVersion.commences).where(
            PolicyVersion.id == number
        )
    ).one()
    if policy_hash(canonical(stored.content)) != stored.sha256:
        yield f"policy {version} was changed: it no longer has the hash {stored.sha256[:12]}"
    said = db.session.execute(
        select(PolicyEvent.commences)
        .where(PolicyEvent.policy_id == number)
        .order_by(PolicyEvent.id.desc())
        .limit(1)
    ).one_or_none()
    if said is None:
        yield f"policy {version} was imported by nobody"
    elif said.commences != stored.commences:
        yield f"policy {version} starts {_day(stored.commences)}, and its history says {_day(said.commences)}"


def _day(day: dt.date | None) -> str:
    return f"on {long_date(day)}" if day else "on no day"


def _maps(count: Count) -> Iterator[str]:
    """Each file that a document names is kept, and what it was."""
    for sha256, document in sorted(count.files.items(), key=lambda item: item[1]):
        try:
            file_store().get(sha256)
            count.maps += 1
        except FileLost:
            yield f"document {document}: the file {sha256[:12]} of a map is gone or was changed"


def unguarded_tables() -> Iterator[str]:
    """Which evidence lacks the triggers that refuse changes, or has others in their place."""
    for table in evidence.unguarded(db.session.connection()):
        yield f"nothing stops changes to the table {table}: its triggers are missing or were changed"


def _documents_of_nothing(count: Count) -> Iterator[str]:
    last = 0
    while numbers := db.session.scalars(
        select(Document.id).where(Document.id > last).order_by(Document.id).limit(_AT_ONCE * 10)
    ).all():
        last = numbers[-1]
        count.documents += len(numbers)
        for number in numbers:
            if number not in count.named:
                yield f"document {number} was sent by nobody"


def _missing_chains(count: Count) -> Iterator[str]:
    """Each chain that was ever begun is there, or has a tombstone: only a whole case may go, and not unseen."""
    begun = db.session.scalar(select(Chains.begun)) or 0
    erased = set(db.session.scalars(select(Tombstone.chain)))
    known = count.chains | erased
    for number in range(1, begun + 1):
        if number not in known:
            yield f"chain {number} is gone, and no case was erased that had it"
    for number in sorted(number for number in known if not 1 <= number <= begun):
        yield f"chain {number} was never begun"
    if doubled := count.chains & erased:
        yield f"chain {min(doubled)} was erased, and is there"
