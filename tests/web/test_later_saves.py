"""Two people on one licence: nobody's words are lost, and nobody is asked to choose where there is nothing to choose."""

from __future__ import annotations

import pytest

from tests.support import standing
from tests.support.conditions import draft, file_of, imported, on_the_menu
from tests.support.page_checks import held, squeeze, text
from tests.support.policies import policy_now
from tests.support.standing import answers_of, as_user, case_id_of
from tests.support.writing import opened, press, submit, write

MINE = "You must not own a kite.\nNot even a small one."
THEIRS = "You must not own a boat."


def words(client) -> str:
    return squeeze(" ".join(text(main) for main in client.page.all("main")))


def box(client) -> str:
    """What the text box of the page shown holds."""
    return held(client.page.ids["text"]).lstrip("\n")


@pytest.fixture
def licence_id(app) -> int:
    """A licence in progress with every question answered by the practitioner, and one bespoke condition."""
    made = standing.started(app, case_id_of(app, "Testwick"), "practitioner", whole=True)
    client = as_user(app, "practitioner")
    press(client, f"/licence/{made}/create/bespoke-conditions/1", text="You must be good.")
    write(app, client, "practitioner", made)
    return made


@pytest.fixture
def two(app):
    return as_user(app, "practitioner"), as_user(app, "colleague")


def page_of(licence_id: int, page: str) -> str:
    return f"/licence/{licence_id}/create/{page}"


def answer(app, licence_id: int, page: str):
    return answers_of(app, licence_id).get(page)


def test_the_second_of_two_people_on_one_page_sees_both_answers_and_nothing_is_saved_yet(
    app, licence_id, two
):
    me, colleague = two
    page = page_of(licence_id, "bespoke-conditions/1")
    me.get(page)
    press(colleague, page, text=THEIRS)
    reply = me.submit({"text": MINE}, follow_redirects=False)
    assert reply.status_code == 409
    assert "Morgan Mockridge saved this page after you opened it" in words(me)
    assert "What you entered is not saved yet" in words(me)
    assert MINE.replace("\n", " ") in words(me).replace("kite.Not", "kite. Not") and THEIRS in words(me)
    assert answer(app, licence_id, "bespoke-conditions/1") == {"text": THEIRS}


def test_the_second_can_use_their_own_answer_knowing_the_other(app, licence_id, two):
    me, colleague = two
    page = page_of(licence_id, "bespoke-conditions/1")
    me.get(page)
    press(colleague, page, text=THEIRS)
    me.submit({"text": MINE})
    me.submit(button="Use what I entered")
    assert answer(app, licence_id, "bespoke-conditions/1") == {"text": MINE}


def test_the_second_can_keep_what_is_saved_and_goes_on(app, licence_id, two):
    me, colleague = two
    page = page_of(licence_id, "appointment-with")
    me.get(page)
    press(colleague, page, who="practitioner")
    me.submit({"who": "duty-officer"})
    me.follow("Keep what is saved")
    assert me.page.status == 200 and me.page.url == page_of(licence_id, "check-answers")
    assert answer(app, licence_id, "appointment-with") == {"who": "practitioner"}


def test_a_third_who_saves_while_the_second_chooses_is_not_overwritten_unseen(app, licence_id, two):
    me, colleague = two
    third = as_user(app, "several")
    page = page_of(licence_id, "bespoke-conditions/1")
    me.get(page)
    press(colleague, page, text=THEIRS)
    me.submit({"text": MINE})
    press(third, page, text="You must not own a train.")
    me.submit(button="Use what I entered")
    assert me.page.status == 409
    assert "Alex Manyhats saved this page" in words(me) and "You must not own a train." in words(me)
    assert answer(app, licence_id, "bespoke-conditions/1") == {"text": "You must not own a train."}
    me.submit(button="Use what I entered")
    assert answer(app, licence_id, "bespoke-conditions/1") == {"text": MINE}


