"""What is said takes into account who reads it and what can be done, and whoever acts on a fact is shown it."""

from __future__ import annotations

import datetime as dt

import pytest

from app import clock
from app.domain.licence import actions
from app.domain.licence.facts import Happened
from app.domain.licence.moves import MOVES
from app.domain.licence.next_step import is_told, next_in_words
from app.domain.licence.permission import why_not
from app.domain.licence.status import FIRST, Status
from app.domain.roles import Role
from app.models.base import db
from app.store import policies, runs
from journeys.all import JOURNEYS
from tests.journeys.facts import WHY, facts
from tests.support import standing
from tests.support.moving import act, decide, put, words
from tests.support.page_checks import text
from tests.support.standing import as_user, case_id_of, change_case
from tests.support.writing import decided, press

pytestmark = pytest.mark.one_database

PRACTITIONER, APPROVER, PRINTER = Role.PRACTITIONER, Role.PRISON_APPROVER, Role.CASE_ADMINISTRATOR
UNPRINTED = {"document": None}


def said(status: Status, *roles: Role, **changes) -> str:
    return next_in_words(status, roles, facts(**{"licence": UNPRINTED, **changes}))


# Who can do what next


def test_whoever_writes_a_licence_is_not_told_that_a_practitioner_is_writing_it() -> None:
    assert said(Status.IN_PROGRESS, PRACTITIONER) == "You can write it and send it to the prison."
    assert said(Status.REJECTED, PRACTITIONER) == "You can change it and send it again."
    for role in (APPROVER, PRINTER, Role.SUPPORT, Role.HEAD_OF_PDU):
        assert said(Status.IN_PROGRESS, role).startswith("Robin Samplewright, the probation practitioner,")


def test_an_approver_is_told_what_they_can_decide_and_an_author_that_another_has_to() -> None:
    assert "You can approve it or return it." in said(Status.SUBMITTED, APPROVER)
    author = said(Status.SUBMITTED, APPROVER, reader={"is_author": True})
    assert author.startswith("You wrote or sent this version, so another prison approver at HMP Exampleford")
    assert "A prison approver at HMP Exampleford can approve it" in said(Status.SUBMITTED, PRACTITIONER)
    assert "You can withdraw it" in said(Status.SUBMITTED, PRACTITIONER)


def test_nothing_is_said_to_be_possible_that_a_bar_stops() -> None:
    void = {"licence": UNPRINTED | {"void": WHY}, "release": {"reasons_not_to_start": (WHY,)}}
    for role in Role:
        assert said(Status.APPROVED, role, **void) == "It can no longer be printed or edited. Cannot start."
        assert "cannot be sent" in said(Status.IN_PROGRESS, role, **void)
        assert "It cannot be approved as it is. Cannot start." in said(Status.SUBMITTED, role, **void)
    changed = {"licence": UNPRINTED | {"record_changes": (("Name", "Ada", "Eve"),)}}
    assert "You can return it. It cannot be approved as it is." in said(Status.SUBMITTED, APPROVER, **changed)
    damaged = {"licence": UNPRINTED | {"fault": lambda: "event 2 (submit) was changed"}}
    assert "neither approved nor returned" in said(Status.SUBMITTED, APPROVER, **damaged)
    assert "It cannot be printed." in said(Status.APPROVED, PRINTER, **damaged)
    stopped = said(Status.APPROVED, PRACTITIONER, release={"reasons_not_to_start": (WHY,)})
    assert stopped == "You can print it. It cannot be edited. Cannot start."


def test_who_is_told_is_named_and_where_nobody_can_be_the_manager_is() -> None:
    person = facts().person
    assert (
        is_told("practitioner", person, False) == "Robin Samplewright, the probation practitioner, is told."
    )
    assert is_told("practitioner", person, True).startswith("You are the probation practitioner")
    without = facts(person={"manager_has_address": False}).person
    assert "no email address of Robin Samplewright" in is_told("practitioner", without, False)
    nobody = facts(person={"manager_name": None}).person
    assert is_told("practitioner", nobody, False).startswith(
        "No probation practitioner is allocated, so the team’s manager"
    )


