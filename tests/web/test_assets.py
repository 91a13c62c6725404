"""What browsers are given: named by content, small, without a font or crest that is only for GOV.UK."""

from __future__ import annotations

import gzip
import json

import brotli
import pytest

import assets

pytestmark = pytest.mark.skipif(
    not (assets.GOVUK.exists() and assets.NOTO.exists()), reason="node_modules is not installed"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    target = tmp_path_factory.mktemp("build")
    assets.build(target)
    return target


def content(built, name):
    manifest = json.loads((built / "static/manifest.json").read_text())
    return (built / "static" / manifest[name]).read_bytes()


def test_the_manifest_names_every_file_by_its_content(built):
    manifest = json.loads((built / "static/manifest.json").read_text())
    assert set(manifest) == {"app.css", "app.js", "favicon.svg", "govuk-frontend.js"}
    for plain, hashed in manifest.items():
        stem, _, ending = plain.rpartition(".")
        assert hashed.startswith(f"{stem}.")
        assert hashed.endswith(f".{ending}")
        plain_bytes = (built / "static" / hashed).read_bytes()
        assert gzip.decompress((built / "static" / f"{hashed}.gz").read_bytes()) == plain_bytes
        assert brotli.decompress((built / "static" / f"{hashed}.br").read_bytes()) == plain_bytes


def test_styles_and_scripts_are_small(built):
    assert len(brotli.compress(content(built, "app.css"))) <= 20_000
    scripts = content(built, "app.js") + content(built, "govuk-frontend.js")
    assert len(brotli.compress(scripts)) <= 20_000
    assert len(content(built, "app.css")) + len(scripts) <= 200_000


def test_nothing_is_there_that_only_services_on_gov_uk_may_use(built):
    css = content(built, "app.css").decode()
    assert not [
        word for word in ("GDS Transport", "@font-face", "crest", "url(", "sourceMappingURL") if word in css
    ]
    assert css.count("{") == css.count("}")
    assert ".app-person" in css


def test_our_script_imports_the_library_by_its_hashed_name(built):
    manifest = json.loads((built / "static/manifest.json").read_text())
    assert f"'./{manifest['govuk-frontend.js']}'" in content(built, "app.js").decode()


def test_building_again_changes_nothing_and_clears_what_is_old(built):
    old = built / "static/app.000000000000.css"
    old.write_text("old")
    before = {file.name: file.stat().st_mtime_ns for file in (built / "static").iterdir() if file != old}
    assets.build(built)
    after = {file.name: file.stat().st_mtime_ns for file in (built / "static").iterdir()}
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} <= {"manifest.json"}


def test_the_fonts_of_printed_licences_are_there(built):
    assert sorted(file.name for file in (built / "fonts").iterdir()) == [
        "NotoSans-Bold.ttf",
        "NotoSans-Italic.ttf",
        "NotoSans-Regular.ttf",
    ]
