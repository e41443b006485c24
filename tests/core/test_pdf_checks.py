import html5lib
import pytest

from programme.core.pdf.checks import UnreadableDocument, check_readable

TITLED = '<svg viewBox="0 0 1 1"><title>Confidence rose</title><path d="M0 0h1"/></svg>'
BODY = f'<h1>Report</h1><h2>Change</h2>{TITLED}<h3>Detail</h3><h2>Method</h2><img src="asset:a.png" alt="">'


def assert_readable(body: str = BODY, *, lang: str = 'lang="en-GB"', title: str = "<title>Report</title>") -> None:
    html = f'<!doctype html><html {lang}><head><meta charset="utf-8">{title}</head><body>{body}</body></html>'
    check_readable(html5lib.parse(html, namespaceHTMLElements=False))


def test_a_document_with_language_title_headings_and_named_pictures_passes() -> None:
    assert_readable()


@pytest.mark.parametrize("lang", ["", 'lang=""', 'lang=" "'])
def test_a_document_without_a_language_is_refused(lang: str) -> None:
    with pytest.raises(UnreadableDocument, match="no lang"):
        assert_readable(lang=lang)


@pytest.mark.parametrize("title", ["", "<title></title>", "<title> </title>"])
def test_a_document_without_a_title_is_refused_even_if_a_chart_has_one(title: str) -> None:
    with pytest.raises(UnreadableDocument, match="page has no title"):
        assert_readable(title=title)


def test_a_document_with_two_main_headings_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="2 h1 headings"):
        assert_readable("<h1>One</h1><h1>Two</h1>")


def test_a_document_without_a_main_heading_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="0 h1 headings"):
        assert_readable("<p>Words</p>")


def test_a_skipped_heading_level_is_refused_by_name() -> None:
    with pytest.raises(UnreadableDocument, match='h4 "How sure are we" follows h2'):
        assert_readable("<h1>Report</h1><h2>Change</h2><h4>How <em>sure</em> are we</h4>")


def test_a_heading_before_the_main_heading_counts_as_skipping_it() -> None:
    with pytest.raises(UnreadableDocument, match="h2 .* follows the start of the page"):
        assert_readable("<h2>Change</h2><h1>Report</h1>")


@pytest.mark.parametrize(
    "svg",
    [
        "<svg></svg>",
        '<svg aria-label="Confidence rose"></svg>',
        "<svg><title> </title></svg>",
        "<svg><g><title>Confidence rose</title></g></svg>",
        "<svg><desc>Confidence rose</desc></svg>",
    ],
)
def test_a_chart_without_a_title_as_its_own_child_is_refused(svg: str) -> None:
    with pytest.raises(UnreadableDocument, match="svg number 2 has no title"):
        assert_readable(f"<h1>Report</h1>{TITLED}{svg}")


def test_an_image_without_an_alt_attribute_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="img number 1 has no alt"):
        assert_readable('<h1>Report</h1><img src="asset:a.png">')


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(UnreadableDocument) as refused:
        assert_readable("<h3>Change</h3><svg></svg><img>", lang="", title="")
    assert len(str(refused.value).split("; ")) == 6