@pytest.mark.parametrize(
    ("username", "sentence"),
    [
        ("practitioner", "You can write it and send it to the prison."),
        ("colleague", "You can write it and send it to the prison."),
        ("administrator", "Robin Samplewright, the probation practitioner, or a colleague in their team"),
    ],
)
def test_the_page_of_a_draft_speaks_to_whoever_reads_it(app, username, sentence):
    licence_id = put(app, "in progress")
    client = as_user(app, username)
    client.get(f"/licence/{licence_id}")
    assert sentence in words(client)
    assert "A probation practitioner in the person’s team is writing it" not in words(client)


def buttons(client) -> list[str]:
    return [text(a) for main in client.page.all("main") for a in main.iter("a") if a.get("role") == "button"]


def test_an_author_who_is_an_approver_is_not_offered_to_decide(app, printing_is_quick):
    licence_id = put(app, "submitted", writer="several")
    author, other = as_user(app, "several"), as_user(app, "approver")
    author.get(f"/licence/{licence_id}")
    assert "Read and decide" not in buttons(author)
    assert "another prison approver at HMP Exampleford has to approve it" in words(author)
    author.get("/people/approvals")
    assert "You wrote or sent it, so another prison approver has to decide" in words(author)
    other.get("/people/approvals")
    assert "You wrote or sent it" not in words(other)
    other.get(f"/licence/{licence_id}")
    other.follow("Read and decide")
    assert other.page.heading == "Read the licence"


STANDINGS = ("in progress", "submitted", "returned", "approved", "edit in progress")
BROKEN = {
    "nothing": {},
    "another booking": {"booking_id": "7654321"},
    "no release date": {"licence_start": None},
    "nobody allocated": {"manager_unallocated": True, "manager_name": None, "manager_email": None},
}


@pytest.mark.parametrize("standing_", STANDINGS)
def test_every_button_that_a_page_offers_works(app, printing_is_quick, standing_):
    licence_id = put(app, standing_, writer="several")
    clients = [as_user(app, name) for name in ("practitioner", "several", "approver", "administrator")]
    for changes in BROKEN.values():
        change_case(app, case_id_of(app, "Testwick"), **changes)
        for client in clients:
            client.get(f"/licence/{licence_id}")
            if any("Print the licence" in text(each) for each in client.page.all("button")):
                assert press(client, f"/licence/{licence_id}/print", shown=client.page.url).status_code == 200
                client.get(f"/licence/{licence_id}")
            offered = [(text(a), a.get("href")) for a in client.page.all("a") if a.get("role") == "button"]
            for name, address in offered:
                answer = client.get(address, follow_redirects=True)
                assert answer.status_code == 200, (standing_, changes, name)


def test_a_licence_of_an_earlier_booking_is_not_said_to_be_printable(app, printing_is_quick):
    licence_id = put(app, "approved")
    change_case(app, case_id_of(app, "Testwick"), booking_id="7654321")
    client = as_user(app, "support")
    client.get(f"/licence/{licence_id}")
    assert "It can no longer be printed or edited. This licence is for an earlier booking." in words(client)
    assert "A case administrator can print it" not in words(client)


@pytest.mark.parametrize("decision", ["approve", "return"])
def test_nobody_is_said_to_be_told_where_nobody_is_allocated(app, printing_is_quick, decision):
    licence_id = put(app, "submitted")
    change_case(app, case_id_of(app, "Testwick"), **BROKEN["nobody allocated"])
    client = as_user(app, "approver")
    reason = "The curfew address is not the agreed one." if decision == "return" else None
    decide(client, licence_id, decision, reason)
    for _ in ("check your decision", "done"):
        assert "No probation practitioner is allocated, so the team’s manager is asked" in words(client)
        assert "practitioner is told" not in words(client)
        client.submit() if client.page.url.endswith("check-answers") else None
    assert client.page.url.endswith("/done")


# A race that is lost


