"""WeasyPrint alone, in a process that does nothing else: `python -m tests.bench.alone FOLDER MOMENT`.

FOLDER holds a report's page, annex and style sheet under the names below; the PDF is written beside them, and the
seconds that it took to standard output. They are counted from when everything is imported. MOMENT is when the report
was made, in ISO 8601.
"""

import sys
import time
from datetime import datetime
from pathlib import Path

import weasyprint

from programme.core.pdf.fetcher import BASE_URL, AssetFetcher
from programme.core.pdf.finisher import finish
from programme.core.pdf.render import VARIANT

PAGE, ANNEX, STYLES, PDF = "page.html", "figures.csv", "report.css", "report.pdf"


def draw(folder: Path, made_on: datetime) -> float:
    """Draw what `folder` holds; the seconds that it took."""
    annex = weasyprint.Attachment(
        string=(folder / ANNEX).read_bytes(),
        name=ANNEX,
        description="The figures that this report prints",
        created=made_on,
        modified=made_on,
    )
    assets = {STYLES: ((folder / STYLES).read_bytes(), "text/css")}
    html = (folder / PAGE).read_text(encoding="utf-8")
    started = time.perf_counter()
    page = weasyprint.HTML(string=html, base_url=BASE_URL, url_fetcher=AssetFetcher(assets))
    pdf = page.write_pdf(finisher=finish, pdf_variant=VARIANT, attachments=[annex])
    seconds = time.perf_counter() - started
    (folder / PDF).write_bytes(pdf)
    return seconds


if __name__ == "__main__":
    sys.stdout.write(str(draw(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))))
