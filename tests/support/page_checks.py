"""Finds the structural faults of one page of the service, fast enough to run on every response of every test.

Each fault is one line, "rule: what is wrong". The HTML checker and axe find more, but they are slow and run
once over each kind of page (tests/browser/test_saved_pages.py).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Collection, Hashable, Iterator
from functools import cache
from urllib.parse import urlsplit

from lxml import etree

SERVICE = "Create and vary a licence"
DASH = " \N{EN DASH} "
CSRF_FIELD = "csrf_token"

HIDDEN_CLASSES = {"govuk-visually-hidden", "govuk-visually-hidden-focusable"}
NOT_TYPED_IN = {"hidden", "submit", "button", "image", "reset"}
CONTROLS = {"input", "select", "textarea", "button"}
SECTIONING = {"article", "aside", "main", "nav", "section"}
LANDMARK_ROLES = {
    "banner",
    "complementary",
    "contentinfo",
    "form",
    "main",
    "navigation",
    "region",
    "search",
}
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "aria-errormessage", "aria-owns")
ALWAYS_LANDMARK = {"nav": "navigation", "main": "main", "aside": "complementary", "search": "search"}

# What only a mistake prints. "None of these" and the like are words. Each choice begins with the letter that it must
# have, so that a search leaps from one such letter to the next: what stands before a word is asked after it.
PLACEHOLDERS = re.compile(
    r"None(?<!\wNone)\b(?! of | needed| required| yet)|undefined(?<!\wundefined)\b|NaN(?<!\wNaN)\b"
    r"|TODO(?<!\wTODO)\b|FIXME(?<!\wFIXME)\b|XXX(?<!\wXXX)\b|\{\{|\}\}|\{%"
    r"|Coming soon|coming soon|Lorem ipsum|lorem ipsum|\[object |Traceback \(most recent"
    r"|<(?:built-in|function|bound method)|object(?<!\wobject) at 0x|datetime\.(?:date|time)\("
    r"|&(?:amp|lt|gt|quot|#\d+);|\[\]|\{\}|\[['\"]|\{['\"]"
)
# The one script that may stand in a page: GOV.UK Frontend's, which marks the body when scripts run.
MARKS_BODY = re.compile(
    r"^\s*document\.body\.className\s*\+=\s*' js-enabled'\s*\+\s*\('noModule' in HTMLScriptElement\.prototype"
    r"\s*\?\s*' govuk-frontend-supported'\s*:\s*''\);?\s*$"
)

Element = etree._Element
"""Of the plain parser: the elements of lxml.html are each made by a call of Python."""
Rule = Callable[["Page"], Iterator[str]]


class Page:
    """A parsed page, with its elements sorted by tag in one pass."""

    def __init__(self, html: str, url: str, status: int, script_hashes: Collection[str] = ()) -> None:
        self.html = html
        self.url = url
        self.status = status
        self.script_hashes = script_hashes
        self.root = etree.HTML(html)
        self.elements: list[Element] = [e for e in self.root.iter() if isinstance(e.tag, str)]
        self.tags: dict[str, list[Element]] = {}
        self.ids: dict[str, Element] = {}
        for element in self.elements:
            self.tags.setdefault(element.tag, []).append(element)
            identity = element.get("id")
            if identity is not None:
                self.ids.setdefault(identity, element)

    def all(self, *tags: str) -> Iterator[Element]:
        for tag in tags:
            yield from self.tags.get(tag, ())

    def with_class(self, name: str, *tags: str) -> list[Element]:
        among = self.all(*tags) if tags else self.elements
        return [e for e in among if name in (e.get("class") or "").split()]

    @property
    def title(self) -> str:
        return next((text(e) for e in self.all("title")), "")

    @property
    def heading(self) -> str:
        return next((text(e) for e in self.all("h1")), "")

    @property
    def fields(self) -> list[Element]:
        """Inputs, selects and text areas that a person fills in."""
        return [
            e
            for e in self.all("input", "select", "textarea")
            if not (e.tag == "input" and (e.get("type") or "text").lower() in NOT_TYPED_IN)
        ]

    def name(self, element: Element) -> str:
        """The accessible name of a link, button, landmark or image, as far as this service's markup goes."""
        labelled_by = element.get("aria-labelledby")
        if labelled_by:
            return squeeze(" ".join(text(self.ids[i]) for i in labelled_by.split() if i in self.ids))
        label = element.get("aria-label")
        if label is not None:
            return squeeze(label)
        if element.tag == "input":
            return squeeze(element.get("value") or element.get("alt") or "")
        return squeeze(spoken(element)) or squeeze(element.get("title") or "")


