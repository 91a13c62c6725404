"""Every rule of the page checker passes a sound page and catches its fault."""

from __future__ import annotations

import time

import pytest

from tests.support.page_checks import RULES, Page, check_page, kinds, looks, url_pattern

MARK = (
    "<script>document.body.className += ' js-enabled' + "
    "('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '');</script>"
)
FORM = """
<form action="/licence/7/create/kind" method="post" novalidate>
  <input type="hidden" name="csrf_token" value="abc">
  <div class="govuk-form-group">
    <label class="govuk-label" for="name">Full name</label>
    <div id="name-hint" class="govuk-hint">As on the licence</div>
    <input class="govuk-input" id="name" name="name" type="text" aria-describedby="name-hint" value="Ann">
  </div>
  <fieldset class="govuk-fieldset"><legend class="govuk-fieldset__legend">Kind of meeting</legend>
    <input id="kind" name="kind" type="radio" value="a"><label for="kind">In person</label>
    <input id="kind-2" name="kind" type="radio" value="b"><label for="kind-2">By telephone</label>
  </fieldset>
  <fieldset role="group"><legend>Start date</legend>
    <label for="on-day">Day</label>
    <input class="govuk-input govuk-date-input__input" id="on-day" name="on-day" inputmode="numeric">
  </fieldset>
  <fieldset role="group"><legend>End date</legend>
    <label for="to-day">Day</label>
    <input class="govuk-input govuk-date-input__input" id="to-day" name="to-day" inputmode="numeric">
  </fieldset>
  <button class="govuk-button" type="submit">Continue</button>
</form>"""
BODY = (
    """<h1>Meeting</h1>
<p>None of these apply. <a href="/licence/7">Change<span class="govuk-visually-hidden"> the kind</span></a>
 <a href="/licence/8">Change<span class="govuk-visually-hidden"> the name</span></a></p>
<h2>Details</h2><h3>More</h3><h2>Others</h2>
<table><caption>People, 1 of 1</caption><thead><tr><th scope="col">Name</th></tr></thead>
<tbody><tr><td>Ann</td></tr></tbody></table>
<dl><dt>Name</dt><dd>Not provided</dd></dl><img src="/assets/map.png" alt="A map">"""
    + FORM
)
SUMMARY = """<div class="govuk-error-summary" data-module="govuk-error-summary"><div role="alert">
<h2 class="govuk-error-summary__title">There is a problem</h2>
<ul><li><a href="#name">Enter a full name</a></li></ul></div></div>"""
MESSAGE = '<p id="name-error" class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> Enter a full name</p>'


def html(
    body: str = BODY, title: str = "Meeting – Appointment – Create and vary a licence", lang: str = "en"
) -> str:
    return f"""<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title></head>
<body class="govuk-template__body">{MARK}<a href="#main-content">Skip to main content</a>
<header class="govuk-header"><a href="/">Create and vary a licence</a></header>
<nav aria-label="Menu"><a href="/cases">Cases</a></nav>
<main id="main-content">{body}</main><footer><h2>Support</h2></footer></body></html>"""


def wrong(body: str = BODY) -> str:
    """A sound page that shows an error."""
    body = body.replace(
        '<input class="govuk-input" id="name"', MESSAGE + '<input class="govuk-input" id="name"'
    )
    body = body.replace('aria-describedby="name-hint"', 'aria-describedby="name-hint name-error"')
    return html(SUMMARY + body, title="Error: Meeting – Appointment – Create and vary a licence")


def test_a_sound_page_has_no_faults() -> None:
    assert check_page(html(), "/licence/7/create/kind", 200) == []
    assert check_page(wrong(), "/licence/7/create/kind", 200) == []


SEARCH = """
<form action="/licence/7/find" method="get">
  <label for="q">Search</label><input id="q" name="q" type="text">
  <button type="submit">Search</button>
  <button type="submit" formmethod="post" formaction="/licence/7/save" name="csrf_token" value="abc">Save</button>
</form>"""
"""One form that searches by GET and saves by POST: only the button that posts carries the token."""
HIDDEN = '<input type="hidden" name="csrf_token" value="abc">'

