"""The shared pages: heading, title, order and landmarks are as people with assistive technology need them."""

from __future__ import annotations

import pytest
from jinja2 import Environment

from app.govuk import template_loader
from app.security import JS_ENABLED
from forms.base import build_form
from forms.fields import Address, Date, Hidden, LongText, Option, Radios, Text, Texts
from tests.web.markup import tokens

ENV = Environment(loader=template_loader(), autoescape=True, trim_blocks=True, lstrip_blocks=True)
ENV.globals.update(asset=lambda name: f"/assets/{name}", csrf_token=lambda: "a-token")
PERSON = {"name": "Ann <Bell>", "lines": [("CRN", "X123456"), ("Prison number", "")]}
USER = {"name": "Sam", "roles": "probation practitioner"}


def page(name, **values):
    shown = {
        "person": PERSON,
        "user": USER,
        "sign_out_url": "/out",
        "back_url": "/back",
        "feedback_url": "/f",
    }
    return ENV.get_template(name).render(**(shown | values))


def question(fields, typed=None, heading=None, **values):
    form = build_form("Asked", fields, heading=heading)(None, typed)
    if typed is not None:
        form.validate()
    return page("question.html", form=form, version=7, **values)


def elements(html, tag):
    return [dict(t[1]) for t in tokens(html) if isinstance(t, tuple) and t[0] == tag]


def text_of(html, tag):
    """The words of the first element with this tag."""
    found = tokens(html)
    start = next(n for n, t in enumerate(found) if isinstance(t, tuple) and t[0] == tag)
    return " ".join(
        t for t in found[start : found.index(f"/{tag}", start)] if isinstance(t, str) and t[0] != "/"
    )


@pytest.mark.parametrize(
    "field, around",
    [
        (Text("What is the name?"), "label"),
        (LongText("What is the name?"), "label"),
        (Radios("What is the name?", [Option("a", "A")]), "legend"),
        (Date("What is the name?"), "legend"),
        (Address("What is the name?"), "legend"),
        (Texts("What is the name?"), "legend"),
    ],
)
def test_a_single_question_is_itself_the_heading(field, around):
    html = question({"hidden": Hidden(), "x": field})
    assert html.count("<h1") == 1
    assert html.count("What is the name?") == 2  # the title and the heading, no hidden copy
    found = tokens(html)
    heading = next(n for n, t in enumerate(found) if isinstance(t, tuple) and t[0] == "h1")
    pair = (found[heading][0], found[heading + 1][0] if around == "label" else found[heading - 1][0])
    assert pair == ("h1", around)


def test_several_questions_stand_under_the_forms_heading():
    html = question({"a": Text("First"), "b": Text("Second")}, heading="Both names")
    assert text_of(html, "h1") == "Both names"
    assert text_of(html, "title") == "Both names – Create and vary a licence"


def test_a_page_with_errors_says_so_in_its_title_and_first_in_main():
    html = question({"x": Text("Name")}, {}, section="Create a licence")
    assert text_of(html, "title") == "Error: Name – Create a licence – Create and vary a licence"
    main = html.split("<main")[1]
    assert main.index("There is a problem") < main.index("Ann") < main.index("<h1")
    assert 'href="#x"' in main


def test_a_form_carries_its_token_and_version_and_leaves_checking_to_the_server():
    html = question({"x": Text("Name")})
    assert '<form method="post" novalidate' in html
    assert {"type": "hidden", "name": "csrf_token", "value": "a-token"} in elements(html, "input")
    assert {"type": "hidden", "name": "version", "value": "7"} in elements(html, "input")


def test_a_page_may_be_skipped_only_when_it_says_so():
    assert 'name="skip"' not in question({"x": Text("Name")})
    assert 'value="yes" name="skip"' in question({"x": Text("Name")}, may_skip=True)


def test_enter_never_presses_an_add_or_remove_button():
    html = question({"x": Texts("Names")}, {"x-0": "a", "x-1": "b"})
    buttons = [b for b in elements(html.split("<main")[1], "button") if b["type"] == "submit"]
    assert "name" not in buttons[0]
    assert [b.get("value") for b in buttons] == [None, "remove:x:0", "remove:x:1", "add:x", None]


def test_no_two_landmarks_or_ids_are_the_same():
    fields = {
        "a": Address("Home"),
        "b": Address("Work"),
        "c": Radios("Which?", [Option("x", "X"), Option("y", "Y")]),
    }
    html = question(fields, {}, heading="Places", navigation=[{"text": "Cases", "href": "/"}])
    ids = [dict(t[1])["id"] for t in tokens(html) if isinstance(t, tuple) and "id" in dict(t[1])]
    assert len(ids) == len(set(ids))
    names = [part.split('"')[0] for part in html.split('aria-label="')[1:]]
    assert len(names) == len(set(names))


