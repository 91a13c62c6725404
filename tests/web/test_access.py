"""Who may do what: every address of the service, for every account, on every kind of person and standing of licence.

What is expected is said here in a table of its own, not read off MOVES or app.access. The addresses come from the
application's own map, so that a new one without an expectation fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pytest

from app.demo.accounts import USERS
from app.demo.records import people
from app.domain.licence.moves import MOVES
from app.domain.words import long_date
from app.lists.all import LISTS as LISTS_THERE_ARE
from app.models import Case, User
from app.models.base import db
from app.models.job_run import JobRun
from app.models.question import Question
from app.store.maps import SIZES
from app.views import asked
from journeys.all import JOURNEYS as JOURNEYS_THERE_ARE
from tests.support import standing
from tests.support.map_examples import MAP
from tests.support.page_checks import squeeze, text
from tests.support.questions import asked as asked_on
from tests.support.standing import STANDINGS, as_user, give_map, stand, status_of, traces

P, A, V, H, S = "practitioner", "case-administrator", "prison-approver", "head-of-pdu", "support"
T = "team-manager"
NOBODY = "nobody"
ACCOUNTS = [user["username"] for user in USERS] + [NOBODY]

OWN, FOREIGN, RESTRICTED, COLLEAGUES = "own", "foreign", "restricted", "restricted to a colleague"
SURNAMES = {OWN: "Testwick", FOREIGN: "Dŵr-Ffuglen", RESTRICTED: "Guarded", COLLEAGUES: "Quietly"}
WRITERS = {
    OWN: ("practitioner", "approver"),
    FOREIGN: ("practitioner2", "approver2"),
    RESTRICTED: ("practitioner", "approver"),
    COLLEAGUES: ("colleague", "approver"),
}
# The roles through which each account reaches each kind of person. A restriction closes a person to probation staff
# and support but for the practitioner who manages them; the prison must release them all the same.
REACHES: dict[str, dict[str, set[str]]] = {
    "practitioner": {OWN: {P}, RESTRICTED: {P}},
    "colleague": {OWN: {P}, COLLEAGUES: {P}},
    "practitioner2": {FOREIGN: {P}},
    "administrator": {OWN: {A}, RESTRICTED: {A}, COLLEAGUES: {A}},
    "approver": {OWN: {V}, RESTRICTED: {V}, COLLEAGUES: {V}},
    "approver2": {FOREIGN: {V}},
    "pdu-head": {OWN: {H}},
    "manager": {OWN: {T}},
    "support": {OWN: {S}, FOREIGN: {S}},
    "several": {OWN: {P, A, V}, RESTRICTED: {A, V}, COLLEAGUES: {A, V}},
    NOBODY: {},
}
ROLES = {
    "practitioner": {P},
    "colleague": {P},
    "practitioner2": {P},
    "administrator": {A},
    "approver": {V},
    "approver2": {V},
    "pdu-head": {H},
    "manager": {T},
    "support": {S},
    "several": {P, A, V},
    NOBODY: set(),
}
WITH_QUESTIONS = {"in progress", "submitted", "returned", "approved", "edit in progress"}
# Who may do what to a licence that stands so.
MAY: dict[str, dict[str, set[str]]] = {
    "start": {"not started": {P}},
    "write": {"in progress": {P}, "edit in progress": {P}, "returned": {P}},
    "approve": {"submitted": {V}},
    "withdraw": {"submitted": {P}},
    "edit": {"approved": {P}},
    "discard": {"edit in progress": {P}},
    "print": {"approved": {P, A, V}},
    "ask": {"submitted": {A, V}, "approved": {A, V}},
    "answer": {each: {P} for each in WITH_QUESTIONS},
    "close": {each: {A, V} for each in WITH_QUESTIONS},
    "lift": {each: {A, V} for each in WITH_QUESTIONS - {"approved"}},
}
LISTS = {
    "mine": P,
    "needs-me": P,
    "questions": P,
    "mine-after": P,
    "team": P,
    "team-after": P,
    "team-questions": P,
    "approvals": V,
    "approved": V,
    "asked-before-approval": V,
    "all-asked-at-prison": V,
    "prison": A,
    "due": A,
    "later": A,
    "attention": A,
    "to-print": A,
    "on-probation": A,
    "asked": A,
    "all-asked": A,
    "delivery-unit": H,
    "managed": T,
    "everyone": S,
    "unallocated": S,
    "time-served": S,
    "not-time-served": S,
}
WHOSE = {name: each.role.value for name, each in LISTS_THERE_ARE.items()} | LISTS
"""Whose each list is; one that LISTS does not name is held to what it says of itself."""
JOURNEYS = {
    "create": "write",
    "make-standard": "make",
    "approve": "approve",
    "change-appointment": "change-appointment",
}
FIRST_PAGES = {
    "create": "appointment-with",
    "make-standard": "appointment-with",
    "approve": "licence",
    "change-appointment": "appointment-with",
}

OPEN, REFUSED, SIGN_IN, GONE = "open", "refused", "sign in", "not found"
REASONS = ("The rule", "Why it applies here", "Who can act, or when this changes", "What you can do now")


@dataclass(frozen=True)
class Address:
    """One method on one address, with the values that its rule was filled with."""

    endpoint: str
    method: str
    path: str
    values: tuple[tuple[str, object], ...]

    def __getitem__(self, name: str) -> object:
        return dict(self.values)[name]


def addresses(app, case_id: int, licence_id: int | None) -> Iterator[Address]:
    """Every rule of the map that is about a person or a licence, filled in."""
    for rule in app.url_map.iter_rules():
        assert rule.methods <= {"GET", "HEAD", "OPTIONS", "POST"}, f"{rule} takes more than GET and POST"
        if not rule.arguments & {"case_id", "licence_id"}:
            continue
        if "licence_id" in rule.arguments and licence_id is None:
            continue
        # What a converter offers is read off the service, so that a new journey or action is tried too.
        choices: dict[str, list] = {
            name: offered
            for name, offered in (
                ("name", list(JOURNEYS_THERE_ARE)),
                ("action", list(asked().values())),
                ("size", list(SIZES)),
            )
            if name in rule.arguments
        }
        given = {
            "case_id": [case_id],
            "licence_id": [licence_id],
            "page": ["PAGE"],
            "sha256": [MAP.sha256],
            "number": [question_of(app, licence_id)],
        } | choices
        names = sorted(rule.arguments)
        for combination in product(*(given[name] for name in names)):
            values = dict(zip(names, combination, strict=True))
            if values.get("page") == "PAGE":
                values["page"] = FIRST_PAGES[values["name"]]
            path = app.url_map.bind("localhost").build(rule.endpoint, values)
            for method in sorted(rule.methods & {"GET", "POST"}):
                yield Address(rule.endpoint, method, path, tuple(values.items()))


def question_of(app, licence_id: int | None) -> int:
    """The number of the question on a licence; one that there is not, where nobody asked any."""
    with app.app_context():
        return db.session.scalar(db.select(Question.id).where(Question.licence_id == licence_id)) or 99


STATUS_OF = {
    "in progress": ("in-progress", "first"),
    "submitted": ("submitted", "first"),
    "returned": ("rejected", "first"),
    "approved": ("approved", "first"),
    "edit in progress": ("in-progress", "edit"),
    "inactive": ("inactive", "edit"),
}


def as_in_the_table(action: str) -> dict[str, set[str]]:
    """Who may make a move that MAY does not know yet, so that a new one is tried at every address from the first."""
    rows = [move for move in MOVES if move.action.name == action]
    return {
        standing_: {role for move in rows if move.status == status and purpose in move.of for role in move.by}
        for standing_, (status, purpose) in STATUS_OF.items()
    }


def allowed(address: Address, roles: set[str], standing_: str) -> bool:
    """Whether somebody who reaches the person by these roles may do this. Raises KeyError for what is not known."""

    def may(action: str) -> bool:
        return bool(roles & (MAY.get(action) or as_in_the_table(action)).get(standing_, set()))

    def asks_to_start() -> bool:
        return may("start") if standing_ == "not started" else bool(roles)

    expectations = {
        "licence.person": lambda: bool(roles),
        "licence.start": asks_to_start,
        "licence.do_start": asks_to_start,  # once there is a licence, this only leads to it
        "licence.show": lambda: bool(roles),
        "dates.why": lambda: bool(roles),
        "nomis.show": lambda: bool(roles),
        "nomis.record": lambda: (
            False
        ),  # nobody here has served the time; tests/web/test_time_served.py tries it
        "questions.ask": lambda: may("ask"),
        "questions.do_ask": lambda: may("ask"),
        "questions.ask_answer": lambda: may("answer"),
        "questions.answer": lambda: may("answer"),
        "questions.ask_close": lambda: may("close"),
        "questions.close": lambda: may("close"),
        "questions.ask_lift": lambda: may("lift"),
        "questions.lift": lambda: may("lift"),
        "licence.ask": lambda: may(address["action"].name),
        "licence.act": lambda: may(address["action"].name),
        "licence_policy.show": lambda: may("write"),
        "licence_policy.move": lambda: may("write"),
        "licence.html": lambda: may("print"),
        "licence.print_pdf": lambda: may("print"),
        "maps.show": lambda: bool(roles),
        "journeys.begin": lambda: may(JOURNEYS[str(address["name"])]),
        "journeys.page": lambda: may(JOURNEYS[str(address["name"])]),
        "journeys.save": lambda: may(JOURNEYS[str(address["name"])]),
        "journeys.confirm_remove": lambda: may(JOURNEYS[str(address["name"])]),
        "journeys.remove": lambda: may(JOURNEYS[str(address["name"])]),
        "journeys.check_answers": lambda: may(JOURNEYS[str(address["name"])]),
        "journeys.submit": lambda: may(JOURNEYS[str(address["name"])]),
        "journeys.done": lambda: bool(roles),  # leads to the licence for all but who has just done it
    }
    return expectations[address.endpoint]()


ALL_TRIED = {"not started", "approved"}
EVERY_STANDING = [
    each if each in ALL_TRIED else pytest.param(each, marks=pytest.mark.one_database) for each in STANDINGS
]
"""Whom the database lets see a person does not depend on where their licence stands, so that not all are tried twice."""
SOME = {"licence.show", "licence.act", "licence.print_pdf", "journeys.begin", "journeys.save"}
OPEN_TO_ALL = {
    "home.accessibility",
    "home.feedback",
    "machines.health",
    "machines.metrics",
    "machines.ping",
    "receipts.receive",
    "sign_in.show",
    "sign_in.do",
    "sign_in.sign_out",
    "upstream.description",
    "upstream.take",
}
OF_JOBS = {"jobs.index", "jobs.show", "jobs.ask", "jobs.run_now"}
OF_A_ROLE = {"home.show", "home.messages", "lists.show", "lists.csv", "search.show"}
OF_MANAGERS = {"messages.to_pass_on", "messages.see_to"}  # test_messages.py tries those of others
ONES_OWN = {
    *("addresses.show", "addresses.ask", "addresses.remove"),  # test_addresses.py tries those of others
    "dates.ics",
    *("my_account.show", "my_account.ask_password", "my_account.password"),
    *("my_account.ask_messages", "my_account.messages"),
    *("my_account.end", "my_account.end_others"),  # test_account_pages.py tries those of others
}


def test_every_address_of_the_service_has_an_expectation(app):
    about_people = {address.endpoint for address in addresses(app, 1, 1)}
    for endpoint in about_people:
        address = next(a for a in addresses(app, 1, 1) if a.endpoint == endpoint)
        allowed(address, {P}, "approved")
    others = {rule.endpoint for rule in app.url_map.iter_rules()} - about_people
    # test_policies.py and test_account_pages.py try those of support, and test_cover.py those of a place.
    others = {
        each
        for each in others
        if each.partition(".")[0] not in ("policies", "accounts", "prisons", "sites", "cover")
    }
    assert others == OPEN_TO_ALL | OF_A_ROLE | OF_MANAGERS | OF_JOBS | ONES_OWN


def is_gone(address: Address, roles: set[str], standing_: str) -> bool:
    """Whether a map is one that this reader may not see any more, or not yet: a draft's, or one that was let go."""
    if address.endpoint != "maps.show" or not roles:
        return False
    return standing_ == "inactive" or (standing_ in ("in progress", "edit in progress") and P not in roles)


