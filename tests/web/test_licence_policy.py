"""What a new policy does to licences: drafts are told and can be moved, everything else stays as it is."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest

from app.domain.record.read import parse_records
from app.integrations.bank_holidays import working_days
from app.models import Case, Condition, Licence, Message
from app.models.base import db
from app.moves.cases import import_records
from app.store import audit, policies
from tests.support import standing
from tests.support.page_checks import squeeze
from tests.support.policies import (
    ASKED,
    FILLED,
    REWORDED,
    changed,
    codes,
    published,
    start_on,
    stored,
    taken_back,
    version_on,
)
from tests.support.policy_pages import some
from tests.support.queries import queries
from tests.support.standing import (
    answers_of,
    as_user,
    case_id_of,
    change_case,
    days,
    events_of,
    everything,
    outbox,
    stand,
    status_of,
)

RELEASE_DATES = ("conditionalReleaseDate", "confirmedReleaseDate")
CODES = codes()
CHOSEN: dict[str, dict[str, Any]] = {
    "additional-conditions": {"needed": "yes"},
    "conditions": {"codes": CODES},
    f"condition/{CODES[ASKED]}": {"nameOfIndividual": ["Jo Marsh"]},
    f"condition/{CODES[FILLED]}": {"nameOfOrganisation": ["The Kites"]},
}


@pytest.fixture
def case_id(app) -> int:
    case_id = case_id_of(app, "Testwick")
    change_case(app, case_id, licence_start=days(30))
    return case_id


@pytest.fixture
def draft(app, case_id) -> int:
    """A draft with four chosen conditions, that starts in thirty days."""
    return standing.started(app, case_id, "practitioner", CHOSEN, whole=True)


def policy_of(app, licence_id: int) -> str:
    with app.app_context():
        return str(db.session.get_one(Licence, licence_id).policy_version)


def subjects(app, licence_id: int) -> list[str]:
    return [subject for _, _, subject in outbox(app, licence_id)]


def test_a_new_licence_gets_the_latest_policy_that_has_commenced_by_its_start(app):
    published(app, changed(), days(10))
    for surname, start, version in (("Testwick", 9, "0.2"), ("Sampleton", 10, "0.3")):
        case_id = case_id_of(app, surname)
        change_case(app, case_id, licence_start=days(start))
        assert policy_of(app, standing.started(app, case_id, "practitioner")) == version


def test_another_process_sees_a_moved_date_at_once(app, case_id):
    """Nothing about dates is remembered: here the table changes under the process, as another would change it."""
    published(app, changed(), days(40))
    with app.app_context():
        assert version_on(days(30)) == "0.2"
        db.session.execute(db.text("UPDATE policies SET commences = '2026-12-01' WHERE version = '0.3'"))
        db.session.commit()
        assert version_on(days(30)) == "0.3"


def test_a_draft_stays_as_it_is_and_its_practitioner_is_told_once(app, draft):
    before, answers = policy_of(app, draft), answers_of(app, draft)
    published(app, changed(), days(10))
    assert (policy_of(app, draft), answers_of(app, draft), status_of(app, draft)) == (
        before,
        answers,
        "in-progress",
    )
    assert events_of(app, draft)[-1] == "policy-changed"
    with app.app_context():
        message = db.session.scalars(db.select(Message).where(Message.licence_id == draft)).one()
        assert message.recipient == "Robin Samplewright" and message.address == "practitioner@example.com"
        assert message.subject.startswith("Licence policy 0.3 applies: ")
        assert "is being written on licence policy 0.2" in message.body
        assert "Nothing in the licence was changed" in message.body
        case = db.session.get_one(Licence, draft).case
        assert case.surname not in message.body
        assert not list(audit.faults_of_cases([case]))
    start_on(app, "0.3", days(10))  # the same POST again
    start_on(app, "0.3", days(20))  # still before this licence starts
    assert len(outbox(app, draft)) == 1


def test_a_draft_is_told_when_its_own_policy_applies_again(app, draft):
    published(app, changed(), days(10))
    start_on(app, "0.3", days(31))
    assert subjects(app, draft)[-1].startswith("Licence policy 0.2 applies again: ")
    start_on(app, "0.3", days(30))
    taken_back(app, "0.3")
    assert [subject.partition(": ")[0] for subject in subjects(app, draft)] == [
        "Licence policy 0.3 applies",
        "Licence policy 0.2 applies again",
        "Licence policy 0.3 applies",
        "Licence policy 0.2 applies again",
    ]


def test_the_command_tells_the_practitioners_too(app, draft, tmp_path):
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(changed()), encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["policy", "import", str(file), "--commences", "2026-12-01"])
    assert result.exit_code == 0, result.output
    assert subjects(app, draft)[-1].startswith("Licence policy 0.3 applies: ")


@pytest.mark.parametrize(("start", "number"), [(10, 1), (30, 1), (31, 0)])
def test_only_drafts_that_start_by_then_are_told(app, draft, start, number):
    published(app, changed(), days(start))
    assert len(outbox(app, draft)) == number


def test_the_list_and_the_licence_say_that_another_policy_applies(app, draft, case_id):
    writer = as_user(app, "practitioner")
    for page in ("/people/mine", f"/licence/{draft}"):
        assert "policy applies (" not in writer.get(page).text
    published(app, changed(), days(10))
    for page in ("/people/mine", f"/licence/{draft}"):
        assert "A newer policy applies (0.3)" in writer.get(page).text
    reader = as_user(app, "support")
    assert "A newer policy applies (0.3)" in reader.get(f"/licence/{draft}").text
    assert f"/licence/{draft}/policy" not in reader.page.html
    assert reader.get(f"/licence/{draft}/policy").status_code == 403
    change_case(app, case_id, licence_start=days(9))
    assert "policy applies (" not in writer.get(f"/licence/{draft}").text


def main_of(html: str) -> str:
    """What a page says, without the tokens of its forms."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", html.partition("<main")[2])


