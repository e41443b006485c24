"""PURE: from the figures of a survey to what its page shows."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from programme.analysis.change import PairedChange, WaveMean
from programme.analysis.change.means import t_interval
from programme.analysis.disclosure.printing import printed, wording
from programme.analysis.disclosure.rules import Hidden
from programme.analysis.finding import Verdict
from programme.analysis.values import Interval
from programme.core.words import count_words, listed
from programme.surveys.rules.evaluation import ChangeResult, ScaleResult, WaveResult
from programme.surveys.rules.item_words import agree_words, note_of
from programme.surveys.rules.items import ItemResult
from programme.surveys.rules.lived import Lived
from programme.surveys.rules.living import Living
from programme.surveys.rules.renewal import Behind
from programme.surveys.rules.responding import Responding
from programme.surveys.rules.sentences import change_sentence, mean_words
from programme.surveys.rules.shown import (
    OF_PAIRS,
    Estimate,
    Shown,
    ShownChange,
    ShownItem,
    ShownMean,
    ShownScale,
    ShownSection,
    ShownShare,
    ShownWave,
)
from programme.surveys.rules.spans import Pair
from programme.surveys.rules.weighing import end_of_year
from programme.surveys.rules.words import interval_words, p_words, response_rows, response_sentence, wave_words

MOST_ITEMS = 8
"""How many items one picture holds."""


def show(lived: Lived, living: Living, behind: Mapping[str, Behind]) -> Shown:
    """What the page shows of these figures."""
    last = lived.last
    return Shown(
        threshold=lived.threshold,
        between=f"{wave_words(lived.first)} to {wave_words(last)}" if last else "",
        change=change_summary(lived, living) if last else "",
        waves=tuple(_wave(each, lived, living, behind[each.wave.code]) for each in lived.responding),
        scales=tuple(_scale(each, lived, living) for each in lived.scales),
        shares=tuple(shares_of(lived)),
        hidden=tuple(sorted(_rules(lived))),
    )


def change_summary(lived: Lived, living: Living) -> str:
    """How many scales changed which way between the two waves, in one sentence."""
    if lived.last is None:
        return ""
    pair = (lived.first, lived.last)
    ways = Counter(_way(each, living.improves.get(each.scale.key, "up"), pair) for each in lived.scales)
    scales = count_words(len(lived.scales), "scale")
    better = f"{ways['better']} of {scales}" if ways["better"] else f"none of {scales} clearly"
    said = [f"{better} improved"]
    said += [f"{ways['worse']} got worse"] if ways["worse"] else []
    said += [f"for {ways['uncertain']} the change is uncertain"] if ways["uncertain"] else []
    said += [f"for {ways['hidden']} no exact change is printed"] if ways["hidden"] else []
    first, last = (f"{wave.label.lower()} ({wave.code})" for wave in (lived.first, lived.last))
    return f"Between {first} and {last}, {listed(said)}."


def _way(result: ScaleResult, improves: str, pair: Pair) -> str:
    change = result.change.change if result.change else None
    if change is None or change.mean is None or change.ci is None:
        return "hidden"
    if change.ci.low <= 0 <= change.ci.high or end_of_year(result, *pair).verdict is Verdict.UNCERTAIN:
        return "uncertain"
    return "better" if (change.mean > 0) == (improves == "up") else "worse"


def shares_of(lived: Lived) -> Iterator[ShownShare]:
    """How many agreed, at the latest wave that asked it, with each item that is in no scale."""
    latest = {each.item.key: each for each in lived.items.results if not each.item.scales}
    for result in latest.values():
        yield ShownShare(result.item.text, f"{agree_words(result, lived.threshold)}.")


def _rules(lived: Lived) -> set[str]:
    found: list[WaveResult | ChangeResult] = [each for scale in lived.scales for each in scale.waves]
    found += [scale.change for scale in lived.scales if scale.change]
    used = {each.hidden for each in found if each.hidden} | {Hidden.ALL_ALIKE for each in found if each.range}
    words = {wording(each, lived.threshold) for each in used}
    return words | {note for each in lived.items.results if (note := note_of(each, lived.threshold)) and not each.range}


def _wave(each: Responding, lived: Lived, living: Living, behind: Behind) -> ShownWave:
    opened = living.wave(each.wave.code)
    return ShownWave(
        code=each.wave.code,
        label=each.wave.label,
        is_open=opened.is_open,
        as_of=behind.as_of,
        people=len(behind.tokens),
        answered=each.rates.rr2 if each.rates else None,
        retained=each.retained,
        note="" if each.rates else "hidden" if each.is_concealed else f"fewer than {lived.threshold}",
        answer=response_sentence(each, lived.threshold),
        row=tuple(response_rows(each, lived.threshold)),
        sections=tuple(sections_of(lived.items.at(each.wave.code), lived.threshold)),
    )


def sections_of(results: Sequence[ItemResult], threshold: int) -> Iterator[ShownSection]:
    """Items by section and options, at most eight in each."""
    for (title, options), items in groupby(results, key=lambda each: (each.item.section, each.item.options)):
        every = list(items)
        for start in range(0, len(every), MOST_ITEMS):
            part = every[start : start + MOST_ITEMS]
            yield ShownSection(title, options, tuple(_item(each, threshold) for each in part))


def _item(each: ItemResult, threshold: int) -> ShownItem:
    return ShownItem(each.item.text, each.item.is_reversed, each.n, each.counts, note_of(each, threshold))


def _scale(result: ScaleResult, lived: Lived, living: Living) -> ShownScale:
    scale, last = result.scale, lived.last
    if last is None:
        answer = _so_far(scale.label, means_of(result, lived))
    else:
        answer = change_sentence(result, lived.first, last, lived.threshold)
    return ShownScale(
        label=scale.label,
        low=scale.low,
        high=scale.high,
        falls_when_better=living.improves.get(scale.key) == "down",
        answer=answer,
        waves=means_of(result, lived),
        change=_change(result, result.change, lived.threshold) if result.change else None,
    )


def _so_far(label: str, means: Sequence[ShownMean]) -> str:
    """What can be said of a scale before two waves can be compared: its newest mean that is printed."""
    for each in reversed(means):
        found = each.estimate
        if found is not None and found.mean is not None:
            ends = f"95% CI {interval_words(found.ci)}; " if found.ci else ""
            return f"{label}: {printed(found.mean)} at {each.label.lower()} ({ends}n = {found.n:,})."
    return f"{label}: no mean can be printed yet."


def means_of(result: ScaleResult, lived: Lived) -> tuple[ShownMean, ...]:
    """A scale's means by wave; of the people of the change where the mean of all would give a few of them away."""
    return tuple(_of_pairs(each, result, lived) or _mean(each, lived.threshold) for each in result.waves)