def is_of_no_question(address: Address, roles: set[str], standing_: str) -> bool:
    """Whether it is about a question that there is not, and the reader may know."""
    is_about_one = "number" in dict(address.values) and standing_ != ASKED_IN
    return is_about_one and allowed(address, roles, standing_)


ASKED_IN = "submitted"
"""Where a licence of this test has a question, so that sending it is not the last thing that happened to it."""


def word_of(address: Address) -> object:
    """The journey or the action that an address names."""
    values = dict(address.values)
    return values["action"].name if "action" in values else values.get("name")


def is_repeat(address: Address, standing_: str, account: str, kind: str) -> bool:
    """Whether this account has just done this very thing: a repeated POST leads to where the first one did."""
    writer, approver = WRITERS[kind]
    return (
        address.endpoint,
        word_of(address),
        standing_,
        account,
    ) in {
        ("journeys.submit", "approve", "approved", approver),
        ("journeys.submit", "approve", "returned", approver),
        ("licence.act", "discard", "inactive", writer),
    }


def client_of(app, account: str):
    client = app.test_client() if account == NOBODY else as_user(app, account)
    client.sends_csrf = client.checks = False
    return client


def facts_of(app, case_id: int) -> dict[str, str]:
    """What only those who may see a person may read."""
    with app.app_context():
        case = db.session.get_one(Case, case_id)
        return {
            "name": case.name,
            "surname": case.surname,
            "prison number": case.prison_number,
            "date of birth": long_date(case.date_of_birth),
            "release date": long_date(case.licence_start),
            "CRN": case.crn,
        }