def test_what_was_typed_wrong_meets_the_other_answer_first_and_is_put_right_after(app, licence_id, two):
    me, colleague = two
    page = page_of(licence_id, "bespoke-conditions/1")
    me.get(page)
    press(colleague, page, text=THEIRS)
    me.submit({"text": "You must not own a \N{KITE}."})
    assert me.page.status == 409 and THEIRS in words(me)
    me.submit(button="Use what I entered")
    assert me.page.status == 422 and box(me) == "You must not own a \N{KITE}."
    me.submit({"text": MINE})
    assert answer(app, licence_id, "bespoke-conditions/1") == {"text": MINE}


def test_two_people_who_say_the_same_are_not_asked_to_choose(app, licence_id, two):
    me, colleague = two
    page = page_of(licence_id, "appointment-with")
    me.get(page)
    press(colleague, page, who="practitioner")
    me.submit({"who": "practitioner"})
    assert me.page.status == 200 and me.page.url.endswith("/check-answers")


def test_different_pages_are_never_in_each_others_way(app, licence_id, two):
    me, colleague = two
    me.get(page_of(licence_id, "bespoke-conditions/1"))
    press(colleague, page_of(licence_id, "appointment-with"), who="practitioner")
    press(
        colleague,
        page_of(licence_id, "appointment-telephone"),
        telephone="01632 960 002",
    )
    assert me.submit({"text": MINE}, follow_redirects=False).status_code == 302
    kept = answers_of(app, licence_id)
    assert kept["appointment-with"] == {"who": "practitioner"}
    assert kept["bespoke-conditions/1"] == {"text": MINE}
    assert kept["appointment-telephone"]["telephone"] == "01632 960 002"


# One person in two tabs


def test_ones_own_older_tab_writes_nothing_over_unseen(app, licence_id, two):
    me, _ = two
    other_tab = as_user(app, "practitioner")
    page = page_of(licence_id, "bespoke-conditions/1")
    me.get(page)
    other_tab.get(page)
    assert other_tab.submit({"text": THEIRS}, follow_redirects=False).status_code == 302
    assert me.submit({"text": MINE}, follow_redirects=False).status_code == 409
    assert "You saved this page in another tab or window after you opened it" in words(me)
    assert THEIRS in words(me) and "You must not own a kite." in words(me)
    assert answer(app, licence_id, "bespoke-conditions/1") == {"text": THEIRS}
    me.submit(button="Use what I entered")
    assert answer(app, licence_id, "bespoke-conditions/1") == {"text": MINE}


def test_two_new_items_in_two_tabs_are_both_kept(app, licence_id, two):
    me, _ = two
    other_tab = as_user(app, "practitioner")
    page = page_of(licence_id, "bespoke-conditions/2")
    me.get(page)
    other_tab.get(page)
    other_tab.submit({"text": THEIRS})
    me.submit({"text": MINE})
    assert "You added a bespoke condition too" in words(me)
    me.submit(button="Add what I entered as well")
    kept = answers_of(app, licence_id)
    assert [kept[f"bespoke-conditions/{n}"]["text"] for n in (2, 3)] == [THEIRS, MINE]


def test_going_back_in_the_browser_and_saving_the_same_again_says_nothing(app, licence_id, two):
    me, _ = two
    page = page_of(licence_id, "appointment-with")
    me.get(page)
    shown = me.page
    for _ in range(3):  # a double click, and Back to a page that the browser kept
        me.page = shown
        assert me.submit({"who": "practitioner"}, follow_redirects=False).status_code == 302
    assert answer(app, licence_id, "appointment-with") == {"who": "practitioner"}


def test_going_back_in_the_browser_and_answering_otherwise_shows_both_answers(app, licence_id, two):
    me, _ = two
    page = page_of(licence_id, "appointment-with")
    me.get(page)
    shown = me.page
    me.submit({"who": "practitioner"})
    me.page = shown
    assert me.submit({"who": "duty-officer"}, follow_redirects=False).status_code == 409
    assert answer(app, licence_id, "appointment-with") == {"who": "practitioner"}
    me.get(page)  # which a browser that keeps no pages does
    assert me.submit({"who": "duty-officer"}, follow_redirects=False).status_code == 302


def test_an_item_that_the_other_tab_removed_is_not_brought_back_unseen(app, licence_id, two):
    me, _ = two
    other_tab = as_user(app, "practitioner")
    page = page_of(licence_id, "bespoke-conditions/1")
    me.get(page)
    press(other_tab, f"{page}/remove")
    assert me.submit({"text": MINE}, follow_redirects=False).status_code == 409
    assert "The answer was removed" in words(me) and answer(app, licence_id, "bespoke-conditions/1") is None
    me.submit(button="Use what I entered")
    assert answer(app, licence_id, "bespoke-conditions/1") == {"text": MINE}