def squeeze(words: str) -> str:
    return " ".join(words.split())


def text(element: Element) -> str:
    return squeeze("".join(element.itertext()))


def held(area: Element) -> str:
    """What stands in a text area, with its line ends."""
    return area.text or ""


def spoken(element: Element) -> str:
    """What a screen reader reads of an element's content: pictures by their alternatives, hidden parts not."""
    if element.get("aria-hidden") == "true":
        return ""
    if element.tag == "img":
        return element.get("alt") or ""
    if element.tag == "svg":
        return element.get("aria-label") or ""
    if not len(element):
        return element.text or ""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            parts.append(child.get("aria-label") or spoken(child))
        parts.append(child.tail or "")
    return "".join(parts)


def seen(element: Element) -> str:
    """What a sighted person reads of an element's content."""
    if not len(element):
        return element.text or ""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and not HIDDEN_CLASSES & set((child.get("class") or "").split()):
            parts.append(seen(child))
        parts.append(child.tail or "")
    return "".join(parts)


def describe(element: Element) -> str:
    """A short name for an element in a fault: its tag and what tells it from its like."""
    for key in ("id", "name", "href", "class"):
        value = element.get(key)
        if value:
            return f"<{element.tag} {key}={value!r}>"
    return f"<{element.tag}> {text(element)[:40]!r}"


RULES: dict[str, Rule] = {}


def rule(check: Rule) -> Rule:
    RULES[check.__name__.replace("_", "-")] = check
    return check


@rule
def document(page: Page) -> Iterator[str]:
    if not page.html.lstrip()[:15].lower().startswith("<!doctype html>"):
        yield "the page does not begin with <!DOCTYPE html>"
    if not (page.root.get("lang") or "").strip():
        yield "<html> has no lang"
    if len(page.tags.get("main", ())) != 1:
        yield f"{len(page.tags.get('main', ()))} <main> elements, there must be one"


@rule
def title(page: Page) -> Iterator[str]:
    title = page.title
    parts = title.split(DASH)
    if len(parts) < 2 or parts[-1] != SERVICE or not all(p.strip() for p in parts):
        yield f"{title!r} is not 'page{DASH}section{DASH}{SERVICE}'"
    has_summary = bool(page.with_class("govuk-error-summary", "div"))
    if title.startswith("Error: ") != has_summary:
        wrong = "has an error summary and" if has_summary else "has no error summary but"
        yield f"the page {wrong} the title {title!r}"


@rule
def headings(page: Page) -> Iterator[str]:
    levels = [e for e in page.elements if e.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}]
    count = sum(e.tag == "h1" for e in levels)
    if count != 1:
        yield f"{count} h1 elements, there must be one"
    in_main = [e for e in levels if any(a.tag == "main" for a in e.iterancestors())]
    before = 0
    for element in in_main:
        level = int(element.tag[1])
        in_summary = any("govuk-error-summary" in (a.get("class") or "") for a in element.iterancestors())
        banner = any("govuk-notification-banner" in (a.get("class") or "") for a in element.iterancestors())
        if in_summary or banner:
            continue  # both stand before the h1, at level 2, as GOV.UK places them
        if level > before + 1:
            yield f"<{element.tag}> {text(element)!r} follows {f'an h{before}' if before else 'nothing'}"
        before = level
    for element in levels:
        if not text(element):
            yield f"empty <{element.tag}>"


@rule
def ids(page: Page) -> Iterator[str]:
    seen_ids: set[str] = set()
    for element in page.elements:
        identity = element.get("id")
        if identity is None:
            continue
        if not identity or " " in identity:
            yield f"{identity!r} is no id"
        if identity in seen_ids:
            yield f"id {identity!r} is used twice"
        seen_ids.add(identity)
    for element in page.elements:
        for attribute in REFERENCES:
            for identity in (element.get(attribute) or "").split():
                if identity not in page.ids:
                    yield f"{describe(element)} {attribute} names {identity!r}, which is not on the page"
    for label in page.all("label"):
        target = label.get("for")
        if target and target not in page.ids:
            yield f"label {text(label)!r} is for {target!r}, which is not on the page"