def _mean(each: WaveResult, threshold: int) -> ShownMean:
    found = _estimate(each.mean)
    note = "" if found else "range only" if each.range else "hidden"
    why = wording(each.hidden, threshold) if each.hidden else "Not renewed" if each.is_earlier else ""
    n = "Hidden" if each.n is None else f"{each.n:,}"
    row = (wave_words(each.wave), n, mean_words(each), *_spread(each.mean), why)
    return ShownMean(each.wave.code, each.wave.label, each.n, found, note, row)


def _of_pairs(each: WaveResult, result: ScaleResult, lived: Lived) -> ShownMean | None:
    """The mean of those with a score at both waves, where that of all would give a few away; None elsewhere."""
    pairs = [(lived.first, lived.last, result.change), *((one.first, one.last, one.change) for one in result.lasting)]
    shown = ((first, found.change) for first, last, found in pairs if found and each.wave in (first, last))
    before, change = next(((first == each.wave, found) for first, found in shown if found), (False, None))
    if each.hidden is not Hidden.NESTED or change is None:
        return None
    mean, sd = (change.mean_pre, change.sd_pre) if before else (change.mean_post, change.sd_post)
    if mean is None or sd is None:
        return None
    found = WaveMean(change.n, mean, sd, t_interval(mean, sd, change.n))
    of_all = "" if each.n is None else f" of all {each.n:,}"
    why = f"Of those with a score at both waves. The mean{of_all} is hidden: beside this one it would show a few people"
    row = (wave_words(each.wave), f"{change.n:,}", printed(mean), *_spread(found), why)
    return ShownMean(each.wave.code, each.wave.label, change.n, _estimate(found), OF_PAIRS, row)


def _estimate(mean: WaveMean | None) -> Estimate | None:
    return None if mean is None or mean.mean is None else Estimate(mean.n, _two(mean.mean), _ends(mean.ci))


def _spread(mean: WaveMean | None) -> tuple[str, str]:
    """Interval and standard deviation as cells; nothing for what is not there."""
    ci = interval_words(mean.ci) if mean and mean.ci else ""
    return ci, printed(mean.sd) if mean and mean.sd is not None else ""


def _change(result: ScaleResult, found: ChangeResult, threshold: int) -> ShownChange:
    change = found.change
    row = change_row(result)
    if change is None or change.g is None:
        why = wording(found.hidden, threshold) if found.hidden else "Only a range is printed"
        return ShownChange(found.n, None, None, why if change is None else "Too few answers", row)
    return ShownChange(found.n, _two(change.g), _around(change), "", row)


def change_row(result: ScaleResult) -> tuple[str, ...]:
    """A scale's row of the table of changes: n, before, after, change, interval, g, limits of d, p."""
    found, name = result.change, result.scale.label
    n = "Hidden" if found is None or found.n is None else f"{found.n:,}"
    change = found.change if found else None
    if change is None or change.mean is None or change.mean_pre is None or change.mean_post is None:
        shown = interval_words(found.range) if found and found.range else "Hidden"
        return (name, n, "", "", shown, "", "", "", "")
    return (
        name,
        n,
        printed(change.mean_pre),
        printed(change.mean_post),
        printed(change.mean),
        interval_words(change.ci) if change.ci else "",
        printed(change.g) if change.g is not None else "",
        interval_words(change.d_ci) if change.d_ci else "",
        p_words(change.p),
    )


def _around(change: PairedChange) -> Interval | None:
    """Bonett's limits where they hold g, which is a little nearer to 0 than the d that they belong to."""
    if change.g is None or change.d_ci is None or not change.d_ci.low <= change.g <= change.d_ci.high:
        return None
    return _ends(change.d_ci)


def _ends(ci: Interval | None) -> Interval | None:
    return None if ci is None else Interval(_two(ci.low), _two(ci.high))


def _two(value: float) -> float:
    """Two decimals, as printed; never minus zero."""
    return round(value, 2) + 0.0
