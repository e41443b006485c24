import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programme.analysis.values import Interval
from programme.charts.effects import Effect, Effects, effects
from programme.charts.frame import Width
from programme.charts.palette import AXIS, RULE
from tests.charts.reading import SVG, collisions, contrast, outside, root, said, words

BOTH = tuple(Width)
LONG = "A very long name of a scale which nobody would choose but somebody will import from a spreadsheet one day"
WORD = "Supercalifragilisticexpialidocious" * 3
HIDDEN = "Hidden: compared with other printed figures, it would show fewer than 5 people"
PLAIN = Effects(
    "Systems thinking rose, isolation fell, working with difference did not change",
    (
        Effect("Systems thinking", 23, 0.62, Interval(0.3, 0.94)),
        Effect("Working with difference", 24, 0.05, Interval(-0.22, 0.32)),
        Effect("Isolation at work", 22, -0.45, Interval(-0.8, -0.1), falls_when_better=True),
        Effect("Coproduction", None, None, None, "Hidden: fewer than 5 people"),
    ),
)
HOSTILE = {
    "plain": PLAIN,
    "hard": Effects(
        LONG,
        (
            *PLAIN.rows,
            Effect(LONG, 1_234_567, 2.31, Interval(1.2, 4.9), falls_when_better=True),
            Effect(WORD, None, None, None, f"{HIDDEN}. {WORD}"),
            Effect("Tiny", 3, 0.4, Interval(-3.2, 4.0)),
            Effect("", 12, 0.0, Interval(0, 0)),
            Effect("No interval", 4, 1.2),
        ),
        LONG,
    ),
    "all rose": Effects("t", (Effect("a", 9, 0.9, Interval(0.7, 1.1)), Effect("b", 9, 0.3, Interval(0.2, 0.4)))),
    "all fell": Effects("t", (Effect("a", 9, -0.9, Interval(-1.1, -0.7)), Effect("b", 9, -1.9, Interval(-2.4, -1.4)))),
    "far": Effects("t", (Effect("a", 9, 14.2, Interval(3.5, 25)), Effect("b", 9, -0.3, Interval(-0.6, 0)))),
    "close": Effects("t", (Effect("a", 900, 0.01, Interval(-0.02, 0.04)),)),
    "all hidden": Effects("t", (Effect("a", None, None, None, HIDDEN), Effect("b", 3, None))),
    "no scales": Effects("t", ()),
}
hostile = pytest.mark.parametrize("chart", HOSTILE.values(), ids=HOSTILE.keys())
widths = pytest.mark.parametrize("width", BOTH, ids=[width.name.lower() for width in BOTH])
size = st.one_of(st.floats(-3, 3), st.floats(-90, 90))
shown = st.tuples(size, st.floats(0, 4), st.floats(0, 4))


def draw(chart: Effects, width: Width = Width.WIDE, prefix: str = "c1") -> str:
    return effects(chart, prefix=prefix, width=width)


def markers(svg: str) -> list[tuple[float, float]]:
    return [(float(c.get("cx", "")), float(c.get("cy", ""))) for c in root(svg).iter(f"{SVG}circle")]


def intervals(svg: str) -> list[str]:
    found = root(svg).iter(f"{SVG}path")
    return [p.get("d", "") for p in found if (p.get("stroke"), p.get("stroke-width")) == ("#003087", "1.5")]


def verticals(svg: str, colour: str) -> set[float]:
    """Where the lines of one colour run down behind the rows."""
    found = "".join(p.get("d", "") for p in root(svg).iter(f"{SVG}path") if p.get("stroke") == colour)
    return {float(x) for x in re.findall(r"M([\d.]+) [\d.]+V", found)}


def one(value: float | None, ci: Interval | None = None, **more: object) -> Effects:
    return Effects("t", (Effect("A scale", 20, value, ci, **more),))  # type: ignore[arg-type]