ROWS = """
<dl class="govuk-summary-list">
<div class="govuk-summary-list__row"><dt>Why</dt><dd>Of one</dd><dd><a href="/why/1">Change why of one</a></dd></div>
<div class="govuk-summary-list__row"><dt>Why</dt><dd>Of two</dd><dd><a href="/why/2">Change why of two</a></dd></div>
</dl>"""
"""Two rows that are called the same, although their links are not."""

BAD = [
    ("rows", html(BODY + ROWS)),
    ("document", html().replace("<!DOCTYPE html>", "")),
    ("document", html(lang="")),
    ("document", html().replace("<main", "<div").replace("</main>", "</div>")),
    ("title", html(title="Create and vary a licence")),
    ("title", html(title="")),
    ("title", html(title="Meeting - Create and vary a licence")),
    ("title", html(title="Error: Meeting – Create and vary a licence")),
    ("title", wrong().replace("<title>Error: ", "<title>")),
    ("headings", html(BODY.replace("<h1>Meeting</h1>", "<p>Meeting</p>"))),
    ("headings", html(BODY + "<h1>Again</h1>")),
    ("headings", html(BODY + "<h4>Deep</h4>")),
    ("headings", html("<h2>First</h2>" + BODY)),
    ("headings", html(BODY + "<h2> </h2>")),
    ("ids", html(BODY + '<p id="name">twice</p>')),
    ("ids", html(BODY + '<p id="">empty</p>')),
    ("ids", html(BODY.replace('id="name-hint"', 'id="name-tip"'))),
    ("ids", html(BODY + '<label for="gone">Gone</label>')),
    ("names", html(BODY + '<a href="/x"></a>')),
    ("names", html(BODY + '<button type="button"><svg aria-hidden="true"></svg></button>')),
    ("names", html(BODY + '<a href="/x" aria-label="Alter the name">Change</a>')),
    ("names", html(BODY + '<a href="/x"><span class="govuk-visually-hidden">Name: </span>Change</a>')),
    ("names", html(BODY.replace("> the kind", ">the kind"))),
    ("names", html(BODY + '<input type="submit" value="">')),
    ("link-names", html(BODY + '<a href="/licence/9">Cases</a>')),
    (
        "link-names",
        html(BODY + '<form action="/a"><button>Continue</button></form>'),
    ),
    ("links", html(BODY + '<a href="#">Nowhere</a>')),
    ("links", html(BODY + '<a href="">Nowhere</a>')),
    ("links", html(BODY + '<a href="javascript:go()">Back</a>')),
    ("links", html(BODY + '<a href="#gone">Nowhere</a>')),
    ("links", html(BODY + '<a href="/licence/None/pdf">The licence</a>')),
    ("links", html(BODY + '<a href="/help" target="_blank">Help</a>')),
    ("labels", html(BODY.replace('<label class="govuk-label" for="name">Full name</label>', ""))),
    ("labels", html(BODY.replace(">Full name<", "> <"))),
    ("labels", html(BODY + '<label for="name">Again</label>')),
    ("labels", html(BODY.replace('id="name" name', 'id="name" aria-label="Name in full" name'))),
    ("labels", html(BODY.replace("<legend>End date</legend>", "<legend>Start date</legend>"))),
    ("groups", html(BODY.replace('<fieldset class="govuk-fieldset">', "<div>"))),
    ("groups", html(BODY.replace("<legend>End date</legend>", "<legend></legend>"))),
    ("errors", wrong().replace('<a href="#name">Enter', '<a href="#name-hint">Enter')),
    ("errors", wrong().replace("name-hint name-error", "name-hint")),
    ("errors", wrong().replace("Enter a full name</a>", "Enter something else</a>")),
    (
        "errors",
        wrong()
        .replace("<li><a", "<p><a")
        .replace("</a></li>", "</a></p>")
        .replace("<ul>", "")
        .replace("</ul>", ""),
    ),
    ("errors", wrong().replace(SUMMARY, "")),
    ("errors", html(BODY + SUMMARY, title="Error: Meeting – Create and vary a licence")),
    ("errors", wrong(SUMMARY + BODY)),
    ("focus", html(BODY.replace('id="name" name', 'id="name" autofocus name'))),
    ("focus", html(BODY.replace('id="name" name', 'id="name" tabindex="3" name'))),
    ("inline", html(BODY + '<p style="color: red">Red</p>')),
    ("inline", html(BODY + '<button type="button" onclick="go()">Go</button>')),
    ("inline", html(BODY + "<style>p {}</style>")),
    ("inline", html(BODY + "<script>alert(1)</script>")),
    ("inline", html(BODY + MARK)),
    ("forms", html(BODY.replace('<input type="hidden" name="csrf_token" value="abc">', ""))),
    ("forms", html(BODY.replace('value="abc"', 'value=""'))),
    ("forms", html(BODY.replace('method="post"', 'method="get"'))),
    ("forms", html(BODY.replace('action="/licence', 'action="https://elsewhere.example/licence'))),
    ("forms", html(BODY.replace('<button class="govuk-button" type="submit">Continue</button>', ""))),
    ("forms", html(BODY + SEARCH.replace(' name="csrf_token" value="abc"', ""))),
    ("forms", html(BODY + SEARCH.replace('value="abc"', 'value=""'))),
    ("forms", html(BODY + SEARCH.replace(' formmethod="post"', ""))),
    ("forms", html(BODY + SEARCH.replace("<label", f"{HIDDEN}<label"))),
    ("forms", html(BODY + SEARCH.replace('formaction="', 'formaction="https://elsewhere.example'))),
    ("empty-cells", html(BODY.replace("<td>Ann</td>", "<td> </td>"))),
    ("empty-cells", html(BODY.replace("<dd>Not provided</dd>", "<dd></dd>"))),
    ("images", html(BODY.replace(' alt="A map"', ""))),
    ("images", html(BODY + "<svg></svg>")),
    ("tables", html(BODY.replace("<caption>People, 1 of 1</caption>", ""))),
    ("tables", html(BODY.replace(' scope="col"', ""))),
    ("tables", html(BODY.replace('<th scope="col">Name</th>', "<td>Name</td>"))),
    ("landmarks", html(BODY + "<nav><a href='/x'>X</a></nav><nav><a href='/y'>Y</a></nav>")),
    ("landmarks", html(BODY + '<div role="region">R</div>')),
    ("words", html(BODY + "<p>None</p>")),
    ("words", html(BODY + "<p>Manager: None</p>")),
    ("words", html(BODY + "<p>{{ name }}</p>")),
    ("words", html(BODY + "<p>Search (coming soon)</p>")),
    ("words", html(BODY + "<p>Fish &amp;amp; chips</p>")),
    ("words", html(BODY + "<p>['a', 'b']</p>")),
    ("words", html(BODY.replace('value="Ann"', 'value="None"'))),
    ("words", html(BODY.replace('value="Ann"', 'value="Ann" placeholder="Name"'))),
    ("inputs", html(BODY.replace('name="on-day" inputmode="numeric"', 'name="on-day" type="number"'))),
    ("inputs", html(BODY.replace('name="on-day" inputmode="numeric"', 'name="on-day"'))),
    ("inputs", html(BODY.replace('id="name" name="name"', 'id="name"'))),
    ("banners", html(BODY + '<div class="govuk-notification-banner--success">Saved</div>')),
]


