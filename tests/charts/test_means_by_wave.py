import re
from dataclasses import replace

import pytest

from programme.charts.frame import Width
from programme.charts.means_by_wave import means_by_wave
from programme.charts.waves import MeansByWave, Series, WavePoint
from tests.charts.reading import (
    LONG_WAVES,
    SVG,
    WAVES,
    collisions,
    contrast,
    outside,
    point,
    points,
    root,
    said,
    words,
)

BOTH = tuple(Width)
PLAIN = MeansByWave("Readiness rose by 0.42", "Readiness", 1, 5, points(WAVES, [2.9, 3.2, 3.32]))
TWO = replace(PLAIN, name="Both waves", compared=(Series("All who answered", points(WAVES, [2.7, 3.3, 3.35], n=30)),))
LONG = "Twelve-month follow-up of everyone who had ever joined, Supercalifragilisticexpialidocious or not"
LONG_LABELS = tuple((LONG, code) for _, code in LONG_WAVES)
FOUR = MeansByWave(
    "Nothing changed",
    f"Readiness, {LONG}",
    1,
    5,
    points(LONG_LABELS, [3.4] * 6, n=1030),
    f"Cohort 8, {LONG}",
    tuple(Series(f"Cohort {9 + i}, {LONG}", points(LONG_LABELS, [3.4] * 6, n=12345)) for i in range(2))
    + (Series(f"Cohort 11, {LONG}", points(LONG_LABELS, [None] * 6, n=None, note=f"hidden: {LONG}")),),
)
EIGHT = tuple((f"Wave {i}", f"T{i}") for i in range(8))
HOSTILE = {
    "plain": PLAIN,
    "focus": replace(PLAIN, focus=True),
    "two": TWO,
    "two in part": replace(TWO, focus=True),
    "four with long names": FOUR,
    "four in part": replace(FOUR, focus=True),
    "steep": replace(PLAIN, points=points(WAVES, [1.0, 5.0, 1.0])),
    "eight zigzag": replace(PLAIN, points=points(EIGHT, [1.1, 4.9] * 4, n=1234)),
    "hundreds": MeansByWave("t", "Score", 0, 100, points(LONG_WAVES, [99.2, 100, 88, 5, 0, 60], half=9, n=1024)),
    "negative": MeansByWave("t", "Change", -3, 3, points(LONG_WAVES, [-3, -2.5, 0, -0.001, 2.8, 3])),
    "millions": MeansByWave("t", "Cost", 0, 2_000_000, points(EIGHT, [1_999_999.5] * 8, half=1e5)),
    "crossing": replace(
        TWO,
        points=points(LONG_WAVES, [1.5, 4.5, 1.5, None, 3, 3], note="hidden: fewer than 5"),
        compared=(Series("x", points(LONG_WAVES, [4.5, 1.5, 4.5, 3, 3, None], note="no second wave yet")),),
    ),
    "gaps": replace(PLAIN, points=points(LONG_WAVES, [None, 3, None, None, 4, None], note="hidden: fewer than 5")),
    "same note": replace(PLAIN, points=points(LONG_WAVES, [3, 3.1, 3.2, 3.3, 3.4, 3.5], note="then-test, imported")),
    "one wave": replace(PLAIN, points=PLAIN.points[:1]),
    "no wave": replace(PLAIN, points=()),
    "all hidden": replace(PLAIN, points=points(WAVES, [None] * 3, n=None, note="hidden")),
    "no labels": replace(PLAIN, points=points((("", ""),) * 3, [3.0, 3.1, 3.2]), scale=""),
}


def draw(chart: MeansByWave, width: Width = Width.WIDE, prefix: str = "c1") -> str:
    return means_by_wave(chart, prefix=prefix, width=width)


def paths(svg: str, stroke: str = "#003087", width: str = "2") -> list[str]:
    found = root(svg).iter(f"{SVG}path")
    return [path.get("d", "") for path in found if (path.get("stroke"), path.get("stroke-width")) == (stroke, width)]


hostile = pytest.mark.parametrize("chart", HOSTILE.values(), ids=HOSTILE.keys())
widths = pytest.mark.parametrize("width", BOTH, ids=[width.name.lower() for width in BOTH])


@hostile
@widths
def test_no_words_lie_on_each_other_or_beyond_the_picture(chart: MeansByWave, width: Width) -> None:
    svg = draw(chart, width)
    assert collisions(svg) == []
    assert outside(svg) == []


@hostile
@widths
def test_words_are_large_and_dark_enough_to_read(chart: MeansByWave, width: Width) -> None:
    points_a_unit = 170 / 25.4 * 72 / Width.WIDE.value
    for one in words(draw(chart, width)):
        assert one.size >= 12
        assert one.size * points_a_unit >= 8
        assert contrast(one.fill) >= 4.5


