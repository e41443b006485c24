import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programme.charts.frame import Width
from programme.charts.trajectory import Trajectory, TrajectoryPoint, trajectory
from tests.charts.reading import LONG_WAVES, SVG, WAVES, collisions, contrast, outside, root, said, words

BOTH = tuple(Width)
LONG = "Twelve-month follow-up of everyone who had ever joined, Supercalifragilisticexpialidocious or not"


def points(values: list[float | None], waves: tuple[tuple[str, str], ...] = WAVES) -> tuple[TrajectoryPoint, ...]:
    return tuple(TrajectoryPoint(*wave, value) for wave, value in zip(waves, values, strict=True))


PLAIN = Trajectory(
    "Your score for systems thinking rose from 2.75 to 3.75", "Systems thinking", 1, 5, points([2.75, 3.5, 3.75])
)
EIGHT = tuple((f"Wave {i}", f"T{i}") for i in range(8))
HOSTILE = {
    "plain": PLAIN,
    "long": Trajectory(
        LONG, LONG, 1, 5, points([1, 5, None, 4.25, 1.5, 5], tuple((LONG, c) for _, c in LONG_WAVES)), LONG
    ),
    "gaps": replace(PLAIN, points=(*points([1, None, 5]), TrajectoryPoint("Later", "T3", None, LONG))),
    "eight": replace(PLAIN, points=points([1.1, 4.9] * 4, EIGHT)),
    "alike": replace(PLAIN, points=points([3.0, 3.0, 3.0])),
    "low": replace(PLAIN, points=points([1.0, 1.0, 1.0])),
    "sum": replace(PLAIN, low=0, high=2000, points=points([1234.0, None, 2000.0])),
    "around nought": replace(PLAIN, low=-3, high=3, points=points([-3.0, 0.0, 2.5])),
    "one": replace(PLAIN, points=points([3.0], WAVES[:1])),
    "no score": replace(PLAIN, points=points([None, None, None])),
    "no wave": replace(PLAIN, points=()),
    "no labels": replace(PLAIN, points=points([2.0, 3.0, 4.0], (("", ""),) * 3), scale=""),
}
hostile = pytest.mark.parametrize("chart", HOSTILE.values(), ids=HOSTILE.keys())
widths = pytest.mark.parametrize("width", BOTH, ids=[width.name.lower() for width in BOTH])


def draw(chart: Trajectory, width: Width = Width.WIDE, prefix: str = "c1") -> str:
    return trajectory(chart, prefix=prefix, width=width)


def heights(svg: str) -> list[float]:
    return [float(c.get("cy", "")) for c in root(svg).iter(f"{SVG}circle")]


@hostile
@widths
def test_no_words_lie_on_each_other_or_beyond_the_picture(chart: Trajectory, width: Width) -> None:
    svg = draw(chart, width)
    assert collisions(svg) == []
    assert outside(svg) == []


@hostile
@widths
def test_words_are_large_and_dark_enough_to_read(chart: Trajectory, width: Width) -> None:
    assert all(one.size >= 12 and contrast(one.fill) >= 4.5 for one in words(draw(chart, width)))


@hostile
@widths
def test_only_presentation_attributes_and_prefixed_ids_are_written(chart: Trajectory, width: Width) -> None:
    picture = root(draw(chart, width, prefix="fig-3"))
    assert picture[0].text == chart.title
    assert picture.get("viewBox", "").startswith(f"0 0 {width.value} ")
    for node in picture.iter():
        assert node.tag.removeprefix(SVG) in {"svg", "title", "path", "circle", "text", "tspan"}
        assert not {"style", "class"} & set(node.keys())
        assert node.get("id", "fig-3-").startswith("fig-3-")


@hostile
@widths
def test_the_same_chart_gives_the_same_bytes(chart: Trajectory, width: Width) -> None:
    assert draw(chart, width) == draw(chart, width)


@hostile
@widths
def test_every_score_is_printed(chart: Trajectory, width: Width) -> None:
    texts = said(draw(chart, width))
    for point in chart.points:
        if point.value is not None:
            assert (
                f"{point.value:,.2f}".replace("-", "\u2212") in texts
                or f"{point.value:,.0f}".replace("-", "\u2212") in texts
            )


