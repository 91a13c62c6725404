"""Builds what browsers and the PDF engine are given: `python assets.py` fills build/static and build/fonts.

There is no bundler: GOV.UK Frontend's own minified files are copied, without its font and crest, which are for
services on GOV.UK only. Files are named by their content, so that they may be cached for ever; brotli and gzip
copies lie beside them.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

import brotli

ROOT = Path(__file__).parent
GOVUK = ROOT / "node_modules/govuk-frontend/dist/govuk"
NOTO = ROOT / "node_modules/@expo-google-fonts/noto-sans"
OWN = ROOT / "app/static"
FONTS = {"Regular": "400Regular", "Bold": "700Bold", "Italic": "400Regular_Italic"}
SYSTEM_FONTS = (
    'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Ubuntu,"Helvetica Neue",arial,sans-serif'
)


def stylesheet(govuk: str, own: str) -> str:
    """One stylesheet: GOV.UK's without its font and crest, then our few rules."""
    css = re.sub(r"@font-face\{[^}]*\}", "", govuk)
    css = css.replace("GDS Transport,arial,sans-serif", SYSTEM_FONTS).replace("GDS Transport", SYSTEM_FONTS)
    css = re.sub(r"(?:background|-webkit-mask|mask)-image:url\(/assets/images/[^)]*\);?", "", css)
    css = re.sub(r"/\*# sourceMappingURL=[^*]*\*/", "", css)
    own = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", own, flags=re.DOTALL))
    own = re.sub(r" ?([{};,]) ?", r"\1", own).replace(": ", ":").strip()
    return f"{css.strip()}\n{own}\n"


def _write(folder: Path, name: str, content: bytes) -> str:
    """Write the file under a name that carries its hash, with compressed copies; gives that name."""
    stem, dot, ending = name.rpartition(".")
    hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}{dot}{ending}"
    if not all((folder / f"{hashed}{more}").exists() for more in ("", ".gz", ".br")):
        (folder / f"{hashed}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
        (folder / f"{hashed}.br").write_bytes(brotli.compress(content, quality=11))
        (folder / hashed).write_bytes(content)
    return hashed


def build(target: Path = ROOT / "build") -> dict[str, str]:
    """Build everything into the target folder; gives the manifest {plain name: hashed name}."""
    static, fonts = target / "static", target / "fonts"
    static.mkdir(parents=True, exist_ok=True)
    fonts.mkdir(parents=True, exist_ok=True)
    css = stylesheet(
        (GOVUK / "govuk-frontend.min.css").read_text("utf-8"), (OWN / "app.css").read_text("utf-8")
    )
    govuk_js = (GOVUK / "govuk-frontend.min.js").read_text("utf-8")
    govuk_js = re.sub(r"//# sourceMappingURL=\S+\s*$", "", govuk_js)
    manifest = {
        "app.css": _write(static, "app.css", css.encode()),
        "govuk-frontend.js": _write(static, "govuk-frontend.js", govuk_js.encode()),
        "favicon.svg": _write(static, "favicon.svg", (OWN / "favicon.svg").read_bytes()),
    }
    app_js = (OWN / "app.js").read_text("utf-8").replace("govuk-frontend.js", manifest["govuk-frontend.js"])
    manifest["app.js"] = _write(static, "app.js", app_js.encode())
    for name, source in FONTS.items():
        copy = fonts / f"NotoSans-{name}.ttf"
        if not copy.exists():
            shutil.copyfile(NOTO / source / f"NotoSans_{source}.ttf", copy)
    kept = {"manifest.json"} | {f"{name}{more}" for name in manifest.values() for more in ("", ".gz", ".br")}
    for file in static.iterdir():
        if file.is_file() and file.name not in kept:
            file.unlink()
    (static / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", "utf-8")
    return manifest


if __name__ == "__main__":
    for plain, name in build(*(Path(argument) for argument in sys.argv[1:2])).items():
        print(f"{plain} -> {name}")