def test_a_button_may_carry_the_token_of_a_form_that_also_searches() -> None:
    assert check_page(html(BODY + SEARCH), "/licence/7/create/kind", 200) == []


@pytest.mark.parametrize(("rule", "page"), BAD, ids=[f"{n}-{rule}" for n, (rule, _) in enumerate(BAD)])
def test_a_fault_is_found(rule: str, page: str) -> None:
    found = check_page(page, "/licence/7/create/kind", 200)
    assert [f for f in found if f.startswith(rule + ": ")], found


def test_every_rule_has_a_page_that_breaks_it() -> None:
    assert {rule for rule, _ in BAD} == set(RULES)


def test_a_script_is_allowed_by_the_hash_in_the_pages_own_policy() -> None:
    page = html(BODY).replace(MARK, "<script>go()</script>")
    assert check_page(page, "/", 200)
    digest = check_page(page, "/", 200)[0].split("(")[-1].rstrip(")")
    assert check_page(page, "/", 200, {digest}) == []


def test_links_to_the_same_place_may_share_a_name() -> None:
    assert check_page(html(BODY + '<p><a href="/cases">Cases</a></p>'), "/", 200) == []


def test_words_with_none_in_them_are_words() -> None:
    assert check_page(html(BODY + "<p>None of the above. Nonetheless.</p>"), "/", 200) == []


