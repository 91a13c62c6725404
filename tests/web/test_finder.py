"""The condition finder: search without losing a tick, paste codes, and leave nothing out unsaid."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from app.domain.intake import line
from app.domain.policy.model import AdditionalCondition
from app.domain.words import counted
from app.models.base import db
from app.models.licence import Run
from tests.support.client import CheckingClient
from tests.support.conditions import POLICIES, Draft, draft, file_of, imported, on_the_menu
from tests.support.examples import ways
from tests.support.page_checks import held, squeeze, text
from tests.support.queries import queries
from tests.support.standing import as_user
from tests.web.test_hostile import TEXTS, encoded

SignedIn = Callable[[str], CheckingClient]
every_policy = pytest.mark.parametrize("which", POLICIES)
QUESTION = "Which additional conditions does this person need?"


@pytest.fixture
def licence(app: Flask, signed_in: SignedIn) -> Draft:
    """A licence that the practitioner is writing, at the finder."""
    made = draft(app, signed_in("practitioner"), imported(app, file_of("default", Path())))
    made.client.get(made.url("conditions"))
    return made


def of(licence: Draft, words: str) -> AdditionalCondition:
    """The condition whose wording has these words."""
    return next(c for c in on_the_menu(licence.policy) if words in c.text)


def search(licence: Draft, words: str | None, *ticks: AdditionalCondition) -> None:
    """Tick exactly these, type this, and search."""
    licence.tick(*ticks)
    licence.client.submit({"q": words}, "Search")


def groups(licence: Draft) -> dict[str, list[str]]:
    """The legends of the page, each with its conditions."""
    return {
        text(next(fieldset.iterchildren("legend"))): [
            text(label) for label in fieldset.iter("label") if "checkboxes" in (label.get("class") or "")
        ]
        for fieldset in licence.page.all("fieldset")
    }


def results(licence: Draft) -> str:
    """The heading of what was found."""
    return next(text(h) for h in licence.page.all("h2") if "ondition" in text(h) and "Chosen" not in text(h))


def stored(licence: Draft) -> list[str] | None:
    """The codes that are saved; None while nothing is."""
    found: list[str] | None = licence.answers().get("conditions", {}).get("codes")
    return found


# Searching


def test_the_whole_menu_stands_there_by_category_before_anything_is_searched(licence: Draft) -> None:
    assert licence.page.heading == QUESTION and licence.page.title.startswith(QUESTION)
    assert results(licence) == "All conditions"
    shown = groups(licence)
    assert [words for listed in shown.values() for words in listed] == [
        squeeze(c.text) for c in on_the_menu(licence.policy)
    ]
    shorts = {c.category: c.short_category for c in on_the_menu(licence.policy)}
    assert list(shown) == list(shorts.values())
    assert "Chosen conditions (0)" in licence.page.html


def test_a_search_says_what_it_found_in_title_and_heading_and_shows_only_that(licence: Draft) -> None:
    for words, wording in (
        ("polygraph", "lie detector"),
        ("lie detector", "lie detector"),
        ("pub", "KIND OF PLACE"),
        ("gang", "GROUP OR ORGANISATION"),
        ("CURFEW address", "stay inside"),
        (of(licence, "passport").code, "passport"),
    ):
        search(licence, words)
        shown = [each for listed in groups(licence).values() for each in listed]
        found = f"{counted(len(shown), 'condition')} found for ‘{words}’"
        assert squeeze(of(licence, wording).text) in shown
        assert len(shown) < 4
        assert results(licence) == found
        assert licence.page.title.startswith(f"{found} – {QUESTION}")
        assert licence.page.ids["q"].get("value") == words
        assert "results" in licence.page.ids
    assert stored(licence) is None, "a search saves nothing"


def test_a_search_that_finds_nothing_says_what_to_do(licence: Draft) -> None:
    search(licence, "xyzzy")
    assert results(licence) == "No conditions found for ‘xyzzy’"
    assert "Check the spelling" in licence.page.html
    licence.client.submit(button="Clear search")
    assert results(licence) == "All conditions" and licence.page.ids["q"].get("value") is None
    assert licence.page.title.startswith(QUESTION)


def test_what_is_ticked_stays_in_view_wherever_the_search_leads_and_is_not_repeated(licence: Draft) -> None:
    tag, passport, polygraph = (of(licence, w) for w in ("by satellite", "passport", "polygraph"))
    search(licence, "passport", tag)
    assert licence.ticked() == [tag.text]
    search(licence, "polygraph", tag, passport)
    assert licence.ticked() == [tag.text, passport.text]
    search(licence, "tag", tag, passport, polygraph)
    assert groups(licence)["Chosen conditions (3)"] == [tag.text, passport.text, polygraph.text]
    assert results(licence) == "2 conditions found for ‘tag’"
    assert "You have chosen 1 of them already." in licence.page.html
    assert licence.page.html.count("by satellite") == 1
    search(licence, "polygraph", passport, polygraph)
    assert licence.ticked() == [passport.text, polygraph.text]
    assert "You have chosen it already." in licence.page.html
    licence.client.submit(button="Clear search")
    assert licence.ticked() == [passport.text, polygraph.text]
    assert stored(licence) is None, "nothing is saved before Continue"
    licence.client.submit(button="Continue")
    assert stored(licence) == [passport.code, polygraph.code]


def test_a_search_changes_what_is_saved_no_more_than_a_tick_does(licence: Draft) -> None:
    tag, passport = of(licence, "by satellite"), of(licence, "passport")
    licence.choose(passport)
    licence.client.get(licence.url("conditions?q=tag"))
    assert licence.ticked() == [passport.text], "an address without ticks leaves those that are saved"
    search(licence, "tag")
    assert licence.ticked() == []
    search(licence, "tag", tag)
    assert licence.ticked() == [tag.text] and stored(licence) == [passport.code]
    licence.client.get(licence.url("conditions"))
    assert licence.ticked() == [passport.text]


def test_nothing_chosen_is_an_error_at_the_first_box_or_at_the_search_where_there_is_none(
    licence: Draft,
) -> None:
    said = "Select at least one condition, or go back and say that none are needed"
    search(licence, "polygraph")
    licence.client.submit(button="Continue")
    assert licence.page.status == 422 and list(licence.errors().values()) == [said]
    first = next(i for i in licence.page.all("input") if i.get("type") == "checkbox")
    assert licence.errors() == {first.get("id"): said}
    assert results(licence) == "1 condition found for ‘polygraph’", "the search is still there"
    search(licence, "xyzzy")
    licence.client.submit(button="Continue")
    assert licence.errors() == {"q": said}
    assert "results" not in licence.page.ids, "so that the error summary keeps the focus"


@every_policy
@pytest.mark.one_database
def test_a_search_with_everything_ticked_fits_into_an_address(
    app: Flask, signed_in: SignedIn, which: str, tmp_path: Path
) -> None:
    licence = draft(app, signed_in("practitioner"), imported(app, file_of(which, tmp_path)))
    everything = on_the_menu(licence.policy)
    licence.client.get(licence.url("conditions"))
    search(licence, "w" * 200, *everything)
    assert licence.ticked() == [squeeze(c.text) for c in everything]
    longest = max(len(c.code) for c in everything)
    of_66 = len(licence.page.url) + (66 - len(everything)) * len("&c=" + "0" * longest)
    assert of_66 < 3_500, "servers take 4,094 bytes"
    licence.client.submit(button="Continue")
    assert stored(licence) == [c.code for c in everything]


@pytest.mark.one_database
def test_no_search_takes_more_queries_than_another(app: Flask, licence: Draft) -> None:
    licence.choose(*on_the_menu(licence.policy)[:3])
    counts = {}
    for query in ("", "?q=pub", "?q=xyzzy", "?version=1&q=the", "?version=1&codes=" + "%0A".join("abcdefgh")):
        with queries(app) as sent:
            licence.client.get(licence.url(f"conditions{query}"))
        counts[query] = len(sent)
    assert len(set(counts.values())) == 1, counts


@pytest.mark.one_database
@pytest.mark.parametrize("pressed", ["Search", "Continue"])
@pytest.mark.parametrize("typed", ["a" * 201, "ŵ" * 4_000, "pub " * 5_000])
def test_a_search_that_is_too_long_is_said_beside_its_box_and_nothing_is_lost(
    licence: Draft, pressed: str, typed: str
) -> None:
    passport = of(licence, "passport")
    licence.tick(passport)
    licence.client.submit({"q": typed}, pressed)
    assert licence.errors() == {"q": "Search the conditions must be 200 characters or fewer"}
    assert licence.page.ids["q"].get("value") == squeeze(typed) and licence.ticked() == [passport.text]
    assert results(licence) == "Other conditions" and stored(licence) is None


@pytest.mark.one_database
def test_a_search_has_an_address_that_any_server_takes_whatever_else_was_entered(licence: Draft) -> None:
    pasted = "\n".join(f"‘piece {n} of something else’" for n in range(130))
    licence.client.submit({"codes": pasted, "q": "tag"}, "Search")
    assert len(pasted) > 3_500 and licence.page.url == licence.url("conditions")
    assert "which policy 0.2 does not have" in licence.errors()["codes"]
    licence.client.submit({"codes": "x" * 50_001, "q": "tag"}, "Search")
    assert licence.errors() == {"codes": "Codes of conditions must be 50,000 characters or fewer"}
    assert len(held(licence.page.ids["codes"])) == 50_001
    licence.client.submit({"codes": None, "q": "tag"}, "Search")
    assert "q=tag" in licence.page.url and len(licence.page.url) < 4_000


# Pasting codes


def codes(licence: Draft, pasted: str, button: str) -> None:
    licence.client.submit({"codes": pasted}, button)


@pytest.mark.parametrize("button", ["Tick these conditions", "Search"])
def test_pasted_codes_become_ticks_and_nothing_is_saved_yet(licence: Draft, button: str) -> None:
    tag, passport, polygraph = (of(licence, w) for w in ("by satellite", "passport", "polygraph"))
    licence.tick(polygraph)
    codes(licence, f"{passport.code.upper()},\n {tag.code[:8]} ; {tag.code}", button)
    assert licence.page.status == 200
    assert licence.ticked() == [tag.text, passport.text, polygraph.text]
    assert "2 conditions ticked from the codes that you pasted." in licence.page.html
    assert squeeze(held(licence.page.ids["codes"])) == ""
    assert stored(licence) is None
    licence.client.submit(button="Continue")
    assert stored(licence) == [tag.code, passport.code, polygraph.code]


def test_codes_that_are_pasted_may_be_continued_with_at_once(licence: Draft) -> None:
    passport = of(licence, "passport")
    codes(licence, passport.code, "Continue")
    assert stored(licence) == [passport.code] and licence.here != "conditions"


@pytest.mark.parametrize("button", ["Tick these conditions", "Search", "Continue"])
def test_unknown_codes_are_named_and_nothing_is_lost(licence: Draft, button: str) -> None:
    tag, passport = of(licence, "by satellite"), of(licence, "passport")
    standard = licence.policy.standard_conditions.AP[0].code
    licence.tick(tag)
    with licence.client.ignoring("words"):
        codes(licence, f"{passport.code}\nnonsense, {standard} {{{{7*7}}}} <b>", button)
    assert licence.page.status == 422
    assert list(licence.errors()) == ["codes"]
    for piece in ("nonsense", standard, "{{7*7}}", "<b>"):
        assert f"‘{piece}’" in licence.errors()["codes"]
        assert piece in held(licence.page.ids["codes"]).split()
    assert passport.code not in held(licence.page.ids["codes"])
    assert next(licence.page.all("details")).get("open") is not None
    assert licence.ticked() == [tag.text, passport.text]
    assert stored(licence) is None
    licence.client.submit({"codes": None}, "Continue")
    assert stored(licence) == [tag.code, passport.code]


def test_of_many_unknown_codes_some_are_named_and_all_are_kept(licence: Draft) -> None:
    pasted = [f"unknown-{n}" for n in range(3000)]
    codes(licence, "\n".join(pasted), "Tick these conditions")
    assert "‘unknown-4’ and 2,995 more" in licence.errors()["codes"]
    assert held(licence.page.ids["codes"]).split() == pasted


# Unticking


@pytest.fixture
def detailed(licence: Draft) -> tuple[Draft, list[AdditionalCondition]]:
    """A licence with three conditions whose details are filled in, and the finder open."""
    conditions = [of(licence, w) for w in ("[ITEM]", "[GROUP OR ORGANISATION]", "[KIND OF CONTENT]")]
    conditions.sort(key=on_the_menu(licence.policy).index)
    licence.choose(*conditions)
    for condition in conditions:
        licence.fill(condition, ways(condition, licence.facts)[0])
    licence.client.get(licence.url("conditions"))
    return licence, conditions


def test_unticking_names_each_condition_that_leaves_with_its_details_and_asks_first(
    detailed: tuple[Draft, list[AdditionalCondition]],
) -> None:
    licence, (kept, *leaving) = detailed
    passport = of(licence, "passport")
    before = stored(licence)
    licence.tick(kept, passport)
    licence.client.submit(button="Continue")
    assert licence.page.status == 200
    assert licence.page.heading == "Do you want to leave out these 2 conditions and their details?"
    assert groups(licence)["Tick a condition to keep it"] == [c.text for c in leaving]
    hints = [text(e) for e in licence.page.with_class("govuk-checkboxes__hint")]
    assert len(hints) == 2 and all("the old mill, Sampleton" in hint for hint in hints)
    assert all(hint.endswith("leave the licence") for hint in hints)
    assert "kept until the licence is sent" in licence.page.html
    assert stored(licence) == before

    licence.client.submit(button="Leave out what is not ticked")
    assert stored(licence) == [c.code for c in on_the_menu(licence.policy) if c in (kept, passport)]
    assert all(licence.stored(c) for c in leaving), "details are kept until the licence is sent"
    assert licence.here.startswith("why/")

    licence.choose(kept, *leaving)
    assert licence.here.startswith("why/"), "details that were kept are not asked for again"


def test_a_condition_can_be_ticked_again_where_its_leaving_is_announced(
    detailed: tuple[Draft, list[AdditionalCondition]],
) -> None:
    licence, (kept, back, out) = detailed
    licence.tick(kept)
    licence.client.submit(button="Continue")
    licence.tick(back)
    licence.client.submit(button="Leave out what is not ticked")
    assert stored(licence) == [kept.code, back.code]
    assert licence.stored(out)


def test_one_can_go_back_to_all_conditions_with_every_tick(
    detailed: tuple[Draft, list[AdditionalCondition]],
) -> None:
    licence, (kept, *leaving) = detailed
    licence.tick(kept)
    licence.client.submit(button="Continue")
    licence.tick(leaving[0])
    licence.client.submit(button="Go back to all conditions")
    assert licence.page.heading == QUESTION
    assert licence.ticked() == [kept.text, leaving[0].text]
    licence.client.submit(button="Continue")
    assert licence.page.heading == "Do you want to leave out this condition and its details?"
    assert "Leave out what is not ticked" in licence.buttons()


def test_what_was_confirmed_is_exactly_what_may_leave(
    app: Flask, detailed: tuple[Draft, list[AdditionalCondition]]
) -> None:
    licence, (first, *_) = detailed
    app.config["WTF_CSRF_ENABLED"] = False
    before = stored(licence)
    licence.tick(first)
    licence.client.submit(button="Continue")
    named = leaving_as_named(licence)
    page, told = licence.url("conditions"), {"version": "1", "c": first.code[:8], "without": named[:1]}
    assert licence.client.post(page, data=told).status_code == 200
    assert stored(licence) == before, "the third was never named"
    for _ in range(2):  # pressed twice
        sent = licence.client.post(page, data=told | {"without": [*named, "x"]})
        assert sent.status_code == 302
    assert stored(licence) == [first.code]
    app.config["WTF_CSRF_ENABLED"] = True


def leaving_as_named(licence: Draft) -> list[str]:
    """What the page that asks sends back of each condition that it names."""
    return [i.get("value") or "" for i in licence.page.all("input") if i.get("name") == "without"]


def test_details_that_changed_in_another_tab_do_not_leave_unseen(
    app: Flask, detailed: tuple[Draft, list[AdditionalCondition]]
) -> None:
    licence, (kept, *leaving) = detailed
    before = stored(licence)
    licence.tick(kept)
    licence.client.submit(button="Continue")
    with app.app_context():
        run = db.session.scalars(db.select(Run).where(Run.licence_id == licence.id)).one()
        name = f"condition/{leaving[0].code}"
        [(field, _), *_] = run.answers[name].items()
        run.answers = run.answers | {name: run.answers[name] | {field: "what the other tab says"}}
        db.session.commit()
    licence.client.submit(button="Leave out what is not ticked")
    assert stored(licence) == before and "what the other tab says" in text(licence.page.ids["main-content"])
    licence.client.submit(button="Leave out what is not ticked")
    assert stored(licence) == [kept.code]


def test_a_condition_without_details_leaves_without_a_question(licence: Draft) -> None:
    passport, plain = of(licence, "passport"), of(licence, "polygraph")
    not_filled_in = of(licence, "[ITEM]")
    licence.choose(passport, plain, not_filled_in)
    licence.client.get(licence.url("conditions"))
    licence.tick(plain)
    licence.client.submit(button="Continue")
    assert licence.here.startswith("why/") and stored(licence) == [plain.code]


# Answering that none are needed


def needed(licence: Draft) -> object:
    return licence.answers()["additional-conditions"]["needed"]


def answer_that_none_are_needed(licence: Draft) -> None:
    licence.client.get(licence.url("additional-conditions"))
    licence.client.submit({"needed": "no"})


def test_answering_no_names_every_condition_that_leaves_with_what_was_filled_in_and_asks_first(
    detailed: tuple[Draft, list[AdditionalCondition]],
) -> None:
    licence, conditions = detailed
    plain = of(licence, "passport")
    licence.choose(*conditions, plain)
    answer_that_none_are_needed(licence)
    assert licence.page.status == 200
    assert licence.page.heading == "Do you want to leave out these 4 conditions?"
    items = [
        text(li) for li in licence.page.all("li") if any(c.text in text(li) for c in [*conditions, plain])
    ]
    assert len(items) == 4
    assert (
        sum("the old mill, Sampleton" in each and each.endswith("leave the licence") for each in items) == 3
    )
    assert needed(licence) == "yes"

    licence.client.submit(button="Go back to the question")
    assert licence.page.heading == "Does this person need additional licence conditions?"
    assert needed(licence) == "yes"

    licence.client.submit({"needed": "no"})
    licence.client.submit(button="Leave out these 4 conditions")
    assert needed(licence) == "no" and all(licence.stored(c) for c in conditions)
    answer_that_none_are_needed(licence)
    assert needed(licence) == "no" and not licence.page.heading.startswith("Do you want"), "nothing leaves"

    licence.client.get(licence.url("additional-conditions"))
    licence.client.submit({"needed": "yes"})
    assert licence.here.startswith("why/"), "conditions and details come back"


def test_answering_no_does_not_take_out_what_was_not_on_screen(
    app: Flask, detailed: tuple[Draft, list[AdditionalCondition]]
) -> None:
    licence, conditions = detailed
    answer_that_none_are_needed(licence)
    theirs = Draft(app, as_user(app, "colleague"), licence.id, licence.policy)
    passport = of(licence, "passport")
    theirs.choose(*conditions, passport)
    licence.client.submit(button="Leave out these 3 conditions")
    assert needed(licence) == "yes" and passport.text in text(licence.page.ids["main-content"])
    with app.app_context():
        run = db.session.scalars(db.select(Run).where(Run.licence_id == licence.id)).one()
        name = f"condition/{conditions[0].code}"
        [(field, _), *_] = run.answers[name].items()
        run.answers = run.answers | {name: run.answers[name] | {field: "what the other tab says"}}
        db.session.commit()
    licence.client.submit(button="Leave out these 4 conditions")
    assert needed(licence) == "yes" and "what the other tab says" in text(licence.page.ids["main-content"])
    licence.client.submit(button="Leave out these 4 conditions")
    assert needed(licence) == "no"


def test_answering_no_asks_nothing_where_no_condition_is_on_the_licence(licence: Draft) -> None:
    answer_that_none_are_needed(licence)
    assert needed(licence) == "no"


def test_a_reason_that_was_written_for_a_condition_is_named_before_it_leaves(licence: Draft) -> None:
    passport, polygraph = of(licence, "passport"), of(licence, "polygraph")
    licence.choose(passport, polygraph)
    licence.client.submit(
        {"risk": "He left the country twice.", "lighter": "Nothing held.", "asked_by": ["mappa"]}
    )
    licence.client.get(licence.url("conditions"))
    licence.tick(polygraph)
    licence.client.submit(button="Continue")
    (takes,) = [text(e) for e in licence.page.with_class("govuk-checkboxes__hint")]
    assert takes == "Its details (He left the country twice., Nothing held.) leave the licence"
    assert groups(licence)["Tick a condition to keep it"] == [passport.text]


# Two people, and pages that waited too long


def test_a_colleagues_choice_is_not_lost_to_a_page_that_was_searched_meanwhile(
    app: Flask, licence: Draft
) -> None:
    tag, passport, polygraph = (of(licence, w) for w in ("by satellite", "passport", "polygraph"))
    theirs = Draft(app, as_user(app, "colleague"), licence.id, licence.policy)
    theirs.choose(passport)
    search(licence, "polygraph", tag)
    codes(licence, polygraph.code, "Tick these conditions")
    licence.client.submit(button="Continue", follow_redirects=False)
    assert licence.page.status == 409
    assert all(c.text in licence.page.html for c in (tag, passport, polygraph))
    assert stored(licence) == [passport.code]
    licence.client.submit(button="Use what I entered")
    assert stored(licence) == [tag.code, polygraph.code]


def test_a_colleagues_details_do_not_leave_unsaid_through_a_later_save(
    app: Flask, detailed: tuple[Draft, list[AdditionalCondition]]
) -> None:
    licence, (first, second, third) = detailed
    passport = of(licence, "passport")
    theirs = Draft(app, as_user(app, "colleague"), licence.id, licence.policy)
    theirs.choose(first, second, third, passport)
    licence.tick(first)
    licence.client.submit(button="Continue")
    assert licence.page.status == 409
    licence.client.submit(button="Use what I entered")
    assert licence.page.heading.startswith("Do you want to leave out these 2 conditions")
    licence.client.submit(button="Leave out what is not ticked")
    assert stored(licence) == [first.code]


@pytest.mark.parametrize("button", ["Continue", "Tick these conditions"])
def test_a_token_that_went_stale_costs_no_tick_no_search_and_no_pasted_code(
    licence: Draft, button: str
) -> None:
    tag, passport = of(licence, "by satellite"), of(licence, "passport")
    search(licence, "passport", tag)
    licence.tick(tag, passport)
    make_stale(licence)
    codes(licence, "nonsense", button)
    assert licence.page.status == 409 and stored(licence) is None
    assert "open for a long time" in licence.page.html
    assert licence.ticked() == [tag.text, passport.text]
    assert licence.page.ids["q"].get("value") == "passport"
    assert held(licence.page.ids["codes"]).strip() == "nonsense"
    licence.client.submit({"codes": None}, "Continue")
    assert stored(licence) == [tag.code, passport.code]


def test_a_stale_confirmation_shows_the_ticks_and_asks_again(
    detailed: tuple[Draft, list[AdditionalCondition]],
) -> None:
    licence, (kept, *_) = detailed
    before = stored(licence)
    licence.tick(kept)
    licence.client.submit(button="Continue")
    make_stale(licence)
    licence.client.submit(button="Leave out what is not ticked")
    assert licence.page.status == 409 and stored(licence) == before
    assert licence.ticked() == [kept.text]
    licence.client.submit(button="Continue")
    assert licence.page.heading.startswith("Do you want to leave out")


def make_stale(licence: Draft) -> None:
    """Let the form of the page shown carry a token that is refused."""
    for each in licence.client.form().iter("input"):
        if each.get("name") == "csrf_token":
            each.set("value", "stale")


def test_the_token_is_in_no_address(licence: Draft) -> None:
    token = next(i.get("value") for i in licence.client.form().iter("input") if i.get("name") == "csrf_token")
    search(licence, "tag")
    assert token and token not in licence.page.url and "csrf" not in licence.page.url
    assert licence.client.get(licence.url(f"conditions?version=0&c=1&csrf_token={token}")).status_code == 200
    assert stored(licence) is None


def test_a_search_without_a_session_leads_back_to_it_after_signing_in(licence: Draft) -> None:
    passport = of(licence, "passport")
    licence.client.delete_cookie("licence_session")
    search(licence, "tag", passport)
    assert licence.page.status == 401 and "What you typed is kept" in licence.page.html
    licence.client.submit({"username": "practitioner", "password": "licence-demo"})
    licence.client.submit(button="Go back to what you typed")
    assert licence.here == "conditions" and licence.ticked() == [passport.text]
    assert results(licence).endswith("found for ‘tag’")


# Hostile


@pytest.mark.one_database
@pytest.mark.parametrize("name", ["q", "codes", "c", "version", "clear", "without", "redisplay"])
def test_no_query_string_breaks_the_page_or_saves_anything(
    licence: Draft, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("tests.support.client.SAVES", False)
    licence.choose(of(licence, "passport"))
    licence.client.checks = False
    before = licence.answers()
    for what, value in TEXTS.items():
        for pairs in (
            [(name, value)],
            [("version", "1"), (name, value), (name, value)],
            [("version", "1"), ("q", "tag"), *[(name, str(n)) for n in range(50)], (name, value)],
        ):
            answer = licence.client.get(licence.url("conditions") + "?" + encoded(pairs).decode("ascii"))
            assert answer.status_code in (200, 422), what
            assert answer.status_code == 200 or name in ("codes", "q"), what
            assert "alert(1)</script>" not in answer.text, what
    assert licence.answers() == before


@pytest.mark.one_database
def test_a_search_for_markup_is_shown_as_it_was_typed(
    licence: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.support.client.SAVES", False)
    for what in ("tags", "a template", "a formula", "SQL", "typst", "emoji", "words turned round"):
        typed = squeeze(str(TEXTS[what]))
        words = line(typed)
        with licence.client.ignoring("words"):
            search(licence, typed)
        assert licence.page.ids["q"].get("value") == words, what
        assert results(licence) == f"No conditions found for ‘{words}’"


@pytest.mark.one_database
def test_a_tick_that_is_not_on_the_menu_is_refused_and_the_others_stay(app: Flask, licence: Draft) -> None:
    passport = of(licence, "passport")
    app.config["WTF_CSRF_ENABLED"] = False
    for strange in ("nonsense", passport.code, "12345678", "", "0" * 10_000):
        sent = [strange, of(licence, "polygraph").code[:8]] if strange else [" "]
        answer = licence.client.post(licence.url("conditions"), data={"c": sent})
        assert answer.status_code == 422, strange
        assert next(iter(licence.errors().values())).startswith("Select ")
        assert licence.ticked() == ([of(licence, "polygraph").text] if strange else [])
    assert stored(licence) is None
    app.config["WTF_CSRF_ENABLED"] = True


def test_two_conditions_with_one_wording_are_told_apart_by_their_codes(
    app: Flask, signed_in: SignedIn, tmp_path: Path
) -> None:
    licence = draft(app, signed_in("practitioner"), imported(app, file_of("newer", tmp_path)))
    licence.client.get(licence.url("conditions"))
    alike = [text(each) for each in licence.page.all("label") if "Rule number 8" in text(each)]
    assert len(alike) == len(set(alike)) == 3 and all("(code " in words for words in alike)