@rule
def names(page: Page) -> Iterator[str]:
    for element in page.all("a", "button", "summary"):
        if element.tag == "a" and element.get("href") is None:
            continue
        if element.get("aria-hidden") == "true" and element.get("tabindex") == "-1":
            continue  # only Enter finds it: the button that a form with extra buttons sends by default
        name = page.name(element)
        if not name:
            yield f"{describe(element)} has no name"
            continue
        shown = squeeze(seen(element)).casefold()
        paginated = "govuk-pagination__link" in (element.get("class") or "")
        at = name.casefold().find(shown)
        if shown and (at < 0 or (at > 0 and not paginated)):
            yield f"{describe(element)} shows {shown!r} but is named {name!r}"
    for element in page.all("input"):
        if (element.get("type") or "").lower() in {"submit", "button", "reset", "image"} and not page.name(
            element
        ):
            yield f"{describe(element)} has no name"
    for element in page.with_class("govuk-visually-hidden", "span"):
        before = element.getprevious()
        parent = element.getparent()
        lead = before.tail if before is not None else parent.text if parent is not None else ""
        if lead and lead[-1:].isalnum() and (element.text or "")[:1].isalnum():
            yield f"no space between {lead.strip()!r} and its hidden text {text(element)!r}"


@rule
def link_names(page: Page) -> Iterator[str]:
    goes: dict[tuple[str, str], str] = {}
    for element in page.all("a", "button"):
        if element.tag == "a":
            target = element.get("href")
            if target is None:
                continue
        else:
            form = next(element.iterancestors("form"), None)
            action = "" if form is None else form.get("action") or ""
            target = " ".join(element.get(k) or "" for k in ("formaction", "name", "value")) + " " + action
        name = page.name(element).casefold()
        kind = "link" if element.tag == "a" else "button"
        if name and goes.setdefault((kind, name), target) != target:
            yield f"two {kind}s are named {name!r} and do different things: {goes[kind, name]!r}, {target!r}"


@rule
def rows(page: Page) -> Iterator[str]:
    """Rows of a summary list that can be changed are told apart by what they are called."""
    seen: set[str] = set()
    for row in page.with_class("govuk-summary-list__row", "div"):
        key = next((squeeze(text(each)) for each in row.iter("dt")), "")
        if any(True for _ in row.iter("a")) and key in seen:
            yield f"two rows that can be changed are called {key!r}"
        seen.add(key)


@rule
def links(page: Page) -> Iterator[str]:
    for element in page.all("a", "area"):
        href = element.get("href")
        if href is None:
            continue
        if href.strip() in {"", "#"} or href.lower().startswith("javascript:"):
            yield f"{describe(element)} {text(element)!r} goes nowhere (href={href!r})"
        elif href.startswith("#") and href[1:] not in page.ids:
            yield f"{text(element)!r} goes to {href!r}, which is not on the page"
        elif re.search(r"(^|[/=?&])(None|undefined|null)($|[/&?#])", href):
            yield f"{text(element)!r} goes to {href!r}"
        if element.get("target") not in {None, "_self"}:
            yield f"{text(element)!r} opens another window"


def group_of(page: Page, element: Element) -> tuple[str, ...]:
    """The legends, and names of groups, that stand around a field, innermost first."""
    legends = []
    for ancestor in element.iterancestors("fieldset", "form"):
        if ancestor.tag == "form":
            legends.append(f"form {ancestor.get('action') or ''}")
            break
        legend = next(ancestor.iterchildren("legend"), None)
        legends.append(text(legend) if legend is not None else "")
    return tuple(legends)


