"""Each field: what it reads, what it says when wrong, and that nothing typed is lost or can break it."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from forms.base import Form, build_form
from forms.fields import (
    Address,
    Checkboxes,
    Date,
    Email,
    Hidden,
    LongText,
    Option,
    Password,
    Radios,
    Select,
    Telephone,
    Text,
    Texts,
    Time,
)
from forms.validators import OnOrBefore, Required
from tests.journeys.facts import context

CONTEXT = context(SimpleNamespace(today=dt.date(2026, 11, 21), is_working_day=lambda day: day.weekday() < 5))
OPTIONS = [Option("a", "First"), Option("b", "Second", reveal={"name": Text("Name of the second")})]


def one(field, formdata=None, answer=None):
    return build_form("One", {"x": field})(CONTEXT, formdata, answer)


def errors(field, formdata):
    form = one(field, formdata)
    form.validate()
    return form.errors_list()


class Everything(Form):
    text = Text("First name")
    long = LongText("Why?", max_length=100)
    radios = Radios("Which?", OPTIONS)
    boxes = Checkboxes("Which of these?", OPTIONS)
    select = Select("Prison", [Option("p1", "Leeds"), Option("p2", "Hull")])
    date = Date("Start date")
    time = Time("Start time")
    address = Address("Address", require_postcode=True)
    texts = Texts("Names", item_label="Name")
    telephone = Telephone(optional=True)
    email = Email(optional=True)
    hidden = Hidden()
    password = Password()


# Text


def test_a_text_is_stripped_and_a_tab_is_a_space():
    form = one(Text("Name"), {"x": "  Ann\tBell "})
    assert form.validate()
    assert form.answer() == {"x": "Ann Bell"}


@pytest.mark.parametrize(
    "label, message",
    [
        ("First name", "Enter first name"),
        ("What is the name?", "Enter an answer to ‘What is the name?’"),
        ("Enter name of victim", "Enter name of victim"),
        ("CRN", "Enter CRN"),
        ("Monday curfew", "Enter Monday curfew"),
        ("Other name (optional)", "Enter other name"),
        ("Address", "Enter an address"),
    ],
)
def test_a_missing_answer_is_named_after_the_label(label, message):
    assert errors(Text(label, called=None) if label != "Address" else Address(label), {})[0][0] == message


def test_a_form_may_give_its_own_message():
    assert errors(Text("Name", validators=[Required("Enter who it is")]), {"x": "  "}) == [
        ("Enter who it is", "x")
    ]


def test_an_optional_field_says_so_and_may_be_empty():
    form = one(Text("Middle name", optional=True), {})
    assert form["x"].label == "Middle name (optional)"
    assert form.validate()


def test_a_text_may_not_be_longer_than_its_limit():
    assert errors(Text("Name", max_length=3), {"x": "abcd"}) == [("Name must be 3 characters or fewer", "x")]


def test_characters_the_licence_cannot_hold_are_refused_by_name():
    assert errors(Text("Name"), {"x": "a\u202eb 😀"}) == [
        ("Name must not include characters that cannot be printed: ‘😀’", "x")
    ]


HIDDEN = ("\u202d", "\u202c", "\u2066", "\u200b", "\u00ad", "\ufeff", "\x02")


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        (Text("Name"), {"x": "Ann\u00a0Bell"}, "Ann Bell"),
        (LongText("Why?"), {"x": "one\u2028two\x0bthree"}, "one\ntwo\nthree"),
        (LongText("Why?"), {"x": "\uf0b7\tNot to enter the park\n\uf0a7 Not to drink"}, "• Not to enter the park\n• Not to drink"),
        (Telephone(), {"x": "01632\u2011960\u2011001"}, "01632-960-001"),
        (Email(), {"x": "ann.bell@prison\u2011service.example"}, "ann.bell@prison-service.example"),
        (Date("Start date"), {"x-day": "4", "x-month": "Dec", "x-year": "2026"}, dt.date(2026, 12, 4)),
        (Time("Start time"), {"x": "2:30pm"}, dt.time(14, 30)),
        (Texts("Names"), {"x-0": "Ann", "x-1": "Ben"}, ["Ann", "Ben"]),
        (Address("Address"), {"x-line_1": "1 Road", "x-town": "Hull", "x-postcode": "hu1\u20111aa"}, {"line_1": "1 Road", "line_2": "", "town": "Hull", "county": "", "postcode": "HU1 1AA"}),
    ],
)  # fmt: skip
def test_the_leavings_of_a_paste_do_not_matter_in_any_kind_of_field(field, typed, kept):
    for hidden in ("", *HIDDEN):
        form = one(
            field, {name: "".join(f"{hidden}{c}{hidden}" for c in text) for name, text in typed.items()}
        )
        assert form.validate(), (hidden, form.errors_list())
        assert form["x"].data == kept


def test_all_faulty_words_of_a_text_are_named_at_once():
    assert errors(LongText("Why?"), {"x": "Call محمد علي\nnear the 🏞, Mr O\x81Sample"}) == [
        (
            "Your answer must not include characters that cannot be printed: ‘محمد علي’, ‘🏞’ and ‘O�Sample’ "
            "(� is a character that could not be read)",
            "x",
        )
    ]


def test_windows_line_ends_become_plain_ones():
    form = one(LongText("Why?"), {"x": "one\r\ntwo\rthree\n"})
    assert form.validate()
    assert form["x"].data == "one\ntwo\nthree"
    assert form["x"].redisplay == "one\ntwo\nthree\n"


def test_a_password_is_never_shown_back():
    form = one(Password(), {"x": " secret "})
    assert form["x"].data == " secret "
    assert form["x"].redisplay == ""


@pytest.mark.parametrize("typed", ["ann", "ann@", "@x.org", "a b@x.org", "ann@x"])
def test_an_email_address_needs_its_parts(typed):
    assert errors(Email(), {"x": typed})[0][0].startswith("Enter an email address in the correct format")


def test_a_telephone_number_may_have_an_extension():
    form = one(Telephone(), {"x": "01632  960 001  ext 12"})
    assert form.validate()
    assert form.answer() == {"x": "01632 960 001 ext 12"}
    assert errors(Telephone(), {"x": "hello"})[0][0].startswith("Telephone number must be a UK number")


# Choices


def test_only_the_chosen_options_fields_are_read():
    form = one(Radios("Which?", OPTIONS), {"x": "a", "x-1-name": "kept out"})
    assert form.validate()
    assert form.answer() == {"x": "a"}


def test_a_revealed_field_is_read_under_its_plain_name():
    form = one(Radios("Which?", OPTIONS), {"x": "b", "x-1-name": "Bea"})
    assert form.validate()
    assert form.answer() == {"x": "b", "name": "Bea"}
    assert form["x"].revealed == {"name": "Bea"}


def test_a_revealed_field_is_checked_and_linked():
    assert errors(Radios("Which?", OPTIONS), {"x": "b"}) == [("Enter name of the second", "x-1-name")]


def test_two_options_may_reveal_fields_of_one_name():
    options = [Option(v, v, reveal={"name": Text(f"Name {v}")}) for v in "ab"]
    form = one(Radios("Which?", options), {"x": "b", "x-0-name": "no", "x-1-name": "yes"})
    assert form.answer() == {"x": "b", "name": "yes"}
    assert one(Radios("Which?", options), None, {"x": "b", "name": "yes"}).posted() == [
        ("x", "b"),
        ("x-1-name", "yes"),
    ]


@pytest.mark.parametrize("field", [Radios, Checkboxes, Select])
def test_an_option_that_does_not_exist_is_an_error(field):
    assert errors(field("Prison", OPTIONS), {"x": "zz"}) == [("Select prison", "x")]
    assert errors(field("Prison", OPTIONS, optional=True), {"x": "zz"}) == [("Select prison", "x")]


def test_a_stored_choice_that_was_withdrawn_must_be_made_again():
    form = one(Radios("Which?", OPTIONS), None, {"x": "gone"})
    assert not form.validate()


def test_options_may_be_set_after_reading():
    form = one(Radios("Which?", OPTIONS), {"x": "c"})
    form["x"].options = [Option("c", "Third")]
    assert form.validate()
    assert form.answer() == {"x": "c"}


def test_ticks_come_in_the_order_of_the_options():
    form = one(
        Checkboxes("Which?", [Option(v, v) for v in "abc"]), MultiDict([("x", "c"), ("x", "a"), ("x", "c")])
    )
    assert form.answer() == {"x": ["a", "c"]}


def test_an_exclusive_tick_stands_alone():
    options = [Option("a", "Alcohol"), Option("none", "None of these", divider_before=True, exclusive=True)]
    assert errors(Checkboxes("Which?", options), MultiDict([("x", "a"), ("x", "none")]))[0][0] == (
        "Select ‘None of these’ or other options, not both"
    )


# Dates and times


@pytest.mark.parametrize(
    "typed, read",
    [
        (("1", "12", "2026"), dt.date(2026, 12, 1)),
        (("01", "Dec", "26"), dt.date(2026, 12, 1)),
        (("31", "january", "1999"), dt.date(1999, 1, 31)),
        (("29", "2", "68"), dt.date(2068, 2, 29)),
        (("1", "sept.", "69"), dt.date(1969, 9, 1)),
        ((" 1 ", " 3", "2026 "), dt.date(2026, 3, 1)),
    ],
)
def test_a_date_is_read_as_people_write_it(typed, read):
    form = one(Date("Start date"), dict(zip(("x-day", "x-month", "x-year"), typed, strict=True)))
    assert form.validate(), form.errors_list()
    assert form.answer() == {"x": read}


@pytest.mark.parametrize(
    "typed, message, link",
    [
        (("", "", ""), "Enter start date", "x-day"),
        (("1", "", "2026"), "Start date must include a month", "x-month"),
        (("", "", "2026"), "Start date must include a day and month", "x-day"),
        (("31", "2", "2026"), "Start date must be a real date", "x-day"),
        (("1", "13", "2026"), "Start date must be a real date", "x-month"),
        (("1", "1", "202"), "Start date must include a year of 4 numbers, like 2026", "x-year"),
        (("1", "1", "9999"), "Start date must have a year from 1900 to 2199", "x-year"),
        (("1_0", "1", "2026"), "Start date must be a real date", "x-day"),
        (("٣", "1", "2026"), "Start date must be a real date", "x-day"),
    ],
)
def test_a_date_says_which_part_is_wrong(typed, message, link):
    formdata = dict(zip(("x-day", "x-month", "x-year"), typed, strict=True))
    assert errors(Date("Start date"), formdata) == [(message, link)]


@pytest.mark.parametrize(
    "rule, message",
    [
        (OnOrBefore(lambda facts: dt.date(2026, 1, 1)), "Start date must be on or before 1 January 2026"),
        (OnOrBefore(dt.date(2026, 11, 21)), None),
        (OnOrBefore(lambda facts: None), None),
    ],
)
def test_a_date_keeps_to_its_rules(rule, message):
    found = errors(Date("Start date", validators=[rule]), {"x-day": "21", "x-month": "11", "x-year": "2026"})
    assert found == ([(message, "x-day")] if message else [])


@pytest.mark.parametrize(
    "typed, read",
    [
        ("9am", "09:00"),
        ("9 AM", "09:00"),
        ("09:00", "09:00"),
        ("9.30pm", "21:30"),
        ("9.30 p.m.", "21:30"),
        ("9 30 pm", "21:30"),
        ("0900", "09:00"),
        ("21:00", "21:00"),
        ("2130", "21:30"),
        ("12am", "00:00"),
        ("12:15am", "00:15"),
        ("12pm", "12:00"),
        ("12 noon", "12:00"),
        ("midday", "12:00"),
        ("Noon", "12:00"),
        ("midnight", "00:00"),
        ("12 midnight", "00:00"),
        ("00:00", "00:00"),
        ("11:59 pm", "23:59"),
    ],
)
def test_a_time_is_read_as_people_write_it(typed, read):
    form = one(Time("Start time"), {"x": typed})
    assert form.validate(), form.errors_list()
    assert form.answer() == {"x": dt.time.fromisoformat(read)}
    assert one(Time("Start time"), {"x": form["x"].in_words}).answer() == form.answer()


@pytest.mark.parametrize("typed", ["9am to 5pm", "²1:00", "x", "9" * 99])
def test_a_time_that_is_none_says_how_to_type_it(typed):
    assert errors(Time("Start time"), {"x": typed}) == [
        ("Start time must be a time, like 9am or 2:30pm", "x")
    ]


@pytest.mark.parametrize(
    "typed, message",
    [
        ("2.30", "Is that 2:30am or 2:30pm? Enter the start time as one of these"),
        ("8", "Is that 8am or 8pm? Enter the start time as one of these"),
        ("13pm", "Start time must not have pm after 13: enter 13:00 or 1pm"),
        ("9:60", "Start time must have minutes from 00 to 59"),
    ],
)
def test_a_time_that_is_unclear_or_wrong_is_asked_back_and_stays_as_typed(typed, message):
    form = one(Time("Start time"), {"x": typed})
    assert not form.validate()
    assert form.errors_list() == [(message, "x")]
    assert form["x"].redisplay == typed and form["x"].data is None


@pytest.mark.parametrize(
    "typed, said", [("12am", "midnight"), ("12:00 hours", "midday"), ("14:30", "2:30pm")]
)
def test_a_time_is_said_in_words(typed, said):
    assert one(Time("Start time"), {"x": typed})["x"].in_words == said


@pytest.mark.parametrize(
    "label, named",
    [
        ("First curfew – enter the start time", "the start time for the first curfew"),
        ("Second curfew - Enter end time", "the end time for the second curfew"),
        ("Each meeting — give the hour:", "the hour for each meeting"),
        ("HDC curfew – enter the start time (optional)", "the start time for the HDC curfew"),
    ],
)
def test_a_label_that_says_first_what_it_belongs_to_reads_well_in_a_message(label, named):
    assert errors(Time(label), {"x": "9:30"}) == [
        (f"Is that 9:30am or 9:30pm? Enter {named} as one of these", "x")
    ]


# Address and list


def test_an_address_has_an_error_for_each_wrong_part():
    assert errors(Address("Address", require_postcode=True), {"x-county": "Kent", "x-postcode": "nope"}) == [
        ("Enter address line 1", "x-line_1"),
        ("Enter town or city", "x-town"),
        ("Postcode must be a full UK postcode, like AA3 1AB", "x-postcode"),
    ]


def test_an_empty_address_is_one_error():
    assert errors(Address("Address", required="Enter the address"), {}) == [("Enter the address", "x-line_1")]
    assert one(Address("Address", optional=True), {}).validate()


def test_a_postcode_is_written_one_way():
    typed = {"x-line_1": "1 High St", "x-town": "Hull", "x-postcode": "sw1a2aa"}
    form = one(Address("Address"), typed)
    assert form.validate()
    assert form["x"].data["postcode"] == "SW1A 2AA"
    assert form["x"].redisplay["postcode"] == "sw1a2aa"


def test_a_list_leaves_out_empty_boxes():
    form = one(Texts("Names"), {"x-0": "a", "x-1": " ", "x-3": "b"})
    assert form.validate()
    assert form.answer() == {"x": ["a", "b"]}


def test_boxes_are_added_and_removed_and_nothing_is_lost():
    sent = {"x-0": "a", "x-1": "😀", "redisplay": "add:x"}
    form = one(Texts("Names"), sent)
    assert form.press_extra_button(sent)
    assert form["x"].redisplay == ["a", "😀", ""]
    assert form.press_extra_button({"redisplay": "remove:x:0"})
    assert form["x"].redisplay == ["😀", ""]
    assert not form.press_extra_button({"x-0": "a"})


@pytest.mark.parametrize(
    "action", ["", "add", "add:", "remove:x:", "remove:x:-1", "remove:x:99", "remove:x:٣", "\ud800"]
)
def test_an_odd_button_changes_nothing(action):
    form = one(Texts("Names"), {"x-0": "a"})
    assert form.press_extra_button({"redisplay": action})
    assert form["x"].redisplay == ["a"]


def test_each_wrong_box_has_its_own_error():
    assert errors(
        Texts("Names", item_label="Name", max_length=3), {"x-0": "abcd", "x-1": "a", "x-2": "😀"}
    ) == [
        ("Name 1 must be 3 characters or fewer", "x-0"),
        ("Name 3 must not include characters that cannot be printed: ‘😀’", "x-2"),
    ]


def test_a_list_has_a_limit():
    assert errors(Texts("Names", most=2), {f"x-{n}": "a" for n in range(3)}) == [
        ("You can give 2 at most; remove 1", "x-2")
    ]


# Forms


def test_rules_across_fields_name_the_part_that_is_wrong():
    class Range(Form):
        start = Date("Start")
        end = Date("End")

        def check(self):
            if self.start.data and self.end.data and self.end.data < self.start.data:
                self.end.fail("End must be after start", "year")

    sent = {"start-day": "2", "start-month": "1", "start-year": "2026"}
    form = Range(CONTEXT, sent | {"end-day": "1", "end-month": "1", "end-year": "2026"})
    assert not form.validate()
    assert form.errors_list() == [("End must be after start", "end-year")]
    assert not Range(CONTEXT, {}).validate()


def test_a_field_may_not_hide_a_method_of_the_form():
    with pytest.raises(TypeError, match=r"would hide Form\.check"):
        type("Bad", (Form,), {"check": Text("Check")})


def test_a_built_form_may_use_any_names_in_its_own_order():
    names = ["validate", "data", "answer", "_x", "check"]
    form = build_form("Built", {name: Text(name) for name in names})(CONTEXT, dict.fromkeys(names, "v"))
    assert [field.name for field in form.visible] == names
    assert form.validate()
    assert form.answer() == dict.fromkeys(names, "v")


def test_fields_may_be_given_to_one_form_alone():
    class Chosen(Form):
        def __init__(self, context, formdata=None, answer=None):
            self.extra_fields = {"group-1": Text("Group")}
            super().__init__(context, formdata, answer)

    assert Chosen(CONTEXT, {"group-1": "v"}).answer() == {"group-1": "v"}


def test_a_hidden_field_is_not_counted_as_a_question():
    form = build_form("Two", {"h": Hidden(), "x": Text("Name")})(CONTEXT, {"h": "v", "x": "n"})
    assert form.only is form["x"]
    assert form.answer() == {"h": "v", "x": "n"}


ANSWERS = st.fixed_dictionaries(
    {
        "text": st.sampled_from(["Ann", "É"]),
        "long": st.sampled_from(["a", "one\n\n  two"]),
        "radios": st.just("a"),
        "select": st.sampled_from(["p1", "p2"]),
        "boxes": st.just(["a"]),
        "date": st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)),
        "time": st.times().map(lambda t: t.replace(second=0, microsecond=0)),
        "texts": st.lists(st.sampled_from(["x", "y z"]), min_size=1, max_size=20),
        "telephone": st.just("01632 960 001"),
        "email": st.none(),
        "hidden": st.just("h"),
        "address": st.just(
            {"line_1": "1", "line_2": "", "town": "Hull", "county": "", "postcode": "HU1 1AA"}
        ),
    }
)


@given(ANSWERS)
@settings(max_examples=50, deadline=None)
def test_a_stored_answer_comes_back_the_same_when_posted_as_shown(answer):
    shown = Everything(CONTEXT, None, answer)
    again = Everything(CONTEXT, MultiDict([*shown.posted(), ("password", "p")]))
    assert again.validate(), again.errors_list()
    assert {name: value for name, value in again.answer().items() if name != "password"} == answer


def test_each_field_shows_its_answer_as_lines_that_people_read() -> None:
    address = {"line_1": "1 Mill Lane", "line_2": "", "town": "Hull", "county": "", "postcode": "HU1 1AA"}
    form = Everything(
        CONTEXT,
        None,
        {
            "text": "Ann",
            "long": "One line.\nAnother.",
            "radios": "b",
            "name": "Bo",
            "boxes": ["a"],
            "select": "p2",
            "date": dt.date(2026, 12, 1),
            "time": dt.time(14, 30),
            "address": address,
            "texts": ["x", "y z"],
        },
    )
    shown = {field.name: field.lines() for field in form.fields}
    assert {name: lines for name, lines in shown.items() if lines} == {
        "text": ["Ann"],
        "long": ["One line.", "Another."],
        "radios": ["Second: Bo"],
        "boxes": ["First"],
        "select": ["Hull"],
        "date": ["Tuesday 1 December 2026"],
        "time": ["2:30pm"],
        "address": ["1 Mill Lane", "Hull", "HU1 1AA"],
        "texts": ["x", "y z"],
    }
    assert ("Name", ["Ann"]) not in form.summary() and ("First name", ["Ann"]) in form.summary()
    assert all(field.lines() == [] for field in Everything(CONTEXT, {}).fields), "nothing is no line"


NAMES = [name for name, _ in Everything().posted()] + [
    "radios",
    "boxes",
    "boxes-1-name",
    "texts-7",
    "redisplay",
    "odd",
]
TYPED = st.one_of(
    st.text(),
    st.text(st.characters(codec=None, categories=None), max_size=5),
    st.sampled_from(
        ["a", "b", "p1", "1", "2026", "9am", "add:texts", "remove:texts:0", "\ud800", "\0", "\r\n", "\ufffd"]
    ),
    st.just("x" * 5000),
)


@given(st.lists(st.tuples(st.sampled_from(NAMES), TYPED), max_size=40))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_sent_can_break_a_form_and_what_was_typed_is_shown_back(pairs):
    sent = MultiDict(pairs)
    form = Everything(CONTEXT, sent)
    is_valid = form.validate()
    assert is_valid is (not form.errors_list())
    ids = [link for _, link in form.errors_list()]
    assert all(ids)
    form.answer()
    shown = MultiDict(form.posted())
    for name in shown:
        if name in sent and name != "password" and name != "hidden":
            typed = sent[name].replace("\r\n", "\n").replace("\r", "\n")
            typed = "".join("\ufffd" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in typed)
            if not name.startswith("texts") and name not in ("boxes", "select"):
                assert shown[name] == typed
    texts = [sent[f"texts-{n}"] for n in range(100) if f"texts-{n}" in sent]
    assert len(form.texts.redisplay) == max(1, len(texts))
    form.press_extra_button(sent)
    "".join(value for _, value in form.posted()).encode()


@given(
    st.dictionaries(
        st.sampled_from([*Everything().answer(), "name"]),
        st.recursive(
            st.none() | st.integers() | st.text() | st.dates() | st.datetimes() | st.times(),
            lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["line_1", "town", "x"]), inner),
        ),
    )
)
@settings(max_examples=100, deadline=None)
def test_no_stored_answer_can_break_a_form(answer):
    form = Everything(CONTEXT, None, answer)
    form.validate()
    form.errors_list()
    form.answer()


def test_thousands_of_parts_and_huge_texts_are_survived():
    sent = MultiDict(
        [("text", "x" * 1_000_000)] + [(f"texts-{n}", "v") for n in range(5000)] + [("boxes", "a")] * 5000
    )
    form = Everything(CONTEXT, sent)
    assert not form.validate()
    assert len(form.texts.redisplay) == 100
    assert len(form.text.redisplay) == 100_000
