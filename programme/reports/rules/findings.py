"""PURE: what results say in words. A sentence never claims more than its figures and the design allow."""

from programme.analysis.change import PairedChange
from programme.analysis.disclosure.printing import printed, wording
from programme.analysis.participation import Share
from programme.analysis.values import Interval
from programme.reports.rules.evaluation import ChangeResult, Evaluation, ScaleResult, WaveResult
from programme.reports.rules.snapshot import WaveFacts
from programme.reports.rules.taking import Taking

SIZES = ((0.8, "large"), (0.5, "medium"), (0.2, "small"))


def wave_words(wave: WaveFacts) -> str:
    """A wave in words with its code: "End of year (T2)"."""
    return f"{wave.label} ({wave.code})"


def interval_words(interval: Interval) -> str:
    """An interval as printed: "0.20 to 0.64"; an end that only rounds to 0 says on which side of it."""
    return f"{end_words(interval.low)} to {end_words(interval.high)}"


def end_words(value: float) -> str:
    """One end of an interval: a reader must see whether the interval holds 0, so "0.00" stands for 0 alone."""
    if value != 0 and float(f"{value:.2f}") == 0:
        return "just above 0" if value > 0 else "just below 0"
    return printed(value)


def share_words(share: Share) -> str:
    """A share with its count: "470 of 495 (95%)"; never rounded to all or none where it is not."""
    if share.share is None:
        return f"{share.count} of {share.total}"
    percent = f"{share.share * 100:.0f}%"
    if share.count < share.total and percent == "100%":
        percent = "over 99%"
    if share.count and percent == "0%":
        percent = "under 1%"
    return f"{share.count:,} of {share.total:,} ({percent})"


def change_sentence(result: ScaleResult, first: WaveFacts, last: WaveFacts, threshold: int) -> str:
    """What changed on one scale between two waves, in one sentence with the number, its interval and n."""
    name, found = result.scale.label, result.change
    if found is None:
        return f"{name} was asked at one wave only, so nothing can be said about change."
    if found.hidden is not None and found.change is None:
        return f"{name}: no change is printed. {wording(found.hidden, threshold)}."
    if found.range is not None:
        return f"{name}: {_range_sentence(found.range)} ({found.n} people have a score at both waves)."
    return _estimated(name, found, first, last)


def _range_sentence(band: Interval) -> str:
    why = "Everybody answered alike at a wave or changed alike, so only a range is printed"
    if band.low < 0 < band.high:
        return f"the mean changed by less than {printed(band.high)} points. {why}"
    direction = "rose" if band.high > 0 else "fell"
    return f"the mean {direction} by {printed(min(abs(band.low), abs(band.high)))} points or more. {why}"


def _estimated(name: str, found: ChangeResult, first: WaveFacts, last: WaveFacts) -> str:
    change = found.change
    if change is None or change.mean is None or change.ci is None:
        return f"{name}: too few answers to estimate a change."
    base = f"{change.n:,} people have a score at both waves"
    between = f"between {first.label.lower()} ({first.code}) and {last.label.lower()} ({last.code})"
    mean, low, high = change.mean, change.ci.low, change.ci.high
    earlier = " This figure is the earlier version's: too few answers are new." if found.is_earlier else ""
    if low <= 0 <= high:
        interval = f"95% CI {interval_words(change.ci)}"
        return (
            f"Whether {lower_first(name)} changed {between} is uncertain: the mean moved by {printed(mean)} points "
            f"({interval}; {base}).{earlier}"
        )
    verb = "rose" if mean > 0 else "fell"
    ends = sorted((abs(low), abs(high)))
    interval = f"95% CI {end_words(ends[0])} to {end_words(ends[1])}"
    return f"{name} {verb} by {printed(abs(mean))} points {between} ({interval}; {base}).{earlier}"


def lower_first(name: str) -> str:
    """A scale's name within a sentence: "Job satisfaction" becomes "job satisfaction", "NHS values" stays."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def size_words(change: PairedChange | None) -> str:
    """The effect size with its word beside the number; the limits belong to d, the figure before g's correction."""
    if change is None or change.g is None:
        return "The effect size cannot be computed."
    word = next((text for least, text in SIZES if abs(change.g) >= least), None)
    called = f"which is called {word}" if word else "which is below what is called small (0.20)"
    limits = f" The 95% limits of d are {interval_words(change.d_ci)}." if change.d_ci else ""
    return f"Effect size g = {printed(change.g)}, {called}.{limits}"


def p_words(p: float | None) -> str:
    """A p-value as it stands in a table; nothing where there is none."""
    if p is None:
        return ""
    return "under 0.001" if p < 0.001 else f"{p:.3f}"


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
    said = (
        "These are earlier results that were imported. How many people were invited is not known, so no response rate "
        f"is given: the share is of the {evaluation.people:,} people in the results."
    )
    groups = groups_sentence(evaluation)
    return [said, groups] if groups else [said]


def taking_sentence(evaluation: Evaluation) -> str:
    """Who took part, in one or two sentences."""
    people = f"The results hold {evaluation.people:,} {'person' if evaluation.people == 1 else 'people'}."
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
    came = f"People came from {len(groups)} {'organisation' if len(groups) == 1 else 'organisations'}."
    hidden = sum(not group.is_shown for group in groups)
    if not hidden:
        return came
    return f"{came} {hidden} of them {'is' if hidden == 1 else 'are'} not listed, because all their counts are hidden."


def mean_words(result: WaveResult) -> str:
    """A wave's mean as a cell: the number, a range, or that it is hidden."""
    if result.mean is not None and result.mean.mean is not None:
        return printed(result.mean.mean)
    return interval_words(result.range) if result.range else "Hidden"


def taken(each: Taking, threshold: int) -> tuple[str, str]:
    """A wave's two cells: share with a value, and of the baseline's answerers."""
    none = "Hidden" if each.is_concealed else f"Fewer than {threshold}"
    share = share_words(each.with_value) if each.with_value else none
    return share, share_words(each.retained) if each.retained else none if each.is_later else "Starting point"