def words_of(client) -> str:
    return squeeze(" ".join(client.page.root.itertext()))


def move(client, licence_id: int):
    client.get(f"/licence/{licence_id}")
    client.follow("See what policy")
    return client.submit()


def test_the_page_says_what_changes_for_this_licence_and_moving_does_just_that(app, draft):
    published(app, changed(), days(10))
    writer = as_user(app, "practitioner")
    writer.get(f"/licence/{draft}")
    writer.follow("See what policy 0.3 would change")
    said = squeeze(" ".join(writer.page.root.itertext()))
    for words in (
        "Conditions that leave this licence",
        "When a mental health worker comes to see you at home",
        "This policy offers instead: You must keep a diary.",
        "Conditions whose questions change",
        "You must not contact or spend time with Jo Marsh unless",
        "Conditions that are worded anew",
        "within 2 working days of coming back.",
        "Standard conditions",
    ):
        assert words in said, words
    added = [squeeze("".join(e.itertext())) for e in writer.page.all("ins")]
    assert "added: Every day. (end of added words)" in added and "added: always (end of added words)" in added
    writer.submit(button="Move this licence to policy 0.3")
    assert writer.page.url.endswith(f"/create/condition/{CODES[ASKED]}")  # the walk's gap
    said = words_of(writer)
    assert "This licence is now on policy 0.3. Check what is asked again, and all its conditions." in said
    assert "Enter one name" in writer.page.html
    assert policy_of(app, draft) == "0.3"
    kept = answers_of(app, draft)
    assert set(kept["conditions"]["codes"]) == {CODES[ASKED], CODES[REWORDED], CODES[FILLED]}
    assert f"condition/{CODES[ASKED]}" not in kept and f"condition/{CODES[FILLED]}" in kept
    assert events_of(app, draft)[-1] == "move-policy"
    assert "From policy 0.2 to policy 0.3." in writer.get(f"/licence/{draft}").text
    assert "policy applies (" not in writer.page.html


def test_a_moved_licence_is_sent_with_the_words_of_its_new_policy(app, draft, printing_is_quick):
    published(app, changed(), days(10))
    writer = as_user(app, "practitioner")
    move(writer, draft)
    standing.sent(app, draft, "practitioner", CHOSEN)
    with app.app_context():
        licence = db.session.get_one(Licence, draft)
        rows = db.session.execute(
            db.select(Condition.text, Condition.policy_version).where(
                Condition.document_id == licence.document_id
            )
        ).all()
    assert {version for _, version in rows if version} == {"0.3"}
    assert any("You must always not spend time" in words and "The Kites" in words for words, _ in rows)
    assert not any("mental health worker" in words for words, _ in rows)


