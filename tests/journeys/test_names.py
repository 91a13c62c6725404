"""No name of a page is lost while saved answers hold it, and a new one is kept without anybody writing it down."""

from __future__ import annotations

from pathlib import Path

from journeys import names

MIGRATIONS = {path.stem for path in (Path(names.FILE).parents[1] / "migrations" / "versions").glob("*.py")}


def test_every_name_ever_used_for_a_page_is_declared_or_was_migrated() -> None:
    lost = list(names.lost(names.FILE.read_text(encoding="utf-8"), MIGRATIONS))
    assert not lost, (
        "declare these pages again, or write a migration of the answers saved under them and put its name behind "
        "the page's; if no such page was ever committed, take its line out"
    )


def test_a_new_name_is_added_in_its_place_and_no_old_one_is_removed() -> None:
    text = names.FILE.read_text(encoding="utf-8")
    without = text.replace("create why\n", "") + "create gone 0003_policy_administration\n"
    assert names.kept(without) == "".join(
        f"{line}\n" for line in sorted([*text.splitlines(), "create gone 0003_policy_administration"])
    )
    assert names.kept(names.kept("")) == names.kept("")
    assert "approve decision\n" in names.kept("")


def test_a_name_that_is_gone_is_lost_unless_a_migration_that_there_is_saw_to_its_answers() -> None:
    text = "create conditions\ncreate gone\ncreate old 0002_maps\ncreate odd 0002_none\nnone decision\n"
    assert list(names.lost(text, {"0002_maps"})) == ["create gone", "create odd 0002_none", "none decision"]