def fault_of(response, expected: str, kept: dict[str, str], is_named: bool) -> str | None:
    """What is wrong with an answer; None when it is as expected. `kept` must not be shown where a reader is refused."""
    status, page = response.status_code, response.text if response.mimetype == "text/html" else ""
    if expected == SIGN_IN:
        is_asked = status == 401 or (status == 302 and response.location.startswith("/sign-in"))
        if not is_asked:
            return f"nobody is signed in, and it answered {status}"
        return next((f"{what} shown to nobody" for what, words in kept.items() if words in page), None)
    if expected == OPEN:
        return None if status in (200, 302, 409, 422) else f"it is open and answered {status}"
    if expected == GONE:
        return None if status == 404 else f"it is gone and answered {status}"
    if status != 403:
        return f"it is refused and answered {status}"
    if missing := [heading for heading in REASONS if not re.search(rf">{heading}</h2>\s*<p[^>]*>\S", page)]:
        return f"the refusal does not say: {missing}"
    if is_named:
        return None
    return next((f"the refusal shows the {what}" for what, words in kept.items() if words in page), None)


@pytest.mark.usefixtures("printing_is_quick")
@pytest.mark.parametrize("kind", SURNAMES)
@pytest.mark.parametrize("standing_", EVERY_STANDING)
def test_each_address_is_open_to_those_it_is_for_and_refused_to_others(app, kind, standing_):
    app.config["WTF_CSRF_ENABLED"] = False  # nobody may pass for having a token
    case_id = standing.case_id_of(app, SURNAMES[kind])
    kept = facts_of(app, case_id)
    writer, approver = WRITERS[kind]

    def made() -> int | None:
        licence_id = stand(app, standing_, case_id, writer, approver)
        if licence_id is not None:
            give_map(app, licence_id, writer)
        if standing_ == ASKED_IN:
            asked_on(app, licence_id, approver, holds=True)
        return licence_id

    licence_id = made()
    faults = []
    for account in ACCOUNTS:
        roles = REACHES[account].get(kind, set())
        client, before = client_of(app, account), traces(app)
        hidden = dict(kept)
        if kind in (RESTRICTED, COLLEAGUES):
            hidden.pop("CRN")  # by which staff ask for a restriction to be lifted

        def expected(address, account=account, roles=roles):
            if account == NOBODY:
                return SIGN_IN
            if is_gone(address, roles, standing_) or is_of_no_question(address, roles, standing_):
                return GONE
            is_open = allowed(address, roles, standing_) or is_repeat(address, standing_, account, kind)
            return OPEN if is_open else REFUSED

        def try_(address, account=account, client=client, roles=roles, hidden=hidden):
            answer = client.open(address.path, method=address.method)
            if fault := fault_of(answer, expected(address), hidden, bool(roles)):
                faults.append(f"{account}: {address.method} {address.path}: {fault}")

        def acts(address):
            return address.method == "POST" and expected(address) == OPEN

        for address in addresses(app, case_id, licence_id):
            # What is out of sight differs by standing in nothing, and what a restriction leaves in sight is as any
            # other: there, in most standings, a few addresses stand for all.
            is_plain = roles and kind in (OWN, FOREIGN)
            if not acts(address) and (is_plain or standing_ in ALL_TRIED or address.endpoint in SOME):
                try_(address)
        if traces(app) != before:
            faults.append(f"{account}: a refused POST, or a GET, changed something")
        for number in range(sum(map(acts, addresses(app, case_id, licence_id)))):
            try_([address for address in addresses(app, case_id, licence_id) if acts(address)][number])
            if traces(app) != before:  # what was open was done, so the licence is made anew
                standing.forget_licences(app)
                licence_id = made()
                before = traces(app)
    assert not faults, "\n" + "\n".join(faults)


