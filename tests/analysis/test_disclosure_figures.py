import pytest

from programme.analysis.disclosure import Figure, Hidden, knowledge, plan


def people(*numbers: int) -> frozenset[str]:
    return frozenset(f"person {number:02}" for number in numbers)


def figure(key: str, members: range | list[int], priority: int = 0, variable: str = "isolation T0") -> Figure:
    return Figure(key, variable, people(*members), priority)


def test_the_paired_figure_is_kept_and_the_nested_one_gives_its_n_alone() -> None:
    result = plan([figure("all", range(23)), figure("paired", range(20), priority=1)])
    assert result.decision("paired").hidden is None
    assert (result.decision("all").hidden, result.decision("all").n) == (Hidden.NESTED, 23)
    assert [each.key for each in result.shown] == ["paired"]


def test_sets_that_differ_by_five_may_stand_beside_each_other() -> None:
    result = plan([figure("all", range(25)), figure("paired", range(20), priority=1)])
    assert {decision.hidden for decision in result.decisions} == {None}


def test_publication_asks_for_a_difference_of_ten() -> None:
    wanted = [figure("all", range(29)), figure("paired", range(20), priority=1)]
    assert plan(wanted).decision("all").hidden is None
    assert plan(wanted, threshold=10).decision("all").hidden is Hidden.NESTED


def test_fewer_than_five_people_hide_even_their_number() -> None:
    decision = plan([figure("a few", range(4))]).decision("a few")
    assert (decision.n, decision.hidden) == (None, Hidden.TOO_FEW)
    assert plan([figure("five", range(5))]).decision("five").hidden is None


def test_a_figure_nobody_answered_is_hidden_and_disturbs_nothing() -> None:
    result = plan([figure("nobody", []), figure("all", range(9))])
    assert result.decision("nobody").hidden is Hidden.TOO_FEW
    assert result.decision("all").hidden is None


def test_two_sets_that_swap_two_people_are_too_alike() -> None:
    # Each lacks two of the other: their difference rests on four people.
    result = plan([figure("one", range(20)), figure("other", range(2, 22))])
    assert result.decision("other").hidden is Hidden.NESTED


def test_the_last_of_three_groups_is_hidden_where_it_would_show_those_in_none() -> None:
    groups = [figure("north", range(10)), figure("south", range(10, 20)), figure("east", range(20, 30))]
    result = plan([figure("all", range(33), priority=1), *groups])
    assert [decision.hidden for decision in result.decisions] == [None, None, None, Hidden.NESTED]


def test_two_figures_that_nearly_make_up_a_third_are_held_against_it_together() -> None:
    # One and other have person 2 in common; less the third, they leave 0 and 2 on this side and 1 and 9 on that.
    wanted = [
        figure("one", [0, 2, 5, 6, 7]),
        figure("other", [2, 4, 8, 10, 11]),
        figure("third", [1, 2, 4, 5, 6, 7, 8, 9, 10, 11]),
    ]
    assert plan(wanted).decision("third").hidden is Hidden.NESTED


def test_a_nested_figure_is_found_behind_another_that_overlaps_both() -> None:
    # First and third differ by 1 and 2 against 4 and 6, of whom the second holds some.
    wanted = [figure("first", [1, 2, 3, 5, 9]), figure("second", [0, 1, 2, 3, 6, 7]), figure("third", [3, 4, 5, 6, 9])]
    assert plan(wanted[::2]).decision("third").hidden is Hidden.NESTED
    assert [decision.hidden for decision in plan(wanted).decisions] == [None, None, Hidden.NESTED]


def test_a_search_that_grows_too_long_hides_rather_than_risks(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [figure("north", range(10)), figure("all", range(30))]
    assert plan(wanted).decision("all").hidden is None
    monkeypatch.setattr(knowledge, "MOST_STEPS", 0)
    assert plan(wanted).decision("all").hidden is Hidden.NESTED


def test_variables_do_not_meet() -> None:
    result = plan([figure("T0", range(20)), figure("T2", range(22), variable="isolation T2")])
    assert {decision.hidden for decision in result.decisions} == {None}


def test_a_change_over_two_waves_is_hidden_as_a_whole() -> None:
    before, after = figure("change", range(20)), figure("change", range(20), variable="isolation T2")
    result = plan([before, after], published=[figure("report of spring", range(22), variable="isolation T2")])
    assert result.decision("change").hidden is Hidden.NESTED
    assert result.shown == ()
    # The half that was refused must not count as printed.
    other = figure("all T0", range(22))
    assert plan([before, after, other], [figure("x", range(22), variable="isolation T2")]).shown == (other,)


def test_what_follows_from_printed_figures_may_be_printed_too() -> None:
    halves = [figure("one half", range(10)), figure("other half", range(10, 20))]
    assert plan([*halves, figure("all", range(20))]).decision("all").hidden is None


def test_a_second_report_is_held_to_the_first() -> None:
    first = [figure("paired", range(20))]
    assert plan([figure("all", range(22), priority=9)], first).decision("all").hidden is Hidden.NESTED
    assert plan([figure("the same people", range(20))], first).decision("the same people").hidden is None


def test_a_released_figure_freezes_under_its_own_key() -> None:
    released = [figure("all", range(20))]
    frozen = plan([figure("all", range(23))], released).decision("all")
    assert (frozen.hidden, frozen.n) == (Hidden.FROZEN, None)
    assert plan([figure("all", range(25))], released).decision("all").hidden is None
    assert plan([figure("all", range(1, 25))], released).decision("all").hidden is Hidden.FROZEN


def test_a_third_version_is_held_to_the_first_as_well() -> None:
    # Six joined after the first version; the third lacks those six and has six others, and two of the first are back.
    first, second = figure("all", range(20)), figure("all", range(26))
    third = figure("all", [*range(19), *range(26, 32)])
    assert plan([third], [first, second]).decision("all").hidden is None
    near_the_first = figure("all again", range(21))
    assert plan([near_the_first], [first, second]).decision("all again").hidden is Hidden.NESTED


def test_what_was_published_too_freely_before_does_not_silence_other_figures() -> None:
    leaked = [figure("first", range(20)), figure("one answer edited", [*range(19), 20])]
    result = plan([figure("with the edited answer", range(20, 40)), figure("others", range(40, 60))], leaked)
    assert {decision.hidden for decision in result.decisions} == {None}


def test_a_figure_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice|one figure"):
        plan([figure("all", range(9)), figure("all", range(8))])


def test_a_threshold_below_five_is_refused() -> None:
    with pytest.raises(ValueError, match="never lowered"):
        plan([figure("all", range(9))], threshold=3)


def test_an_unknown_key_has_no_decision() -> None:
    with pytest.raises(KeyError):
        plan([figure("all", range(9))]).decision("none")
