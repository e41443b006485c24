"""PURE: what results say in words. A sentence never claims more than its figures and the design allow."""

from programme.analysis.disclosure.printing import wording
from programme.core.words import count_words
from programme.reports.rules.evaluation import Evaluation
from programme.reports.rules.living import response_how, response_words
from programme.surveys.rules.evaluation import ChangeResult, ScaleResult
from programme.surveys.rules.taking import Taking
from programme.surveys.rules.words import share_words, wave_words


def sureness(result: ScaleResult, evaluation: Evaluation) -> list[str]:
    """How sure the figures of one scale are: on whom they rest, and what is missing."""
    parts = [f"Answers run from {result.scale.low:g} to {result.scale.high:g}."]
    found = result.change
    if found is not None and found.n is not None and found.hidden is None:
        parts.append(_rests_on(found, found.n, evaluation.people))
    if any(each.is_earlier for each in result.waves):
        waves = ", ".join(each.wave.code for each in result.waves if each.is_earlier)
        parts.append(f"At {waves} mean and number of people are the earlier version's: too few answers are new.")
    hidden = sorted({wording(each.hidden, evaluation.threshold) for each in result.waves if each.hidden})
    parts += [f"At some waves the mean is not printed. {text}." for text in hidden]
    if found is not None:
        parts.append("There was no comparison group, so the change cannot be put down to the programme.")
    return parts


def _rests_on(found: ChangeResult, n: int, people: int) -> str:
    if found.is_earlier:
        return f"The change is the earlier version's and rests on the {n:,} people who had a score at both waves then."
    if n == people:
        return f"The change rests on all {people:,} people in the results."
    return (
        f"The change rests on {n:,} of the {people:,} people in the results; {people - n:,} lack a score at one of the "
        "two waves, and may have changed otherwise."
    )


def taking_how(evaluation: Evaluation) -> list[str]:
    """What the shares of who took part rest on."""
    if evaluation.lived is not None:
        return [*response_how(), *filter(None, [groups_sentence(evaluation)])]
    said = (
        "These are earlier results that were imported. How many people were invited is not known, so no response rate "
        f"is given: the share is of the {evaluation.people:,} people in the results."
    )
    groups = groups_sentence(evaluation)
    return [said, groups] if groups else [said]


def taking_sentence(evaluation: Evaluation) -> str:
    """Who took part, in one or two sentences."""
    if evaluation.lived is not None:
        return response_words(evaluation.lived)
    people = f"The results hold {count_words(evaluation.people, 'person', 'people')}."
    at_first = next((each for each in evaluation.taking if each.wave == evaluation.first), None)
    if at_first is None or at_first.with_value is None:
        few = f"Fewer than {evaluation.threshold} have a score at {wave_words(evaluation.first)}."
        is_concealed = at_first is not None and at_first.is_concealed
        return f"{people} {f'How many have one at {wave_words(evaluation.first)} is hidden.' if is_concealed else few}"
    said = f"{people} {share_words(at_first.with_value)} have at least one score at {wave_words(evaluation.first)}"
    at_last = next((each for each in evaluation.taking if each.wave == evaluation.last), None)
    if at_last is None or at_last.retained is None or evaluation.last is None:
        return f"{said}."
    return f"{said}; of these, {share_words(at_last.retained)} also have one at {wave_words(evaluation.last)}."


def groups_sentence(evaluation: Evaluation) -> str:
    """How many organisations people came from, and how many of them the annex lists."""
    if evaluation.are_groups_withheld:
        return (
            "Counts by organisation are not printed anew: fewer than "
            f"{evaluation.threshold} people or answers are new since they were released."
        )
    groups = [group for group in evaluation.groups if group.is_organisation]
    if not groups:
        return ""
    came = f"People came from {count_words(len(groups), 'organisation')}."
    hidden = sum(not group.is_shown for group in groups)
    if not hidden:
        return came
    return f"{came} {hidden} of them {'is' if hidden == 1 else 'are'} not listed, because all their counts are hidden."


def taken(each: Taking, threshold: int) -> tuple[str, str]:
    """A wave's two cells: share with a value, and of the baseline's answerers."""
    none = "Hidden" if each.is_concealed else f"Fewer than {threshold}"
    share = share_words(each.with_value) if each.with_value else none
    return share, share_words(each.retained) if each.retained else none if each.is_later else "Starting point"
