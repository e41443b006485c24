from itertools import combinations, pairwise

import pytest

from programme.charts.palette import AXIS, BLUE, DARK_BLUE, QUIET, RULE, STYLES, TEXT, WHITE, diverging, ink_on
from tests.charts.reading import contrast, luminance


@pytest.mark.parametrize("colour", [TEXT, QUIET])
def test_text_can_be_read_on_white(colour: str) -> None:
    assert contrast(colour) >= 4.5


@pytest.mark.parametrize("colour", [BLUE, DARK_BLUE, AXIS, *(style.colour for style in STYLES)])
def test_marks_stand_out_from_white(colour: str) -> None:
    assert contrast(colour) >= 3


@pytest.mark.parametrize("colour", [BLUE, DARK_BLUE])
def test_bars_stand_out_from_their_track(colour: str) -> None:
    assert contrast(colour, RULE) >= 3


def test_series_differ_in_greyscale() -> None:
    shades = sorted((style.colour for style in STYLES), key=luminance)
    assert all(contrast(dark, light) >= 1.35 for dark, light in pairwise(shades))


def test_series_differ_in_shape_and_dashes() -> None:
    assert all(a.shape != b.shape and a.dashes != b.dashes for a, b in combinations(STYLES, 2))


@pytest.mark.parametrize("count", range(2, 8))
def test_neighbouring_options_differ_in_greyscale(count: int) -> None:
    colours = diverging(count)
    assert len(set(colours)) == count
    assert all(contrast(one, other) >= 1.35 for one, other in pairwise(colours))


def test_all_of_five_options_differ_in_greyscale() -> None:
    assert all(contrast(one, other) >= 1.35 for one, other in combinations(diverging(5), 2))


@pytest.mark.parametrize("count", range(2, 8))
def test_figures_can_be_read_on_every_option(count: int) -> None:
    assert all(contrast(ink_on(colour), colour) >= 4.5 for colour in diverging(count))


def test_ink_is_white_on_dark_ground_and_dark_on_light() -> None:
    assert (ink_on(DARK_BLUE), ink_on(WHITE)) == (WHITE, TEXT)