@hostile
@widths
def test_no_words_lie_on_each_other_or_beyond_the_picture(chart: Effects, width: Width) -> None:
    svg = draw(chart, width)
    assert collisions(svg) == []
    assert outside(svg) == []


@hostile
@widths
def test_words_are_large_and_dark_enough_to_read(chart: Effects, width: Width) -> None:
    assert all(one.size >= 12 and contrast(one.fill) >= 4.5 for one in words(draw(chart, width)))


@hostile
@widths
def test_only_presentation_attributes_and_prefixed_ids_are_written(chart: Effects, width: Width) -> None:
    picture = root(draw(chart, width, prefix="fig-5"))
    assert picture[0].text == chart.title
    assert picture.get("viewBox", "").startswith(f"0 0 {width.value} ")
    for node in picture.iter():
        assert node.tag.removeprefix(SVG) in {"svg", "title", "path", "circle", "text", "tspan"}
        assert not {"style", "class"} & set(node.keys())
        assert node.get("id", "fig-5-").startswith("fig-5-")
        assert not re.search(r"nan|inf|e-\d", node.get("d", ""))


@hostile
@widths
def test_the_same_chart_gives_the_same_bytes(chart: Effects, width: Width) -> None:
    assert draw(chart, width) == draw(chart, width)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(rows=st.lists(shown, min_size=1, max_size=5), width=st.sampled_from(BOTH))
def test_any_effects_are_drawn_inside_the_picture(rows: list[tuple[float, float, float]], width: Width) -> None:
    chart = Effects("t", tuple(Effect("a", 9, v, Interval(v - below, v + above)) for v, below, above in rows))
    svg = draw(chart, width)
    assert collisions(svg) == []
    assert outside(svg) == []
    assert all(5 <= x <= width.value - 5 for x, _ in markers(svg))
    ends = [float(x) for d in intervals(svg) for x in re.findall(r"[MLH](-?[\d.]+)", d)]
    assert all(0 <= x <= width.value for x in ends)


@widths
def test_scales_stand_in_the_order_given(width: Width) -> None:
    svg = draw(PLAIN, width)
    heights = [word.box.top for name in (row.label for row in PLAIN.rows) for word in words(svg) if word.text == name]
    assert len(heights) == 4
    assert all(above < below for above, below in pairwise(heights))


@widths
def test_markers_stand_left_or_right_of_no_change_by_their_sign(width: Width) -> None:
    svg = draw(PLAIN, width)
    (zero,) = verticals(svg, AXIS)
    places = [x for x, _ in markers(svg)]
    assert places[0] > zero + 5
    assert places[2] < zero - 5
    assert (places[0] - zero) / (places[2] - zero) == pytest.approx(0.62 / -0.45, abs=0.01)


@widths
def test_size_interval_and_n_are_printed_at_each_row(width: Width) -> None:
    texts = said(draw(PLAIN, width))
    assert {"0.62 (0.30 to 0.94)", "0.05 (\u22120.22 to 0.32)", "\u22120.45 (\u22120.80 to \u22120.10)"} <= set(texts)
    assert {"n = 23", "n = 24"} <= set(texts)


@widths
def test_a_scale_that_is_better_when_it_falls_says_so_and_is_not_turned_round(width: Width) -> None:
    texts = said(draw(PLAIN, width))
    assert "n = 22. A fall is better" in texts
    assert sum("better" in text for text in texts) == 1
    svg = draw(one(-0.45, Interval(-0.8, -0.1), falls_when_better=True), width)
    assert markers(svg) == markers(draw(one(-0.45, Interval(-0.8, -0.1)), width))


@widths
def test_a_hidden_scale_has_its_reason_and_neither_mark_nor_figure(width: Width) -> None:
    svg = draw(replace(PLAIN, rows=PLAIN.rows[-1:]), width)
    assert said(svg) == ["Effect size g with its 95% interval", "Coproduction", "Hidden: fewer than 5 people"]
    assert markers(svg) == []


