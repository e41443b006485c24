"""From which professions fellows came: no small count follows, within a table or between two versions."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programme.reports.document.lived import lived_part
from programme.reports.rules.living_lines import mix_lines
from programme.reports.rules.mix import OTHERS, Mix, mix_of
from programme.surveys.rules.lived import evaluate_lived
from programme.surveys.rules.living import Living
from programme.surveys.rules.plain import from_plain, to_plain
from tests.surveys.lives import crowd, results_of

MANY = {"medicine": 11, "nursing": 8, "allied health": 6, "midwifery": 3, "pharmacy": 2}


def rows(counts: Mapping[str, int], threshold: int = 5) -> dict[str, int]:
    return dict(mix_of(counts, threshold).counts)


def test_professions_with_few_fellows_stand_together_last() -> None:
    assert mix_of(MANY, 5).counts == (("medicine", 11), ("nursing", 8), ("allied health", 6), (OTHERS, 5))


def test_where_those_together_are_few_the_next_smallest_joins_them() -> None:
    assert rows({"medicine": 11, "nursing": 8, "midwifery": 2}) == {"medicine": 11, OTHERS: 10}


def test_for_publication_no_row_is_below_ten() -> None:
    assert rows(MANY, 10) == {"medicine": 11, OTHERS: 19}


@pytest.mark.parametrize("counts", [{}, {"medicine": 30}, {"medicine": 2, "nursing": 2}, {"medicine": 9, "nursing": 1}])
def test_of_one_row_or_few_people_no_table_is_made(counts: Mapping[str, int]) -> None:
    assert mix_of(counts, 5).counts == ()


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.lists(st.integers(1, 14), min_size=2, max_size=9), st.sampled_from([5, 10]))
def test_every_row_holds_the_threshold_and_all_rows_everybody(sizes: list[int], threshold: int) -> None:
    found = rows({f"profession {place}": size for place, size in enumerate(sizes)}, threshold)
    assert all(count >= threshold for count in found.values())
    assert not found or sum(found.values()) == sum(sizes)


def test_a_table_is_printed_again_as_it_was_and_anew_once_five_have_come_to_each_row_that_changed() -> None:
    first = mix_of(MANY, 5)
    assert mix_of(MANY, 5, first.printed) == first
    assert mix_of(MANY | {"medicine": 12}, 5, first.printed) == Mix(is_withheld=True)
    assert dict(mix_of(MANY | {"medicine": 16}, 5, first.printed).counts)["medicine"] == 16


def said(professions: Mapping[str, int], sectors: Mapping[str, int]) -> tuple[list[str], list[list[str]]]:
    results, living = results_of(crowd(6, ("T0",)), ("T0",))
    facts = {each: getattr(living, each) for each in ("asking", "improves", "items", "opened", "sent")}
    known = Living(**facts, professions=professions, sectors=sectors)
    part = lived_part(evaluate_lived(results, known), known, mix_of(professions, 5))
    return part.mix, part.professions.rows if part.professions else []


def test_it_is_said_in_words_with_shares_and_the_hosts_by_sector() -> None:
    lines, table = said(MANY, {"acute": 2, "primary": 3, "unknown": 1})
    assert lines == [
        "The cohort has 30 fellows. A profession with few fellows stands with others, so that none is counted below 5.",
        "They are hosted by 6 organisations. By sector: primary care 3, acute hospital care 2.",
    ]
    assert table[0] == ["Medicine", "11 of 30 (37%)"]
    assert table[-1] == ["Other professions, together", "5 of 30 (17%)"]


def test_what_is_not_printed_says_why_and_what_is_not_known_says_nothing() -> None:
    assert said({"medicine": 2, "nursing": 2}, {})[0] == [
        "No table of professions is printed: fewer than two rows of it would hold enough people."
    ]
    assert said({"unknown": 30}, {"unknown": 2}) == ([], [])


def test_the_annex_has_the_same_counts() -> None:
    assert [(line[3], line[7]) for line in mix_lines(mix_of(MANY, 10))] == [
        ("medicine", "11"),
        ("others together", "19"),
    ]


def test_a_snapshot_from_before_the_mix_was_known_stays_as_it_was() -> None:
    living = results_of(crowd(2, ("T0",)), ("T0",))[1]
    plain = to_plain(living)
    assert "professions" not in plain
    assert from_plain(Living, plain) == living
    assert to_plain(from_plain(Living, plain | {"professions": {"nursing": 2}}))["professions"] == {"nursing": 2}
