"""PURE: how many fellows are no longer alone: the share below the middle of the isolation scale, before and after."""

from dataclasses import dataclass

from programme.analysis.disclosure.printing import printed, wording
from programme.analysis.disclosure.rules import Hidden
from programme.analysis.participation import Share, share_of
from programme.analysis.proportions import PairedDifference, mcnemar_exact, newcombe_paired
from programme.surveys.rules.evaluation import ChangeResult, ScaleResult
from programme.surveys.rules.results import Results, WaveFacts
from programme.surveys.rules.spans import Pair, Spans
from programme.surveys.rules.weighing import change_between
from programme.surveys.rules.words import p_words, share_words, wave_words

ISOLATION = "isolation"


@dataclass(frozen=True, slots=True)
class Alone:
    """The same people at two waves: how many have a score below `middle`. Where `before` is None, `hidden` says why."""

    first: WaveFacts
    last: WaveFacts
    middle: float
    n: int | None
    before: Share | None = None
    after: Share | None = None
    difference: PairedDifference | None = None
    p: float | None = None
    hidden: Hidden | None = None


def alone_of(results: Results, spans: Spans, scales: tuple[ScaleResult, ...]) -> tuple[Alone, ...]:
    """Baseline beside the wave it is compared with, then beside the follow-up; nothing without such a scale."""
    result = next((each for each in scales if each.scale.key == ISOLATION), None)
    pairs = [pair for pair in spans.pairs if pair[0] == spans.first]
    return () if result is None else tuple(_alone(results, result, pair) for pair in pairs)


def _alone(results: Results, result: ScaleResult, pair: Pair) -> Alone:
    scale, change = result.scale, change_between(result, pair)
    middle = (scale.low + scale.high) / 2
    hidden = _hidden(change)
    if change is None or hidden is not None:
        return Alone(*pair, middle, change.n if change else None, hidden=hidden)
    scores = [tuple(row.score(wave.code, scale.key) for wave in pair) for row in results.rows]
    ways = [(a < middle, b < middle) for a, b in scores if a is not None and b is not None]
    counts = [ways.count(way) for way in ((True, True), (True, False), (False, True), (False, False))]
    n, before, after = len(ways), counts[0] + counts[1], counts[0] + counts[2]
    if {before, after} & {0, n}:
        return Alone(*pair, middle, n, hidden=Hidden.ALL_ALIKE)
    found = newcombe_paired(*counts)
    return Alone(*pair, middle, n, share_of(before, n), share_of(after, n), found, mcnemar_exact(*counts).p)


def _hidden(change: ChangeResult | None) -> Hidden | None:
    """The shares rest on the people of the printed change of now, and are hidden with it."""
    if change is None:
        return Hidden.TOO_FEW
    if change.range is not None:
        return Hidden.ALL_ALIKE
    return change.hidden or (Hidden.FROZEN if change.is_earlier else None)


def alone_sentence(found: Alone, threshold: int) -> str:
    """How many are no longer alone, in one or two sentences."""
    at = wave_words(found.last)
    if found.before is None or found.after is None or found.difference is None or found.difference.ci is None:
        why = wording(found.hidden, threshold) if found.hidden else "Too few answers"
        return f"At {at} no share of fellows who are not alone is printed. {why}."
    ci, points = found.difference.ci, found.difference.difference or 0.0
    said = (
        f"At {at} {share_words(found.after)} had a score below the middle of the scale ({printed(found.middle)}), "
        "that is, were alone less often than not; of the same people "
        f"{share_words(found.before)} at {wave_words(found.first)}."
    )
    interval = f"{_points(ci.low)} to {_points(ci.high)}"
    if ci.low <= 0 <= ci.high:
        moved = f"{_points(points)} percentage points (95% CI {interval})"
        return f"{said} Whether the share changed is uncertain: by {moved}."
    verb = "rose" if points > 0 else "fell"
    ends = " to ".join(_points(end) for end in sorted((abs(ci.low), abs(ci.high))))
    return f"{said} The share {verb} by {_points(abs(points))} percentage points (95% CI {ends})."


def alone_row(found: Alone) -> list[str]:
    """The row of the table: waves, people, both shares, difference, interval, p."""
    waves, n = f"{found.first.code} to {found.last.code}", "Hidden" if found.n is None else f"{found.n:,}"
    if found.before is None or found.after is None or found.difference is None or found.difference.ci is None:
        return [waves, n, "Hidden", "Hidden", "", "", ""]
    ci = found.difference.ci
    return [
        waves,
        n,
        share_words(found.before),
        share_words(found.after),
        _points(found.difference.difference or 0.0),
        f"{_points(ci.low)} to {_points(ci.high)}",
        p_words(found.p),
    ]


def _points(share: float) -> str:
    """A share from -1 to 1 in percentage points, with one decimal so that an interval shows whether it holds 0."""
    points = f"{abs(share) * 100:.1f}"
    return f"\N{MINUS SIGN}{points}" if share < 0 and float(points) else points
