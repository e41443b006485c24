import json
import re
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programme.analysis.likert import LikertItem, likert_of_counts
from programme.charts.frame import Width
from programme.charts.likert import Likert, LikertRow, Reach, likert, reach_of
from programme.charts.palette import diverging
from tests.charts.reading import SVG, collisions, contrast, outside, root, said, words

BOTH = tuple(Width)
FIVE = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")
SEVEN = (*FIVE[:2], "Slightly disagree", "Neither", "Slightly agree", *FIVE[3:])
LONG = (
    "I can describe how decisions in one part of the health and care system affect people in others, and act on that."
)
WORD = "Supercalifragilisticexpialidocious" * 3
HIDDEN = "Hidden: compared with other printed figures, it would show fewer than 5 people"


def item(*counts: int) -> LikertItem:
    return likert_of_counts(counts, range(1, len(counts) + 1))


PLAIN = Likert(
    "Most fellows see how parts of the system affect each other",
    FIVE,
    (LikertRow("I see how parts affect each other", item(1, 2, 4, 14, 5)), LikertRow(LONG, item(6, 12, 4, 3, 1))),
)
HOSTILE = {
    "plain": PLAIN,
    "hard": replace(
        PLAIN,
        rows=(
            LikertRow(LONG * 3, item(0, 1, 0, 20, 5)),
            LikertRow(WORD, None, HIDDEN),
            LikertRow("Everybody agrees", item(0, 0, 0, 0, 24)),
            LikertRow("Everybody disagrees", item(24, 0, 0, 0, 0)),
            LikertRow("Everybody in the middle", item(0, 0, 24, 0, 0)),
            LikertRow("Two people", item(0, 1, 0, 0, 1)),
            LikertRow("", item(0, 0, 0, 0, 0)),
            LikertRow("Thousands", item(1, 2345, 2, 123_456, 0)),
        ),
    ),
    "no words": replace(PLAIN, rows=(LikertRow("", None), LikertRow("", item(1, 2, 3, 2, 1)))),
    "seven": Likert(
        "t", SEVEN, (LikertRow("Seven", item(2, 4, 6, 6, 6, 4, 2)), LikertRow(LONG, item(0, 1, 2, 4, 8, 9, 6)))
    ),
    "four": Likert("t", ("Never", "Sometimes", "Often", "Always"), (LikertRow("How often?", item(3, 9, 8, 4)),)),
    "two": Likert("t", ("No", "Yes"), (LikertRow("Would you do it again?", item(3, 9)),)),
    "long options": Likert("t", (LONG, WORD, LONG), (LikertRow("Three", item(1, 2, 3)),)),
    "all hidden": replace(PLAIN, rows=(LikertRow(LONG, None, HIDDEN), LikertRow("x", None, HIDDEN))),
    "nobody": replace(PLAIN, rows=(LikertRow("Nobody answered", item(0, 0, 0, 0, 0)),)),
    "no items": replace(PLAIN, rows=()),
}
hostile = pytest.mark.parametrize("chart", HOSTILE.values(), ids=HOSTILE.keys())
widths = pytest.mark.parametrize("width", BOTH, ids=[width.name.lower() for width in BOTH])


def draw(chart: Likert, width: Width = Width.WIDE, prefix: str = "c1") -> str:
    return likert(chart, prefix=prefix, width=width)


def segments(svg: str) -> list[tuple[str, float, float]]:
    """Colour, left end and length of every part of every bar."""
    return [(r.get("fill", ""), float(r.get("x", "")), float(r.get("width", ""))) for r in root(svg).iter(f"{SVG}rect")]


def line(svg: str) -> float:
    """The x of the line between the sides."""
    found = {p.get("d", "").split()[0] for p in root(svg).iter(f"{SVG}path") if "V" in p.get("d", "")}
    (x,) = found
    return float(x[1:])


def one(*counts: int, options: tuple[str, ...] = FIVE) -> Likert:
    return Likert("t", options, (LikertRow("An item", item(*counts)),))


@hostile
@widths
def test_no_words_lie_on_each_other_or_beyond_the_picture(chart: Likert, width: Width) -> None:
    svg = draw(chart, width)
    assert collisions(svg) == []
    assert outside(svg) == []


