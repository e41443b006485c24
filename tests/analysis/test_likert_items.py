import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from programme.analysis.likert import likert_item, likert_of_counts
from programme.analysis.participation import Share

quick = settings(max_examples=80, derandomize=True, deadline=None)
FIVE = (1, 2, 3, 4, 5)
answers = st.lists(st.one_of(st.none(), st.sampled_from(FIVE)), max_size=60)
some_counts = st.lists(st.integers(0, 40), min_size=4, max_size=11).filter(any)


def test_an_item_has_the_figures_worked_out_by_hand() -> None:
    # 1 2 4 14 5 answers from "strongly disagree" to "strongly agree", and two people who could not say.
    given_answers = [1] + [2] * 2 + [3] * 4 + [4] * 14 + [5] * 5 + [None] * 2
    item = likert_item(given_answers, FIVE)
    assert (item.n, item.options, item.counts) == (26, FIVE, (1, 2, 4, 14, 5))
    assert item.top_box == Share(5, 26, 5 / 26)
    assert item.agree == Share(19, 26, 19 / 26)
    assert item.disagree == Share(3, 26, 3 / 26)
    assert item.net == pytest.approx(100 * 16 / 26)
    assert (item.q1, item.median, item.q3) == (3.25, 4, 4)
    assert item.reasons == {}


def test_the_interval_of_agree_is_wilsons() -> None:
    item = likert_of_counts((1, 2, 4, 14, 5), FIVE)
    theirs = stats.binomtest(19, 26).proportion_ci(method="wilson")
    assert item.agree_ci is not None
    assert (item.agree_ci.low, item.agree_ci.high) == pytest.approx((theirs.low, theirs.high), rel=1e-9)


@pytest.mark.parametrize(
    ("counts", "options", "quartiles"),
    [
        ((0, 1, 0, 1, 0), FIVE, (2.5, 3, 3.5)),
        ((1, 1, 1, 1), (1, 2, 3, 4), (1.75, 2.5, 3.25)),
        ((2, 0, 0, 0, 2), (0, 25, 50, 75, 100), (0, 50, 100)),
        ((0, 0, 0, 0, 0, 0, 7), range(7), (6, 6, 6)),
        ((1, 0, 1), (-1, 0, 1), (-0.5, 0, 0.5)),
    ],
)
def test_quartiles_run_linearly_between_answers(
    counts: tuple[int, ...], options: tuple[float, ...], quartiles: tuple[float, ...]
) -> None:
    item = likert_of_counts(counts, options)
    assert (item.q1, item.median, item.q3) == quartiles


@quick
@given(counts=some_counts, start=st.integers(-5, 5))
def test_quartiles_are_type_7_as_numpy_computes_them(counts: list[int], start: int) -> None:
    options = [start + 2 * i for i in range(len(counts))]
    item = likert_of_counts(counts, options)
    theirs = np.percentile(np.repeat(options, counts), [25, 50, 75], method="linear")
    assert [item.q1, item.median, item.q3] == pytest.approx(theirs.tolist())


@quick
@given(counts=some_counts)
def test_turning_the_options_round_turns_the_nets_sign(counts: list[int]) -> None:
    options = range(len(counts))
    there, back = likert_of_counts(counts, options), likert_of_counts(counts[::-1], options)
    assert there.net is not None
    assert back.net == -there.net
    assert (back.agree, back.disagree) == (there.disagree, there.agree)
    assert -100 <= there.net <= 100


@quick
@given(people=answers, order=st.randoms(use_true_random=False))
def test_who_answered_first_changes_nothing(people: list[int | None], order) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(people)
    order.shuffle(shuffled)
    assert likert_item(shuffled, FIVE) == likert_item(people, FIVE)


@quick
@given(people=answers)
def test_counts_alone_give_the_same_as_the_answers(people: list[int | None]) -> None:
    counts = [sum(answer == option for answer in people) for option in FIVE]
    item = likert_item(people, FIVE)
    assert item == likert_of_counts(counts, FIVE)
    assert item.n == sum(answer is not None for answer in people)


def test_the_values_of_the_options_do_not_matter_to_shares() -> None:
    low, high = likert_of_counts((1, 2, 4, 14, 5), FIVE), likert_of_counts((1, 2, 4, 14, 5), (0, 25, 50, 75, 100))
    assert (low.net, low.agree_ci, low.top_box) == (high.net, high.agree_ci, high.top_box)


def test_an_item_nobody_answered_has_no_figure_and_says_so() -> None:
    item = likert_item([None, None], FIVE)
    assert item.counts == (0, 0, 0, 0, 0)
    names = ("top_box", "agree", "disagree", "agree_ci", "net", "q1", "median", "q3")
    assert [getattr(item, name) for name in names] == [None] * 8
    assert item.reasons == dict.fromkeys(names, "nobody answered")


@pytest.mark.parametrize("options", [(0, 1), (1, 2, 3)])
def test_where_the_ends_overlap_agreement_is_undefined_and_the_rest_is_not(options: tuple[int, ...]) -> None:
    item = likert_of_counts((3,) * len(options), options)
    assert (item.agree, item.disagree, item.agree_ci, item.net) == (None,) * 4
    assert set(item.reasons) == {"agree", "disagree", "agree_ci", "net"}
    assert item.top_box == Share(3, 3 * len(options), 1 / len(options))
    assert item.median == sum(options) / len(options)


@pytest.mark.parametrize(
    ("counts", "options", "reason"),
    [
        ((1,), (1,), "two or more rising"),
        ((1, 2), (2, 1), "two or more rising"),
        ((1, 2), (1, 1), "two or more rising"),
        ((1, 2), (1, float("inf")), "two or more rising"),
        ((1, 2), (1, float("nan")), "two or more rising"),
        ((1, 2, 3), (1, 2), "one count for each"),
        ((1, -2), (1, 2), "none of them negative"),
    ],
)
def test_counts_that_are_no_answers_are_refused(
    counts: tuple[int, ...], options: tuple[float, ...], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        likert_of_counts(counts, options)


@pytest.mark.parametrize("answer", [0, 6, 2.5, float("nan")])
def test_an_answer_that_was_not_offered_is_refused(answer: float) -> None:
    with pytest.raises(ValueError, match="not one of the options"):
        likert_item([1, answer], FIVE)


def test_items_are_counted_without_loading_the_statistics() -> None:
    code = "import json, sys, programme.analysis.likert; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)  # noqa: S603 (fixed words)
    assert not {"numpy", "scipy"} & set(json.loads(run.stdout))