@hostile
@widths
def test_only_presentation_attributes_and_prefixed_ids_are_written(chart: MeansByWave, width: Width) -> None:
    picture = root(draw(chart, width, prefix="fig-7"))
    assert picture.get("viewBox", "").startswith(f"0 0 {width.value} ")
    assert picture[0].tag == f"{SVG}title"
    assert picture[0].text == chart.title
    for node in picture.iter():
        assert node.tag.removeprefix(SVG) in {"svg", "title", "path", "circle", "text", "tspan"}
        assert not {"style", "class", "width", "height"} & set(node.keys())
        assert node.get("id", "fig-7-").startswith("fig-7-")
        assert "var(" not in "".join(node.attrib.values())
        assert not re.search(r"nan|inf|e-\d", node.get("d", ""))


@hostile
@widths
def test_the_same_chart_gives_the_same_bytes(chart: MeansByWave, width: Width) -> None:
    assert draw(chart, width) == draw(chart, width)


@pytest.mark.parametrize("name", ["plain", "focus", "two", "steep", "hundreds", "negative", "eight zigzag", "crossing"])
@widths
def test_every_mean_is_printed_with_two_decimals(name: str, width: Width) -> None:
    chart = HOSTILE[name]
    expected = [f"{p.value + 0:.2f}" for one in chart.series for p in one.points if p.value is not None]
    tidy = [value.replace("-0.00", "0.00").replace("-", "\u2212") for value in expected]
    printed = [text for text in said(draw(chart, width)) if re.fullmatch(r"\u2212?\d+\.\d\d", text)]
    assert sorted(printed) == sorted(tidy)


@widths
def test_values_keep_clear_of_the_ends_of_their_intervals(width: Width) -> None:
    svg = draw(PLAIN, width)
    (whiskers,) = paths(svg, width="1.5")
    tops = [float(top) for top in re.findall(r"M\S+ (\S+?)V", whiskers)]
    values = [one.box.bottom - one.size * 0.2 for one in words(svg) if re.fullmatch(r"\d\.\d\d", one.text)]
    assert [top - base for top, base in zip(tops, values, strict=True)] == [pytest.approx(5, abs=0.02)] * 3


@widths
def test_means_of_more_than_two_series_stand_under_their_wave(width: Width) -> None:
    three = replace(TWO, compared=(*TWO.compared, Series("Cohort 9", points(WAVES, [2.1, 2.2, 2.34], n=11))))
    assert "2.34, n = 11" in said(draw(three, width))


@widths
def test_n_stands_under_each_wave(width: Width) -> None:
    chart = replace(PLAIN, points=tuple(point(w, 3.0, n=n) for w, n in zip(WAVES, (470, 466, 1471), strict=True)))
    assert {"n = 470", "n = 466", "n = 1,471"} <= set(said(draw(chart, width)))


def test_n_that_may_not_be_shown_is_not_printed() -> None:
    chart = replace(PLAIN, points=points(WAVES, [None] * 3, n=None, note="hidden"))
    assert not any("n =" in text for text in said(draw(chart)))


def test_the_line_breaks_at_a_gap_and_a_word_says_why() -> None:
    chart = replace(PLAIN, points=points(LONG_WAVES, [2.9, 3.2, None, 3.5, 3.5, 3.6], note="hidden"))
    svg = draw(chart)
    (line,) = paths(svg)
    assert [step[0] for step in re.findall(r"[ML][^ML]+", line)] == ["M", "L", "M", "L", "L"]
    assert "hidden" in said(svg)


def test_a_point_between_gaps_has_a_marker_and_no_line() -> None:
    svg = draw(replace(PLAIN, points=points(WAVES, [None, 3.2, None])))
    assert paths(svg) == []
    assert len(list(root(svg).iter(f"{SVG}circle"))) == 1


def test_a_gap_without_a_note_still_has_a_word() -> None:
    assert said(draw(replace(PLAIN, points=points(WAVES, [None, 3.2, 3.3])))).count("no value") == 1


def test_a_note_too_long_for_a_phone_is_said_in_full_below() -> None:
    chart = replace(PLAIN, points=points(LONG_WAVES, [3, None, 3, 3, 3, None], note="hidden: fewer than 5"))
    texts = said(draw(chart, Width.NARROW))
    assert texts.count("hidden") == 6
    assert texts.count("Hidden: fewer than 5") == 1


def test_notes_that_begin_alike_are_numbered() -> None:
    notes = ("hidden: fewer than 5 answered", "hidden: would show the others")
    gaps = tuple(
        WavePoint(*wave, None, None, note) for wave, note in zip(LONG_WAVES, (*notes, *notes, *notes), strict=True)
    )
    texts = said(draw(replace(PLAIN, points=gaps), Width.NARROW))
    assert {"note 1", "note 2", f"Note 1: {notes[0]}", f"Note 2: {notes[1]}"} <= set(texts)


def test_a_series_without_any_value_is_named_beside_its_row() -> None:
    hidden = Series("Everyone else", points(WAVES, [None] * 3, n=None, note="hidden"))
    assert "Everyone else" in said(draw(replace(TWO, compared=(hidden,))))


@widths
def test_every_series_has_its_name_and_its_own_marker(width: Width) -> None:
    svg = draw(TWO, width)
    assert {"Both waves", "All who answered"} <= set(said(svg))
    squares = [p for p in root(svg).iter(f"{SVG}path") if p.get("fill") == "#d07a00"]
    assert len(squares) >= len(WAVES) + 1