@hostile
@widths
def test_words_are_large_enough_and_stand_out_from_what_they_lie_on(chart: Likert, width: Width) -> None:
    svg = draw(chart, width)
    bars = [
        (float(r.get("x", "")), float(r.get("y", "")), float(r.get("width", "")), r.get("fill", ""))
        for r in root(svg).iter(f"{SVG}rect")
    ]
    for word in words(svg):
        middle, base = (word.box.left + word.box.right) / 2, word.box.bottom
        grounds = [fill for x, y, long, fill in bars if x <= middle <= x + long and y <= base <= y + 22] or ["#ffffff"]
        assert word.size >= 12
        assert contrast(word.fill, grounds[-1]) >= 4.5


@hostile
@widths
def test_only_presentation_attributes_and_prefixed_ids_are_written(chart: Likert, width: Width) -> None:
    picture = root(draw(chart, width, prefix="fig-9"))
    assert picture[0].text == chart.title
    assert picture.get("viewBox", "").startswith(f"0 0 {width.value} ")
    for node in picture.iter():
        assert node.tag.removeprefix(SVG) in {"svg", "title", "rect", "path", "text", "tspan"}
        assert not {"style", "class"} & set(node.keys())
        assert node.get("id", "fig-9-").startswith("fig-9-")


@hostile
@widths
def test_the_same_chart_gives_the_same_bytes(chart: Likert, width: Width) -> None:
    assert draw(chart, width) == draw(chart, width)


@widths
@pytest.mark.parametrize("counts", [(1, 2, 4, 14, 5), (24, 0, 0, 0, 0), (0, 0, 24, 0, 0), (3, 9, 8, 4), (1, 1)])
def test_the_parts_of_a_bar_are_as_long_as_their_shares(counts: tuple[int, ...], width: Width) -> None:
    svg = draw(one(*counts, options=FIVE[: len(counts)]), width)
    drawn = segments(svg)
    whole = sum(long for *_, long in drawn)
    shares = [count / sum(counts) for count in counts if count]
    assert [long / whole for *_, long in drawn] == pytest.approx(shares, abs=1e-3)


@widths
def test_the_middle_option_lies_half_on_either_side_of_the_line(width: Width) -> None:
    svg = draw(one(1, 2, 4, 14, 5), width)
    (middle,) = [(x, long) for fill, x, long in segments(svg) if fill == diverging(5)[2]]
    assert middle[0] + middle[1] / 2 == pytest.approx(line(svg), abs=0.02)


@widths
def test_without_a_middle_option_the_sides_part_at_the_line(width: Width) -> None:
    svg = draw(one(3, 9, 8, 4, options=FIVE[:4]), width)
    assert segments(svg)[2][1] == pytest.approx(line(svg), abs=0.02)


def test_the_line_lies_behind_the_bar_it_crosses() -> None:
    svg = draw(one(0, 0, 24, 0, 0))
    assert svg.index("V") < svg.index("<rect")


@widths
def test_percentages_stand_in_the_parts_that_hold_them(width: Width) -> None:
    texts = said(draw(one(1, 2, 4, 14, 5), width))
    assert "54%" in texts
    assert "19%" in texts
    assert "4%" not in texts


@given(counts=st.lists(st.integers(0, 60), min_size=5, max_size=5).filter(any), width=st.sampled_from(BOTH))
@settings(max_examples=80, derandomize=True, deadline=None)
def test_no_percentage_is_wider_than_its_part(counts: list[int], width: Width) -> None:
    svg = draw(one(*counts), width)
    parts = segments(svg)
    for word in words(svg):
        if re.fullmatch(r"(over |under )?\d+%", word.text):
            assert any(x <= word.box.left and word.box.right <= x + long for _, x, long in parts)
    assert outside(svg) == []


def test_nearly_all_is_not_printed_as_all() -> None:
    texts = said(draw(one(0, 1, 0, 999, 0)))
    assert "over 99%" in texts
    assert "100%" not in texts


@widths
def test_n_stands_at_every_shown_row(width: Width) -> None:
    chart = replace(PLAIN, rows=(*PLAIN.rows, LikertRow("Again", item(0, 0, 0, 600, 900))))
    texts = said(draw(chart, width))
    assert [text for text in texts if "n =" in text] == ["n = 26", "n = 26", "n = 1,500"]


