"""Addresses without typing them: found by postcode, saved for next time, used and removed, and nothing typed is lost."""

from __future__ import annotations

import pytest

from app.domain.record.addresses import Address
from app.integrations import addresses as integration
from app.integrations.addresses import LookupFailed
from app.models.address import SavedAddress
from app.models.base import db
from app.store import addresses as moves
from tests.support import standing
from tests.support.conditions import draft, file_of, imported
from tests.support.page_checks import squeeze, text
from tests.support.queries import queries
from tests.support.standing import answers_of, as_user, case_id_of

OFFICE = Address("Sampleton Probation Office", "1 Specimen Street", "Sampleton", "", "ZA1 1AA")
WELSH = Address("Swyddfa Brawf Dyffryn Enghraifft", "3 Ffordd y Tŷ Gwŷdd", "Llanenghraifft", "", "ZC3 3DD")
TYPED = {"address-line_1": "9 Typed Road", "address-town": "Mockbury", "address-postcode": "ZA2 2BB"}
FIND = "redisplay=find:address"
USE_FOUND, USE_SAVED = "redisplay=use:address:found", "redisplay=use:address:saved"


@pytest.fixture
def licence_id(app) -> int:
    """A licence that is written to the end, so that any page can be opened and changed."""
    return standing.started(app, case_id_of(app, "Testwick"), "practitioner", whole=True)


@pytest.fixture
def page(licence_id) -> str:
    """The question about the place of the initial appointment."""
    return f"/licence/{licence_id}/create/appointment-place"


@pytest.fixture
def me(app, page):
    """The practitioner, on that page, with its boxes emptied."""
    client = as_user(app, "practitioner")
    client.get(page)
    return client


def empty() -> dict[str, None]:
    return {f"address-{part}": None for part in Address._fields}


def boxes(client) -> Address:
    """What the five boxes hold."""
    return Address(*(client.page.ids[f"address-{part}"].get("value") or "" for part in Address._fields))


def offered(client, group: str) -> list[str]:
    """The addresses that can be chosen in a group, in words."""
    radios = [i for i in client.page.all("input") if i.get("name") == f"address-{group}"]
    labels = {label.get("for"): text(label) for label in client.page.all("label")}
    return [labels[radio.get("id")] for radio in radios]


def errors(client) -> dict[str, str]:
    return {
        (a.get("href") or "")[1:]: text(a)
        for summary in client.page.with_class("govuk-error-summary", "div")
        for a in summary.iter("a")
    }


def is_open(client, summary: str) -> bool:
    """Whether the details with these words are open."""
    (found,) = [d for d in client.page.all("details") if text(next(d.iter("summary"))) == summary]
    return found.get("open") is not None


def keep(app, username: str, *addresses: Address) -> list[int]:
    """Have somebody keep these; the numbers of the rows."""
    with app.app_context():
        user = standing.user(username)
        for address in addresses:
            assert moves.save(user, address)
        db.session.commit()
        return list(db.session.scalars(db.select(SavedAddress.id).where(SavedAddress.user_id == user.id)))


def kept(app, username: str = "practitioner") -> list[Address]:
    with app.app_context():
        return moves.saved_by(standing.user(username))


def stored(app, licence_id: int) -> dict[str, str]:
    return answers_of(app, licence_id)["appointment-place"]["address"]


def words(client) -> str:
    return squeeze(" ".join(text(main) for main in client.page.all("main")))


# Finding


def test_a_postcode_leads_to_its_addresses_and_one_of_them_into_the_boxes(app, me, licence_id):
    before = stored(app, licence_id)
    me.submit({"address-find": "za11aa", "address-line_2": "Typed beside"}, FIND)
    assert me.page.status == 200 and is_open(me, "Find an address by postcode")
    assert offered(me, "found")[0] == OFFICE.in_words and len(offered(me, "found")) > 5
    assert boxes(me).line_2 == "Typed beside" and boxes(me).line_1 == before["line_1"]
    me.submit({"address-found": OFFICE.as_text}, USE_FOUND)
    assert boxes(me) == OFFICE and "The address you selected is in the boxes" in words(me)
    assert stored(app, licence_id) == before  # nothing is saved before Continue
    me.submit({}, "Continue")
    assert me.page.url.endswith("/check-answers") and stored(app, licence_id) == OFFICE._asdict()
    assert OFFICE.line_1 in words(me)