def test_a_hidden_scale_without_a_reason_still_has_a_word() -> None:
    assert "no value" in said(draw(one(None)))


@widths
def test_the_axis_says_on_which_side_scales_rose(width: Width) -> None:
    svg = draw(PLAIN, width)
    boxes = {word.text: word.box for word in words(svg)}
    (zero,) = verticals(svg, AXIS)
    assert boxes["Fell"].right < zero < boxes["Rose"].left


@widths
def test_faint_guides_with_words_stand_at_the_named_sizes(width: Width) -> None:
    svg = draw(one(0.4, Interval(0.1, 0.9)), width)
    guides, (zero,) = sorted(verticals(svg, RULE)), verticals(svg, AXIS)
    right = [x - zero for x in guides if x > zero]
    assert [x / right[0] for x in right] == pytest.approx([1, 2.5, 4], abs=0.02)
    boxes = {w.text: w.box for w in words(svg) if w.text in {"medium", "large"}}
    assert [(box.left + box.right) / 2 - zero for box in boxes.values()] == pytest.approx(right[1:], abs=0.02)


def test_guides_too_close_for_words_are_named_above() -> None:
    texts = said(draw(HOSTILE["far"]))
    assert "Faint lines: 0.2 small, 0.5 medium, 0.8 large." in texts
    assert not {"small", "medium", "large"} & set(texts)


def test_an_interval_is_drawn_from_its_low_to_its_high_end_with_caps() -> None:
    svg = draw(one(0.4, Interval(0.0, 0.8)))
    (path,), ((x, _),), (zero,) = intervals(svg), markers(svg), verticals(svg, AXIS)
    low, high = (float(end) for end in re.match(r"M(\S+) \S+H([\d.]+)M", path).groups())  # type: ignore[union-attr]
    assert low == pytest.approx(zero, abs=0.02)
    assert x - low == pytest.approx(high - x, abs=0.02)
    assert path.count("v8") == 2


def test_an_interval_beyond_the_axis_ends_in_an_arrow() -> None:
    (path,) = intervals(draw(one(0.4, Interval(-3.2, 0.8))))
    assert path.count("v8") == 1
    assert path.count("L") == 2


def test_a_value_without_an_interval_stands_alone() -> None:
    svg = draw(one(0.4))
    assert "0.40" in said(svg)
    assert intervals(svg) == []


@widths
def test_no_line_of_the_axis_crosses_the_words_of_a_row(width: Width) -> None:
    svg = draw(PLAIN, width)
    down = "".join(p.get("d", "") for p in root(svg).iter(f"{SVG}path") if p.get("stroke") in {AXIS, RULE})
    for x, top, bottom in re.findall(r"M([\d.]+) ([\d.]+)V([\d.]+)", down):
        for word in words(svg):
            beside = not word.box.left < float(x) < word.box.right
            assert beside or word.box.bottom <= float(top) or word.box.top >= float(bottom)


@widths
def test_markup_in_any_label_comes_out_as_text(width: Width) -> None:
    evil = "<script>alert(1)</script>"
    svg = draw(Effects(evil, (Effect(evil, 9, 0.2), Effect("b", None, None, None, evil)), evil), width)
    assert "<script" not in svg
    assert root(svg)[0].text == evil
    assert "".join(said(svg)).count(evil) == 3


def test_nothing_to_show_says_so() -> None:
    assert said(draw(HOSTILE["no scales"])) == ["Nothing to show: no scale asked twice yet."]


@pytest.mark.parametrize(
    ("chart", "reason"),
    [
        (one(float("nan")), "not a finite number"),
        (one(0.2, Interval(float("-inf"), 1)), "not a finite number"),
        (one(0.9, Interval(0, 0.5)), "outside its interval"),
        (Effects("t", (Effect("a", -1, 0.2),)), "negative n"),
        (replace(PLAIN, title=" "), "finding in words"),
    ],
)
def test_a_chart_that_would_mislead_is_refused(chart: Effects, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        draw(chart)
