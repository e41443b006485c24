"""A plain document to measure a report against: one long table of words and figures, and nothing else.

It has as many pages as it is asked for, and is drawn like the report: the same style sheet, fonts and kind of PDF.
"""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.bench import alone

ROWS_A_PAGE = 40
COLUMNS = ("What was asked", "People", "Mean", "Lowest", "Highest", "Change", "95% interval")
MOST_TRIES = 8
PAGES = re.compile(r"^Pages:\s+(\d+)$", re.MULTILINE)
HTML = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Plain tables</title><link rel="stylesheet" href="asset:{styles}">
</head><body><main><h1>Plain tables</h1><table><thead><tr>{header}</tr></thead><tbody>
{rows}
</tbody></table></main></body></html>
"""


def pages_of(pdf: Path) -> int:
    """How many pages a PDF has, as another program counts them."""
    told = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, text=True, check=True).stdout  # noqa: S603, S607 - our own words, from the path
    found = PAGES.search(told)
    assert found is not None, told
    return int(found[1])


def write_reference(folder: Path, pages: int, draw: Callable[[], float]) -> None:
    """Put a plain document of so many pages in `folder`, where `draw` draws it.

    Raises:
        ValueError: no number of rows that was tried fills so many pages.
    """
    rows = ROWS_A_PAGE * pages
    for _ in range(MOST_TRIES):
        (folder / alone.PAGE).write_text(_html(rows), encoding="utf-8")
        draw()
        found = pages_of(folder / alone.PDF)
        if found == pages:
            return
        rows = round(rows * (pages - 0.5) / found)
    raise ValueError(f"no table was found that fills {pages} pages")


def _html(rows: int) -> str:
    header = "".join(f'<th scope="col">{name}</th>' for name in COLUMNS)
    return HTML.format(styles=alone.STYLES, header=header, rows="\n".join(_row(number) for number in range(rows)))


def _row(number: int) -> str:
    score = 1 + number % 400 / 100
    figures = (
        number % 500,
        f"{score:.2f}",
        "1.00",
        "5.00",
        f"{score - 3:+.2f}",
        f"{score - 3.2:.2f} to {score - 2.8:.2f}",
    )
    cells = "".join(f"<td>{figure}</td>" for figure in figures)
    return f'<tr><th scope="row">Statement {number + 1} of those that were asked</th>{cells}</tr>'