def test_a_welsh_address_stays_welsh_from_postcode_to_licence(app, me, licence_id):
    me.submit({"address-find": "ZC3 3DD"}, FIND)
    me.submit({"address-found": WELSH.as_text}, USE_FOUND)
    me.submit({}, "Continue")
    assert stored(app, licence_id) == WELSH._asdict() and WELSH.line_2 in words(me)


def test_enter_in_the_postcode_box_finds_and_enter_elsewhere_continues(app, me, licence_id):
    before = stored(app, licence_id)
    me.submit({"address-find": "ZA1 1AA"})  # what Enter presses stands first
    assert len(offered(me, "found")) > 5 and stored(app, licence_id) == before
    me.submit(TYPED | {"address-line_2": None, "address-county": None})
    assert me.page.url.endswith("/check-answers")
    assert stored(app, licence_id)["line_1"] == "9 Typed Road"


@pytest.mark.parametrize(
    "typed, message",
    [
        ("", "Enter a postcode to find addresses"),
        ("Sampleton", "Postcode must be a full UK postcode, like AA3 1AB"),
        ("<b>\"'&", 'Postcode must only include letters and numbers, not ‘<’, ‘>’ or ‘"’'),
        ("ZA9 9ZZ", "No address was found for ZA9 9ZZ. Check the postcode, or type the address"),
    ],
)
def test_where_nothing_can_be_found_the_page_says_so_and_leads_to_typing(me, typed, message):
    me.submit(empty() | TYPED | {"address-find": typed}, FIND)
    assert me.page.status == 422 and errors(me) == {"address-find": message}
    assert is_open(me, "Find an address by postcode")
    assert me.page.ids["address-find"].get("value", "") == typed
    assert boxes(me).line_1 == "9 Typed Road"
    (instead,) = [a for a in me.page.all("a") if text(a) == "Type the address instead"]
    assert instead.get("href") == "#address-line_1"
    me.submit({}, "Continue")  # the postcode that led nowhere does not stand in the way
    assert me.page.url.endswith("/check-answers")


def test_when_the_lookup_does_not_work_the_page_says_so_and_keeps_everything(me, monkeypatch):
    class Broken:
        def find(self, postcode):
            raise LookupFailed("status 500")

    monkeypatch.setattr("app.views.address_help.address_lookup", Broken)
    me.submit(empty() | TYPED | {"address-find": "ZA1 1AA", "address-save": "yes"}, FIND)
    assert me.page.status == 422
    assert errors(me) == {
        "address-find": "Addresses cannot be found by postcode at the moment. Type the address"
    }
    assert boxes(me).line_1 == "9 Typed Road" and me.page.ids["address-save"].get("checked") is not None
    assert me.page.ids["address-find"].get("value") == "ZA1 1AA"


def test_a_live_service_without_a_key_offers_no_lookup_and_the_rest_works(app, page, monkeypatch):
    keep(app, "practitioner", OFFICE)
    monkeypatch.setattr("app.views.address_help.address_lookup", lambda: None)
    me = as_user(app, "practitioner")
    me.get(page)
    assert "address-find" not in me.page.ids and offered(me, "saved") == [OFFICE.in_words]
    for action in ("find:address", "use:address:found"):
        me.post(page, data={"address-find": "ZA1 1AA", "redisplay": action})
        assert me.page.status in (200, 422) and not offered(me, "found")


def test_what_the_postcode_search_answers_is_text_like_any_other(app, me, monkeypatch):
    odd = [Address("<script>alert(1)</script>", '"', "{{ 7*7 }}", "'", "x" * 200), Address("1\ue000 Road")]

    class Odd:
        def find(self, postcode):
            return odd

    monkeypatch.setattr("app.views.address_help.address_lookup", Odd)
    with me.ignoring("words"):
        me.submit({"address-find": "ZA1 1AA"}, FIND)
        me.submit({"address-found": odd[0].as_text}, USE_FOUND)
        assert boxes(me) == odd[0]
        me.submit({}, "Continue")
        assert me.page.status == 422
        assert errors(me) == {"address-postcode": "Postcode must be 100 characters or fewer"}
        me.submit({}, FIND)
        me.submit({"address-found": odd[1].as_text}, USE_FOUND)
    me.submit({}, "Continue")
    assert me.page.status == 422 and "cannot be printed: ‘1\ufffd’" in errors(me)["address-line_1"]


def test_use_without_a_choice_shows_the_addresses_again(me):
    me.submit({"address-find": "ZA1 1AA"}, FIND)
    me.submit(TYPED, USE_FOUND)
    assert me.page.status == 422 and errors(me) == {"address-found": "Select an address"}
    assert len(offered(me, "found")) > 5 and boxes(me).line_1 == "9 Typed Road"


