"""PURE: from a snapshot to results, each decided by the disclosure rules before anything is printed."""

from dataclasses import dataclass, replace

from programme.reports.rules.alone import Alone, alone_of
from programme.reports.rules.consistency import Consistency, consistency_of
from programme.reports.rules.groups import Group, groups_of
from programme.reports.rules.mix import Mix, mix_of
from programme.reports.rules.snapshot import Snapshot
from programme.surveys.rules.evaluation import ScaleResult, evaluate_scales
from programme.surveys.rules.lived import Lived, evaluate_lived
from programme.surveys.rules.results import Printed, WaveFacts
from programme.surveys.rules.spans import Spans, compared_waves, spans_of
from programme.surveys.rules.taking import Taking, Totals


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that a report says in figures. `lived` holds what only a survey has that is lived here."""

    threshold: int
    people: int
    taking: tuple[Taking, ...]
    groups: tuple[Group, ...]
    are_groups_withheld: bool
    scales: tuple[ScaleResult, ...]
    first: WaveFacts
    last: WaveFacts | None
    spans: Spans
    printed: tuple[Printed, ...]
    lived: Lived | None = None
    alone: tuple[Alone, ...] = ()
    consistency: tuple[Consistency, ...] = ()
    mix: Mix = Mix()


def evaluate(snapshot: Snapshot) -> Evaluation:
    """All results of a snapshot. The same snapshot gives the same results."""
    results = snapshot.results
    if snapshot.living is not None:
        lived = evaluate_lived(results, snapshot.living)
        found = _evaluation(snapshot, lived.spans, lived.totals, lived.scales, lived.printed, lived)
        alone = alone_of(results, lived.spans, lived.scales)
        mix = mix_of(snapshot.living.professions, results.threshold, results.published)
        return replace(
            found,
            alone=alone,
            consistency=consistency_of(lived, snapshot.living),
            mix=mix,
            printed=found.printed + tuple(each for each in mix.printed if each not in found.printed),
        )
    first, last = compared_waves(results.waves)
    spans = spans_of(results, first, last, results.waves)
    totals = Totals(results, spans)
    evaluated = evaluate_scales(results, spans, totals)
    seen = set(results.published)
    printed = results.published + tuple(each for each in evaluated.printed if each not in seen)
    return _evaluation(snapshot, spans, totals, evaluated.scales, printed, None)


def _evaluation(
    snapshot: Snapshot,
    spans: Spans,
    totals: Totals,
    scales: tuple[ScaleResult, ...],
    printed: tuple[Printed, ...],
    lived: Lived | None,
) -> Evaluation:
    """The results with the counts by organisation; readers will have seen those too once this version is out."""
    threshold, seen = snapshot.results.threshold, set(printed)
    groups = groups_of(snapshot, spans.first.code, totals, threshold)
    return Evaluation(
        threshold=threshold,
        people=len(snapshot.rows),
        taking=totals.taking(),
        groups=groups.rows,
        are_groups_withheld=groups.is_withheld,
        scales=scales,
        first=spans.first,
        last=spans.last,
        spans=spans,
        printed=printed + tuple(each for each in groups.printed if each not in seen),
        lived=lived,
    )
