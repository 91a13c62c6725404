"""Our light macros print the same page as GOV.UK Frontend's own components, for every case that we use."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import Environment
from markupsafe import Markup

from app.domain.record.addresses import Address as PostalAddress
from app.govuk import template_loader
from forms.base import build_form
from forms.fields import (
    Address,
    Checkboxes,
    Date,
    LongText,
    Map,
    Option,
    Password,
    Radios,
    Select,
    Text,
    Texts,
    Time,
)
from tests.journeys.facts import context
from tests.web.markup import tokens

FIXTURES = Path(__file__).parents[2] / "node_modules/govuk-frontend/dist/govuk/components"
OURS = sorted((Path(__file__).parents[2] / "templates/components").glob("*.html"))
HOSTILE = "<b>\"&'</b>"
PLAIN = Environment(loader=template_loader(), autoescape=True)
TRIMMED = Environment(loader=template_loader(), autoescape=True, trim_blocks=True, lstrip_blocks=True)
CONTEXT = context(SimpleNamespace(today=dt.date(2026, 11, 21)))


def library(component, params):
    name = "govuk" + "".join(part.capitalize() for part in component.split("-"))
    source = f'{{% from "govuk_frontend_jinja/components/{component}/macro.html" import {name} %}}{{{{ {name}(params) }}}}'
    return PLAIN.from_string(source).render(params=params)


def file_of(name):
    """The template that has a macro."""
    (file,) = [file for file in OURS if f"macro {name}(" in file.read_text(encoding="utf-8")]
    return f"components/{file.name}"


def ours(call, env=TRIMMED, **values):
    name = call.split("(")[0]
    return env.from_string(f'{{% from "{file_of(name)}" import {name} %}}{{{{ {call} }}}}').render(**values)


def assert_same(component, params, call, **values):
    reference = tokens(library(component, params))
    assert tokens(ours(call, **values)) == reference
    assert tokens(ours(call, env=PLAIN, **values)) == reference


def bound(field, formdata=None, answer=None, wrong=False):
    form = build_form("One", {"x": field})(CONTEXT, formdata, answer)
    if wrong:
        assert not form.validate()
    return form["x"]


def label(field, heading=False, size="s"):
    if heading:
        return {"text": field.label, "classes": "govuk-label--l", "isPageHeading": True}
    return {"text": field.label, "classes": f"govuk-label--{size}" if size else ""}


def legend(field, heading=False, size="s"):
    if heading:
        return {
            "legend": {"text": field.label, "classes": "govuk-fieldset__legend--l", "isPageHeading": True}
        }
    return {"legend": {"text": field.label, "classes": f"govuk-fieldset__legend--{size}" if size else ""}}


def common(field):
    params = {"id": field.id, "name": field.name}
    if field.hint:
        params["hint"] = {"text": field.hint}
    if field.errors:
        params["errorMessage"] = {"text": field.errors[0]}
    return params


def call(heading):
    return "field(f, f.label)" if heading else "field(f)"


STATES = pytest.mark.parametrize("heading", [False, True])


# Fields


@STATES
@pytest.mark.parametrize(
    "field, typed, wrong, more",
    [
        (Text("First name"), None, False, {}),
        (Text("First name", hint="As in the passport"), {"x": HOSTILE}, False, {"value": HOSTILE}),
        (Text("First name", hint="Hint"), {"x": " "}, True, {"value": " "}),
        (Text(HOSTILE, width="5", optional=True), {"x": ""}, False, {"classes": "govuk-input--width-5"}),
        (Text("Part", width="one-half"), None, False, {"classes": "govuk-!-width-one-half"}),
        (
            Text("Code", autocomplete="off", inputmode="numeric", spellcheck=False),
            None,
            False,
            {"autocomplete": "off", "inputmode": "numeric", "spellcheck": False},
        ),
        (
            Text("Amount", prefix="£", suffix="a week"),
            None,
            False,
            {"prefix": {"text": "£"}, "suffix": {"text": "a week"}},
        ),
    ],
)
def test_a_text_is_an_input(heading, field, typed, wrong, more):
    f = bound(field, typed, None, wrong)
    assert_same("input", common(f) | {"label": label(f, heading)} | more, call(heading), f=f)


def test_a_time_is_an_input_that_keeps_what_was_typed():
    f = bound(Time("Start", hint="Like 9am"), {"x": "soon"}, wrong=True)
    assert_same(
        "input",
        common(f) | {"label": label(f), "value": "soon", "classes": "govuk-input--width-10"},
        "field(f)",
        f=f,
    )


@STATES
@pytest.mark.parametrize("text", ["", "one\n\n  two\n", "\nfirst line is empty", HOSTILE])
def test_a_long_text_is_a_textarea(heading, text):
    f = bound(LongText("Why?", hint="In a few words", rows=8), {"x": text})
    html = ours(call(heading), f=f)
    params = common(f) | {"label": label(f, heading), "rows": 8, "value": text}
    if not text.startswith("\n"):
        assert_same("textarea", params, call(heading), f=f)
    assert text in tokens(html)


def test_a_long_text_with_a_limit_is_a_character_count():
    f = bound(LongText("Why?", hint="Hint", max_length=10), {"x": "far too many"}, wrong=True)
    params = common(f) | {"label": label(f), "maxlength": 10, "value": "far too many"}
    assert_same("character-count", params, "field(f)", f=f)


@pytest.mark.parametrize("typed", [{}, {"x-fault": HOSTILE}, {"x-words": HOSTILE}, {"x-words": "w" * 2001}])
def test_a_map_is_a_file_upload_and_a_character_count(typed):
    f = bound(Map("Area", hint="Hint"), typed)
    f.validate(SimpleNamespace(facts=SimpleNamespace(licence=SimpleNamespace(has_map=lambda sha256: False))))
    html = ours("field(f)", f=f)
    upload = {
        "id": "x",
        "name": "x",
        "label": {"text": "Upload a map (optional)"},
        "hint": {"text": "A PDF, PNG or JPEG, 10MB or smaller. Only the first page of a PDF is used."},
        "attributes": {"accept": ".pdf,.png,.jpg,.jpeg"},
    }
    words = {
        "id": "x-words",
        "name": "x-words",
        "label": {"text": "Describe the area in words"},
        "hint": {
            "text": "These words are the boundary if there is no map. If there is one, they are for people who "
            "cannot see it."
        },
        "maxlength": 2000,
        "value": typed.get("x-words", ""),
    }
    for params, part in ((upload, "file"), (words, "words")):
        if part in f.part_errors:
            params["errorMessage"] = {"text": f.part_errors[part]}
    fieldset = {"legend": {"text": "Area", "classes": "govuk-fieldset__legend--s"}, "role": "group"}
    counted = library("character-count", words).replace("2000 characters", "2,000 characters")
    inside = library("file-upload", upload) + counted
    hint = '<div id="x-about" class="govuk-hint">Hint</div>'
    whole = library("fieldset", fieldset | {"describedBy": "x-about", "html": Markup(hint + inside)})
    assert tokens(html) == tokens(f'<div class="govuk-form-group">{whole}</div>')


@STATES
@pytest.mark.parametrize("kind", ["radios", "checkboxes"])
@pytest.mark.parametrize("chosen", [None, "b", "zz"])
def test_choices_are_radios_or_checkboxes(heading, kind, chosen):
    options = [
        Option("a", "First", hint="A hint"),
        Option("b", HOSTILE, reveal={"why": LongText("Why b?")}),
        Option("none", "None", divider_before=True, exclusive=kind == "checkboxes"),
    ]
    field = (Radios if kind == "radios" else Checkboxes)("Which?", options, hint="Choose")
    f = bound(field, {"x": chosen, "x-1-why": "one\n  two"} if chosen else {}, wrong=chosen != "b")
    why = f.choices[1].fields["why"]
    revealed = library(
        "textarea", {"id": why.id, "name": why.name, "label": {"text": "Why b?"}, "value": why.redisplay}
    )
    items = [
        {"value": "a", "text": "First", "hint": {"text": "A hint"}},
        {"value": "b", "text": HOSTILE, "checked": chosen == "b", "conditional": {"html": revealed}},
        {"divider": "or"},
        {"value": "none", "text": "None", "id": "x-3"}
        | ({"behaviour": "exclusive"} if kind == "checkboxes" else {}),
    ]
    params = common(f) | {"idPrefix": f.id, "fieldset": legend(f, heading), "items": items}
    assert_same(kind, params, call(heading), f=f)


def test_radios_may_be_small_or_in_line():
    f = bound(Radios("Which?", [Option("yes", "Yes"), Option("no", "No")], inline=True, small=True))
    params = common(f) | {
        "idPrefix": "x",
        "classes": "govuk-radios--small govuk-radios--inline",
        "fieldset": legend(f),
        "items": [{"value": "yes", "text": "Yes"}, {"value": "no", "text": "No"}],
    }
    assert_same("radios", params, "field(f)", f=f)


@STATES
def test_a_select_has_an_empty_option_first(heading):
    f = bound(Select("Prison", [Option("p1", "Leeds"), Option("p2", HOSTILE)]), {"x": "p2"})
    items = [
        {"value": "", "text": "Select an option"},
        {"value": "p1", "text": "Leeds"},
        {"value": "p2", "text": HOSTILE, "selected": True},
    ]
    assert_same("select", common(f) | {"label": label(f, heading), "items": items}, call(heading), f=f)


@STATES
@pytest.mark.parametrize(
    "typed, bad",
    [
        ({"x-day": "1", "x-year": "2026"}, {"month"}),
        ({"x-day": "31", "x-month": "2", "x-year": "2026"}, {"day", "month", "year"}),
    ],
)
def test_a_date_is_a_date_input(heading, typed, bad):
    f = bound(Date("Start date", hint="Like 27 3 2026"), typed, wrong=True)
    items = [
        {
            "name": f"x-{part}",
            "id": f"x-{part}",
            "label": part.capitalize(),
            "classes": f"govuk-input--width-{width}" + (" govuk-input--error" if part in bad else ""),
        }
        | ({"value": typed[f"x-{part}"]} if f"x-{part}" in typed else {})
        for part, width in (("day", 2), ("month", 2), ("year", 4))
    ]
    params = common(f) | {"fieldset": legend(f, heading), "items": items}
    assert_same("date-input", params, call(heading), f=f)


def test_a_password_can_be_shown():
    f = bound(Password("Password"), {"x": "secret"})
    assert_same("password-input", common(f) | {"label": label(f)}, "field(f)", f=f)
    f = bound(Password("Password"), {}, wrong=True)
    assert_same("password-input", common(f) | {"label": label(f)}, "field(f)", f=f)


def test_an_address_is_a_fieldset_of_inputs_with_their_own_errors():
    f = bound(
        Address("Address", hint="Where?", require_postcode=True, autocomplete=True),
        {"x-town": HOSTILE},
        wrong=True,
    )
    parts = [
        ("line_1", "Address line 1", "", "address-line1"),
        ("line_2", "Address line 2 (optional)", "", "address-line2"),
        ("town", "Town or city", "govuk-!-width-two-thirds", "address-level2"),
        ("county", "County (optional)", "govuk-!-width-two-thirds", None),
        ("postcode", "Postcode", "govuk-input--width-10", "postal-code"),
    ]
    inner = library("hint", {"id": "x-hint", "text": "Where?"})
    for part, text, classes, complete in parts:
        params = {"id": f"x-{part}", "name": f"x-{part}", "label": {"text": text}, "classes": classes}
        params |= {"autocomplete": complete, "value": f.redisplay[part] or None}
        if part in f.part_errors:
            params["errorMessage"] = {"text": f.part_errors[part]}
        inner += library("input", params)
    fieldset = library("fieldset", legend(f) | {"role": "group", "describedBy": "x-hint", "html": inner})
    assert tokens(ours("field(f)", f=f)) == tokens(f'<div class="govuk-form-group">{fieldset}</div>')


def test_the_ways_to_fill_an_address_are_details_radios_and_a_checkbox():
    f = bound(Address("Address"), {"x-found": "1 High St\n\nHull\n\n", "x-save": "yes"})
    houses = [PostalAddress("1 High St", "", "Hull"), PostalAddress(HOSTILE, "", "Hull")]
    f.may_find, f.found, f.saved, f.saved_url, f.lookup = True, houses, houses[1:], "/addresses", "HU1 1AA"
    for place in ("found", "save"):
        f.fail(f"Wrong {place}", place)
    page = tokens(ours("field(f)", f=f))

    def radios(group, addresses, words, more):
        return library(
            "radios",
            {
                "idPrefix": f"x-{group}",
                "name": f"x-{group}",
                "classes": "govuk-radios--small",
                "formGroup": {"classes": "govuk-!-margin-bottom-4"},
                "fieldset": {"legend": {"text": words, "classes": "govuk-fieldset__legend--s"}},
                "items": [
                    {"value": a.as_text, "text": a.in_words, "checked": f.chosen.get(group) == a}
                    for a in addresses
                ],
            }
            | more,
        )

    checkbox = {
        "name": "x-save",
        "classes": "govuk-checkboxes--small",
        "items": [
            {"id": "x-save", "value": "yes", "text": "Save this address for next time", "checked": True}
        ],
        "errorMessage": {"text": "Wrong save"},
    }
    wrong = {"errorMessage": {"text": "Wrong found"}}
    for part in (
        tokens(radios("found", houses, "Addresses at HU1 1AA", wrong)),
        tokens(radios("saved", houses[1:], "Your saved addresses", {})),
        tokens(library("checkboxes", checkbox)),
    ):
        assert any(page[n : n + len(part)] == part for n in range(len(page))), part
    opened = {"summaryText": "Find an address by postcode", "html": "", "open": True}
    head = tokens(library("details", opened))[:6]
    assert any(page[n : n + len(head)] == head for n in range(len(page)))


def test_boxes_of_a_list_and_their_buttons_have_names_of_their_own():
    f = bound(
        Texts("Names", item_label="Name", add_label="Add another name"), {"x-0": "a", "x-1": "😀"}, wrong=True
    )
    found = tokens(ours("field(f)", f=f))
    assert [t for t in found if t in ("Name 1", "Name 2", "Add another name")].count("Name 1") == 2
    values = [dict(t[1])["value"] for t in found if isinstance(t, tuple) and t[0] == "button"]
    assert values == ["remove:x:0", "remove:x:1", "add:x"]
    ids = [dict(t[1])["id"] for t in found if isinstance(t, tuple) and "id" in dict(t[1])]
    assert len(ids) == len(set(ids))


def test_one_box_of_a_list_cannot_be_removed():
    assert "remove:" not in ours("field(f)", f=bound(Texts("Names"), {}))


# Buttons, messages


@pytest.mark.parametrize(
    "arguments, params",
    [
        ("'Continue'", {"text": "Continue"}),
        (
            "'Skip', name='skip', value='yes', secondary=true",
            {"text": "Skip", "name": "skip", "value": "yes", "classes": "govuk-button--secondary"},
        ),
        ("'Delete', warning=true", {"text": "Delete", "classes": "govuk-button--warning"}),
    ],
)
def test_buttons(arguments, params):
    assert_same("button", params | {"preventDoubleClick": True}, f"button({arguments})")


def test_links_as_buttons():
    assert_same("button", {"text": "Go", "href": "/a?b=1&c=2"}, "link_button('Go', href)", href="/a?b=1&c=2")


def test_back_link():
    assert_same("back-link", {"href": "/a"}, "back_link('/a')")


def test_error_summary():
    params = {
        "titleText": "There is a problem",
        "errorList": [{"text": HOSTILE, "href": "#a-day"}, {"text": "Enter b", "href": "/x#b"}],
    }
    assert_same(
        "error-summary", params, "error_summary(errors)", errors=[(HOSTILE, "a-day"), ("Enter b", "/x#b")]
    )


def test_banners():
    params = {"type": "success", "text": "Saved", "attributes": {"tabindex": "-1"}}
    assert_same("notification-banner", params, "notification_banner(['Saved'])")
    params = {"text": "Note", "role": "alert", "attributes": {"tabindex": "-1"}}
    assert_same("notification-banner", params, "notification_banner(['Note'], false)")


@pytest.mark.parametrize(
    "component, params, printed",
    [
        ("inset-text", {"text": HOSTILE}, "inset_text(text)"),
        ("warning-text", {"text": HOSTILE}, "warning_text(text)"),
        ("panel", {"titleText": HOSTILE, "text": "Body"}, "panel(text, 'Body')"),
        ("panel", {"titleText": HOSTILE}, "panel(text)"),
        ("details", {"summaryText": "Help", "text": HOSTILE}, "details('Help', text)"),
        (
            "details",
            {"summaryText": "Help", "text": HOSTILE, "open": True},
            "details('Help', text, open=true)",
        ),
        ("tag", {"text": HOSTILE}, "tag(text)"),
        ("tag", {"text": HOSTILE, "classes": "govuk-tag--red"}, "tag(text, 'red')"),
    ],
)
def test_texts(component, params, printed):
    assert_same(component, params, printed, text=HOSTILE)


# Lists


def change(text, href="/a", word="Change", **more):
    return {"text": word, "href": href, "visuallyHiddenText": text, "classes": "", **more}


def test_summary_list_with_change_links():
    rows = [
        {"key": "Name", "value": HOSTILE, "change_url": "/a", "change_text": "name", "id": "row-1"},
        {"key": "Address", "value": ["1 High St", "Hull"], "change_url": "/b"},
        {"key": "CRN", "value": ""},
    ]
    params = {
        "rows": [
            {
                "key": {"text": "Name"},
                "value": {"text": HOSTILE},
                "actions": {"items": [change("name", attributes={"id": "row-1"})]},
            },
            {
                "key": {"text": "Address"},
                "value": {"html": "1 High St<br>Hull"},
                "actions": {"items": [change("Address", "/b")]},
            },
            {"key": {"text": "CRN"}, "value": {"text": "Not provided"}},
        ]
    }
    assert_same("summary-list", params, "summary_list(rows)", rows=rows)


def test_summary_list_without_links():
    params = {"rows": [{"key": {"text": "A"}, "value": {"text": "b"}}]}
    assert_same("summary-list", params, "summary_list(rows)", rows=[{"key": "A", "value": "b"}])
    assert_same("summary-list", params, "facts(rows)", rows=[("A", "b")])


def test_summary_list_with_an_error_in_a_row():
    html = ours(
        "summary_list(rows)",
        rows=[{"key": "A", "value": "b", "error": "Enter a later date", "change_url": "/a", "id": "r"}],
    )
    assert '<p id="r-error" class="govuk-error-message">' in html
    assert 'id="r"' in html


def test_summary_card_names_its_item_in_each_link():
    item = {"title": "Zone 1", "rows": [{"key": "A", "value": "b"}], "change_url": "/a", "remove_url": "/b"}
    params = {
        "card": {
            "title": {"text": "Zone 1"},
            "actions": {"items": [change(None), change(None, "/b", "Remove")]},
        },
        "rows": [{"key": {"text": "A"}, "value": {"text": "b"}}],
    }
    reference = library("summary-list", params).replace(" (Zone 1)", " Zone 1").replace("(Zone 1)", " Zone 1")
    assert tokens(ours("summary_card(item)", item=item)) == tokens(reference)


def test_items_with_change_and_remove():
    rows = [{"title": "Item 1", "lines": ["text"], "name": "item 1", "change_url": "/a", "remove_url": "/b"}]
    params = {
        "rows": [
            {
                "key": {"text": "Item 1"},
                "value": {"text": "text"},
                "actions": {"items": [change("item 1"), change("item 1", "/b", "Remove")]},
            }
        ]
    }
    assert_same("summary-list", params, "summary_list(rows)", rows=rows)


def test_table_in_a_region_that_scrolls():
    head = [{"text": "Name", "href": "?sort=name", "sort": "ascending"}, {"text": "Count", "numeric": True}]
    rows = [
        [{"text": HOSTILE, "href": "/a", "hidden": "CRN 1"}, {"text": "3", "numeric": True}],
        ["Bea", {"text": "Draft", "colour": "grey"}],
        ["", ""],
    ]
    params = {
        "caption": "Cases",
        "captionClasses": "govuk-table__caption--m",
        "firstCellIsHeader": True,
        "head": [
            {
                "html": '<a class="govuk-link app-sort" href="?sort=name">Name</a>',
                "attributes": {"aria-sort": "ascending"},
            },
            {"text": "Count", "format": "numeric"},
        ],
        "rows": [
            [
                {
                    "html": '<a class="govuk-link" href="/a">&lt;b&gt;"&amp;\'&lt;/b&gt;<span class="govuk-visually-hidden"> CRN 1</span></a>'
                },
                {"text": "3", "format": "numeric"},
            ],
            [{"text": "Bea"}, {"html": '<strong class="govuk-tag govuk-tag--grey">Draft</strong>'}],
            [{"text": "Not provided"}, {"text": "Not provided"}],
        ],
    }
    reference = (
        library("table", params)
        .replace("<caption ", '<caption id="cases-caption" ')
        .replace("<table ", '<table aria-describedby="cases-order" ')
    )
    found = ours("table('Cases', head, rows, id='cases', order='By name')", head=head, rows=rows)
    wrapped = (
        '<p class="govuk-body" id="cases-order">By name</p>'
        f'<div class="app-scroll" role="region" aria-labelledby="cases-caption" tabindex="0">{reference}</div>'
    )
    assert tokens(found) == tokens(wrapped)


def test_pagination():
    items = [
        {"number": 1, "href": "?page=1"},
        {"number": 2, "href": "?page=2", "current": True},
        {"ellipsis": True},
    ]
    params = {"items": items, "previous": {"href": "?page=1"}, "next": {"href": "?page=3"}}
    assert_same("pagination", params, "pagination(items, '?page=1', '?page=3')", items=items)
    assert_same("pagination", {"items": items}, "pagination(items)", items=items)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_service_navigation(count):
    items = [{"text": f"List {n}", "href": f"/{n}", "current": n == 0} for n in range(count)]
    params = {"serviceName": "Service", "serviceUrl": "/", "navigation": items}
    assert_same("service-navigation", params, "service_navigation('Service', '/', items)", items=items)


# The library itself


def cases():
    for file in sorted(FIXTURES.glob("*/fixtures.json")):
        for fixture in json.loads(file.read_text("utf-8"))["fixtures"]:
            yield pytest.param(file.parent.name, fixture, id=f"{file.parent.name}: {fixture['name']}")


@pytest.mark.skipif(not FIXTURES.exists(), reason="node_modules is not installed")
def test_the_librarys_macros_print_what_govuk_frontend_does():
    different = []
    count = 0
    for case in cases():
        component, fixture = case.values
        count += 1
        if tokens(library(component, fixture["options"])) != tokens(fixture["html"]):
            different.append(case.id)
    assert different == []
    assert count == 657


def test_the_page_goes_in_the_layout_of_govuk_frontend():
    env = Environment(loader=template_loader(), autoescape=True)
    env.globals.update(asset=lambda name: f"/assets/{name}", csrf_token=lambda: "token")
    html = env.get_template("message.html").render(title="T", paragraphs=["p"])
    reference = env.from_string(
        '{% extends "govuk_frontend_jinja/template.html" %}{% block govukHeader %}{% endblock %}'
        "{% block govukFooter %}{% endblock %}"
    ).render()
    for piece in (
        "document.body.className += ' js-enabled' + ('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '');",
        '<a href="#main-content" class="govuk-skip-link" data-module="govuk-skip-link">Skip to main content</a>',
        '<main class="govuk-main-wrapper" id="main-content"',
        '<body class="govuk-template__body"',
        'class="govuk-template"',
    ):
        assert piece in html
        assert piece in reference