def test_continue_with_a_choice_that_was_not_used_asks_which_is_meant(app, me, licence_id):
    before = stored(app, licence_id)
    me.submit({"address-find": "ZA1 1AA"}, FIND)
    me.submit({"address-found": OFFICE.as_text}, "Continue")
    assert me.page.status == 422 and errors(me)["address-line_1"].startswith(
        f"You selected {OFFICE.in_words}"
    )
    assert stored(app, licence_id) == before and OFFICE.in_words in offered(me, "found")
    me.submit({}, "Continue")
    assert me.page.url.endswith("/check-answers") and stored(app, licence_id) == before


def test_continue_with_a_choice_and_empty_boxes_takes_it(app, me, licence_id):
    me.submit({"address-find": "ZA1 1AA"} | empty(), FIND)
    me.submit({"address-found": OFFICE.as_text}, "Continue")
    assert me.page.url.endswith("/check-answers") and stored(app, licence_id) == OFFICE._asdict()


def test_a_page_that_went_stale_still_finds_and_keeps_what_was_typed(app, me, page):
    me.sends_csrf = False
    me.get(page)
    form = me.form()
    sent = {f"address-{part}": value for part, value in WELSH._asdict().items()}
    assert form is not None
    me.post(page, data=sent | {"address-find": "ZA1 1AA", "redisplay": "find:address", "csrf_token": "old"})
    assert me.page.status == 409 and boxes(me) == WELSH and len(offered(me, "found")) > 5


# Saving and using


def test_an_address_is_saved_with_its_answer_and_offered_from_then_on(app, me, licence_id, page):
    assert "Use a saved address" not in words(me)
    me.submit(empty() | TYPED | {"address-save": "yes"}, "Continue")
    assert me.page.url.endswith("/check-answers")
    saved = Address("9 Typed Road", "", "Mockbury", "", "ZA2 2BB")
    assert kept(app) == [saved]
    assert "save" not in answers_of(app, licence_id)["appointment-place"]
    me.get(page)
    assert offered(me, "saved") == [saved.in_words] and not is_open(me, "Use a saved address")
    assert me.page.ids["address-save"].get("checked") is None
    me.submit(empty() | {"address-saved": saved.as_text}, USE_SAVED)
    assert boxes(me) == saved


def test_an_address_that_is_not_right_yet_is_not_saved(app, me):
    me.submit(empty() | TYPED | {"address-postcode": "nowhere", "address-save": "yes"}, "Continue")
    assert me.page.status == 422 and kept(app) == []
    assert me.page.ids["address-save"].get("checked") is not None
    me.submit({"address-postcode": "ZA2 2BB"}, "Continue")
    assert len(kept(app)) == 1


def test_an_address_is_saved_once_however_often_it_is_sent(app, me, page):
    for _ in range(3):
        me.get(page)
        me.submit(empty() | TYPED | {"address-save": "yes"}, "Continue")
        assert me.page.status == 200
    assert len(kept(app)) == 1


def test_the_answer_that_is_there_already_can_still_be_saved_for_next_time(app, me, licence_id):
    before = stored(app, licence_id)
    me.submit({"address-save": "yes"}, "Continue")
    assert [address._asdict() for address in kept(app)] == [before]


def test_no_more_than_fifty_are_kept_and_the_answer_is_not_lost(app, me, licence_id):
    keep(app, "practitioner", *(Address(f"{n} High Street", "", "Hull") for n in range(moves.MOST)))
    before = stored(app, licence_id)
    me.submit(empty() | TYPED | {"address-save": "yes"}, "Continue")
    assert me.page.status == 422 and errors(me)["address-save"].startswith("You have 50 saved addresses")
    assert boxes(me).line_1 == "9 Typed Road" and stored(app, licence_id) == before
    me.submit({"address-save": None}, "Continue")
    assert me.page.url.endswith("/check-answers")
    assert len(kept(app)) == moves.MOST and stored(app, licence_id)["line_1"] == "9 Typed Road"


def test_one_that_is_saved_already_can_be_ticked_when_there_is_no_more_room(app, me):
    house = Address("9 Typed Road", "", "Mockbury", "", "ZA2 2BB")
    keep(
        app, "practitioner", house, *(Address(f"{n} High Street", "", "Hull") for n in range(moves.MOST - 1))
    )
    me.submit(empty() | TYPED | {"address-save": "yes"}, "Continue")
    assert me.page.url.endswith("/check-answers")


