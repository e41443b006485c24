"""Workbooks made elsewhere than by the application, good and bad."""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

SHEET = "xl/worksheets/sheet1.xml"
LINKS = "xl/_rels/workbook.xml.rels"
TEXTS = "xl/sharedStrings.xml"
TEXTS_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
HEADER = '<row r="1"><c r="A1" t="str"><v>a</v></c><c r="B1" t="str"><v>b</v></c></row>'


def saved(book: Workbook) -> bytes:
    """The file of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbook(rows: Iterable[Iterable[Any]], change: Callable[[Worksheet], object] | None = None) -> bytes:
    """A workbook of one sheet with these rows, changed by `change` before it is saved."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    if change:
        change(sheet)
    return saved(book)


def with_parts(content: bytes, parts: Mapping[str, str | bytes | Iterable[bytes] | None]) -> bytes:
    """The same file with some of its parts replaced, added, or taken out (None)."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            if name not in parts:
                after.writestr(name, before.read(name))
        for name, part in parts.items():
            if part is None:
                continue
            with after.open(name, "w") as file:
                for piece in [part] if isinstance(part, (str, bytes)) else part:
                    file.write(piece.encode() if isinstance(piece, str) else piece)
    return out.getvalue()


def with_sheet(rows: str, after: str = "", before: str = "") -> bytes:
    """A workbook whose sheet is this markup: rows in it, what comes after and before them."""
    markup = f"<worksheet {MAIN}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"
    return with_parts(workbook([["a", "b"], [1, 2]]), {SHEET: markup})


def with_texts(items: str, rows: str) -> bytes:
    """A workbook with these shared texts, and rows that name them."""
    plain = workbook([["a", "b"], ["c", "d"]])
    link = f'<Relationship Id="rId9" Type="{TEXTS_KIND}" Target="sharedStrings.xml"/></Relationships>'
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        links = archive.read(LINKS).decode().replace("</Relationships>", link)
    sheet = f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"
    return with_parts(plain, {SHEET: sheet, LINKS: links, TEXTS: f"<sst {MAIN}>{items}</sst>"})
