from hypothesis import given
from hypothesis import strategies as st

from programme.surveys.rules.drafts import (
    PAGE,
    Draft,
    from_text,
    is_late,
    last_sequence,
    merge,
    start_sequence,
    to_text,
)

KEYS = st.sampled_from(["systems-1", "data-2", "helped"])
VALUES = st.one_of(st.none(), st.integers(1, 5), st.just("unable"), st.text(max_size=20))
CHANGES = st.lists(st.tuples(KEYS, VALUES, st.integers(0, 10_000)), max_size=30)


def grown(changes: list[tuple[str, object, int]]) -> Draft:
    draft = Draft()
    for key, value, sequence in changes:
        draft = merge(draft, key, value, sequence)  # type: ignore[arg-type]
    return draft


def test_a_newer_answer_takes_the_place_of_an_older_one() -> None:
    draft = merge(merge(Draft(), "systems-1", 2, 1000), "systems-1", 4, 1001)
    assert draft == Draft({"systems-1": 4}, {"systems-1": 1001})


def test_a_late_answer_changes_nothing() -> None:
    draft = merge(Draft(), "systems-1", 4, 1001)
    assert merge(draft, "systems-1", 2, 1000) is draft
    assert is_late(draft, "systems-1", 1000)
    assert not is_late(draft, "systems-1", 1001)
    assert not is_late(draft, "systems-2", 0)


def test_of_equal_numbers_the_last_one_counts() -> None:
    assert merge(merge(Draft(), "helped", "Ti", 5), "helped", "Time", 5).answers == {"helped": "Time"}


def test_an_answer_that_was_taken_away_does_not_come_back_late() -> None:
    draft = merge(merge(Draft(), "helped", "Time", 1000), "helped", None, 1001)
    assert draft.answers == {}
    assert merge(draft, "helped", "Time", 1000).answers == {}


def test_items_do_not_make_each_other_late() -> None:
    draft = merge(merge(Draft(), "systems-1", 4, 9000), "systems-2", 3, 1000)
    assert draft.answers == {"systems-1": 4, "systems-2": 3}


@given(CHANGES)
def test_a_page_that_is_opened_now_is_above_all_that_earlier_pages_can_still_send(changes: list) -> None:  # type: ignore[type-arg]
    draft = grown(changes)
    start = start_sequence(draft)
    assert all(last_sequence(sequence) < start for sequence in draft.sequences.values())
    assert start >= PAGE
    assert start % PAGE == 0


@given(CHANGES, KEYS, VALUES)
def test_what_a_page_sends_as_a_whole_outranks_what_it_sent_before(changes: list, key: str, value: object) -> None:  # type: ignore[type-arg]
    draft = grown(changes)
    start = start_sequence(draft)
    during = merge(draft, key, "unable", start + 57)
    assert merge(during, key, value, last_sequence(start)).answers.get(key) == value  # type: ignore[arg-type]


@given(CHANGES)
def test_the_order_of_arrival_does_not_matter_where_numbers_differ(changes: list) -> None:  # type: ignore[type-arg]
    distinct = list({(key, sequence): (key, value, sequence) for key, value, sequence in changes}.values())
    assert grown(distinct) == grown(list(reversed(distinct)))


@given(CHANGES)
def test_a_draft_comes_back_from_its_text(changes: list) -> None:  # type: ignore[type-arg]
    draft = grown(changes)
    assert from_text(to_text(draft)) == draft
    assert from_text(None) == Draft()


def test_a_draft_of_the_same_answers_is_the_same_text_at_any_time() -> None:
    assert to_text(merge(Draft(), "a", 1, 1000)) == '{"answers": {"a": 1}, "sequences": {"a": 1000}}'