@widths
def test_a_hidden_item_keeps_its_words_and_says_why_without_n_or_bar(width: Width) -> None:
    chart = replace(PLAIN, rows=(LikertRow("We decide together", None, "Hidden: fewer than 5 people"),))
    svg = draw(chart, width)
    assert said(svg) == ["We decide together", "Hidden: fewer than 5 people"]
    assert segments(svg) == []


def test_an_item_nobody_answered_has_a_word_in_place_of_a_bar() -> None:
    assert "no answers" in said(draw(HOSTILE["nobody"]))


@widths
def test_the_key_names_every_option_in_its_colour_and_order(width: Width) -> None:
    svg = draw(PLAIN, width)
    positions = [said(svg).index(option) for option in FIVE]
    assert positions == sorted(positions)
    swatches = [p.get("fill") for p in root(svg).iter(f"{SVG}path") if p.get("fill") in diverging(5)]
    assert swatches == list(diverging(5))


def test_an_item_of_120_characters_is_not_cut() -> None:
    text = (
        "I know how decisions in one part of the health and care system reach people in others and I act on all I see. "
        * 2
    )[:120]
    for width in BOTH:
        assert not any(
            "…" in words for words in said(draw(replace(PLAIN, rows=(LikertRow(text, item(1, 1, 1, 1, 1)),)), width))
        )


def test_charts_with_one_reach_have_bars_of_one_length() -> None:
    left, right = LikertRow("a", item(20, 4, 2, 0, 0)), LikertRow("b", item(0, 0, 2, 4, 20))
    reach = reach_of([left, right])
    lengths = [
        sum(long for *_, long in segments(draw(replace(PLAIN, rows=(row,), reach=reach)))) for row in (left, right)
    ]
    assert lengths[0] == pytest.approx(lengths[1], abs=0.05)


def test_reach_leaves_room_on_the_side_where_nobody_stands() -> None:
    assert reach_of([LikertRow("a", item(0, 0, 0, 0, 24))]) == Reach(0.1, 1.0)
    assert reach_of([LikertRow("a", None), LikertRow("b", item(0, 0, 0, 0, 0))]) == Reach(0.1, 0.1)


@widths
def test_36_items_are_drawn_in_five_charts(width: Width) -> None:
    rows = [LikertRow(f"{i}. {LONG}", item(i, 36 - i, 5, i, 3)) for i in range(36)]
    reach = reach_of(rows)
    for start in range(0, 36, 8):
        svg = draw(replace(PLAIN, rows=tuple(rows[start : start + 8]), reach=reach), width)
        assert collisions(svg) == []
        assert outside(svg) == []


@widths
def test_markup_in_any_label_comes_out_as_text(width: Width) -> None:
    evil = "<script>alert(1)</script>"
    rows = (LikertRow(evil, None, evil), LikertRow(evil, item(1, 1)))
    svg = draw(Likert(evil, (evil, "&"), rows), width)
    assert "<script" not in svg
    assert root(svg)[0].text == evil
    assert "".join(said(svg)).count(evil) == 4


def test_nothing_to_show_says_so() -> None:
    assert said(draw(HOSTILE["no items"])) == ["Nothing to show: no item has been asked yet."]


@pytest.mark.parametrize(
    ("chart", "reason"),
    [
        (replace(PLAIN, rows=PLAIN.rows * 5), "at most 8 items"),
        (replace(PLAIN, options=FIVE[:1], rows=()), "2 to 7 options"),
        (replace(PLAIN, options=(*SEVEN, "x"), rows=()), "2 to 7 options"),
        (replace(PLAIN, options=SEVEN), "other options: 'I see"),
        (replace(PLAIN, reach=Reach(0.1, 0.9)), "beyond the reach: 'I see"),
        (replace(PLAIN, title=" "), "finding in words"),
    ],
)
def test_a_chart_that_would_mislead_is_refused(chart: Likert, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        draw(chart)


@pytest.mark.parametrize("name", ["likert", "effects", "trajectory"])
def test_drawing_a_picture_loads_no_statistics_library(name: str) -> None:
    code = f"import json, sys, programme.charts.{name}; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)  # noqa: S603 (fixed words)
    assert not {"numpy", "scipy"} & set(json.loads(run.stdout))
