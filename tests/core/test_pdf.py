"""Whole documents: valid PDF/UA-1, and the same bytes tomorrow."""

import logging
import multiprocessing
import re
import zlib
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import page
import pytest

from programme.core.pdf.checks import UnreadableDocument
from programme.core.pdf.render import Attachment, render_pdf, software

STYLESHEET = """
@page { size: A5; margin: 20mm;
        @top-left { content: element(programme) }
        @bottom-right { content: "Page " counter(page) " of " counter(pages) } }
body { font-family: "DejaVu Sans", sans-serif; font-size: 9pt }
#programme { position: running(programme) }
table { table-layout: fixed; width: 100% } thead { display: table-header-group }
.contents span::before { content: target-counter(attr(data-to), page) }
"""
CHART = (
    '<svg viewBox="0 0 90 30" width="90" height="30" role="img"><title>Confidence rose by 0.42</title>'
    '<line x1="5" y1="25" x2="85" y2="5" stroke="#005eb8"/><text x="5" y="12" font-size="8">2.9</text></svg>'
)
ROWS = "".join(f'<tr><th scope="row">Item {item}</th><td>{item}.1</td><td>{item}.4</td></tr>' for item in range(60))
TABLE = (
    '<table><caption>Means by wave</caption><thead><tr><th scope="col">Item</th><th scope="col">Before</th>'
    f"<th>After</th></tr></thead><tbody>{ROWS}</tbody></table>"
)
BODY = (
    '<div id="programme">Fellowship 2026</div><h1>What changed?</h1>'
    '<p class="contents"><a href="#method">How it was asked</a>, page <span data-to="#method"></span></p>'
    f"<h2>Confidence</h2><p>Scores rose.</p>{CHART}{TABLE}"
    '<h2 id="method">Method</h2><p>See <a href="https://example.org/scale?a=1">the scale</a>.</p>'
    '<ul><li>Asked twice</li><li>Answered by 23 of 30</li></ul><p>Square <img alt="" src="asset:square.svg"></p>'
)
ASSETS = {
    "square.svg": (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><path d="M0 0h4v4z"/></svg>',
        "image/svg+xml",
    )
}
MADE_ON = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
FIGURES = Attachment("means.csv", b"wave,mean\r\nbefore,2.9\r\nafter,3.3\r\n", "The data behind Figure 1")


def arguments(body: str = BODY, **changes: Any) -> dict[str, Any]:
    html = (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>What changed?</title>'
        '<meta name="dcterms.created" content="2026-03-01T09:30:00Z"></head>'
        f"<body>{body}</body></html>"
    )
    usual = {
        "html": html,
        "stylesheet": STYLESHEET,
        "assets": ASSETS,
        "attachments": [FIGURES],
        "made_on": MADE_ON,
    }
    return usual | changes


@pytest.fixture(scope="module")
def document() -> bytes:
    return render_pdf(**arguments())


def streams(pdf: bytes) -> list[tuple[bytes, bytes]]:
    """Each stream of a PDF: what stands before it, and its inflated content."""
    parts = re.findall(rb"(\d+ 0 obj\n.*?)\nstream\n(.*?)\nendstream", pdf, flags=re.DOTALL)
    return [(head, zlib.decompress(body) if b"/FlateDecode" in head else body) for head, body in parts]


def in_words(pdf: bytes) -> bytes:
    """All objects and page contents, inflated."""
    return b"\n".join(head + b"\n" + content for head, content in streams(pdf))