def test_an_address_is_folded() -> None:
    assert url_pattern("/licence/12/create/condition/5?page=2") == "/licence/#/create/condition/#"
    assert url_pattern("/licence/1/warning/repeats-55bbda74cc4b") == "/licence/#/warning/repeats-#"
    assert url_pattern("/licence/6fa459ea-ee8a-3ca4-894e-db77e160355e") == "/licence/#"
    assert url_pattern("/licences/a4") == "/licences/a4"


def shape(body: str, url: str = "/licence/1", status: int = 200) -> frozenset[str]:
    return kinds(Page(html(body), url, status))


def test_pages_that_differ_in_words_and_counts_are_of_the_same_kinds() -> None:
    one = shape(BODY)
    assert one == shape(BODY.replace("Ann", "Bob").replace("Full name", "Whole name"))
    assert one == shape(BODY.replace("<td>Ann</td>", "<td>A</td><td>B</td>"))
    assert one == shape(BODY, url="/licence/22")


def test_pages_that_differ_in_elements_classes_or_address_do_not() -> None:
    one = shape(BODY)
    assert one != shape(BODY + "<blockquote>x</blockquote>")
    assert one != shape(BODY.replace('class="govuk-label"', 'class="govuk-label govuk-label--l"'))
    assert one != shape(BODY, url="/licence/1/pdf")
    assert one != shape(BODY, status=404)
    assert shape(BODY, status=404) == shape(BODY, url="/licence/1/pdf", status=404)


def test_pages_look_alike_that_differ_in_address_and_words_alone() -> None:
    def look(body: str, url: str = "/licence/1") -> frozenset[str]:
        return looks(Page(html(body), url, 200))

    one = look(BODY)
    assert one == look(BODY.replace("Ann", "Bob"), url="/licence/1/pdf")
    for change in ("<blockquote>x</blockquote>", '<p role="alert">x</p>', '<p role="status">x</p>'):
        assert one != look(BODY + change)
    assert look(BODY + '<p role="alert">x</p>') != look(BODY + '<p role="status">x</p>')


def test_a_component_of_a_new_kind_is_a_kind_of_its_own_and_a_new_combination_is_not() -> None:
    plain, wrong = (f'<div class="govuk-form-group"><input{extra}></div>' for extra in ("", ' class="wrong"'))
    one, other, both = shape(BODY + plain), shape(BODY + wrong), shape(BODY + wrong + plain + wrong)
    assert len(other - one) == 1 and len(one - other) == 1
    assert both == one | other


def test_checking_a_long_page_takes_milliseconds() -> None:
    rows = "".join(
        f'<tr><th scope="row"><a href="/case/{n}">Person {n}</a></th><td>A{n}BC</td><td>Draft</td></tr>'
        for n in range(50)
    )
    page = html(BODY.replace("<tr><td>Ann</td></tr>", rows))
    best = min(timed(page) for _ in range(10))
    assert best < 0.015, f"{best * 1000:.1f} ms"


def timed(page: str) -> float:
    started = time.perf_counter()
    assert check_page(page, "/", 200) == []
    return time.perf_counter() - started
