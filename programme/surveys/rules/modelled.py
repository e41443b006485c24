"""PURE: the mixed model of a scale over its closed waves, and which of its estimates are printed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from programme.analysis.disclosure.figures import Figure, plan
from programme.analysis.disclosure.rules import Hidden
from programme.analysis.waves import Estimate, WaveModel, wave_model
from programme.analysis.waves.weights import plain_waves
from programme.surveys.rules.results import Printed, Results
from programme.surveys.rules.spans import Spans

WEAK = 0.1
"""An ICC below which the estimated means are all but the means of all who answered."""

Scores = Mapping[str, Mapping[str, float]]
"""By person: scores by wave."""


@dataclass(frozen=True, slots=True)
class ModelResult:
    """The estimates of a scale's model that are printed: means by wave, changes by the codes of two waves.

    `waves` are those in the model. Where there is nothing at all, `hidden` or `reason` says why. `is_earlier` where
    the model is the earlier version's.
    """

    waves: tuple[str, ...] = ()
    means: Mapping[str, Estimate] = field(default_factory=dict)
    changes: Mapping[tuple[str, str], Estimate] = field(default_factory=dict)
    hidden: Hidden | None = None
    reason: str | None = None
    is_earlier: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """What is printed beside the model: the waves with a mean, and of them those of an earlier version's people.

    `is_alike` where a wave or a change is told as a range only.
    """

    exact: frozenset[str]
    earlier: frozenset[str]
    is_alike: bool


def model_of(
    results: Results, spans: Spans, scale: str, waves: Sequence[str], beside: Beside
) -> tuple[ModelResult, tuple[Printed, ...]]:
    """The model of a scale over these waves, each with enough scores; and what readers have seen once it is out."""
    if beside.is_alike:
        return ModelResult(hidden=Hidden.ALL_ALIKE), ()
    if spans.last is None or spans.first.code not in waves or len(waves) < 2:
        return ModelResult(hidden=Hidden.SMALL_COUNT), ()
    key, variable = f"model {scale}", f"model {scale} {waves[-1]}"
    figure = Figure(key, variable, frozenset(_entries(results, scale, waves)))
    published = [Figure(each.key, each.variable, frozenset(each.answers)) for each in results.published]
    hidden = plan([figure], published, results.threshold).decision(key).hidden
    if hidden is Hidden.FROZEN:
        before = next(each.people for each in reversed(published) if (each.key, each.variable) == (key, variable))
        if len(before) >= results.threshold:
            return _estimated(_scores(before), spans, waves, beside, is_earlier=True), ()
    if hidden is not None:
        return ModelResult(hidden=hidden), ()
    return (
        _estimated(_scores(figure.people), spans, waves, beside, is_earlier=False),
        (Printed(key, variable, tuple(sorted(figure.people))),),
    )


def _entries(results: Results, scale: str, waves: Sequence[str]) -> Iterator[str]:
    """One text a person, with all that they bring to the model; whoever answers more counts as somebody else."""
    for row in results.rows:
        scores = {wave: row.score(wave, scale) for wave in waves}
        said = ",".join(f"{wave}:{score!r}" for wave, score in scores.items() if score is not None)
        if said:
            yield f"{row.token}={said}"


def _scores(entries: frozenset[str]) -> Scores:
    found = {}
    for entry in sorted(entries):
        token, _, said = entry.rpartition("=")
        pairs = (each.rpartition(":") for each in said.split(","))
        found[token] = {wave: float(score) for wave, _, score in pairs}
    return found


def _estimated(scores: Scores, spans: Spans, waves: Sequence[str], beside: Beside, *, is_earlier: bool) -> ModelResult:
    rows = [(token, wave, score) for token, given in scores.items() for wave, score in given.items()]
    bases = (spans.first.code, *(pair[0].code for pair in spans.lasting[:1]))
    models = {base: wave_model(rows, waves, baseline=base) for base in dict.fromkeys(bases) if base in waves}
    model = models[spans.first.code]
    if model.icc is None:
        return ModelResult(tuple(waves), reason=model.reasons["icc"], is_earlier=is_earlier)
    plain = _plain(model, scores, waves)
    # An estimate that is the mean of all who answered would tell that mean where it is hidden.
    giving = plain - (beside.earlier if is_earlier else beside.exact - beside.earlier)
    means = {} if giving else {each.wave: each.mean for each in model.waves if each.mean is not None}
    changes = {
        (base, each.wave): each.change
        for base, fitted in models.items()
        for each in fitted.waves
        if each.change is not None and not ({base, each.wave} <= plain and {base, each.wave} & giving)
    }
    hidden = Hidden.NESTED if giving else None
    return ModelResult(tuple(waves), means, changes, hidden, is_earlier=is_earlier)


def _plain(model: WaveModel, scores: Scores, waves: Sequence[str]) -> frozenset[str]:
    icc = model.icc or 0.0
    if icc < WEAK:
        return frozenset(waves)
    return plain_waves((frozenset(given) for given in scores.values()), waves, icc / (1 - icc))