# Lists, messages and the home page

RECORDS = people(standing.days(0))


def is_open(record, account: str, role: str) -> bool | None:
    """Whether a list of this role names a person; None where the role does not cover them at all."""
    user = next(user for user in USERS if user["username"] == account)
    manager = record["probation"]["manager"]
    covers = {
        P: manager["team"]["code"] in user.get("teams", ()) or manager["username"] == account,
        A: record["prisoner"]["prisonId"] in user.get("prisons", ()),
        V: record["prisoner"]["prisonId"] in user.get("prisons", ()),
        H: manager["team"]["borough"]["code"] in user.get("pdus", ()),
        T: manager["team"]["code"] in user.get("teams", ()),
        S: True,
    }[role]
    if record["prisoner"]["restrictedPatient"] and role in (A, V):
        covers = record["prisoner"]["supportingPrisonId"] in user.get("prisons", ())
    if not covers:
        return None
    return (
        role in (A, V)
        or record["probation"]["restriction"]["kind"] == "NONE"
        or manager["username"] == account
    )


def name_of(record) -> str:
    return " ".join(filter(None, (record["prisoner"]["firstName"], record["prisoner"]["lastName"])))


def names_listed(page) -> list[str]:
    """The names in a list's rows, links or not: some lists have nothing to open for people without a licence."""
    heads = [head for body in page.all("tbody") for head in body.iter("th")]
    links = [next(head.iter("a"), None) for head in heads]
    return [
        squeeze(head.text or "") if link is None else text(link)
        for head, link in zip(heads, links, strict=True)
    ]


