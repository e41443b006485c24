"""A file whose answers a cohort has already is known again."""

from hypothesis import given, settings
from hypothesis import strategies as st

from programme.surveys.rules.likeness import Scores, are_mostly_alike


def people(*rows: tuple[float | None, ...], scale: str = "ready", first: int = 0) -> list[Scores]:
    """One person a row, with the scores of one scale at waves T0, T1, ..., None where missing."""
    return [{f"T{first + wave}": {scale: score} for wave, score in enumerate(row) if score is not None} for row in rows]


TEN = [(1.0 + number % 5, 1.0 + number * 0.25, 1.0 + number * 0.125) for number in range(10)]
OTHERS = [(5.0 - number % 5, 3.0 + number * 0.0625, 2.0 + number * 0.03125) for number in range(10)]


def test_the_same_file_is_known_again_in_any_order() -> None:
    assert are_mostly_alike(people(*reversed(TEN)), people(*TEN))


def test_a_file_with_one_person_more_or_less_is_known_again() -> None:
    assert are_mostly_alike(people(*TEN[:9]), people(*TEN))
    assert are_mostly_alike(people(*TEN, OTHERS[0]), people(*TEN))


def test_other_answers_are_not_taken_for_the_same() -> None:
    assert not are_mostly_alike(people(*OTHERS), people(*TEN))


def test_exactly_half_is_not_most() -> None:
    assert not are_mostly_alike(people(*TEN[:5], *OTHERS[:5]), people(*TEN))
    assert are_mostly_alike(people(*TEN[:6], *OTHERS[:4]), people(*TEN))


def test_a_row_counts_only_as_often_as_the_survey_has_it() -> None:
    assert not are_mostly_alike(people(*[TEN[0]] * 9), people(*TEN))


def test_rows_without_a_score_say_nothing() -> None:
    empty: tuple[float | None, ...] = (None, None, None)
    assert not are_mostly_alike(people(*[empty] * 9), people(*[empty] * 9))
    assert are_mostly_alike(people(*[empty] * 9, *TEN[:2]), people(*TEN))


def test_a_file_with_fewer_waves_is_known_again_on_those_that_both_have() -> None:
    assert are_mostly_alike(people(*(row[:2] for row in TEN)), people(*TEN))
    assert are_mostly_alike(people(*TEN), people(*(row[:2] for row in TEN)))


def test_other_names_for_scales_and_waves_do_not_hide_a_file() -> None:
    assert are_mostly_alike(people(*TEN, scale="willing"), people(*TEN))
    assert are_mostly_alike(people(*TEN, first=1), people(*TEN))


def test_short_rows_under_other_names_are_not_known_again_as_they_agree_by_chance() -> None:
    short = [(row[0],) for row in TEN]
    assert not are_mostly_alike(people(*short, scale="willing"), people(*short))


@settings(max_examples=100, derandomize=True, deadline=None)
@given(
    st.lists(st.tuples(*[st.integers(1, 5).map(float)] * 3), min_size=1, max_size=20, unique=True),
    st.data(),
)
def test_more_than_half_in_common_is_always_alike(rows: list[tuple[float, ...]], data: st.DataObject) -> None:
    kept = data.draw(st.integers(len(rows) // 2 + 1, len(rows)))
    new = [(row[0] + 0.5, row[1], row[2]) for row in rows[kept:]]
    assert are_mostly_alike(people(*rows[:kept], *new), people(*rows))