def test_every_refusal_by_status_names_who_did_what_and_when_and_what_follows() -> None:
    at = dt.datetime(2026, 11, 26, 10, 2, tzinfo=dt.UTC)
    tried = 0
    for move in MOVES:
        for status in set(Status) - {Status.NOT_STARTED}:
            if move.status is Status.NOT_STARTED or Role.SERVICE in move.by:
                continue
            brought = next((m.action for m in MOVES if m.then is status and m.status is not status), None)
            if brought is None:
                continue
            known = facts(
                licence=UNPRINTED | {"last": lambda a=brought: Happened(a.was, "Grace Governor", at)}
            )
            purpose, role = sorted(move.of)[0], sorted(move.by)[0]
            refusal = why_not(move.action, status, purpose, [role], known=lambda k=known: k)
            if refusal is None:
                continue
            tried += 1
            assert refusal.fact == (
                f"Licence 1.0 was {brought.was} by Grace Governor on 26 November 2026 at 10:02am."
            )
            assert refusal.who == next_in_words(status, [role], known)
    assert tried > 20


def test_what_is_allowed_looks_up_nothing_that_only_a_refusal_says() -> None:
    def never():
        raise AssertionError("looked up")

    assert why_not(actions.APPROVE, Status.SUBMITTED, FIRST, [APPROVER], known=never) is None


RACES = {
    "a withdrawal is lost to an approval": (
        "practitioner",
        "/withdraw",
        lambda app, number: decided(app, as_user(app, "approver"), number),
        "Licence 1.0 was approved by Governor Jo Pretendergast on 23 November 2026 at 10am.",
        "You can print it. You can edit it.",
    ),
    "a decision is lost to a withdrawal": (
        "approver",
        "/approve/check-answers",
        lambda app, number: act(as_user(app, "practitioner"), number, "withdraw"),
        "Licence 1.0 was withdrawn from approval by Robin Samplewright on 23 November 2026 at 10am.",
        "Robin Samplewright, the probation practitioner, or a colleague in their team is writing it",
    ),
    "a withdrawal is lost to one’s own in another tab": (
        "practitioner",
        "/withdraw",
        lambda app, number: act(as_user(app, "practitioner"), number, "withdraw"),
        "Licence 1.0 was withdrawn from approval by you on 23 November 2026 at 10am.",
        "You can write it and send it to the prison.",
    ),
}


@pytest.mark.parametrize("race", RACES)
def test_a_race_that_is_lost_says_who_won_it_when_and_what_follows(app, printing_is_quick, race):
    username, address, winner, fact, follows = RACES[race]
    licence_id = put(app, "submitted")
    slow = as_user(app, username)
    if address == "/withdraw":
        slow.get(f"/licence/{licence_id}/withdraw")
    else:
        decide(slow, licence_id, "approve")
    winner(app, licence_id)
    if race.endswith("tab"):
        slow.get(
            f"/licence/{licence_id}/withdraw"
        )  # a POST that comes twice leads to where the first one did
    else:
        slow.submit()
    assert slow.page.status == 403
    assert fact in words(slow) and follows in words(slow)


def give_number(app, licence_id: int, telephone: str) -> None:
    """Change the telephone number of a draft."""
    with app.app_context():
        at = standing.reach("practitioner", licence_id)
        run = runs.find(at.licence, JOURNEYS["create"], at.user)
        answer = {"telephone": telephone, "alternative": None}
        runs.save(run, "appointment-telephone", answer, at.user)
        db.session.commit()


def test_a_licence_that_was_sent_again_names_who_sent_it(app, printing_is_quick):
    licence_id = put(app, "submitted")
    slow, writer = as_user(app, "approver"), as_user(app, "practitioner")
    slow.get(f"/licence/{licence_id}/approve", follow_redirects=True)
    act(writer, licence_id, "withdraw")
    give_number(app, licence_id, "01632 960555")
    standing.sent(app, licence_id, "colleague")
    slow.submit()
    assert slow.page.status == 422
    assert "Licence 1.0 was sent for approval by Morgan Mockridge on 23 November" in words(slow)
    assert "Read it as it is now" in words(slow)


