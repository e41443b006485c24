"""PURE: a workbook (XLSX) of one sheet, with the parts that ECMA-376 asks for and no time of its making."""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import escape

from programme.core.tables.cells import number_text
from programme.core.tables.xlsx.serials import serial_of
from programme.core.tables.xlsx.sheet import letters
from programme.core.tables.xlsx.texts import stored

START = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FORMATS = "http://schemas.openxmlformats.org"
MAIN = f'xmlns="{FORMATS}/spreadsheetml/2006/main"'
LINK = f"{FORMATS}/officeDocument/2006/relationships"
PACKAGE = f"{FORMATS}/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
BEGINNING_OF_TIME = (1980, 1, 1, 0, 0, 0)  # of ZIP files
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
LONGEST_NAME = 31
NARROWEST, WIDEST = 12, 60
BOLD, DAY = 1, 2  # places in cellXfs below

TYPES = f"""{START}<Types xmlns="{PACKAGE}/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Default Extension="xml" ContentType="application/xml"/>\
<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>\
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/>\
<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/>\
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>\
</Types>"""
ROOT_LINKS = f"""{START}<Relationships xmlns="{PACKAGE}/relationships">\
<Relationship Id="rId1" Type="{LINK}/officeDocument" Target="xl/workbook.xml"/>\
<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>\
</Relationships>"""
BOOK_LINKS = f"""{START}<Relationships xmlns="{PACKAGE}/relationships">\
<Relationship Id="rId1" Type="{LINK}/worksheet" Target="worksheets/sheet1.xml"/>\
<Relationship Id="rId2" Type="{LINK}/styles" Target="styles.xml"/>\
</Relationships>"""
STYLES = f"""{START}<styleSheet {MAIN}>\
<fonts count="2"><font><sz val="11"/><name val="Arial"/></font>\
<font><b/><sz val="11"/><name val="Arial"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>\
<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""
FROZEN = """<sheetViews><sheetView workbookViewId="0">\
<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>"""


def xlsx_pieces(
    lines: Iterable[Sequence[str | int | float | date | None]], title: str, widths: Sequence[int]
) -> Iterator[bytes]:
    """A workbook whose first line is its header, piece by piece; `widths` are the lengths of the names in it.

    Raises:
        ValueError: a number is not finite, or UTF-8 cannot store a text.
    """
    out = _Pieces()
    with zipfile.ZipFile(out, "w") as archive:
        for part, content in (
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", ROOT_LINKS),
            ("docProps/core.xml", _properties(title)),
            ("xl/workbook.xml", _workbook(_sheet_name(title))),
            ("xl/_rels/workbook.xml.rels", BOOK_LINKS),
            ("xl/styles.xml", STYLES),
        ):
            archive.writestr(_entry(part), content.encode())
        with archive.open(_entry("xl/worksheets/sheet1.xml"), "w") as part_file:
            for piece in _sheet(lines, widths):
                part_file.write(piece.encode())
                yield from out.taken()
    yield from out.taken()


class _Pieces:
    """A file that cannot be searched: what is written waits in it until it is taken."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def write(self, piece: bytes, /) -> int:
        """Take a piece in."""
        self.waiting += piece
        return len(piece)

    def flush(self) -> None:
        """Nothing lies deeper."""

    def close(self) -> None:
        """What waits can still be taken."""

    def taken(self) -> Iterator[bytes]:
        """What waited, if anything did."""
        if self.waiting:
            yield bytes(self.waiting)
            self.waiting.clear()


def _entry(part: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(part, BEGINNING_OF_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0
    return entry


def _sheet_name(title: str) -> str:
    """The title as a sheet can be called: at most 31 characters, none that is forbidden, no apostrophe at its ends."""
    printable = "".join(sign if sign.isprintable() else " " for sign in title)
    name = printable.translate(FORBIDDEN).strip(" '")[:LONGEST_NAME].strip(" '")
    return "Table" if not name or name.casefold() == "history" else name


def _properties(title: str) -> str:
    return (
        f'{START}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{_escaped(title)}</dc:title></cp:coreProperties>'
    )


def _workbook(name: str) -> str:
    return (
        f'{START}<workbook {MAIN} xmlns:r="{LINK}"><sheets>'
        f'<sheet name="{escape(name)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _sheet(lines: Iterable[Sequence[str | int | float | date | None]], widths: Sequence[int]) -> Iterator[str]:
    yield f"{START}<worksheet {MAIN}>{FROZEN}"
    if widths:
        yield f"<cols>{''.join(_column(place, width) for place, width in enumerate(widths, 1))}</cols>"
    yield "<sheetData>"
    names = [letters(place) for place in range(1, len(widths) + 1)]
    for row, cells in enumerate(lines, 1):
        style = BOLD if row == 1 else 0
        inside = (_cell(f"{name}{row}", cell, style) for name, cell in zip(names, cells, strict=True))
        yield f'<row r="{row}">{"".join(inside)}</row>'
    yield "</sheetData></worksheet>"


def _column(place: int, length: int) -> str:
    width = min(max(length + 2, NARROWEST), WIDEST)
    return f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'


def _cell(address: str, cell: str | int | float | date | None, style: int) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, date):
        serial = serial_of(cell)
        if serial is not None:
            return f'<c r="{address}" s="{DAY}"><v>{serial}</v></c>'
        cell = cell.isoformat()
    if isinstance(cell, str):
        text = f'<is><t xml:space="preserve">{_escaped(cell)}</t></is>'
        return f'<c r="{address}" s="{style}" t="inlineStr">{text}</c>'
    return f'<c r="{address}" s="{style}"><v>{number_text(cell)}</v></c>'


def _escaped(text: str) -> str:
    return escape(stored(text), quote=False)