def test_a_colleague_on_the_same_licence_sees_only_what_they_saved_themselves(app, me, page):
    keep(app, "practitioner", OFFICE)
    colleague = as_user(app, "colleague")
    colleague.get(page)
    assert "Use a saved address" not in words(colleague)
    colleague.submit(empty() | TYPED | {"address-save": "yes"}, "Continue")
    assert kept(app, "colleague") == [Address("9 Typed Road", "", "Mockbury", "", "ZA2 2BB")]
    assert kept(app) == [OFFICE]


def test_when_two_people_answer_the_loser_s_wish_to_save_comes_with_the_choice(app, me, page):
    colleague = as_user(app, "colleague")
    colleague.get(page)
    colleague.submit(empty() | TYPED, "Continue")
    me.submit({f"address-{part}": value for part, value in WELSH._asdict().items()} | {"address-save": "yes"})
    assert me.page.status == 409 and kept(app) == []
    me.submit(button="Use what I entered")
    assert kept(app) == [WELSH]


# Conditions


@pytest.fixture
def writing(app, signed_in, tmp_path):
    """A licence on the policy that is made up for tests, and its condition that asks for a name or an address."""
    made = draft(app, signed_in("practitioner"), imported(app, file_of("made", tmp_path)))
    condition = next(c for c in made.policy.additional_conditions.of("AP") if c.type == "DrugTestLocation")
    made.choose_alone(condition)
    return made, condition


def test_the_address_of_a_condition_is_found_saved_and_used_in_the_same_way(app, writing):
    made, condition = writing
    me = made.client
    me.submit({"name": "The mill", "address-find": "ZC3 3DD"}, FIND)
    assert me.page.ids["name"].get("value") == "The mill" and WELSH.in_words in offered(me, "found")
    me.submit({"address-found": WELSH.as_text}, USE_FOUND)
    assert boxes(me) == WELSH and me.page.ids["name"].get("value") == "The mill"
    me.submit({"address-save": "yes"}, "Continue")
    assert made.stored(condition) == {"name": "The mill", "address": WELSH._asdict()}
    assert kept(app) == [WELSH] and WELSH.line_2 in made.text(condition)
    me.get(made.url("appointment-place"))
    assert offered(me, "saved") == [WELSH.in_words]


def test_an_optional_address_left_empty_saves_nothing(app, writing):
    made, condition = writing
    made.client.submit({"name": "The mill", "address-save": "yes"}, "Continue")
    assert made.stored(condition)["name"] == "The mill" and kept(app) == []


# The list of saved addresses


def test_saved_addresses_are_listed_and_removed_after_a_question(app):
    keep(app, "practitioner", WELSH, OFFICE)
    me = as_user(app, "practitioner")
    me.get("/")
    me.follow("See your saved addresses")
    assert me.page.heading == "Your saved addresses"
    assert [text(e) for e in me.page.all("dt")] == [OFFICE.line_1, WELSH.line_1]
    me.follow(f"Remove {WELSH.in_words}")
    assert WELSH.in_words in words(me) and len(kept(app)) == 2
    me.follow("Cancel")
    me.follow(f"Remove {WELSH.in_words}")
    me.submit(button="Remove address")
    assert me.page.url == "/addresses" and kept(app) == [OFFICE]
    assert f"{WELSH.in_words} is no longer saved" in words(me)


def test_a_removed_address_stays_on_the_licences_that_have_it(app, me, licence_id):
    me.submit(empty() | TYPED | {"address-save": "yes"}, "Continue")
    me.get("/addresses")
    me.follow("Remove 9 Typed Road")
    me.submit(button="Remove address")
    assert "You have no saved addresses" in words(me)
    assert stored(app, licence_id)["line_1"] == "9 Typed Road"


def back(client) -> str:
    return next(a.get("href") for a in client.page.all("a") if text(a) == "Back")


def test_saved_addresses_opened_from_a_question_lead_back_to_it(app, me, page):
    keep(app, "practitioner", WELSH, OFFICE)
    me.get(f"{page}?list=people/team")
    question = me.page.url
    me.submit(TYPED | {"address-find": "not one"}, button=FIND)
    me.follow("Remove saved addresses")
    assert back(me) == question
    me.follow(f"Remove {WELSH.in_words}")
    me.follow("Cancel")
    me.follow(f"Remove {WELSH.in_words}")
    me.submit(button="Remove address")
    assert f"{WELSH.in_words} is no longer saved" in words(me) and back(me) == question
    me.follow("Back")
    assert offered(me, "saved") == [OFFICE.in_words]


