import math

import pytest

from programme.analysis.change import WaveMean, wave_mean
from programme.analysis.values import Interval


def test_the_mean_of_a_wave_has_its_interval_from_t() -> None:
    # 1 2 3 4 5: SD √2.5; t(.975, 4) = 2.776445105197793 from a table.
    wave = wave_mean([1, 2, None, 3, 4, 5])
    half = 2.776445105197793 * math.sqrt(2.5 / 5)
    assert (wave.n, wave.mean) == (5, 3)
    assert wave.sd == pytest.approx(math.sqrt(2.5))
    assert wave.ci is not None
    assert (wave.ci.low, wave.ci.high) == pytest.approx((3 - half, 3 + half), rel=1e-12)


def test_a_wave_nobody_answered_has_no_figure_and_says_so() -> None:
    wave = wave_mean([None, None])
    assert (wave.n, wave.mean, wave.sd, wave.ci) == (0, None, None, None)
    assert wave.reasons == {"mean": "nobody has a value", "sd": "nobody has a value", "ci": "nobody has a value"}


def test_one_answer_has_a_mean_and_no_spread() -> None:
    wave = wave_mean([3.5, None])
    assert (wave.n, wave.mean, wave.sd, wave.ci) == (1, 3.5, None, None)
    assert set(wave.reasons) == {"sd", "ci"}


def test_equal_answers_have_no_spread_at_all() -> None:
    assert wave_mean([0.5, 0.5, 0.5]) == WaveMean(3, 0.5, 0.0, Interval(0.5, 0.5))
    assert wave_mean([0.1] * 10).sd == 0


def test_a_wave_with_an_infinite_value_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        wave_mean([1.0, math.inf])