# Facts for whoever acts on them

SCHEME = "Sampleton evening pathfinder"


def tag(app, surname: str = "Testwick") -> int:
    """A licence with a tag and a programme, sent."""
    with app.app_context():
        policy = policies.load(policies.applying(clock.today(), policies.schedule()))
    tagged = next(
        c
        for c in policy.additional_conditions.AP
        if c.requires_electronic_monitoring_response and not c.requires_input
    )
    given = {
        "additional-conditions": {"needed": "yes"},
        "conditions": {"codes": [tagged.code]},
        "monitoring-programme": {"tagged": "yes", "programme": SCHEME},
        "appointment-with": {"who": "duty-officer"},
    }
    licence_id = standing.started(app, case_id_of(app, surname), "practitioner")
    return standing.sent(app, licence_id, "practitioner", given)


def test_the_programme_is_shown_to_everybody_who_may_open_the_licence_and_not_printed(app, printing_is_quick):
    licence_id = tag(app)
    for username in ("practitioner", "colleague", "approver", "administrator", "support", "pdu-head"):
        client = as_user(app, username)
        client.get(f"/licence/{licence_id}")
        assert SCHEME in words(client) and "it is not printed" in words(client), username
        assert "Only prison approvers see this part" not in words(client)
    approver = as_user(app, "approver")
    approver.get(f"/licence/{licence_id}/approve/licence")
    assert SCHEME in words(approver) and "Everybody who may open this licence sees this part" in words(
        approver
    )
    decided(app, approver, licence_id)
    assert SCHEME not in as_user(app, "administrator").get(f"/licence/{licence_id}/html").text


def test_the_reason_of_an_earlier_return_and_what_changed_since_are_shown(app, printing_is_quick):
    licence_id = put(app, "returned")
    writer = as_user(app, "practitioner")
    give_number(app, licence_id, "01632 960555")
    standing.sent(app, licence_id, "practitioner")
    approver = as_user(app, "approver")
    for client, address in (
        (approver, f"/licence/{licence_id}/approve/licence"),
        (approver, f"/licence/{licence_id}"),
        (writer, f"/licence/{licence_id}"),
        (as_user(app, "administrator"), f"/licence/{licence_id}"),
    ):
        client.get(address)
        by = "You" if client is approver else "Governor Jo Pretendergast"
        assert f"{by} returned this licence before, on 23 November 2026 at 10am" in words(client)
        assert "The curfew address is not the one we agreed." in words(client)
        assert "is now 01632 960555" in words(client)
    decided(app, approver, licence_id)
    assert "is now 01632" not in as_user(app, "administrator").get(f"/licence/{licence_id}/html").text


def test_a_licence_says_whether_and_when_it_was_printed_to_everybody_and_in_the_lists(app, printing_is_quick):
    licence_id = put(app, "approved")
    clients = {name: as_user(app, name) for name in ("practitioner", "approver", "administrator", "support")}
    for client in clients.values():
        client.get(f"/licence/{licence_id}")
        assert "Printed Not yet" in words(client)
    for name, listed in (("administrator", "to-print"), ("approver", "approved")):
        clients[name].get(f"/people/{listed}")
        assert "Not printed yet" in words(clients[name])
    press(clients["administrator"], f"/licence/{licence_id}/print", shown=f"/licence/{licence_id}")
    for client in clients.values():
        client.get(f"/licence/{licence_id}")
        assert "Printed Once, on 23 November 2026 at 10am by" in words(client)
    for name, listed in (("administrator", "to-print"), ("approver", "approved")):
        clients[name].get(f"/people/{listed}")
        assert "Printed on 23 Nov 2026" in words(clients[name])
    press(clients["approver"], f"/licence/{licence_id}/print", shown=f"/licence/{licence_id}")
    clients["support"].get(f"/licence/{licence_id}")
    assert "Printed 2 times, last on 23 November 2026 at 10am by Governor Jo" in words(clients["support"])
