import re

import pytest

from programme.analysis.participation import Share, share_of
from programme.charts.frame import Width
from programme.charts.participation_bars import Bar, ParticipationBars, participation_bars
from tests.charts.reading import SVG, collisions, contrast, outside, root, said, words

BOTH = tuple(Width)
BLUE, DARK_BLUE, TRACK = "#005eb8", "#003087", "#d8dde0"
PLAIN = ParticipationBars(
    "95% of those enrolled have a value at every wave",
    (
        Bar("Baseline", "T0", share_of(470, 495)),
        Bar("Mid-point", "T1", share_of(466, 495), share_of(450, 470)),
        Bar("End of year", "T2", share_of(471, 495), share_of(448, 470)),
    ),
)
LONG = "Twelve-month follow-up of everyone who had ever joined, Supercalifragilisticexpialidocious or not"
HOSTILE = {
    "plain": PLAIN,
    "long": ParticipationBars(
        LONG,
        (
            Bar(LONG, "T0", share_of(1_234_567, 7_654_321), share_of(494, 495)),
            Bar(LONG, LONG, None, None, f"hidden: {LONG} {LONG}"),
            Bar("", "", share_of(0, 0), share_of(0, 0)),
        ),
        LONG * 2,
        LONG * 2,
    ),
    "hidden again": ParticipationBars("t", (Bar("End", "T2", None, share_of(1, 2)), Bar("Later", "T3", None))),
    "one wave": ParticipationBars("t", PLAIN.bars[:1]),
    "no wave": ParticipationBars("t", ()),
}
hostile = pytest.mark.parametrize("chart", HOSTILE.values(), ids=HOSTILE.keys())
widths = pytest.mark.parametrize("width", BOTH, ids=[width.name.lower() for width in BOTH])


def draw(chart: ParticipationBars, width: Width = Width.WIDE, prefix: str = "c1") -> str:
    return participation_bars(chart, prefix=prefix, width=width)


def one_bar(share: Share | None, again: Share | None = None, note: str | None = None) -> ParticipationBars:
    return ParticipationBars("t", (Bar("Baseline", "T0", share, again, note),))


def lengths(svg: str, fill: str, stroke: str | None = None) -> list[float]:
    """Lengths of the bars of one kind, without the key's swatches of 14 units."""
    rects = [r for r in root(svg).iter(f"{SVG}rect") if (r.get("fill"), r.get("stroke")) == (fill, stroke)]
    return [size for r in rects if (size := float(r.get("width", ""))) not in (12.0, 14.0)]


@hostile
@widths
def test_no_words_lie_on_each_other_or_beyond_the_picture(chart: ParticipationBars, width: Width) -> None:
    svg = draw(chart, width)
    assert collisions(svg) == []
    assert outside(svg) == []


@hostile
@widths
def test_words_are_large_and_dark_enough_to_read(chart: ParticipationBars, width: Width) -> None:
    assert all(one.size >= 12 and contrast(one.fill) >= 4.5 for one in words(draw(chart, width)))


@hostile
@widths
def test_only_presentation_attributes_and_prefixed_ids_are_written(chart: ParticipationBars, width: Width) -> None:
    picture = root(draw(chart, width, prefix="fig-8"))
    assert picture[0].text == chart.title
    assert picture.get("width") is None
    for node in picture.iter():
        assert node.tag.removeprefix(SVG) in {"svg", "title", "rect", "text", "tspan"}
        assert not {"style", "class"} & set(node.keys())
        assert node.get("id", "fig-8-").startswith("fig-8-")


@hostile
@widths
def test_the_same_chart_gives_the_same_bytes(chart: ParticipationBars, width: Width) -> None:
    assert draw(chart, width) == draw(chart, width)


@widths
def test_every_bar_carries_its_count_total_and_share(width: Width) -> None:
    figures = {"470 of 495, 95%", "466 of 495, 94%", "450 of 470, 96%", "471 of 495, 95%", "448 of 470, 95%"}
    assert figures <= set(said(draw(PLAIN, width)))


@widths
def test_a_bar_is_as_long_a_part_of_its_track_as_its_share(width: Width) -> None:
    svg = draw(one_bar(share_of(30, 40), share_of(10, 40)), width)
    track = lengths(svg, TRACK)[0]
    assert lengths(svg, BLUE) == [pytest.approx(track * 0.75, abs=0.01)]
    assert lengths(svg, "#ffffff", DARK_BLUE) == [pytest.approx(track * 0.25 - 2, abs=0.01)]


@pytest.mark.parametrize(
    ("share", "printed"),
    [
        (share_of(494, 495), "494 of 495, over 99%"),
        (share_of(495, 495), "495 of 495, 100%"),
        (share_of(1, 495), "1 of 495, under 1%"),
        (share_of(0, 495), "0 of 495, 0%"),
        (share_of(0, 0), "0 of 0"),
        (share_of(1234, 2468), "1,234 of 2,468, 50%"),
    ],
)
def test_not_quite_all_never_reads_as_all_nor_a_few_as_none(share: Share, printed: str) -> None:
    assert printed in said(draw(one_bar(share)))


@widths
def test_a_hidden_share_leaves_a_word_and_no_bar(width: Width) -> None:
    svg = draw(one_bar(None, note="hidden: fewer than 5"), width)
    assert "hidden: fewer than 5" in said(svg)
    assert lengths(svg, TRACK) == []


def test_a_missing_share_without_a_note_still_has_a_word() -> None:
    assert "no value" in said(draw(one_bar(None)))


def test_the_key_names_only_the_kinds_that_are_drawn() -> None:
    assert PLAIN.retained in said(draw(PLAIN))
    assert PLAIN.retained not in said(draw(HOSTILE["one wave"]))


def test_a_label_that_is_too_long_keeps_its_code() -> None:
    texts = said(draw(ParticipationBars("t", (Bar(LONG, "T3", share_of(1, 2)),))))
    assert "T3" in texts
    assert any(text.endswith("…") for text in texts)


def test_a_waves_name_stays_on_one_line_with_its_code_on_paper() -> None:
    bars = (Bar("Mid-programme", "T1", share_of(1, 2)), Bar("End of programme", "T2", share_of(1, 2)))
    assert {"Mid-programme, T1", "End of programme, T2"} <= set(said(draw(ParticipationBars("t", bars))))


@widths
def test_markup_in_any_label_comes_out_as_text(width: Width) -> None:
    evil = "<script>alert(1)</script>"
    svg = draw(ParticipationBars(evil, (Bar(evil, "T0", None, share_of(1, 2), evil),), evil, evil), width)
    assert "<script" not in svg
    assert root(svg)[0].text == evil
    assert evil in re.sub(r"\s", "", "".join(said(svg)))


def test_nothing_to_show_says_so() -> None:
    assert said(draw(ParticipationBars("t", ()))) == ["Nothing to show: no wave has been asked yet."]


@pytest.mark.parametrize("share", [Share(5, 4, 1.25), Share(-1, 4, -0.25)])
def test_more_than_all_or_less_than_none_is_refused(share: Share) -> None:
    with pytest.raises(ValueError, match="not a share"):
        draw(one_bar(share_of(1, 2), share))
