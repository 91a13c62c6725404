"""Drives the pages of additional conditions over HTTP for any policy, and reads what screen and paper then say."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from flask import Flask

from app import clock
from app.domain.answers import FOR, pack, unpack
from app.domain.conditions.chosen import Chosen
from app.domain.conditions.parts import LICENCE
from app.domain.licence.eligibility import reasons_not_to_start
from app.domain.licence.facts import Facts
from app.domain.policy.model import AdditionalCondition, Input, InputType, Policy
from app.domain.policy.read import read_policy
from app.domain.policy.types import form_rules
from app.domain.written import Written
from app.models import Case, Licence
from app.models.base import db
from app.models.licence import Run
from app.store import policies
from journeys.show import bound_form
from journeys.walk import Walk
from tests.domain.policy_examples import DEFAULT, PUBLISHED, needs_published
from tests.support.client import CheckingClient, filled
from tests.support.examples import CHOICES, answer_for, first_page, further_inputs, html_fields, typed
from tests.support.made_policy import made_policy
from tests.support.newer_policy import newer_policy
from tests.support.page_checks import Page, text
from tests.support.writing import opened, start, version, write

FOOTER = 31 / 25.4 * 72
"""Points from the lower edge of a printed page."""
POLICIES = [
    pytest.param("default", id="default"),
    pytest.param("published", id="published", marks=needs_published),
    pytest.param("made", id="made-up"),
    pytest.param("newer", id="newer"),
]
"""The policies whose every condition is tried; a test turns one into a file with `file_of`."""


def file_of(which: str, folder: Path) -> Path:
    """The file of one of POLICIES; the folder is for one that is made."""
    made = {"made": made_policy, "newer": newer_policy}
    return made[which](folder) if which in made else {"default": DEFAULT, "published": PUBLISHED}[which]


def imported(app: Flask, path: Path) -> Policy:
    """The policy of a file, imported so that licences started now are made on it; the demo's own may be there already."""
    policy = read_policy(path.read_bytes())
    when = [] if policy.commences else ["--commences", "2016-01-01"]
    result = app.test_cli_runner().invoke(args=["policy", "import", str(path), *when])
    assert result.exit_code == 0, result.output
    with app.app_context():
        return policies.load(policy.version)


def on_the_menu(policy: Policy) -> list[AdditionalCondition]:
    """Every condition that the menu of a policy offers."""
    return [condition for _, group in policy.categories() for condition in group]


def squeezed(words: str) -> str:
    """Without any white space, since lines of a print break at other places."""
    return re.sub(r"\s+", "", words)


def printed_text(pdf: bytes) -> str:
    """All that a PDF says, without the footers of its pages and without white space."""
    pages = pypdfium2.PdfDocument(pdf)
    return squeezed(
        "".join(page.get_textpage().get_text_bounded(bottom=FOOTER, top=page.get_height()) for page in pages)
        .replace("\ufffe", "-")
        .replace("\x02", "-")
    )