def test_a_draft_whose_start_moves_before_the_policy_is_offered_the_older_one(app, case_id):
    published(app, changed(), days(10))
    draft = standing.started(app, case_id, "practitioner", whole=True)
    assert policy_of(app, draft) == "0.3"
    change_case(app, case_id, licence_start=days(9))
    writer = as_user(app, "practitioner")
    assert "An older policy applies (0.2)" in writer.get(f"/licence/{draft}").text
    assert "An older policy applies (0.2)" in writer.get("/people/mine").text
    move(writer, draft)
    assert policy_of(app, draft) == "0.2"
    assert "This licence is now on policy 0.2. Check all its conditions." in words_of(writer)


def test_moving_twice_and_moving_what_has_nowhere_to_go_change_nothing(app, draft):
    published(app, changed(), days(10))
    writer = as_user(app, "practitioner")
    writer.get(f"/licence/{draft}/policy")
    sent = {
        field.get("name"): field.get("value")
        for field in writer.form().iter("input")
        if field.get("type") == "hidden"
    }
    first = writer.post(f"/licence/{draft}/policy", data=sent)
    done = everything(app)
    again = writer.post(f"/licence/{draft}/policy", data=sent)
    assert (first.status_code, first.location) == (again.status_code, again.location)
    assert everything(app) == done
    answer = writer.get(f"/licence/{draft}/policy")
    assert answer.status_code == 302 and answer.location.endswith(f"/licence/{draft}")


def test_a_licence_or_policy_that_changed_since_the_page_was_opened_is_shown_again(app, draft):
    published(app, changed(), days(10))
    writer = as_user(app, "practitioner")
    writer.get(f"/licence/{draft}/policy")
    shown = writer.page
    colleague = as_user(app, "colleague")
    colleague.get(f"/licence/{draft}/create/additional-conditions")
    colleague.submit({"needed": "no"})
    colleague.submit()
    writer.page = shown
    answer = writer.submit()
    assert answer.status_code == 409 and "nothing was moved yet" in answer.text
    assert "Conditions that leave this licence" not in answer.text
    shown = writer.page
    published(app, changed("0.4"), days(20))
    writer.page = shown
    answer = writer.submit()
    assert answer.status_code == 409 and "Move this licence to policy 0.4" in answer.text
    assert policy_of(app, draft) == "0.2"
    writer.submit()
    assert policy_of(app, draft) == "0.4"


def test_check_your_answers_from_before_a_move_sends_nothing_unread(app, draft, printing_is_quick):
    """Also where the move changes no answer, it changes the words that would be sent."""
    stored(app, changed())
    with app.app_context():
        run = db.session.get_one(Licence, draft).runs[0]
        run.answers = {k: v for k, v in run.answers.items() if not k.startswith("condition")} | {
            "additional-conditions": {"needed": "no"}
        }
        db.session.commit()
    colleague = as_user(app, "colleague")
    colleague.get(f"/licence/{draft}/create/check-answers")
    shown = colleague.page
    start_on(app, "0.3", days(10))
    move(as_user(app, "practitioner"), draft)
    colleague.page = shown
    answer = colleague.submit()
    assert answer.status_code == 409 and status_of(app, draft) == "in-progress"
    assert policy_of(app, draft) == "0.3"


def test_who_moves_a_licence_can_never_approve_it(app, draft):
    published(app, changed(), days(10))
    move(as_user(app, "several"), draft)
    with app.app_context():
        from app.store import runs

        licence = db.session.get_one(Licence, draft)
        assert "Alex Manyhats" in [author.name for author in runs.authors_of(licence)]


@pytest.mark.parametrize("standing_", ["submitted", "approved", "inactive"])
def test_a_licence_that_is_no_draft_is_neither_told_nor_moved(app, case_id, standing_, printing_is_quick):
    licence_id = stand(app, standing_, case_id, "practitioner", "approver")
    writer = as_user(app, "practitioner")
    before, page = outbox(app, licence_id), writer.get(f"/licence/{licence_id}").text
    published(app, changed(), days(10))
    assert outbox(app, licence_id) == before
    assert main_of(writer.get(f"/licence/{licence_id}").text) == main_of(page)
    assert writer.get(f"/licence/{licence_id}/policy").status_code == 403


