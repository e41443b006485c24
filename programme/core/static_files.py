"""Builds instance/static/ from the front-end package and our own sources: `python programme/core/static_files.py`.

A file's name carries a part of its content's hash, so it may be cached for ever; manifest.json maps the
name that sources and templates use to the name that is served. The web font and the NHS logo are left
out: both are licensed to NHS bodies alone, and nothing is loaded from another site.
"""

import hashlib
import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ROOT / "node_modules"
SOURCES = Path(__file__).resolve().parent / "assets"
TARGET = ROOT / "instance" / "static"
MANIFEST = "manifest.json"

LOGO = "nhsuk-icon-mask.svg"  # named as an icon, drawn as the logo
FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+")
CSS_REFERENCE = re.compile(r"""(url\(\s*["']?)([^"')]*)""")
JS_REFERENCE = re.compile(r"""(\b(?:from|import)\s*\(?\s*["'])([^"']*)""")


class CannotBuild(Exception):
    """A source is missing or says what must not be served; the message names it."""


def build(packages: Path, sources: Path, target: Path) -> dict[str, str]:
    """Write every static file and then the manifest; returns the manifest.

    The manifest is replaced in one step, after the files that it names. Files of the manifest before stay,
    so pages already open keep working; older ones go. The same sources give the same bytes.

    Raises:
        CannotBuild: nothing that was there has been changed.
    """
    served = _Builder(_collected(packages, sources)).all()
    manifest = {logical: name for logical, (name, _) in sorted(served.items())}
    before = set(read_manifest(target).values())
    for name, content in served.values():
        _replace(target / name, content)
    _replace(target / MANIFEST, json.dumps(manifest, indent=1).encode() + b"\n")
    _prune(target, keep={MANIFEST, *manifest.values(), *before})
    return manifest


def read_manifest(target: Path) -> dict[str, str]:
    """The served name of each logical name ("canopy.css": "canopy.3fa2c1d09b.css"); empty before the first build."""
    try:
        manifest: dict[str, str] = json.loads((target / MANIFEST).read_text())
    except FileNotFoundError:
        return {}
    return manifest


def without_webfont(css: str) -> str:
    """The stylesheet set in Arial, with no font loaded from anywhere.

    Raises:
        CannotBuild: something of the web font is left, as a new release may word it differently.
    """
    plain = FONT_FACE.sub("", css).replace("Frutiger W01,arial", "Arial").replace("Frutiger W01", "Arial")
    if "@font-face" in plain or "frutiger" in plain.lower():
        raise CannotBuild("the stylesheet still names the web font")
    return plain


def _collected(packages: Path, sources: Path) -> dict[str, bytes]:
    package = packages / "nhsuk-frontend" / "dist" / "nhsuk"
    if not package.is_dir():
        raise CannotBuild("nhsuk-frontend is not installed: npm ci --ignore-scripts")
    files = {path.name: path.read_bytes() for path in sources.iterdir() if path.is_file()}
    css = (package / "nhsuk-frontend.min.css").read_text(encoding="utf-8")
    files["nhsuk-frontend.css"] = without_webfont(css).encode()
    files["nhsuk-frontend.js"] = (package / "nhsuk-frontend.min.js").read_bytes()
    for path in (package / "assets" / "images").glob("nhsuk-icon-*.svg"):
        if path.name != LOGO:
            files[f"images/{path.name}"] = path.read_bytes()
    return files


class _Builder:
    """Names files by their content; a file that refers to others is named after them."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.served: dict[str, tuple[str, bytes]] = {}
        self.open: list[str] = []

    def all(self) -> dict[str, tuple[str, bytes]]:
        for logical in sorted(self.files):
            self.name(logical)
        return self.served

    def name(self, logical: str) -> str:
        if logical not in self.served:
            if logical in self.open:
                raise CannotBuild(f"these refer to each other in a circle: {', '.join(self.open)}")
            self.open.append(logical)
            content = self.content(logical)
            stem, suffix = os.path.splitext(logical)
            self.served[logical] = f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}{suffix}", content
            self.open.pop()
        return self.served[logical][0]

    def content(self, logical: str) -> bytes:
        references = {".css": CSS_REFERENCE, ".js": JS_REFERENCE}.get(Path(logical).suffix)
        if references is None:
            return self.files[logical]
        text = SOURCE_MAP.sub("", self.files[logical].decode()).rstrip() + "\n"
        text = references.sub(lambda found: found[1] + self.address(logical, found[2]), text)
        if logical.endswith(".css") and ("@import" in text or "://" in text):
            raise CannotBuild(f"{logical} loads something that is not built here")
        return text.encode()

    def address(self, referring: str, address: str) -> str:
        """What is served at `address`, relative to the file that refers to it (both lie at the top)."""
        wanted = address.removeprefix("/assets/").removeprefix("./")
        if wanted not in self.files:
            raise CannotBuild(f"{referring} refers to {address}, which is not built here")
        return f"./{self.name(wanted)}"


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    new.write_bytes(content)
    new.replace(path)


def _prune(target: Path, keep: set[str]) -> None:
    for path in target.rglob("*"):
        if path.is_file() and path.relative_to(target).as_posix() not in keep:
            path.unlink()


def main() -> None:
    """Build, or end with one line on why not."""
    try:
        build(PACKAGES, SOURCES, TARGET)
    except CannotBuild as error:
        sys.exit(f"Static files: {error}")


if __name__ == "__main__":
    main()