@dataclass
class Draft:
    """A licence that a practitioner is writing, answered up to the question about additional conditions."""

    app: Flask
    client: CheckingClient
    id: int
    policy: Policy
    username: str = "practitioner"
    map_file: bytes | None = None
    """A map to upload wherever one is asked for."""
    facts: Facts = field(init=False)

    def __post_init__(self) -> None:
        with self.app.test_request_context():
            self.facts = opened(self.app, self.username, self.id, "create").facts

    def url(self, page: str) -> str:
        return f"/licence/{self.id}/create/{page}"

    @property
    def page(self) -> Page:
        assert self.client.page is not None
        return self.client.page

    @property
    def here(self) -> str:
        """The name of the page of the journey that is shown."""
        return self.page.url.removeprefix(self.url("")).split("?")[0]

    # Writing

    def choose(self, *conditions: AdditionalCondition) -> None:
        """Tick exactly these conditions on the menu, and go where that leads."""
        self.client.get(self.url("conditions"))
        self.tick(*conditions)
        self.client.submit(button="Continue")
        if self.here == "conditions" and "leave out" in self.page.title:
            self.client.submit(button=next(b for b in self.buttons() if b == "Leave out what is not ticked"))
        assert self.here != "conditions", self.errors()

    def tick(self, *conditions: AdditionalCondition) -> None:
        """Tick exactly these on the finder as it is shown, as a person does who changes nothing else."""
        boxes = {i.get("value") or "": i for i in self.page.all("input") if i.get("type") == "checkbox"}
        wanted = {next((v for v in boxes if v and c.code.startswith(v)), c.code) for c in conditions}
        assert wanted <= set(boxes), f"not on the page: {wanted - set(boxes)}"
        for value, box in boxes.items():
            if value in wanted:
                box.set("checked", "")
            else:
                box.attrib.pop("checked", None)

    def ticked(self) -> list[str]:
        """The wording of every ticked condition, in the order of the page."""
        labels = {label.get("for"): text(label) for label in self.page.all("label")}
        ticked = [labels[i.get("id")] for i in self.page.all("input") if i.get("checked") is not None]
        return [words.split(" (code ")[0] for words in ticked]

    def buttons(self) -> list[str]:
        """The words on the buttons in main."""
        return [text(b) for b in self.page.all("button") if any(a.tag == "main" for a in b.iterancestors())]

    def choose_alone(self, condition: AdditionalCondition) -> None:
        """Have just this condition ticked, without the menu, and open the page of its details."""
        with self.app.app_context():
            run = db.session.scalars(db.select(Run).where(Run.licence_id == self.id)).one()
            run.answers = run.answers | {"conditions": pack({"codes": [condition.code]})}
            db.session.commit()
        self.client.get(self.url(first_page(condition)))

    def inputs_of(self, condition: AdditionalCondition, given: Mapping[str, Any]) -> Sequence[Input]:
        """The policy's inputs that the page shown asks for."""
        _, _, rest = self.here.partition("/")
        code, *further = rest.split("/")
        assert code == condition.code, f"{self.page.url} is not about {condition.code}"
        choice = next((name for name in further if not name.isdecimal()), "")
        return further_inputs(condition, given, choice) if choice else condition.inputs or ()

    def fill(self, condition: AdditionalCondition, *instances: Mapping[str, Any]) -> None:
        """Fill in the details page that is shown, and its further pages, and go where that leads; for a condition that
        a licence may carry several times, add each instance."""
        listing = f"condition/{condition.code}"
        for place, given in enumerate(instances):
            if place:
                self.client.submit({"another": "yes"})
            self._fill_one(condition, given)
        if form_rules(condition).several and self.here == listing:  # not where nothing was changed
            self.client.submit({"another": "no"})

    def _fill_one(self, condition: AdditionalCondition, given: Mapping[str, Any]) -> None:
        listing = f"condition/{condition.code}"
        assert self.here.startswith(listing), self.page.url
        several = form_rules(condition).several is not None
        while self.here.startswith(listing) and not (several and self.here == listing):
            before = self.page.url
            inputs = self.inputs_of(condition, given)
            self.add_boxes(inputs, given)
            lists = tuple(f"{each.name}-" for each in inputs if each.add_another)
            boxes = [name for name in self.typed_on_page() if lists and name.startswith(lists)]
            sent = {**dict.fromkeys(boxes), **typed(inputs, given), **self._maps(inputs)}
            self.client.submit(sent, "Continue")
            assert self.page.status == 200 and self.page.url != before, f"{before}: {self.errors()}"

    def _maps(self, inputs: Sequence[Input]) -> dict[str, Any]:
        if self.map_file is None:
            return {}
        return {i.name: (io.BytesIO(self.map_file), "zone.pdf") for i in inputs if i.type is InputType.FILE}

    def add_boxes(self, inputs: Sequence[Input], given: Mapping[str, Any]) -> None:
        """Press the buttons that add boxes until every list has one box for each value."""
        choices = {e.name: given.get(e.name) for e in inputs if e.type in CHOICES}
        for each, name in html_fields(inputs, given):
            values = given.get(each.name)
            for place in range(1, len(values) if each.add_another and values else 1):
                if f"{name}-{place}" not in {i.get("name") for i in self.page.all("input")}:
                    self.client.submit(choices, f"redisplay=add:{name}")

    def post(self, page: str, data: Mapping[str, Any]) -> int:
        """Post what no browser would, on the page as it is now; the status of the answer."""
        shown = version(self.client.get(self.url(page)).text)
        return self.client.post(self.url(page), data={"version": shown, **data}).status_code

    def finish(self, until: str = "check-answers") -> None:
        """Answer whatever is still asked with examples, and add nothing to lists, and open the page that is then next."""
        write(self.app, self.client, self.username, self.id, until=until)
        self.client.get(self.url(until))
        assert self.here == until, self.page.url

    def possible(
        self, wanted: Mapping[str, Sequence[Mapping[str, Any]]]
    ) -> dict[str, Sequence[Mapping[str, Any]]]:
        """Of these conditions and their instances, in their order, those that no rule forbids beside the ones before."""
        kept: dict[str, Sequence[Mapping[str, Any]]] = {}
        stops = set(self.forbidden(kept))
        for code, given in wanted.items():
            if set(self.forbidden({**kept, code: given})) <= stops:
                kept[code] = given
        return kept

    def forbidden(self, given: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[str]:
        """What would stop a licence with these conditions and their instances."""
        answers: dict[str, Mapping[str, Any]] = {**self.answers(), "conditions": {"codes": list(given)}}
        for code, instances in given.items():
            condition = self.policy.additional(code)
            assert condition is not None
            for number, details in enumerate(instances, start=1):
                page = f"condition/{code}"
                answers[f"{page}/{number}" if form_rules(condition).several else page] = details
        return [clash.key for clash in Written(self.facts, answers).blocking]

    # Reading

    def answers(self) -> dict[str, dict[str, Any]]:
        """Everything that is stored of the open run."""
        with self.app.app_context():
            run = db.session.scalar(
                db.select(Run)
                .where(Run.licence_id == self.id, Run.journey == "create")
                .order_by(Run.id.desc())
            )
            assert run is not None
            return {page: unpack(given) for page, given in run.answers.items()}

    def stored(self, condition: AdditionalCondition) -> dict[str, Any]:
        """What is stored about a condition, over all its pages."""
        name = f"condition/{condition.code}"
        found: dict[str, Any] = {}
        for page, given in self.answers().items():
            is_list = page == name and form_rules(condition).several
            if f"{page}/".startswith(f"{name}/") and not is_list:
                found |= {field: value for field, value in given.items() if field != FOR}
        return found

    def text(self, condition: AdditionalCondition) -> str:
        """The licence text of a condition, rendered from what is stored."""
        return Chosen(LICENCE, condition, self.answers()).text

    def rows(self) -> dict[str, list[str]]:
        """Check your answers: the values of the rows that each page's Change link stands beside."""
        self.client.get(self.url("check-answers"))
        assert self.here == "check-answers", self.page.url
        rows: dict[str, list[str]] = {}
        for row in self.page.with_class("govuk-summary-list__row"):
            value = text(next(row.iter("dd")))
            for link in row.iter("a"):
                rows.setdefault((link.get("href") or "").removeprefix(self.url("")), []).append(value)
        return rows

    def errors(self) -> dict[str, str]:
        """The error summary: the id that each message leads to, and the message."""
        return {
            (a.get("href") or "").removeprefix("#"): text(a)
            for summary in self.page.with_class("govuk-error-summary", "div")
            for a in summary.iter("a")
        }

    def typed_on_page(self) -> dict[str, list[str]]:
        """What the form on the page holds, as a browser would send it."""
        sent = filled(self.client.form(), {})
        typed = {
            k: [v for v in values if isinstance(v, str)] for k, values in sent.to_dict(flat=False).items()
        }
        return {k: v for k, v in typed.items() if k not in ("csrf_token", "version")}


IN_TIME = dt.timedelta(days=10)
"""Before the release, so that probation is not too late."""


def drafts(app: Flask, client: CheckingClient, policy: Policy) -> Iterator[Draft]:
    """Licences on a policy, each for another person, with an appointment that nobody typed."""
    with app.app_context():
        theirs = db.select(Case).where(
            Case.manager_username == "practitioner",
            Case.prison_code == "ZAI",
            Case.restriction_kind == "NONE",
            Case.supervision_end.is_(None),
            Case.licence_start > clock.today() + IN_TIME,
        )
        cases = [c.id for c in db.session.scalars(theirs) if not reasons_not_to_start(c, clock.today())]
    for case_id in cases:
        licence_id = start(app, client, case_id)
        with app.test_request_context():
            assert db.session.get_one(Licence, licence_id).policy_version == policy.version
            walk = opened(app, "practitioner", licence_id, "create")
            run = db.session.scalars(db.select(Run).where(Run.licence_id == licence_id)).one()
            run.answers = {page: pack(given) for page, given in up_to_conditions(walk).items()}
            db.session.commit()
        client.get(f"/licence/{licence_id}/create", follow_redirects=True)
        yield Draft(app, client, licence_id, policy)


def up_to_conditions(walk: Walk) -> dict[str, dict[str, Any]]:
    """Example answers to every page before the menu of conditions, and that some are needed."""
    answers: dict[str, dict[str, Any]] = {}
    while (gap := walk.gap) is not None and gap.name != "conditions":
        assert gap.form is not None, gap.name
        form = bound_form(walk, gap)
        answers[gap.name] = (
            {"needed": "yes"} if gap.name == "additional-conditions" else answer_for(form, walk.facts)
        )
        walk = Walk(walk.journey, walk.facts, answers)
    return answers


def draft(app: Flask, client: CheckingClient, policy: Policy) -> Draft:
    """One licence on a policy."""
    return next(drafts(app, client, policy))