def test_what_people_typed_is_escaped_everywhere():
    html = question(
        {"x": Text("Name"), "y": LongText("Why?")},
        {"x": "<script>x", "y": "</textarea><script>x"},
        heading="H",
    )
    assert "<script>x" not in html
    assert "Ann &lt;Bell&gt;" in html


def test_the_one_inline_script_is_the_one_that_the_policy_allows():
    html = page("message.html", title="Page not found", paragraphs=[])
    assert [part.split("</script>")[0] for part in html.split("<script>")[1:]] == [JS_ENABLED]
    assert "style=" not in html
    assert " on" not in "".join(
        part.split("=")[0][-10:] for part in html.split("<body")[1].split('"')[::2] if "=" in part
    )


def test_signing_out_is_a_button_that_posts():
    html = page("message.html", title="T", paragraphs=["p"])
    assert '<form method="post" action="/out">' in html
    assert "Sign out" not in page("message.html", title="T", paragraphs=["p"], user=None)


def test_check_answers_says_how_to_change_and_names_every_link():
    rows = [
        {"key": "Name", "value": ["Ann"], "change_url": "/n", "change_text": "name", "id": "answer-name"},
        {
            "key": "Date",
            "value": [],
            "change_url": "/d",
            "change_text": "date",
            "error": "Date must be later",
        },
    ]
    html = page("check_answers.html", sections=[{"heading": "One", "rows": rows}], submit="Send it")
    assert "You can change any answer" in html.split('<dl class="govuk-summary-list"')[0]
    assert 'id="answer-name">Change<span class="govuk-visually-hidden"> name</span>' in html
    assert "Not provided" in html
    assert "Send it" in html
    assert "Send it" not in page("check_answers.html", sections=[], submit=None)


def test_a_later_save_posts_what_was_typed_again_with_the_new_version():
    html = page(
        "later_save.html",
        yours=[("Why?", ["mine"])],
        theirs=[],
        posted=[("x", "one\n\ttwo"), ("csrf_token", "old"), ("version", "1")],
        version=9,
        saved="Jo saved this page after you opened it.",
        theirs_heading="What Jo saved",
        keep_url="/keep",
    )
    inputs = elements(html.split("<main")[1], "input")
    assert [(i["name"], i["value"]) for i in inputs] == [
        ("csrf_token", "a-token"),
        ("version", "9"),
        ("x", "one two"),
    ]
    assert 'value="one\n\ttwo"' in html
    assert 'href="/keep"' in html


def test_a_refusal_gives_rule_fact_person_and_next_step():
    refusal = {"title": "No", "rule": "R.", "fact": "F.", "who": "W.", "next_step": "N."}
    html = page(
        "refusal.html", refusal=refusal, others=[refusal | {"title": "Other"}], links=[("Cases", "/c")]
    )
    assert [word in html for word in ("R.", "F.", "W.", "N.", "Also: Other")] == [True] * 5
    assert html.count("<h1") == 1


def test_a_list_page_counts_its_items_and_names_their_links():
    form = build_form("Asked", {"another": Radios("Another?", [Option("yes", "Yes")])}, heading="Zones")()
    items = [
        {"title": f"Zone {n}", "lines": ["x"], "name": f"zone {n}", "change_url": "/c", "remove_url": "/r"}
        for n in (1, 2)
    ]
    html = page("many.html", form=form, items=items, noun="zone")
    assert text_of(html, "h1") == "You have added 2 zones"
    assert 'Remove<span class="govuk-visually-hidden"> zone 2</span>' in html
    assert text_of(page("many.html", form=form, items=[], noun="zone"), "h1") == "Zones"


def test_confirming_posts_and_cancelling_is_a_link():
    html = page(
        "confirm.html", title="Remove it?", paragraphs=["P"], button="Remove", warning=True, cancel_url="/c"
    )
    assert "govuk-button--warning" in html
    assert '<a class="govuk-link" href="/c">Cancel</a>' in html


def test_success_is_announced_and_takes_focus():
    html = page(
        "message.html", title="T", paragraphs=[], banner={"texts": ["Licence sent"], "is_success": True}
    )
    banner = next(d for d in elements(html, "div") if d.get("role") == "alert")
    assert banner["tabindex"] == "-1"
