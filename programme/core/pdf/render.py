"""From an HTML document to the bytes of an accessible PDF that are the same tomorrow."""

import platform
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pydyf
import weasyprint
from weasyprint.css.counters import CounterStyle
from weasyprint.text.ffi import ffi, harfbuzz, pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from programme.core.pdf.checks import UnreadableDocument, check_readable
from programme.core.pdf.complaints import complaints
from programme.core.pdf.fetcher import BASE_URL, AssetFetcher, RefusedFetch, refuse_embedded_files
from programme.core.pdf.finisher import finish

VARIANT = "pdf/ua-1"
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

ffi.cdef("const char *hb_version_string(void); const char *pango_version_string(void);")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels inside a PDF: the data behind it.

    Its name is letters, digits, dots, underscores and hyphens, so that it is a file name everywhere; the media type
    follows from the name's ending.
    """

    name: str
    content: bytes
    description: str

    def __post_init__(self) -> None:
        if not FILE_NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is no plain file name")


def render_pdf(
    html: str,
    *,
    stylesheet: str | None,
    assets: Mapping[str, tuple[bytes, str]],
    attachments: Sequence[Attachment],
    made_on: datetime,
) -> bytes:
    """Return `html` as a PDF/UA-1 document, the same bytes for the same arguments and the same `software()` and fonts.

    Args:
        html: a whole document; its dcterms.created and dcterms.modified metas, if any, are the document's dates.
        stylesheet: CSS beside the document's own; where both speak, the document's own wins.
        assets: name to (content, media type); the document and its CSS reach them as `asset:name`.
        attachments: files to embed, each name once; they appear in the order of their names.
        made_on: an aware time, written as the time each attachment was created and modified.

    Raises:
        UnreadableDocument: if a screen reader would lack words, a picture cannot be drawn or a link within the document
            leads nowhere; the message names the faults.
        RefusedFetch: if the document reaches for anything but `data:` and its assets, or embeds a file itself.
        ValueError: if `made_on` is naive or two attachments share a name.
    """
    embedded = _embedded(attachments, made_on)
    fetcher = AssetFetcher(assets)
    try:
        with complaints() as faults:
            page = weasyprint.HTML(string=html, base_url=BASE_URL, url_fetcher=fetcher)
            refuse_embedded_files(page.etree_element)
            check_readable(page.etree_element)
            document = _drawn(page, stylesheet or "", embedded)
    except FatalURLFetchingError as refusal:  # no Exception: unless it is caught by name it would end the worker
        raise RefusedFetch(str(refusal)) from refusal
    if fetcher.refused:
        raise RefusedFetch("; ".join(fetcher.refused))
    if faults:
        raise UnreadableDocument("; ".join(faults))
    return document


def _drawn(page: Any, stylesheet: str, embedded: list[Any]) -> bytes:
    shared: dict[str, Any] = {"font_config": FontConfiguration(), "counter_style": CounterStyle()}
    styles = [weasyprint.CSS(string=stylesheet, base_url=BASE_URL, url_fetcher=page.url_fetcher, **shared)]
    document: bytes = page.write_pdf(
        finisher=finish, pdf_variant=VARIANT, stylesheets=styles, attachments=embedded, **shared
    )
    return document


def _embedded(attachments: Sequence[Attachment], made_on: datetime) -> list[Any]:
    """Return the attachments as WeasyPrint takes them, sorted as the name tree of a PDF must be."""
    if made_on.tzinfo is None:
        raise ValueError("made_on must say its time zone")
    if len({attachment.name for attachment in attachments}) < len(attachments):
        raise ValueError("two attachments share a name")
    moment = made_on.astimezone(UTC)  # WeasyPrint writes the clock's digits as UTC, whatever their zone
    return [
        weasyprint.Attachment(
            string=attachment.content,
            name=attachment.name,
            description=attachment.description,
            created=moment,
            modified=moment,
            url_fetcher=AssetFetcher({}),
        )
        for attachment in sorted(attachments, key=lambda attachment: attachment.name)
    ]


def software() -> dict[str, str]:
    """Return the versions of the software that decides a PDF's bytes, by name; the fonts installed decide with it."""
    return {
        "weasyprint": weasyprint.__version__,
        "pydyf": pydyf.__version__,
        "pango": ffi.string(pango.pango_version_string()).decode(),
        "harfbuzz": ffi.string(harfbuzz.hb_version_string()).decode(),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "python": platform.python_version(),
    }