def test_an_approved_licence_stays_readable_and_printable_and_its_edit_keeps_its_policy_until_moved(
    app, case_id
):
    licence_id = standing.started(app, case_id, "practitioner", CHOSEN, whole=True)
    standing.sent(app, licence_id, "practitioner")
    standing.decided(app, licence_id, "approver")
    administrator, writer = as_user(app, "administrator"), as_user(app, "practitioner")
    read = administrator.get(f"/licence/{licence_id}/html").text.partition("<main")[2]
    published(app, changed(), days(0))
    app.config["CLOCK_FIXED_AT"] += standing.dt.timedelta(days=1)
    administrator, writer = as_user(app, "administrator"), as_user(app, "practitioner")
    assert administrator.get(f"/licence/{licence_id}/html").text.partition("<main")[2] == read
    assert "mental health worker" in read and "The Kites" in read
    administrator.get(f"/licence/{licence_id}")
    printed = administrator.submit(action="/print")
    assert printed.status_code == 200 and printed.get_data().startswith(b"%PDF")
    copy = standing.edited(app, licence_id, "practitioner")
    assert policy_of(app, copy) == policy_of(app, licence_id) == "0.2"
    assert "A newer policy applies (0.3)" in writer.get(f"/licence/{copy}").text
    writer.get(f"/licence/{copy}/create/check-answers")
    assert "mental health worker" in writer.page.html
    move(writer, copy)
    assert (policy_of(app, copy), policy_of(app, licence_id)) == ("0.3", "0.2")
    assert administrator.get(f"/licence/{licence_id}/html").text.partition("<main")[2] == read


def test_a_returned_licence_is_told_and_can_be_moved(app, case_id, printing_is_quick):
    licence_id = stand(app, "returned", case_id, "practitioner", "approver")
    published(app, changed(), days(10))
    assert subjects(app, licence_id)[-1].startswith("Licence policy 0.3 applies: ")
    writer = as_user(app, "practitioner")
    assert "A newer policy applies (0.3)" in writer.get("/people/mine").text
    move(writer, licence_id)
    assert (policy_of(app, licence_id), status_of(app, licence_id)) == ("0.3", "rejected")


def test_a_policy_that_is_withdrawn_while_a_licence_is_on_it_leaves_the_licence_readable(app, case_id):
    """Withdrawing is refused then; a race could still do it, and the licence must not notice."""
    published(app, changed(), days(10))
    draft = standing.started(
        app, case_id, "practitioner", CHOSEN | {"conditions": {"codes": CODES[1:]}}, whole=True
    )
    with app.app_context():
        policies.row("0.3").commences = None
        db.session.commit()
    writer = as_user(app, "practitioner")
    assert "An older policy applies (0.2)" in writer.get(f"/licence/{draft}").text
    assert writer.get(f"/licence/{draft}/create/check-answers").status_code == 200
    move(writer, draft)
    assert policy_of(app, draft) == "0.2"


def test_no_page_about_a_licences_policy_asks_the_database_more_often_than_it_must(app, draft):
    published(app, changed(), days(10))
    writer = as_user(app, "practitioner")
    for page, most in ((f"/licence/{draft}", 8), (f"/licence/{draft}/policy", 5)):
        writer.get(page)
        with queries(app) as sent:
            assert writer.get(page).status_code == 200
        assert len(sent) <= most, f"{page}: {len(sent)}\n" + "\n\n".join(sent)


def test_publishing_tells_many_drafts_in_one_go(app):
    some(app, 200, "in-progress", licence_start=days(20))
    with queries(app) as sent:
        published(app, changed(), days(10))
    with app.app_context():
        told = db.session.scalar(db.select(db.func.count()).select_from(Message))
    assert told == 200
    assert len(sent) <= 200 * 3 + 20


def test_an_import_that_moves_a_start_to_another_policy_tells_the_practitioner_once(app, case_id):
    published(app, changed(), days(10))
    draft = standing.started(app, case_id, "practitioner", whole=True)
    assert policy_of(app, draft) == "0.3"
    with app.app_context():
        record = copy.deepcopy(db.session.get_one(Case, case_id).record)
        record["prisoner"] |= {
            name: days(8).isoformat() for name in RELEASE_DATES if record["prisoner"].get(name)
        }
        db.session.rollback()
        for _ in range(2):
            import_records(parse_records(json.dumps([record])), working_days())
        assert db.session.get_one(Case, case_id).licence_start <= days(8)
    with app.app_context():
        told = db.session.scalars(db.select(Message.notice).where(Message.licence_id == draft)).all()
    assert told == ["policy-applies"], "and not of the dates beside that"
    assert policy_of(app, draft) == "0.3", "it stays as it is until it is moved"
    assert "An older policy applies (0.2)" in as_user(app, "practitioner").get(f"/licence/{draft}").text
