import pytest

from programme.charts.svg import document, element, escape, lettering, number
from tests.charts.reading import SVG, root


@pytest.mark.parametrize(
    ("value", "written"),
    [(1.0, "1"), (0.1 + 0.2, "0.3"), (-0.001, "0"), (2.346, "2.35"), (100.0, "100"), (-12.5, "-12.5"), (640, "640")],
)
def test_coordinates_carry_no_noise(value: float, written: str) -> None:
    assert number(value) == written


def test_markup_in_text_stays_text() -> None:
    svg = document(
        lettering(['<script>alert("1")</script>', "a & b"], 0, 0), title="<b>", prefix="p", width=9, height=9
    )
    assert "<script" not in svg
    assert [span.text for span in root(svg).iter(f"{SVG}tspan")] == ['<script>alert("1")</script>', "a & b"]


def test_markup_in_an_attribute_stays_text() -> None:
    assert element("g", fill='"><script>') == '<g fill="&quot;&gt;&lt;script&gt;"/>'


def test_characters_that_xml_forbids_are_dropped() -> None:
    assert escape("a\x00b\x0bc\ud800d\uffffe\tf\U0001f600") == "abcde\tf\U0001f600"


def test_an_attribute_without_value_is_left_out() -> None:
    assert element("line", stroke_width=1.5, fill=None) == '<line stroke-width="1.5"/>'


def test_no_lines_make_no_text_element() -> None:
    assert lettering([], 0, 0) == ""


def test_the_title_is_the_first_child_and_names_the_picture() -> None:
    picture = root(document(title="Scores\n rose", prefix="c1", width=640, height=100))
    assert picture[0].tag == f"{SVG}title"
    assert picture[0].text == "Scores rose"
    assert picture[0].get("id") == picture.get("aria-labelledby") == "c1-title"
    assert picture.get("role") == "img"
    assert picture.get("viewBox") == "0 0 640 100"
    assert picture.get("width") is picture.get("height") is None


@pytest.mark.parametrize("title", ["", "  \n", "\x00"])
def test_a_picture_without_a_title_is_refused(title: str) -> None:
    with pytest.raises(ValueError, match="finding in words"):
        document(title=title, prefix="c", width=1, height=1)


@pytest.mark.parametrize("prefix", ["", "1", "a b", 'a"', "ä"])
def test_a_prefix_that_cannot_start_an_id_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="start of an id"):
        document(title="t", prefix=prefix, width=1, height=1)