def test_an_old_question_does_not_remove_what_the_other_tab_changed(app, licence_id, two):
    me, _ = two
    other_tab = as_user(app, "practitioner")
    page = page_of(licence_id, "bespoke-conditions/1")
    me.get(f"{page}/remove")
    press(other_tab, page, text=THEIRS)
    me.submit()
    assert me.page.status == 409 and THEIRS in words(me)
    assert "You changed it in another tab or window after you opened this page" in words(me)
    assert answer(app, licence_id, "bespoke-conditions/1") == {"text": THEIRS}
    me.submit()
    assert answer(app, licence_id, "bespoke-conditions/1") is None


def test_an_old_question_about_what_is_gone_removes_nothing_and_says_so(app, licence_id, two):
    me, _ = two
    page = page_of(licence_id, "bespoke-conditions/1")
    press(me, page_of(licence_id, "bespoke-conditions/2"), text=MINE)
    me.get(f"{page}/remove")
    shown = me.page
    me.submit()
    assert "You removed bespoke condition 1: “You must be good.”" in words(me)
    for _ in range(2):  # a double click, and an old tab
        me.page = shown
        me.submit()
        assert "Nothing was removed: what you wanted to remove is not on the licence any more" in words(me)
    me.get(f"{page}/remove", follow_redirects=True)
    assert "Nothing was removed" in words(me)
    assert answer(app, licence_id, "bespoke-conditions/2") == {"text": MINE}


def test_the_page_of_an_item_that_was_removed_is_not_that_of_a_new_one(app, licence_id, two):
    me, _ = two
    page = page_of(licence_id, "bespoke-conditions/1")
    press(me, f"{page}/remove")
    me.get(page, follow_redirects=True)
    assert me.page.url == page_of(licence_id, "bespoke-conditions")
    assert "A bespoke condition was removed. You can add another" in words(me)


def test_the_first_item_of_a_list_that_needs_one_has_a_number_of_its_own_too(app, tmp_path):
    licence = draft(app, as_user(app, "practitioner"), imported(app, file_of("made", tmp_path)))
    place = next(c for c in on_the_menu(licence.policy) if c.type == "OutOfBoundsPremises")
    licence.choose(place)
    name = "nameTypeAndOrAddress-0-nameOfPremises"
    licence.client.submit({"nameTypeAndOrAddress": "the name", name: "the old mill"})
    page = f"condition/{place.code}"
    licence.client.get(licence.url(f"{page}/1/remove"))
    old = licence.client.page
    licence.client.submit()
    assert licence.here == f"{page}/2", "the number of what was removed is nobody else’s"
    licence.client.submit({"nameTypeAndOrAddress": "the name", name: "the pier"})
    licence.client.page = old
    licence.client.submit()
    assert "Nothing was removed" in words(licence.client)
    assert licence.answers()[f"{page}/2"][name.rpartition("-")[2]] == "the pier"


def test_two_approvers_have_each_their_own_answers(app, monkeypatch):
    from app.store import documents

    monkeypatch.setattr(documents, "pdf_of", lambda *given: b"%PDF-1.7 stand-in")
    licence_id = standing.stand(app, "submitted", case_id_of(app, "Testwick"), "practitioner", "approver")
    first, second = as_user(app, "approver"), as_user(app, "several")
    for client, decision in ((first, "approve"), (second, "return")):
        client.get(f"/licence/{licence_id}/approve", follow_redirects=True)
        client.submit()
        client.submit({"decision": decision})
        assert client.page.status == 200
    first.get(f"/licence/{licence_id}/approve", follow_redirects=True)
    assert first.page.url.endswith("/check-answers") and "Approve it" in words(first)
    second.get(f"/licence/{licence_id}/approve", follow_redirects=True)
    assert second.page.url.endswith("/reason")


# Pages that have left the walk