@pytest.mark.parametrize("name", WHOSE)
def test_a_list_is_for_its_role_and_names_only_people_its_readers_may_open(app, name):
    app.config["PAGE_SIZE"] = 1000
    for account in ACCOUNTS:
        client = app.test_client() if account == NOBODY else as_user(app, account)
        answer = client.get(f"/people/{name}")
        if account == NOBODY:
            assert answer.status_code == 302 and answer.location.startswith("/sign-in")
            continue
        if WHOSE[name] not in ROLES[account]:
            assert fault_of(answer, REFUSED, {}, False) is None
            assert not [r for r in RECORDS if name_of(r) in answer.text]
            continue
        assert answer.status_code == 200
        listed = names_listed(client.page)
        verdicts = {name_of(record): is_open(record, account, WHOSE[name]) for record in RECORDS}
        shown = {person for person in listed if not person.startswith("Access restricted")}
        assert shown <= {squeeze(person) for person, verdict in verdicts.items() if verdict}
        if name in ("team", "prison", "delivery-unit", "managed", "everyone"):
            assert shown == {squeeze(person) for person, verdict in verdicts.items() if verdict}
            masked = [r for r in RECORDS if is_open(r, account, WHOSE[name]) is False]
            assert [p for p in listed if p not in shown] == [
                f"Access restricted to {crn}" for crn in sorted(r["probation"]["crn"] for r in masked)
            ]
            for record in masked:
                assert name_of(record) not in answer.text
                assert record["prisoner"]["prisonerNumber"] not in answer.text