@rule
def labels(page: Page) -> Iterator[str]:
    by_target: dict[str, list[Element]] = {}
    for label in page.all("label"):
        target = label.get("for")
        if target:
            by_target.setdefault(target, []).append(label)
    taken: dict[tuple[object, ...], str] = {}
    for field in page.fields:
        found = by_target.get(field.get("id") or "", [])
        if not found:
            around = next(field.iterancestors("label"), None)
            found = [around] if around is not None else []
        if len(found) != 1:
            yield f"{describe(field)} has {len(found)} labels"
            continue
        label = text(found[0])
        if not label:
            yield f"{describe(field)} has an empty label"
            continue
        given = None
        if field.get("aria-label") or field.get("aria-labelledby"):
            given = page.name(field)
            if not given.casefold().startswith(squeeze(seen(found[0])).casefold()):
                yield f"{describe(field)} is labelled {label!r} but named {given!r}"
        key = ((given or label).casefold(), *group_of(page, field))
        other = taken.setdefault(key, describe(field))
        if other != describe(field):
            yield f"{describe(field)} and {other} have one label, {label!r}"


@rule
def groups(page: Page) -> Iterator[str]:
    by_name: dict[tuple[str, str], list[Element]] = {}
    for field in page.all("input"):
        kind = (field.get("type") or "").lower()
        if kind in {"radio", "checkbox"}:
            by_name.setdefault((kind, field.get("name") or ""), []).append(field)
    for (kind, name), members in by_name.items():
        if kind == "checkbox" and len(members) == 1:
            continue
        for member in members:
            around = next(member.iterancestors("fieldset"), None)
            if around is None:
                yield f"{kind} group {name!r} is in no fieldset"
                break
    for fieldset in page.all("fieldset"):
        legend = next(fieldset.iterchildren("legend"), None)
        if legend is None or not text(legend):
            yield f"{describe(fieldset)} has no legend"


@rule
def errors(page: Page) -> Iterator[str]:
    summaries = page.with_class("govuk-error-summary", "div")
    messages = page.with_class("govuk-error-message")
    if len(summaries) > 1:
        yield "two error summaries"
    if messages and not summaries:
        yield f"an error message, {text(messages[0])!r}, and no error summary"
    listed: set[str] = set()
    for summary in summaries:
        items = [text(i) for i in summary.iter("li")]
        listed.update(items)
        if not any(items):
            yield "the error summary lists nothing"
        if not any(a.tag == "main" for a in summary.iterancestors()):
            yield "the error summary is not in <main>"
        h1 = next(page.all("h1"), None)
        if h1 is not None and page.elements.index(h1) < page.elements.index(summary):
            yield "the error summary is not before the h1"
        for link in summary.iter("a"):
            href = link.get("href") or ""
            if not href.startswith("#"):
                continue  # a fault on another page, at check your answers
            target = page.ids.get(href[1:])
            if target is None:
                continue  # the rule on links says so
            hidden = target.tag == "input" and (target.get("type") or "").lower() == "hidden"
            takes_focus = target.tag in CONTROLS or target.get("tabindex") is not None or target.get("href")
            if hidden or not takes_focus or target.get("disabled") is not None:
                yield f"error link {text(link)!r} goes to {describe(target)}, which cannot take focus"
    described: set[str] = set()
    for element in page.elements:
        if element.tag in CONTROLS or element.tag in {
            "fieldset",
            "a",
        }:  # a: the Change link of a wrong answer
            described.update((element.get("aria-describedby") or "").split())
    for message in messages:
        words = re.sub(r"^Error:\s*", "", text(message))
        if message.get("id") not in described:
            yield f"error message {words!r} is tied to no field by aria-describedby"
        if summaries and words not in listed:
            yield f"error message {words!r} is not in the error summary"


@rule
def focus(page: Page) -> Iterator[str]:
    for element in page.elements:
        if element.get("autofocus") is not None:
            yield f"{describe(element)} has autofocus"
        tabindex = element.get("tabindex")
        if tabindex is not None and tabindex.strip() not in {"0", "-1"}:
            yield f"{describe(element)} has tabindex {tabindex!r}"


@rule
def inline(page: Page) -> Iterator[str]:
    for element in page.elements:
        for attribute in element.attrib:
            if attribute == "style" or attribute.startswith("on"):
                yield f"{describe(element)} has {attribute}"
    for _ in page.all("style"):
        yield "a <style> element"
    marks = 0
    for script in page.all("script"):
        if script.get("src"):
            continue
        if (script.get("type") or "").lower() in {"application/json", "application/ld+json"}:
            continue
        body = script.text or ""
        digest = "sha256-" + base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        allowed = digest in page.script_hashes if page.script_hashes else bool(MARKS_BODY.match(body))
        marks += allowed
        if not allowed or marks > 1:
            yield f"an inline script: {squeeze(body)[:60]!r} ({digest})"