@pytest.mark.one_database
@pytest.mark.parametrize(
    "asked",
    ["", "/", "//example.com/licence/1/create/appointment-place", "/sign-out", "/account", "%00", "/people"],
)
def test_saved_addresses_lead_back_to_no_page_but_a_question(me, asked):
    me.get(f"/addresses?question={asked}")
    assert back(me) == "/"


@pytest.mark.parametrize("number", ["theirs", "0", "2147483648", "9999999999"])
def test_nobody_sees_or_removes_the_address_of_another(app, number):
    (theirs,) = keep(app, "colleague", OFFICE)
    me = as_user(app, "practitioner")
    me.get("/addresses")
    path = f"/addresses/{theirs if number == 'theirs' else number}/remove"
    asked = me.get(path)
    assert asked.status_code == 404 and OFFICE.line_1 not in asked.text
    answer = me.post(path, follow_redirects=True)
    assert OFFICE.line_1 not in answer.text and "Nothing was removed" in words(me)
    assert kept(app, "colleague") == [OFFICE]


def test_removing_twice_removes_nothing_more(app):
    number, _ = keep(app, "practitioner", OFFICE, WELSH)
    me = as_user(app, "practitioner")
    me.get(f"/addresses/{number}/remove")
    page = me.page
    me.submit()
    assert f"{OFFICE.in_words} is no longer saved" in words(me)
    me.page = page
    me.submit()
    assert me.page.url == "/addresses" and kept(app) == [WELSH]
    assert "Nothing was removed: you do not have that address saved any more" in words(me)


def test_an_old_question_does_not_remove_the_address_that_has_the_number_now(app):
    (number,) = keep(app, "practitioner", OFFICE)
    me = as_user(app, "practitioner")
    me.get(f"/addresses/{number}/remove")
    with app.app_context():
        row = db.session.get_one(SavedAddress, number)
        for part, value in WELSH._asdict().items():
            setattr(row, part, value)
        db.session.commit()
    me.submit()
    assert me.page.status == 409 and WELSH.in_words in words(me) and kept(app) == [WELSH]
    me.submit()
    assert kept(app) == []


def test_opening_the_question_and_its_pages_changes_nothing(app, me, page):
    (number,) = keep(app, "practitioner", OFFICE)
    before = standing.everything(app)
    for path in (page, "/addresses", f"/addresses/{number}/remove"):
        assert me.get(path).status_code == 200
    assert standing.everything(app) == before


def test_somebody_who_is_not_signed_in_is_asked_to(client):
    for path in ("/addresses", "/addresses/1/remove"):
        assert client.get(path).location.startswith("/sign-in")


# Cost


def test_saved_addresses_cost_one_query_only_where_an_address_is_asked(app, me, licence_id, page):
    def sent(path):
        with queries(app) as statements:
            assert me.get(path).status_code == 200
        return statements

    def about(statements):
        return [s for s in statements if "saved_addresses" in s]

    without = sent(page)
    keep(app, "practitioner", *(Address(f"{n} High Street", "", "Hull") for n in range(moves.MOST)))
    with_many = sent(page)
    assert len(with_many) == len(without) and len(about(with_many)) == 1
    telephone = sent(page.replace("place", "telephone"))
    assert not about(telephone) and len(telephone) == len(with_many) - 1


def test_finding_and_using_cost_no_more_than_showing(app, me, page):
    with queries(app) as shown:
        me.get(page)
    with queries(app) as found:
        me.submit({"address-find": "ZA1 1AA"}, FIND)
    held = [
        each for each in found if each.startswith("SELECT cases.id")
    ]  # a POST holds the row of the person
    assert len(held) == 1 and len(found) == len(shown) + len(held)


def test_the_integration_is_asked_for_one_postcode_and_only_when_asked(me, page, monkeypatch):
    asked = []

    class Counting(integration.Fictional):
        def find(self, postcode):
            asked.append(postcode)
            return super().find(postcode)

    monkeypatch.setattr("app.views.address_help.address_lookup", Counting)
    me.get(page)
    me.submit({"address-find": "za11aa"}, FIND)
    me.submit({"address-found": OFFICE.as_text}, USE_FOUND)
    me.submit({}, "Continue")
    assert asked == ["ZA1 1AA"]