@pytest.mark.parametrize("kind", SURNAMES)
def test_the_search_names_numbers_only_of_whom_its_reader_may_open_and_nothing_of_the_restricted(app, kind):
    kept = facts_of(app, standing.case_id_of(app, SURNAMES[kind]))
    for account in ACCOUNTS:
        client = app.test_client() if account == NOBODY else as_user(app, account)
        answer = client.get("/search", query_string={"q": kept["surname"]})
        if account == NOBODY:
            assert answer.status_code == 302 and answer.location.startswith("/sign-in")
            continue
        is_open = bool(REACHES[account].get(kind))
        listed = [name for name in names_listed(client.page) if name.startswith(kept["name"])]
        assert len(listed) == (is_open or kind in (OWN, FOREIGN)), account
        if not is_open:
            numbers = (kept["prison number"], kept["CRN"], kept["date of birth"], kept["release date"])
            assert not [each for each in numbers if each in answer.text], account


def test_a_list_that_does_not_exist_is_not_found(app):
    for account in ACCOUNTS:
        client = app.test_client() if account == NOBODY else as_user(app, account)
        assert client.get("/people/all").status_code == (302 if account == NOBODY else 404)


def test_messages_are_for_support_and_leave_out_restricted_people(app, printing_is_quick):
    for kind in (OWN, COLLEAGUES):
        writer, approver = WRITERS[kind]
        stand(app, "submitted", standing.case_id_of(app, SURNAMES[kind]), writer, approver)
    open_number = facts_of(app, standing.case_id_of(app, SURNAMES[OWN]))["prison number"]
    for account in ACCOUNTS:
        client = app.test_client() if account == NOBODY else as_user(app, account)
        answer = client.get("/messages")
        if account == "support":
            assert f"Licence to approve: {open_number}" in answer.text
            assert answer.text.count("Licence to approve") == 1
        elif account == NOBODY:
            assert answer.status_code == 302
        else:
            assert fault_of(answer, REFUSED, {"number": open_number}, False) is None


def test_the_jobs_of_the_clock_are_for_support_who_alone_lets_one_run(app):
    app.config["WTF_CSRF_ENABLED"] = False
    job = "/jobs/expire-licences"
    for account in ACCOUNTS:
        client = client_of(app, account)
        for method, path in (("GET", "/jobs"), ("GET", job), ("GET", f"{job}/run"), ("POST", f"{job}/run")):
            answer = client.open(path, method=method, data={} if method == "POST" else None)
            if account == "support":
                assert answer.status_code == (302 if method == "POST" else 200), path
            elif account == NOBODY:
                assert fault_of(answer, SIGN_IN, {}, False) is None, path
            else:
                assert fault_of(answer, REFUSED, {}, False) is None, (account, path)
                assert "You cannot open the jobs of the clock" in answer.text
    assert standing.count(app, JobRun) == 1
    with app.app_context():
        asked_by = db.select(User.username).join(JobRun, JobRun.by_id == User.id)
        assert db.session.scalars(asked_by).all() == ["support"]


def test_the_home_page_offers_each_account_what_it_may_do(app):
    cards = {
        P: "Create and edit a licence",
        V: "Approve a licence",
        A: "Print a licence",
        H: "See licences in my delivery unit",
        T: "See licences of my team",
        S: "Find a licence",
    }
    for account in ACCOUNTS[:-1]:
        client = as_user(app, account)
        client.get("/")
        titles = [
            re.sub(r" \([\d,]+\)$", "", text(link))
            for heading in client.page.with_class("app-card__title")
            for link in heading.iter("a")
        ]
        more: tuple[dict[str, str], ...] = (
            {S: "See messages", P: "See your saved addresses", A: "Releases in the next two working days"},
            {P: "What needs me"},
            {P: "Put your dates in your calendar"},
            {P: "Questions to answer", A: "Questions about licences", V: "Questions before approval"},
            dict.fromkeys((A, T, S), "Say who is away and who covers"),
            dict.fromkeys((T, S), "Pass on messages"),
            {T: "See whom nobody is allocated to"},
        )
        more += tuple(
            {S: card}
            for card in (
                "Manage licence policies",
                "Manage accounts",
                "Manage prisons",
                "Manage roll-out",
                "See jobs",
                "See security events",
            )
        )
        assert set(titles) == {card[role] for card in (cards, *more) for role in ROLES[account] & card.keys()}
        for link in [a.get("href") for h in client.page.with_class("app-card__title") for a in h.iter("a")]:
            assert client.get(link, follow_redirects=True).status_code == 200


