"""PURE: from a snapshot to results, each decided by the disclosure rules before anything is printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from programme.analysis.change import PairedChange, WaveMean, paired_change, wave_mean
from programme.analysis.disclosure.coarsening import coarsen, coarsen_change, is_alike, is_pair_alike
from programme.analysis.disclosure.figures import Decision, Figure, Plan, plan
from programme.analysis.disclosure.rules import PUBLICATION_THRESHOLD, THRESHOLD, Hidden
from programme.analysis.disclosure.tables import Cell, grouped, suppress
from programme.analysis.participation import Share, retention, share_of
from programme.analysis.values import Interval
from programme.reports.rules.snapshot import Printed, Row, ScaleFacts, Snapshot, WaveFacts

ALL, SIZE = "All", "In the file"
NO_ORGANISATION = "No organisation named"
BASELINE, END_OF_YEAR = "T0", "T2"


@dataclass(frozen=True, slots=True)
class WaveResult:
    """A scale at one wave: everybody who has a score there. Exactly one of mean, range and hidden is set."""

    wave: WaveFacts
    n: int | None
    mean: WaveMean | None
    range: Interval | None
    hidden: Hidden | None


@dataclass(frozen=True, slots=True)
class ChangeResult:
    """A scale between two waves: the people with a score at both. Exactly one of change, range and hidden is set."""

    n: int | None
    change: PairedChange | None
    range: Interval | None
    hidden: Hidden | None
    is_earlier: bool = False


@dataclass(frozen=True, slots=True)
class ScaleResult:
    """All that is known of one scale."""

    scale: ScaleFacts
    waves: tuple[WaveResult, ...]
    change: ChangeResult | None


@dataclass(frozen=True, slots=True)
class Taking:
    """Who took part at one wave: the share of the file with a value, and of the baseline's answerers."""

    wave: WaveFacts
    with_value: Share | None
    retained: Share | None
    is_later: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One organisation's row of counts, the size first, then a count for each wave."""

    name: str
    cells: tuple[Cell, ...]

    @property
    def is_shown(self) -> bool:
        """Whether any of its counts is printed."""
        return any(cell.value is not None for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that a report says in figures."""

    threshold: int
    people: int
    taking: tuple[Taking, ...]
    groups: tuple[Group, ...]
    scales: tuple[ScaleResult, ...]
    first: WaveFacts
    last: WaveFacts | None
    printed: tuple[Printed, ...]


def evaluate(snapshot: Snapshot) -> Evaluation:
    """All results of a snapshot. The same snapshot gives the same results."""
    threshold = PUBLICATION_THRESHOLD if snapshot.about.for_publication else THRESHOLD
    first, last = compared_waves(snapshot.waves)
    figures = _Figures(snapshot, first, last)
    decided = plan(figures.wanted, figures.published, threshold)
    return Evaluation(
        threshold=threshold,
        people=len(snapshot.rows),
        taking=_taking(snapshot, first, threshold),
        groups=_groups(snapshot, threshold),
        scales=tuple(_scale_result(figures, decided, scale) for scale in snapshot.scales),
        first=first,
        last=last,
        printed=_printed(figures, decided),
    )


def compared_waves(waves: Sequence[WaveFacts]) -> tuple[WaveFacts, WaveFacts | None]:
    """Baseline and end of year; where the survey lacks one of them, its first and its last wave."""
    by_code = {wave.code: wave for wave in waves}
    first = by_code.get(BASELINE, waves[0])
    last = by_code.get(END_OF_YEAR, waves[-1])
    return first, last if last.code > first.code else None


class _Figures:
    """The figures that the report would print, each over the answers that it rests on."""

    def __init__(self, snapshot: Snapshot, first: WaveFacts, last: WaveFacts | None) -> None:
        self.snapshot, self.first, self.last = snapshot, first, last
        self.published = [Figure(each.key, each.variable, frozenset(each.answers)) for each in snapshot.published]
        self.earlier = {(each.key, each.variable): each.answers for each in snapshot.published}
        self.wanted = [figure for scale in snapshot.scales for figure in self._of_scale(scale)]

    def _of_scale(self, scale: ScaleFacts) -> list[Figure]:
        rows = self.snapshot.rows
        found = [
            Figure(f"mean {scale.key} {wave.code}", f"{scale.key} {wave.code}", _answers(rows, wave, scale))
            for wave in self.snapshot.waves
        ]
        if self.last is not None:
            paired = [row for row in rows if _has_both(row, scale, self.first, self.last)]
            found += [
                Figure(f"change {scale.key}", f"{scale.key} {wave.code}", _answers(paired, wave, scale), priority=1)
                for wave in (self.first, self.last)
            ]
        return found

    def values(self, key: str, variable: str, decision: Decision) -> list[tuple[str, float]] | None:
        """(person, score) for each answer under a figure; those of the earlier version where it is frozen."""
        if decision.hidden is Hidden.FROZEN:
            answers: Sequence[str] | None = self.earlier.get((key, variable))
        elif decision.hidden is None:
            answers = next(
                tuple(sorted(each.people)) for each in self.wanted if (each.key, each.variable) == (key, variable)
            )
        else:
            answers = None
        return None if answers is None else [_split(answer) for answer in sorted(answers)]


def _answers(rows: Sequence[Row], wave: WaveFacts, scale: ScaleFacts) -> frozenset[str]:
    """Answers as the disclosure rules count them: an edited answer is another one."""
    scores = ((row.token, row.score(wave.code, scale.key)) for row in rows)
    return frozenset(f"{token}={score!r}" for token, score in scores if score is not None)


def _split(answer: str) -> tuple[str, float]:
    token, _, score = answer.rpartition("=")
    return token, float(score)


def _has_both(row: Row, scale: ScaleFacts, first: WaveFacts, last: WaveFacts) -> bool:
    return row.score(first.code, scale.key) is not None and row.score(last.code, scale.key) is not None


def _scale_result(figures: _Figures, decided: Plan, scale: ScaleFacts) -> ScaleResult:
    waves = tuple(_wave_result(figures, decided, scale, wave) for wave in figures.snapshot.waves)
    change = None if figures.last is None else _change_result(figures, decided, scale, figures.last)
    return ScaleResult(scale, waves, change)


def _wave_result(figures: _Figures, decided: Plan, scale: ScaleFacts, wave: WaveFacts) -> WaveResult:
    key, variable = f"mean {scale.key} {wave.code}", f"{scale.key} {wave.code}"
    decision = decided.decision(key)
    answers = figures.values(key, variable, decision)
    if answers is None:
        return WaveResult(wave, decision.n, None, None, decision.hidden)
    result = wave_mean([score for _, score in answers])
    if result.mean is not None and is_alike(result.mean, result.sd, scale.low, scale.high):
        return WaveResult(wave, result.n, None, coarsen(result.mean, scale.low, scale.high), None)
    return WaveResult(wave, result.n, result, None, None)


def _change_result(figures: _Figures, decided: Plan, scale: ScaleFacts, last: WaveFacts) -> ChangeResult:
    key = f"change {scale.key}"
    decision = decided.decision(key)
    pre = figures.values(key, f"{scale.key} {figures.first.code}", decision)
    post = figures.values(key, f"{scale.key} {last.code}", decision)
    if pre is None or post is None:
        return ChangeResult(decision.n, None, None, decision.hidden)
    later = dict(post)
    pairs = [(score, later[token]) for token, score in pre if token in later]
    result = paired_change([before for before, _ in pairs], [after for _, after in pairs])
    is_earlier = decision.hidden is Hidden.FROZEN
    if _is_change_alike(result, scale):
        return ChangeResult(result.n, None, coarsen_change(result.mean or 0.0, scale.low, scale.high), None, is_earlier)
    return ChangeResult(result.n, result, None, None, is_earlier)


def _is_change_alike(result: PairedChange, scale: ScaleFacts) -> bool:
    if result.mean_pre is None or result.mean_post is None:
        return False
    pre = is_alike(result.mean_pre, result.sd_pre, scale.low, scale.high)
    post = is_alike(result.mean_post, result.sd_post, scale.low, scale.high)
    return is_pair_alike(result.sd or 0.0, pre, post)


def _printed(figures: _Figures, decided: Plan) -> tuple[Printed, ...]:
    """What readers will have seen once this version is out: what it prints now, and all that came before."""
    now = [Printed(each.key, each.variable, tuple(sorted(each.people))) for each in decided.shown]
    seen = {(each.key, each.variable, each.answers) for each in figures.snapshot.published}
    return figures.snapshot.published + tuple(
        each for each in now if (each.key, each.variable, each.answers) not in seen
    )


def _taking(snapshot: Snapshot, first: WaveFacts, threshold: int) -> tuple[Taking, ...]:
    who = {
        wave.code: frozenset(row.token for row in snapshot.rows if row.scores.get(wave.code)) for wave in snapshot.waves
    }
    found = []
    for wave in snapshot.waves:
        share = _shown(share_of(len(who[wave.code]), len(snapshot.rows)), threshold)
        is_later = wave.code > first.code
        kept = _shown(retention(who[first.code], who[wave.code]), threshold) if is_later else None
        found.append(Taking(wave, share, kept, is_later))
    return tuple(found)


def _shown(share: Share, threshold: int) -> Share | None:
    return share if share.count >= threshold else None


def _groups(snapshot: Snapshot, threshold: int) -> tuple[Group, ...]:
    """Counts by organisation, the total last; nothing where no organisation is named."""
    if not any(row.organisation for row in snapshot.rows):
        return ()
    counts: dict[str, dict[str, int]] = {}
    columns = (SIZE, *(wave.code for wave in snapshot.waves))
    for row in snapshot.rows:
        group = counts.setdefault(row.organisation or NO_ORGANISATION, dict.fromkeys(columns, 0))
        for column in columns:
            group[column] += column == SIZE or bool(row.scores.get(column))
    total = ALL if ALL not in counts else f"{ALL} groups"
    table = grouped(dict(sorted(counts.items())), total, [(wave.code, SIZE) for wave in snapshot.waves])
    cells: Mapping[tuple[str, str], Cell] = suppress(table, threshold)
    return tuple(Group(name, tuple(cells[name, column] for column in columns)) for name in (*sorted(counts), total))