@rule
def forms(page: Page) -> Iterator[str]:
    for form in page.all("form"):
        action = form.get("action") or page.url
        held = [i for i in form.iter("input") if i.get("name") == CSRF_FIELD]
        buttons = [b for b in form.iter("button", "input") if is_submit(b)]
        for button in buttons:
            # A token goes with whatever the form sends, or with the one button that carries it.
            tokens = held + ([button] if button.get("name") == CSRF_FIELD else [])
            target = button.get("formaction") or action
            if sends_by(button, form) == "post":
                if len(tokens) != 1 or (
                    tokens[0].tag == "input" and (tokens[0].get("type") or "") != "hidden"
                ):
                    yield f"POST form {target!r} has {len(tokens)} {CSRF_FIELD} fields, it needs one, hidden"
                elif not tokens[0].get("value"):
                    yield f"POST form {target!r} has an empty {CSRF_FIELD}"
            elif tokens:
                yield f"GET form {target!r} puts {CSRF_FIELD} in the address"
            if urlsplit(target).netloc and urlsplit(target).netloc != urlsplit(page.url).netloc:
                yield f"form {target!r} posts to another site"
        if not buttons:
            yield f"form {action!r} has no submit button"


def sends_by(button: Element, form: Element) -> str:
    """How a form is sent when this button is pressed: "get" or "post"."""
    return (button.get("formmethod") or form.get("method") or "get").lower()


def is_submit(element: Element) -> bool:
    kind = (element.get("type") or "").lower()
    return kind in {"submit", "image"} if element.tag == "input" else kind in {"submit", ""}


@rule
def empty_cells(page: Page) -> Iterator[str]:
    for element in page.all("td", "th", "dd", "dt"):
        if text(element):
            continue
        if not any(c.tag in {"img", "input", "select", "textarea", "svg", "iframe"} for c in element.iter()):
            yield f"empty <{element.tag}> in {describe(next(element.iterancestors('table', 'dl'), element))}"


@rule
def images(page: Page) -> Iterator[str]:
    for element in page.all("img"):
        if element.get("alt") is None:
            yield f"<img src={element.get('src')!r}> has no alt"
    for element in page.all("svg"):
        named = element.get("role") == "img" and (element.get("aria-label") or element.find(".//title"))
        if element.get("aria-hidden") != "true" and not named:
            yield f"{describe(element)} is neither hidden nor named"


@rule
def tables(page: Page) -> Iterator[str]:
    for table in page.all("table"):
        caption = next(table.iterchildren("caption"), None)
        if caption is None or not text(caption):
            yield f"{describe(table)} has no caption"
        heads = list(table.iter("th"))
        if not heads:
            yield f"{describe(table)} has no th"
        for head in heads:
            if head.get("scope") not in {"col", "row", "colgroup", "rowgroup"}:
                yield f"th {text(head)!r} has no scope"


@rule
def landmarks(page: Page) -> Iterator[str]:
    taken: set[tuple[str, str]] = set()
    for element in page.elements:
        role = element.get("role") or ALWAYS_LANDMARK.get(element.tag, "")
        name = page.name(element) if element.get("aria-label") or element.get("aria-labelledby") else ""
        if not role and element.tag in {"header", "footer"}:
            if any(a.tag in SECTIONING for a in element.iterancestors()):
                continue
            role = "banner" if element.tag == "header" else "contentinfo"
        if not role and element.tag in {"section", "form"} and name:
            role = "region" if element.tag == "section" else "form"
        if role not in LANDMARK_ROLES:
            continue
        if role == "region" and not name:
            yield f"{describe(element)} is a region with no name"
        if (role, name.casefold()) in taken:
            yield f"two {role} landmarks are named {name!r}"
        taken.add((role, name.casefold()))


@rule
def words(page: Page) -> Iterator[str]:
    for element in page.elements:
        if element.tag in {"script", "style", "template"}:
            own = (element.tail,)
        else:
            own = (element.text, element.tail)
        for piece in own:
            if piece and (found := PLACEHOLDERS.search(piece)):
                yield f"{found[0]!r} is shown, in {squeeze(piece)[:80]!r}"
        typed = element.tag == "input" and (element.get("type") or "text").lower() not in {
            "radio",
            "checkbox",
        }
        if typed and element.get("value") in {"None", "undefined"}:
            yield f"{describe(element)} holds {element.get('value')!r}"
        if element.get("placeholder"):
            yield f"{describe(element)} has a placeholder attribute"


