"""PURE: what a workbook says of itself: its sheets, its texts, and which formats stand for dates."""

import posixpath
from dataclasses import dataclass

from programme.core.tables.xlsx.archive import Archive, other_kind
from programme.core.tables.xlsx.budget import Budget, damaged
from programme.core.tables.xlsx.markup import hear
from programme.core.tables.xlsx.serials import BUILT_IN, Moment, moment_of
from programme.core.tables.xlsx.texts import SharedStrings

USUAL = "xl/workbook.xml"
MOST_SHEETS = 1000
MOST_STYLES = 100_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """A visible sheet of cells: its name and where it lies in the archive."""

    name: str
    part: str


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook without its cells. `moments` says for each style what its numbers are; None is a number."""

    sheets: tuple[Sheet, ...]
    texts: SharedStrings
    moments: tuple[Moment | None, ...]
    from_1904: bool


def open_book(archive: Archive, budget: Budget) -> Book:
    """Read everything but the sheets.

    Raises:
        UnreadableFile: it is no workbook, or one whose parts do not fit together.
    """
    main = _main_part(archive, budget)
    links = _links(archive, main, budget)
    contents = _Contents()
    hear(archive.chunks(main), contents, budget)
    texts, styles = SharedStrings(budget), _Styles()
    for listener, kind in ((texts, "sharedStrings"), (styles, "styles")):
        for part in [part for found, part in links.values() if found == kind][:1]:
            hear(archive.chunks(part), listener, budget)
    sheets = []
    for name, link in contents.visible:
        if link not in links:
            raise damaged()
        kind, part = links[link]
        if kind == "worksheet":
            sheets.append(Sheet(name, part))
    return Book(tuple(sheets), texts, styles.moments(), contents.from_1904)


def _main_part(archive: Archive, budget: Budget) -> str:
    if "_rels/.rels" in archive.names:
        for kind, part in _links(archive, "", budget).values():
            if kind == "officeDocument" and part in archive.names and part.endswith(".xml") and part.startswith("xl/"):
                return part
    if USUAL not in archive.names:
        raise other_kind(archive.names)
    return USUAL


def _links(archive: Archive, part: str, budget: Budget) -> dict[str, tuple[str, str]]:
    """The parts that a part names, by id: what each is and where it lies."""
    folder, name = posixpath.split(part)
    links = _Links(folder)
    hear(archive.chunks(posixpath.join(folder, "_rels", f"{name}.rels")), links, budget)
    return links.found


class _Listener:
    def end(self, name: str) -> None:
        """Nothing hangs on it."""

    def text(self, piece: str) -> None:
        """Nothing hangs on it."""


class _Links(_Listener):
    def __init__(self, folder: str) -> None:
        self.found: dict[str, tuple[str, str]] = {}
        self._folder = folder

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name != "Relationship" or attributes.get("TargetMode") == "External":
            return
        if len(self.found) >= MOST_SHEETS:
            raise damaged()
        target = posixpath.normpath(posixpath.join("/", self._folder, attributes.get("Target", ""))).lstrip("/")
        self.found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], target)


class _Contents(_Listener):
    """The visible sheets as name and link, and which calendar the workbook counts in."""

    def __init__(self) -> None:
        self.visible: list[tuple[str, str]] = []
        self.from_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "sheet" and attributes.get("state", "visible") == "visible":
            if len(self.visible) >= MOST_SHEETS:
                raise damaged()
            link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.visible.append((attributes.get("name", "")[:31], link))


class _Styles(_Listener):
    def __init__(self) -> None:
        self._codes: dict[int, Moment | None] = {}
        self._formats: list[int] = []
        self._is_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "cellXfs":
            self._is_cells = True
        elif name == "numFmt":
            self._codes[int(attributes.get("numFmtId", "0"))] = moment_of(attributes.get("formatCode", ""))
        elif name == "xf" and self._is_cells:
            self._formats.append(int(attributes.get("numFmtId", "0")))
        if len(self._formats) > MOST_STYLES or len(self._codes) > MOST_STYLES:
            raise damaged()

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._is_cells = False

    def moments(self) -> tuple[Moment | None, ...]:
        return tuple(self._codes.get(number, BUILT_IN.get(number)) for number in self._formats)
