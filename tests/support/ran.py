"""Counts what `make test` ran: `python -m tests.support.ran`, after the tests.

In CI it fails when the tests on PostgreSQL, the browser tests, the HTML checker or axe did not run, however green
the rest is.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tests.support.needs import IN_CI, ROOT

RESULTS = ROOT / "build" / "ran"
# What must have passed at least once: a name, how such a test's address begins, and a pattern in it.
MUST = {
    "tests on SQLite": ("tests.", r"[\[-]sqlite[\]-]"),
    "tests on PostgreSQL": ("tests.", r"[\[-]postgresql[\]-]"),
    "tests in a browser": ("tests.browser", ""),
    "the HTML checker": ("tests.browser", "test_the_html_checker_finds_no_errors"),
    "axe": ("tests.browser", "test_axe_finds_nothing"),
}


@dataclass
class Ran:
    """What test runs reported: how each test ended, by its address."""

    ended: dict[str, str] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)

    def count(self, how: str) -> int:
        return sum(end == how for end in self.ended.values())

    def passed(self, where: str, what: str) -> int:
        return sum(
            end == "passed" and address.startswith(where) and re.search(what, address) is not None
            for address, end in self.ended.items()
        )


def read(folder: Path) -> Ran:
    """Gather the JUnit reports of a folder."""
    ran = Ran()
    for report in sorted(folder.glob("*.xml")):
        for case in ElementTree.parse(report).iter("testcase"):
            address = f"{case.get('classname')}::{case.get('name')}"
            end = "passed"
            if case.find("failure") is not None or case.find("error") is not None:
                end = "failed"
            elif (skipped := case.find("skipped")) is not None:
                end = "skipped"
                ran.reasons[skipped.get("message") or "no reason given"] += 1
            ran.ended[address] = end
    return ran


def gaps(ran: Ran) -> list[str]:
    """What must run, and did not."""
    return [name for name, (where, what) in MUST.items() if not ran.passed(where, what)]


def main() -> int:
    ran = read(RESULTS)
    print("== What ran")
    for name, (where, what) in MUST.items():
        print(f"  {name}: {ran.passed(where, what)} passed")
    for reason, times in ran.reasons.most_common():
        print(f"  skipped {times}: {reason}")
    missing = gaps(ran)
    if missing:
        print(f"  did not run: {', '.join(missing)}" + ("" if IN_CI else " (in CI this fails)"))
    print(f"{ran.count('passed')} passed, {ran.count('failed')} failed, {ran.count('skipped')} skipped")
    return 1 if ran.count("failed") or (missing and IN_CI) else 0


if __name__ == "__main__":
    sys.exit(main())