def test_the_document_passes_every_rule_of_pdf_ua_1(document: bytes, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(document)
    verdict = page.validate_pdf(path, profile="ua1")
    assert [(failure.rule_id, failure.message) for failure in verdict.failures] == []
    assert verdict.is_compliant


def test_the_same_document_is_the_same_bytes_twice(document: bytes) -> None:
    assert render_pdf(**arguments()) == document


def test_the_same_document_is_the_same_bytes_in_another_process_with_another_hash_seed(
    document: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "20260301")
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as elsewhere:
        assert elsewhere.submit(hash, "wave").result() != hash("wave")
        assert elsewhere.submit(render_pdf, **arguments()).result() == document


def test_one_other_word_is_other_bytes(document: bytes) -> None:
    assert render_pdf(**arguments(BODY.replace("Scores rose", "Scores fell"))) != document


def test_every_header_cell_says_whether_it_heads_a_row_or_a_column(document: bytes) -> None:
    words = in_words(document)
    headers = re.findall(rb"/Type /StructElem/S /TH/K.*?/A <<.*?>>", words)
    columns = sum(b"/Scope /Column" in header for header in headers)
    rows = sum(b"/Scope /Row" in header for header in headers)
    assert rows == 60
    assert columns == len(headers) - rows
    assert columns >= 6, "the three column heads are repeated on each page"
    assert columns % 3 == 0


def test_running_headers_and_footers_are_artifacts_and_the_text_is_not(document: bytes) -> None:
    words = in_words(document)
    pages = words.count(b"/Type /Page/")
    assert pages >= 2
    assert words.count(b"/Type /Pagination") == 2 * pages
    parent_tree = re.search(rb"/Nums \[(.*)\]", words)
    assert parent_tree is not None
    assert parent_tree[1].count(b"null") == 2 * pages + 1, "running content, and the square that is decoration"


def test_a_picture_with_an_empty_alt_is_decoration_and_a_chart_speaks_its_title(document: bytes) -> None:
    words = in_words(document)
    assert words.count(b"/Type /Layout") == 1
    assert re.findall(rb"/Alt \((.*?)\)", words) == [b"Confidence rose by 0.42"]


def test_links_speak_their_own_words_and_are_printed(document: bytes) -> None:
    links = re.findall(rb"/Type /Annot/Subtype /Link/.*?/Contents \((.*?)\).*?/F 4", in_words(document))
    assert links == [b"How it was asked", b"the scale"]


def test_a_link_can_speak_more_than_it_shows() -> None:
    pdf = render_pdf(**arguments('<h1>A</h1><p><a href="https://example.org" aria-label="Note 1, the scale">1</a></p>'))
    assert b"/Contents (Note 1, the scale)" in in_words(pdf)


def test_a_link_in_a_running_header_is_refused_since_no_reader_could_reach_it() -> None:
    body = '<div id="programme"><a href="https://example.org">Home</a></div><h1>Report</h1>'
    with pytest.raises(UnreadableDocument, match="holds a link"):
        render_pdf(**arguments(body))


def test_a_faded_running_header_is_refused_since_it_cannot_be_set_apart() -> None:
    body = '<div id="programme" style="opacity: 0.5">Fellowship</div><h1>Report</h1>'
    with pytest.raises(UnreadableDocument, match="opacity"):
        render_pdf(**arguments(body))


def test_a_chart_without_a_title_fails_before_it_could_be_hidden_as_decoration() -> None:
    with pytest.raises(UnreadableDocument, match="svg number 1 has no title"):
        render_pdf(**arguments(re.sub("<title>.*?</title>", "", BODY)))


@pytest.mark.parametrize(
    "fault",
    [
        '<svg width="9" height="9"><title>Change</title><g transform="rotate(a)"><path d="M0 0h9"/></g></svg>',
        '<img alt="Change" src="data:image/png;base64,AAAA">',
        '<p>See <a href="#nowhere">the method</a>.</p>',
    ],
)
def test_what_cannot_be_drawn_fails_the_document_instead_of_leaving_a_gap(fault: str) -> None:
    with pytest.raises(UnreadableDocument):
        render_pdf(**arguments(f"<h1>Report</h1>{fault}"))


def test_nothing_is_drawn_while_the_log_that_tells_of_gaps_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("weasyprint"), "disabled", True)
    with pytest.raises(RuntimeError, match="switched off"):
        render_pdf(**arguments("<h1>Report</h1>"))


def test_an_attachment_comes_out_as_it_went_in_as_data_of_the_document(document: bytes) -> None:
    files = [(head, content) for head, content in streams(document) if b"/Type /EmbeddedFile" in head]
    assert [content for _, content in files] == [FIGURES.content]
    assert b"/Subtype /text#2fcsv" in files[0][0]
    words = in_words(document)
    assert re.search(rb"/UF \(means\.csv\).*?/Desc \(The data behind Figure 1\)/AFRelationship /Data", words)
    assert re.search(rb"/Type /Catalog.*?/AF \[\d+ 0 R\]", words)


def test_attachments_are_dated_in_utc_by_the_record_and_never_by_the_clock() -> None:
    summer = datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    words = in_words(render_pdf(**arguments("<h1>Report</h1>", made_on=summer)))
    assert words.count(b"(D:20260630233000Z)") == 2
    assert set(re.findall(rb"\(D:(\d{8})", words)) == {b"20260630", b"20260301"}


def test_attachments_stand_in_the_order_of_their_names_whatever_order_they_came_in() -> None:
    files = [FIGURES, Attachment("items.csv", b"item\r\n", "Items")]
    one_way = render_pdf(**arguments("<h1>Report</h1>", attachments=files))
    assert re.search(rb"/Names \[\(items\.csv\) \d+ 0 R \(means\.csv\)", in_words(one_way))
    assert render_pdf(**arguments("<h1>Report</h1>", attachments=files[::-1])) == one_way


def test_two_attachments_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="share a name"):
        render_pdf(**arguments(attachments=[FIGURES, FIGURES]))


@pytest.mark.parametrize("name", ["", "../means.csv", "a/b.csv", ".hidden", "means\n.csv", "moyennes-été.csv"])
def test_a_name_that_is_no_plain_file_name_makes_no_attachment(name: str) -> None:
    with pytest.raises(ValueError, match="plain file name"):
        Attachment(name, b"", "")


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        render_pdf(**arguments(made_on=datetime(2026, 3, 1)))


def test_a_document_without_attachments_or_stylesheet_is_drawn() -> None:
    assert b"/EmbeddedFile" not in in_words(render_pdf(**arguments("<h1>A</h1>", stylesheet=None, attachments=[])))


def test_the_software_that_decides_the_bytes_is_named_with_its_versions() -> None:
    versions = software()
    assert list(versions) == ["weasyprint", "pydyf", "pango", "harfbuzz", "zlib", "python"]
    assert versions["weasyprint"] == "70.0"
    assert all(re.match(r"\d+\.\d+", version) for version in versions.values())