@rule
def inputs(page: Page) -> Iterator[str]:
    for element in page.all("input"):
        kind = (element.get("type") or "text").lower()
        if kind in {"number", "date", "time", "datetime-local", "month", "week"}:
            yield f"{describe(element)} has type {kind!r}"
        is_date_part = "govuk-date-input__input" in (element.get("class") or "").split()
        if is_date_part and element.get("inputmode") != "numeric":
            yield f"date part {describe(element)} has inputmode {element.get('inputmode')!r}"
        if kind not in {"submit", "button", "reset", "image"} and not element.get("name"):
            yield f"{describe(element)} has no name attribute, so nothing is sent"


@rule
def banners(page: Page) -> Iterator[str]:
    for banner in page.with_class("govuk-notification-banner--success"):
        if banner.get("role") != "alert":
            yield "a success banner without role alert"


def check_page(html: str, url: str, status: int, script_hashes: Collection[str] = ()) -> list[str]:
    """The page's faults, one line each, none when it is sound.

    script_hashes are the "sha256-..." sources of the page's own content security policy; without them the one
    inline script allowed is GOV.UK Frontend's.
    """
    return faults(Page(html, url, status, script_hashes))


def faults(page: Page) -> list[str]:
    """The faults of a page that is already parsed."""
    return [f"{name}: {fault}" for name, check in RULES.items() for fault in check(page)]


FOLD = re.compile(
    r"(?<=/)(?:\d+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{16,})(?=/|$)"
    r"|(?<=-)[0-9a-f]{12}(?=/|$)",  # the hash that ends the name of a clash
    re.I,
)


def url_pattern(url: str) -> str:
    """The path of an address with its numbers and generated ids folded: /licence/12/pdf -> /licence/#/pdf."""
    return FOLD.sub("#", urlsplit(url).path)


COMPONENTS = {
    *("govuk-form-group", "govuk-radios__item", "govuk-checkboxes__item", "govuk-details"),
    *("govuk-summary-list__row", "govuk-summary-card", "govuk-table__row", "app-card"),
    *("govuk-button-group", "govuk-inset-text", "govuk-notification-banner", "govuk-warning-text"),
}
"""What pages repeat and combine freely: each kind of it is judged once, and not in every combination."""


SAYS_HOW = ("class", "type", "role", "autocomplete", "lang")
"""Attributes whose values say what an element is and not what is in it."""


def kinds(page: Page) -> frozenset[str]:
    """Hashes of what a page is made of, whatever it says: its frame at that address, and each kind of component in it.
    Two pages that differ in words, counts and combinations have the same."""
    frame, components = _made_of(page)
    # A refusal says the same kind of thing at whatever address.
    address = url_pattern(page.url) if page.status in (200, 409, 422) else ""
    return components | {_hashed((address, page.status // 100, frame))}


def looks(page: Page) -> frozenset[str]:
    """The same, whatever the address: what is judged by its elements alone needs to be judged once."""
    frame, components = _made_of(page)
    return components | {frame}


def _made_of(page: Page) -> tuple[str, frozenset[str]]:
    """The hash of a page's frame, and those of the kinds of component in it."""
    found: set[str] = set()

    def shape(element: Element) -> str:
        inside = sorted({part(c) for c in element if isinstance(c.tag, str)})
        given = dict(element.items())
        how = tuple(map(given.get, SAYS_HOW))
        attributes = tuple(sorted(given.keys() - {"checked", "selected", "value"}))
        return _hashed((element.tag, how, attributes, tuple(inside)))

    def part(element: Element) -> str:
        own = shape(element)
        if COMPONENTS.isdisjoint((element.get("class") or "").split()):
            return own
        found.add(own)
        return _hashed((element.tag, "component"))

    return shape(page.root), frozenset(found)


@cache
def _hashed(key: Hashable) -> str:
    """Kept for each key, as pages are made of the same few things over and over."""
    return hashlib.blake2b(repr(key).encode(), digest_size=10).hexdigest()