def test_the_axis_says_whether_it_shows_the_whole_scale() -> None:
    assert "Mean and 95% interval. The axis shows the whole scale, 1 to 5." in said(draw(PLAIN))
    part = said(draw(replace(PLAIN, focus=True)))
    assert "Mean and 95% interval. The axis shows 2.4 to 3.8, part of the 1 to 5 scale." in part


def test_the_axis_does_not_promise_intervals_that_are_not_there() -> None:
    assert said(draw(replace(PLAIN, points=points(WAVES, [3.0, 3.1, 3.2], half=None))))[1].startswith("Mean. ")


def test_an_interval_too_narrow_to_see_is_owned_up_to() -> None:
    narrow = replace(PLAIN, points=points(WAVES, [3.0, 3.1, 3.2], half=0.08))
    assert any("hidden behind it" in text for text in said(draw(narrow)))
    assert not any("hidden behind it" in text for text in said(draw(replace(narrow, focus=True))))
    assert not any("hidden behind it" in text for text in said(draw(PLAIN)))


def test_an_interval_is_drawn_from_its_low_to_its_high_end() -> None:
    (whiskers,) = paths(draw(replace(PLAIN, points=points(WAVES[:1], [3.0], half=1.0))), width="1.5")
    top, bottom = (float(y) for y in re.match(r"M\S+ (\S+?)V([\d.]+)", whiskers).groups())  # type: ignore[union-attr]
    middle = float(next(root(draw(replace(PLAIN, points=points(WAVES[:1], [3.0])))).iter(f"{SVG}circle")).get("cy", ""))
    assert middle - top == pytest.approx(bottom - middle) == pytest.approx((228 - 36) / 4)


def test_an_interval_beyond_the_scale_ends_at_its_edge_without_a_cap() -> None:
    (whiskers,) = paths(draw(replace(PLAIN, points=points(WAVES[:1], [4.9], half=0.5))), width="1.5")
    assert whiskers.count("h") == 1


def test_the_base_of_the_scale_is_darker_and_behind_the_series() -> None:
    svg = draw(PLAIN)
    assert svg.index('stroke="#768692"') < svg.index('stroke="#003087"')
    shifted = replace(PLAIN, focus=True, points=points(WAVES, [4.0, 4.1, 4.2]))
    assert 'stroke="#768692"' not in draw(shifted)


def test_zero_is_the_base_of_a_scale_that_runs_through_it() -> None:
    svg = draw(MeansByWave("t", "Change", -3, 3, points(WAVES, [0.0, 0.4, -0.2])))
    zero = next(one for one in words(svg) if one.text == "0").box.bottom - 12 * 0.2 - 12 * 0.36
    (rule,) = paths(svg, "#768692", "1")
    assert float(re.findall(r" ([\d.]+)H", rule)[0]) == pytest.approx(zero, abs=0.02)


def test_codes_replace_names_that_do_not_fit_a_phone() -> None:
    texts = said(draw(replace(PLAIN, points=points(LONG_LABELS, [3.0] * 6)), Width.NARROW))
    assert [text for text in texts if re.fullmatch(r"T\d", text)] == ["T0", "T1", "T2", "T3", "T4", "T5"]
    assert not any("…" in text for text in texts)


def test_markup_in_any_label_comes_out_as_text() -> None:
    evil = "<script>alert(1)</script>"
    waves = ((evil, "T0"), ("<b>", "&"))
    chart = MeansByWave(
        evil, evil, 1, 5, points(waves, [3, None], note=evil), evil, (Series(evil, points(waves, [3, 4])),)
    )
    for width in BOTH:
        svg = draw(chart, width)
        assert "<script" not in svg
        assert "<b>" not in svg
        assert root(svg)[0].text == evil


def test_nothing_to_show_says_so() -> None:
    assert "Nothing to show: no wave has been asked yet." in said(draw(replace(PLAIN, points=())))


@pytest.mark.parametrize(
    ("chart", "reason"),
    [
        (replace(PLAIN, low=5, high=5), "lower to a higher"),
        (replace(PLAIN, high=float("nan")), "lower to a higher"),
        (replace(PLAIN, points=points(WAVES, [2.9, 5.2, 3])), "outside the scale"),
        (replace(PLAIN, points=points(WAVES, [2.9, float("nan"), 3])), "outside the scale"),
        (replace(PLAIN, points=(replace(PLAIN.points[0], n=25),)), "n = 25 beside a mean of 24"),
        (replace(PLAIN, points=(point(WAVES[0], 3.0, half=-0.2),)), "outside its interval"),
        (replace(PLAIN, compared=TWO.compared), "need names"),
        (replace(TWO, points=points(WAVES[:2], [3, 3])), "different waves"),
        (replace(TWO, compared=TWO.compared * 4), "at most 4 series and 8 waves"),
        (replace(PLAIN, points=PLAIN.points * 3), "at most 4 series and 8 waves"),
        (replace(PLAIN, title=" "), "finding in words"),
    ],
)
def test_a_chart_that_would_mislead_is_refused(chart: MeansByWave, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        draw(chart)