def test_an_answer_to_a_page_that_has_left_the_walk_shows_what_was_typed_and_why_it_was_not_saved(app, two):
    me, colleague = two
    given = {"appointment-with": {"who": "someone-else"}, "appointment-name": {"name": "Jo Marsh"}}
    licence_id = standing.started(app, case_id_of(app, "Testwick"), "practitioner", given, whole=True)
    me.get(page_of(licence_id, "appointment-name"))
    press(colleague, page_of(licence_id, "appointment-with"), who="duty-officer")
    reply = me.submit({"name": "Sam O’Neill <the second>"}, follow_redirects=False)
    assert reply.status_code == 409
    assert "Your answer was not saved" in words(me) and "An earlier answer was changed" in words(me)
    assert "Sam O’Neill <the second>" in words(me)
    assert answer(app, licence_id, "appointment-name") == {"name": "Jo Marsh"}
    me.follow("Continue with the licence")
    assert me.page.status == 200 and me.page.url.endswith("/check-answers")
    press(colleague, page_of(licence_id, "appointment-with"), who="someone-else")
    me.get(page_of(licence_id, "appointment-name"))
    assert me.page.ids["name"].get("value") == "Jo Marsh", "the old answer comes back with its question"


def test_the_details_of_a_condition_that_a_colleague_unticked_are_shown_not_saved(app, two):
    me, colleague = two
    with app.app_context():
        conditions = [c for _, group in policy_now().categories() for c in group if c.requires_input]
    given = {"additional-conditions": {"needed": "yes"}, "conditions": {"codes": [conditions[0].code]}}
    licence_id = standing.started(app, case_id_of(app, "Testwick"), "practitioner", given, whole=True)
    me.get(page_of(licence_id, f"condition/{conditions[0].code}"))
    assert me.page.status == 200
    colleague.get(page_of(licence_id, "additional-conditions"))
    colleague.submit({"needed": "no"})
    colleague.submit(button="Leave out this condition")
    before = answers_of(app, licence_id)
    assert me.submit(follow_redirects=False).status_code == 409
    assert "Your answer was not saved" in words(me)
    assert answers_of(app, licence_id) == before


def test_an_answer_to_a_page_that_never_was_is_not_found(app, licence_id, two):
    me, _ = two
    for page in ("nowhere", "bespoke-conditions/x", "bespoke-conditions/01", "appointment-with/1", "a/b/c"):
        me.get("/people/mine")
        reply = me.post(page_of(licence_id, page), data={"text": MINE})
        assert reply.status_code in (404, 409), page
        assert reply.status_code == 404 or "You must not own a kite." in words(me), page
    assert set(answers_of(app, licence_id)) & {"nowhere", "bespoke-conditions/01", "a/b/c"} == set()


# Lists


def test_two_people_who_add_an_item_at_the_same_time_both_keep_theirs(app, licence_id, two):
    me, colleague = two
    page = page_of(licence_id, "bespoke-conditions/2")
    me.get(page)
    colleague.get(page)
    colleague.submit({"text": THEIRS})
    me.submit({"text": MINE})
    assert me.page.status == 409
    assert "Morgan Mockridge added a bespoke condition too" in words(me)
    assert THEIRS in words(me)
    assert answer(app, licence_id, "bespoke-conditions/2") == {"text": THEIRS}
    me.submit(button="Add what I entered as well")
    kept = answers_of(app, licence_id)
    assert [kept[f"bespoke-conditions/{n}"]["text"] for n in (1, 2, 3)] == ["You must be good.", THEIRS, MINE]


def test_an_item_that_a_colleague_removed_is_not_brought_back_unseen(app, licence_id, two):
    me, colleague = two
    page = page_of(licence_id, "bespoke-conditions/1")
    me.get(page)
    press(colleague, f"{page}/remove")
    me.submit({"text": MINE})
    assert me.page.status == 409
    assert "The answer was removed" in words(me) and "You must not own a kite." in words(me)
    assert answer(app, licence_id, "bespoke-conditions/1") is None


