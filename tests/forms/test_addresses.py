"""The ways to fill the boxes of an address: a postcode to find, and an address chosen whole."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment
from lxml import html
from werkzeug.datastructures import MultiDict

from app.domain import intake
from app.domain.characters import showable, unprintable
from app.domain.record.addresses import Address as Chosen
from app.govuk import template_loader
from forms.base import Form, build_form
from forms.fields import Address, Option, Radios, Text
from tests.journeys.facts import context
from tests.support.client import filled

CONTEXT = context(SimpleNamespace(today=dt.date(2026, 11, 21)))
HOUSE = Chosen("1 Specimen Street", "", "Sampleton", "", "ZA1 1AA")
OTHER = Chosen("2 Specimen Street", "", "Sampleton", "", "ZA1 1AA")
TYPED = {f"x-{part}": text for part, text in HOUSE._asdict().items()}
PAGE = Environment(loader=template_loader(), autoescape=True, trim_blocks=True, lstrip_blocks=True)


def sent(values: dict[str, str], **keywords: Any) -> Form:
    made = build_form(
        "One", {"x": Address("Address", require_postcode=True, **keywords), "y": Text(optional=True)}
    )
    return made(CONTEXT, MultiDict(values))


def field(form: Form) -> Any:
    return form["x"]


def pressed(action: str, **values: str) -> Form:
    """The form once a button was pressed, which always shows it again."""
    data = {f"x-{name}": text for name, text in values.items()} | {"redisplay": action}
    form = sent(data)
    assert form.press_extra_button(data)
    return form


def test_find_asks_for_the_addresses_of_the_postcode_however_it_is_typed() -> None:
    for typed in ("za1 1aa", " ZA11AA ", "ZA1-1AA"):
        form = pressed("find:x", find=typed)
        assert field(form).lookup == "ZA1 1AA" and not form.errors_list()
        assert field(form).sought == typed.strip()


def test_find_without_a_postcode_says_so_and_asks_for_nothing() -> None:
    for typed, message in (
        ("", "Enter a postcode to find addresses"),
        ("Sampleton", "Postcode must be a full UK postcode, like AA3 1AB"),
        ("ZA1", "Postcode must be a full UK postcode, like AA3 1AB"),
    ):
        form = pressed("find:x", find=typed, line_1="1 High")
        field(form).may_find = True
        assert form.errors_list() == [(message, "x-find")] and field(form).lookup is None
        assert field(form).redisplay["line_1"] == "1 High"


def test_enter_beside_a_postcode_that_was_not_looked_up_presses_find() -> None:
    form = sent(TYPED | {"x-find": "ZA3 3CC"})
    assert form.press_extra_button({})
    assert form["x"].data == HOUSE._asdict()
    looked_up = sent(TYPED | {"x-find": "ZA2 2BB", "x-tried": "ZA2 2BB"})
    assert not looked_up.press_extra_button({}) and looked_up.validate()
    assert not sent(TYPED).press_extra_button({})


def test_enter_beside_a_postcode_under_an_option_presses_its_find() -> None:
    options = [Option("a", "A", reveal={"at": Address("Address")}), Option("b", "B")]
    made = build_form("One", {"x": Radios("X", options)})
    form = made(CONTEXT, MultiDict({"x": "a", "x-0-at-find": "YO1 7HH"}))
    assert form.has_extra_buttons and form.press_extra_button({})
    assert form["x"].choices[0].fields["at"].lookup == "YO1 7HH"
    assert not made(CONTEXT, MultiDict({"x": "b", "x-0-at-find": "YO1 7HH"})).press_extra_button({})


def test_an_address_that_is_used_fills_the_boxes_over_what_was_there() -> None:
    form = pressed("use:x:saved", saved=HOUSE.as_text, found=OTHER.as_text, line_1="Old", county="Kent")
    assert field(form).redisplay == HOUSE._asdict() and field(form).is_filled
    assert field(form).chosen == {}
    assert pressed("use:x:found", found=OTHER.as_text)["x"].data == OTHER._asdict()


def test_use_without_a_choice_says_so_beside_the_choice_and_keeps_the_boxes() -> None:
    form = pressed("use:x:found", saved=OTHER.as_text, line_1="1 High", find="ZA1 1AA", tried="ZA1 1AA")
    address = field(form)
    address.may_find, address.found = True, [HOUSE]
    assert address.lookup == "ZA1 1AA"  # so that the addresses are there to be chosen from
    assert form.errors_list() == [("Select an address", "x-found")]
    assert address.redisplay["line_1"] == "1 High"


def test_an_error_about_a_choice_that_is_no_longer_there_stands_where_something_can_be_done() -> None:
    form = pressed("use:x:found", find="ZA1 1AA", tried="ZA1 1AA")
    assert form.errors_list() == [("Select an address", "x-line_1")]
    field(form).may_find = True
    assert form.errors_list() == [("Select an address", "x-find")]
    form = pressed("use:x:saved")
    assert form.errors_list() == [("Select an address", "x-line_1")]


def test_continue_with_a_choice_and_empty_boxes_takes_the_choice() -> None:
    form = sent({"x-saved": HOUSE.as_text})
    assert not form.press_extra_button({}) and form.validate()
    assert form.answer()["x"] == HOUSE._asdict()


def test_continue_with_a_choice_that_is_not_in_the_boxes_asks_which_is_meant() -> None:
    form = sent(TYPED | {"x-found": OTHER.as_text})
    assert not form.validate()
    ((message, at),) = form.errors_list()
    assert at == "x-line_1" and message.startswith("You selected 2 Specimen Street, Sampleton, ZA1 1AA, but")
    assert field(form).redisplay == HOUSE._asdict() and not field(form).chosen
    assert sent(TYPED | {"x-found": HOUSE.as_text}).validate()
    assert sent({"x-saved": "1 High St\n\nHull\n\nhu11aa"}).validate()


def test_a_choice_that_nobody_offered_is_only_text() -> None:
    assert sent({"x-found": "nonsense"}).errors_list() == []
    form = sent({"x-found": "\n\nHull\n\nnowhere"})
    assert not form.validate()
    assert form.errors_list() == [
        ("Enter address line 1", "x-line_1"),
        ("Postcode must be a full UK postcode, like AA3 1AB", "x-postcode"),
    ]


def test_a_postcode_is_checked_wherever_one_is_given_and_nothing_else_is() -> None:
    made = build_form("One", {"x": Address("Address")})
    without = made(CONTEXT, {"x-line_1": "Tŷ Ffug", "x-town": "Llanfair-ym-Muallt"})
    assert without.validate() and without["x"].data["line_1"] == "Tŷ Ffug"
    wrong = made(CONTEXT, {"x-line_1": "Tŷ Ffug", "x-town": "Ffug", "x-postcode": "LL"})
    assert not wrong.validate()
    assert wrong.errors_list() == [("Postcode must be a full UK postcode, like AA3 1AB", "x-postcode")]


def test_what_stands_beside_the_boxes_is_sent_again_but_is_no_part_of_the_answer() -> None:
    beside = {"x-find": "ZA2 2BB", "x-tried": "ZA2 2BB", "x-save": "yes"}
    form = sent(TYPED | beside)
    assert form.validate() and form.answer()["x"] == HOUSE._asdict()
    assert dict(form.posted()) == TYPED | beside | {"y": ""}
    assert not field(sent(TYPED | {"x-save": "perhaps"})).is_to_save


LINES = st.text(max_size=40).map(
    lambda text: intake.line("".join(c for c in showable(text) if not unprintable(c)))
)


@given(st.builds(Chosen, LINES, LINES, LINES, LINES, st.sampled_from(["", "ZA1 1AA", "nowhere"])).filter(any))
@settings(deadline=None)
def test_an_address_comes_back_from_its_radio_as_it_was_found(address: Chosen) -> None:
    shown = sent({})
    field(shown).may_find, field(shown).found, field(shown).lookup = True, [OTHER, address], "ZA1 1AA"
    page = PAGE.from_string(
        '{% from "components/fields.html" import field %}<form>{{ field(f) }}</form>'
    ).render(f=field(shown))
    element = html.document_fromstring(page).find(".//form")
    radios = [i for i in element.iter("input") if i.get("type") == "radio"]
    data = filled(element, {})
    data["x-found"] = radios[1].get("value").replace("\n", "\r\n")  # as a browser sends lines
    data["redisplay"] = "use:x:found"
    form = sent(data.to_dict())
    assert form.press_extra_button(data)
    assert field(form).redisplay == address._asdict()