@settings(max_examples=80, derandomize=True, deadline=None)
@given(
    values=st.lists(st.one_of(st.none(), st.integers(4, 20).map(lambda i: i / 4)), max_size=8),
    width=st.sampled_from(BOTH),
)
def test_any_scores_are_drawn_with_their_values_and_without_collisions(
    values: list[float | None], width: Width
) -> None:
    svg = draw(replace(PLAIN, points=points(values, EIGHT[: len(values)])), width)
    assert collisions(svg) == []
    assert outside(svg) == []
    assert len(heights(svg)) == sum(value is not None for value in values)


@widths
def test_scores_stand_at_their_place_on_the_whole_scale(width: Width) -> None:
    svg = draw(replace(PLAIN, points=points([1.0, 3.0, 5.0])), width)
    low, middle, high = heights(svg)
    assert low > middle > high
    assert low - middle == pytest.approx(middle - high)
    ends = {w.text: w.box.bottom - 12 * 0.2 - 12 * 0.36 for w in words(svg) if w.text in {"1", "5"} and w.box.left < 5}
    assert ends == {"1": pytest.approx(low, abs=0.02), "5": pytest.approx(high, abs=0.02)}


@widths
def test_the_range_of_the_scale_and_whose_line_it_is_are_said(width: Width) -> None:
    texts = said(draw(PLAIN, width))
    assert "Scores can run from 1 (lowest) to 5 (highest)." in " ".join(texts)
    assert {"You", "Systems thinking", "1", "5"} <= set(texts)


def test_the_line_breaks_where_there_is_no_score_and_a_word_says_so() -> None:
    svg = draw(replace(PLAIN, points=points([2.0, 3.0, None, 4.0, 4.0, 3.0], LONG_WAVES)))
    lines = [p.get("d", "") for p in root(svg).iter(f"{SVG}path") if p.get("stroke-width") == "2"]
    assert [step[0] for step in re.findall(r"[ML][^ML]+", lines[0])] == ["M", "L", "M", "L", "L"]
    assert "no score" in said(svg)


def test_the_words_for_a_gap_may_be_given() -> None:
    gap = TrajectoryPoint("Later", "T3", None, "not open yet")
    assert "not open yet" in said(draw(replace(PLAIN, points=(*PLAIN.points, gap))))


def test_whole_scores_carry_no_decimals() -> None:
    texts = said(draw(replace(PLAIN, low=7, high=35, points=points([22.0, 25.0, None]))))
    assert {"22", "25"} <= set(texts)


def test_no_score_yet_says_so_at_every_wave_and_names_nobody() -> None:
    texts = said(draw(HOSTILE["no score"]))
    assert texts.count("no score") == 3
    assert "You" not in texts


def test_nothing_to_show_says_so() -> None:
    assert "Nothing to show: no score yet." in said(draw(HOSTILE["no wave"]))


@widths
def test_markup_in_any_label_comes_out_as_text(width: Width) -> None:
    evil = "<b>x</b>"
    chart = Trajectory(
        evil, evil, 1, 5, (TrajectoryPoint(evil, "T0", 3), TrajectoryPoint(evil, "T1", None, evil)), evil
    )
    svg = draw(chart, width)
    assert "<b>" not in svg
    assert root(svg)[0].text == evil


@pytest.mark.parametrize(
    ("chart", "reason"),
    [
        (replace(PLAIN, low=5), "lower to a higher"),
        (replace(PLAIN, high=float("inf")), "lower to a higher"),
        (replace(PLAIN, points=points([2.0, 5.5, 3.0])), "outside the scale"),
        (replace(PLAIN, points=points([2.0, float("nan"), 3.0])), "outside the scale"),
        (replace(PLAIN, points=PLAIN.points * 3), "at most 8 waves"),
        (replace(PLAIN, title=""), "finding in words"),
    ],
)
def test_a_chart_that_would_mislead_is_refused(chart: Trajectory, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        draw(chart)