def test_an_item_that_a_colleague_changed_is_not_removed_unseen(app, licence_id, two):
    me, colleague = two
    page = page_of(licence_id, "bespoke-conditions/1")
    me.get(f"{page}/remove")
    press(colleague, page, text=THEIRS)
    me.submit()
    assert me.page.status == 409 and "Morgan Mockridge changed it after you opened this page" in words(me)
    assert THEIRS in words(me)
    assert answer(app, licence_id, "bespoke-conditions/1") == {"text": THEIRS}
    me.submit()
    assert answer(app, licence_id, "bespoke-conditions/1") is None


def test_a_new_item_never_takes_the_number_of_one_that_was_removed(app, licence_id, two):
    me, colleague = two
    page = page_of(licence_id, "bespoke-conditions/1")
    colleague.get(page)
    press(me, f"{page}/remove")
    reply = press(me, page_of(licence_id, "bespoke-conditions"), another="yes")
    assert reply.location.endswith("/bespoke-conditions/2")


def test_a_number_far_out_of_order_does_not_stop_others_from_adding(app, licence_id, two):
    me, colleague = two
    press(me, page_of(licence_id, "bespoke-conditions/999999"), text=MINE)
    reply = press(colleague, page_of(licence_id, "bespoke-conditions"), another="yes")
    assert colleague.get(reply.location).status_code == 200
    press(colleague, reply.location, text=THEIRS)
    texts = [v["text"] for k, v in answers_of(app, licence_id).items() if k.startswith("bespoke-conditions/")]
    assert sorted(texts) == sorted(["You must be good.", MINE, THEIRS])


def test_a_full_list_says_so_instead_of_leading_nowhere(app, licence_id, two):
    me, _ = two
    with app.app_context():
        from app.models.base import db
        from app.store import runs
        from journeys.create import CREATE

        at = standing.reach("practitioner", licence_id)
        run = runs.find(at.licence, CREATE, at.user)
        for number in range(2, 51):
            runs.save(
                run, f"bespoke-conditions/{number}", {"text": f"You must not own kite {number}."}, at.user
            )
        db.session.commit()
    me.get(page_of(licence_id, "bespoke-conditions"))
    me.submit({"another": "yes"})
    assert me.page.status == 422
    assert "There can be no more than 50 bespoke conditions" in words(me)


# Pages that were open while the licence was moved on


def typing(client, mark: str) -> dict[str, str]:
    """Something typed into every box of the page shown."""
    boxes = [e for e in client.page.all("input") if (e.get("type") or "text") == "text"]
    names = [
        e.get("name") for e in [*boxes, *client.page.all("textarea")] if e.get("name") not in (None, "q")
    ]
    return {name: f"{mark} <b>{n}</b>" for n, name in enumerate(names)}


@pytest.mark.one_database
def test_what_was_typed_on_any_question_before_the_licence_was_moved_on_is_shown_to_be_copied(app, two):
    me, colleague = two
    with app.app_context():
        every = [c for _, group in policy_now().categories() for c in group]
    details = next(c for c in every if c.requires_input)
    given = {
        "appointment-with": {"who": "someone-else"},
        "additional-conditions": {"needed": "yes"},
        "conditions": {"codes": [details.code]},
    }
    licence_id = standing.started(app, case_id_of(app, "Testwick"), "practitioner", given, whole=True)
    write(app, me, "practitioner", licence_id)
    with app.test_request_context():
        visits = opened(app, "practitioner", licence_id, "create").visits
    waiting = []
    for number, visit in enumerate(visits):
        me.get(page_of(licence_id, visit.name))
        waiting.append((visit.name, me.page, typing(me, f"Typed on page {number}")))
    assert sum(bool(typed) for _, _, typed in waiting) > 5
    assert submit(colleague, licence_id).location.endswith("/done")
    before = answers_of(app, licence_id)
    for name, page, typed in waiting:
        me.page = page
        me.submit(typed, follow_redirects=False, button="Continue")
        assert (me.page.status == 403 and "What you typed" in words(me)) or not typed, name
        for value in typed.values():
            assert value in words(me) and value not in me.page.html, name
    assert answers_of(app, licence_id) == before


def test_a_refusal_of_a_page_with_nothing_typed_speaks_of_nothing_typed(app, licence_id, two):
    me, colleague = two
    me.get(page_of(licence_id, "check-answers"))
    assert submit(colleague, licence_id).location.endswith("/done")
    me.submit()
    assert me.page.status == 403 and "What you typed" not in words(me)
