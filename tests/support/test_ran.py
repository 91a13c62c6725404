"""Counting what ran finds what did not."""

from __future__ import annotations

from pathlib import Path

from tests.support.ran import MUST, gaps, read


def report(folder: Path, *cases: str) -> None:
    (folder / "web.xml").write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")


def case(where: str, name: str, inside: str = "") -> str:
    return f'<testcase classname="{where}" name="{name}">{inside}</testcase>'


SOUND = [
    case("tests.web.test_x", "test_page[sqlite]"),
    case("tests.web.test_x", "test_page[postgresql]"),
    case("tests.browser.test_y", "test_page"),
    case("tests.browser.test_saved_pages", "test_the_html_checker_finds_no_errors"),
    case("tests.browser.test_saved_pages", "test_axe_finds_nothing_and_more[0]"),
]


def test_nothing_is_missing_when_all_ran(tmp_path: Path) -> None:
    report(tmp_path, *SOUND)
    assert gaps(read(tmp_path)) == []


def test_everything_is_missing_when_nothing_ran(tmp_path: Path) -> None:
    assert gaps(read(tmp_path)) == list(MUST)


def test_a_skipped_test_did_not_run(tmp_path: Path) -> None:
    skipped = case("tests.web.test_x", "test_page[postgresql]", '<skipped message="not reachable"/>')
    report(tmp_path, SOUND[0], skipped, *SOUND[2:])
    ran = read(tmp_path)
    assert gaps(ran) == ["tests on PostgreSQL"]
    assert ran.reasons["not reachable"] == 1


def test_the_kind_of_database_may_stand_anywhere_among_a_tests_parameters(tmp_path: Path) -> None:
    report(tmp_path, case("tests.moves.test_x", "test_page[2-postgresql]"), *SOUND[2:])
    assert gaps(read(tmp_path)) == ["tests on SQLite"]


def test_a_failed_test_counts_as_failed(tmp_path: Path) -> None:
    report(tmp_path, case("tests.web.test_x", "test_page[sqlite]", "<failure/>"))
    assert read(tmp_path).count("failed") == 1