def test_an_account_without_roles_is_told_so_everywhere(app):
    from app.models.user import Grant

    with app.app_context():
        db.session.execute(db.delete(Grant).where(Grant.user_id == standing.user("practitioner").id))
        db.session.commit()
    client = as_user(app, "practitioner")
    assert "Your account has no role in this service" in client.get("/").text
    answer = client.get(f"/case/{standing.case_id_of(app, 'Testwick')}")
    assert answer.status_code == 403 and "Your account has no role in this service" in answer.text
    assert client.get("/people/mine").status_code == 403


# What is sent cannot reach further than the address

NUMBERS = (
    "0",
    "-1",
    "1" + "0" * 30,
    "2147483648",
    "9223372036854775808",
    "9" * 5000,
    "abc",
    "1e3",
    "0x1",
    "٣",
    "1.0",
)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_number_that_nothing_has_is_a_page_not_found(app, method):
    app.config["WTF_CSRF_ENABLED"] = False
    client = as_user(app, "practitioner")
    tried = set()
    for number in NUMBERS:
        for address in addresses(app, 987654321, 987654321):
            if address.method != method:
                continue
            path = address.path.replace("987654321", number)
            answer = client.open(path, method=method)
            assert answer.status_code == 404, f"{method} {path[:80]} answered {answer.status_code}"
            assert "Page not found" in answer.text
            tried.add(address.endpoint)
    assert len(tried) > 5


def test_an_address_longer_than_any_is_a_page_not_found(app):
    client = as_user(app, "practitioner")
    for path in (
        "/licence/" + "x" * 20_000,
        "/people/" + "9" * 20_000,
        "/licence/1/create/" + "a/" * 5_000 + "a",
    ):
        assert client.get(path).status_code == 404


def test_numbers_in_a_form_do_not_reach_another_licence(app, printing_is_quick):
    app.config["WTF_CSRF_ENABLED"] = False
    own = standing.started(app, standing.case_id_of(app, SURNAMES[OWN]), "practitioner")
    other_case = standing.case_id_of(app, SURNAMES[FOREIGN])
    other = standing.started(app, other_case, "practitioner2")
    client = as_user(app, "practitioner")
    forged = {
        "licence_id": other,
        "case_id": other_case,
        "id": other,
        "licence": other,
        "owner": "practitioner2",
        "user": "practitioner2",
        "status": "approved",
        "name": "approve",
        "action": "approve",
        "next": f"/licence/{other}",
    }
    before = standing.answers_of(app, other), status_of(app, other), standing.events_of(app, other)
    pages = {
        "appointment-with": {"who": "duty-officer"},
        "check-answers": {},
        "bespoke-conditions/1/remove": {},
    }
    for page, given in pages.items():
        client.post(f"/licence/{own}/create/{page}", data={**forged, **given}, query_string=forged)
    for path in (f"/case/{standing.case_id_of(app, SURNAMES[OWN])}/start", f"/licence/{own}/withdraw"):
        client.post(path, data=forged, query_string=forged)
    assert (standing.answers_of(app, other), status_of(app, other), standing.events_of(app, other)) == before
    assert standing.answers_of(app, own) == {"appointment-with": {"who": "duty-officer"}}
    assert status_of(app, own) == "in-progress"


def test_an_approver_cannot_name_the_document_of_another_licence(app, printing_is_quick):
    app.config["WTF_CSRF_ENABLED"] = False
    own = stand(app, "submitted", standing.case_id_of(app, SURNAMES[OWN]), "practitioner", "approver")
    other = stand(app, "submitted", standing.case_id_of(app, "Sampleton"), "practitioner", "approver")
    with app.app_context():
        sha256 = standing.reach("approver", other).licence.document.sha256
    client = as_user(app, "approver")
    answer = client.post(f"/licence/{own}/approve/licence", data={"document": sha256})
    assert answer.status_code == 422
    assert "Licence 1.0 was sent for approval by" in answer.text
    assert status_of(app, own) == status_of(app, other) == "submitted"
