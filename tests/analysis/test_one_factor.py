import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from programme.analysis.change.means import Numbers
from programme.analysis.one_factor import loadings_of_one_factor
from programme.analysis.reliability import omega_total, reliability

quick = settings(max_examples=40, derandomize=True, deadline=None)


def correlations(*above: float) -> Numbers:
    """The table with these correlations above the diagonal, row by row."""
    k = round((1 + math.sqrt(1 + 8 * len(above))) / 2)
    table, places = np.eye(k), np.triu_indices(k, 1)
    table[places] = table.T[places] = above
    return table


def fitted(table: Numbers) -> Numbers:
    found = loadings_of_one_factor(table)
    assert not isinstance(found, str), found
    return found


def test_three_items_are_fitted_exactly() -> None:
    # l1² = r12·r13/r23 and so on: 0.72·0.63/0.56 = 0.81.
    loadings = fitted(correlations(0.72, 0.63, 0.56))
    assert loadings == pytest.approx([0.9, 0.8, 0.7], abs=1e-9)
    # (2.4)² = 5.76 and 3 - 0.81 - 0.64 - 0.49 = 1.06
    assert omega_total(loadings) == pytest.approx(5.76 / 6.82, abs=1e-9)


@quick
@given(st.lists(st.floats(0.2, 0.95), min_size=3, max_size=10))
def test_a_table_made_by_one_factor_gives_its_loadings_back(loadings: list[float]) -> None:
    true = np.array(loadings)
    table = np.outer(true, true)
    np.fill_diagonal(table, 1)
    assert fitted(table) == pytest.approx(true, abs=1e-7)


def noisy(seed: int, k: int, n: int) -> Numbers:
    chance = np.random.default_rng(seed)
    factor = chance.normal(size=(n, 1))
    return np.asarray(np.round(3 + factor * chance.uniform(0.4, 0.8, k) + chance.normal(size=(n, k)) * 0.7))


@pytest.mark.parametrize("seed", range(6))
def test_no_other_loadings_leave_less(seed: int) -> None:
    table = np.corrcoef(noisy(seed, 6, 80), rowvar=False)
    above = np.triu_indices(6, 1)

    def left(loadings: Numbers) -> float:
        return float(((table - np.outer(loadings, loadings))[above] ** 2).sum())

    ours = fitted(table)
    starts = np.random.default_rng(seed).uniform(-1, 1, (8, 6))
    others = [optimize.minimize(left, start, method="BFGS", options={"gtol": 1e-10}).x for start in starts]
    best = min(others, key=left)
    assert left(ours) <= left(best) + 1e-12
    assert omega_total(ours) == pytest.approx(omega_total(best), abs=1e-6)


def test_the_loadings_fulfil_the_equations_of_minres() -> None:
    # At the least sum each loading is the regression of its item's correlations on the other loadings.
    table = np.corrcoef(noisy(11, 5, 60), rowvar=False)
    loadings = fitted(table)
    for item in range(5):
        others = np.delete(loadings, item)
        assert loadings[item] == pytest.approx(np.delete(table[item], item) @ others / (others @ others), abs=1e-8)


def test_the_omega_of_a_scale_is_that_of_its_loadings() -> None:
    answers = noisy(3, 5, 70)
    result = reliability(answers.tolist(), 5)
    loadings = [item.loading for item in result.items]
    assert loadings == pytest.approx(fitted(np.corrcoef(answers, rowvar=False)).tolist(), abs=1e-8)
    assert result.omega == pytest.approx(omega_total(np.array(loadings, dtype=float)))


def test_an_item_against_the_others_loads_below_nought_and_the_factor_points_with_the_rest() -> None:
    loadings = fitted(correlations(0.72, 0.63, -0.45, 0.56, -0.4, -0.35))
    assert loadings == pytest.approx([0.9, 0.8, 0.7, -0.5], abs=1e-9)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (correlations(0.5), "one factor needs three items or more"),
        # l1² = 0.8·0.8/0.5 is more than 1.
        (correlations(0.8, 0.8, 0.5), "one common factor would leave an item no variance of its own"),
        (correlations(1.0, 1.0, 1.0), "one common factor would leave an item no variance of its own"),
        # The search would follow the first loading for ever: no three numbers have these products.
        (correlations(0.6, 0.6, -0.2), "one common factor would leave an item no variance of its own"),
        (correlations(0.0, 0.0, 0.0), "the correlations do not settle one common factor"),
    ],
)
def test_what_has_no_one_factor_says_why(table: Numbers, reason: str) -> None:
    assert loadings_of_one_factor(table) == reason


def test_a_pair_among_strangers_settles_no_factor() -> None:
    found = loadings_of_one_factor(correlations(0.5, 0.0, 0.0))
    assert isinstance(found, str)
