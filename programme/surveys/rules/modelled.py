"""PURE: the mixed model of a scale over its closed waves, and which of its estimates are printed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from programme.analysis.disclosure.figures import Figure, plan
from programme.analysis.disclosure.rules import Hidden
from programme.analysis.waves import Estimate, WaveModel, wave_models
from programme.surveys.rules.leaks import Form
from programme.surveys.rules.model_forms import Scores, change_form, mean_forms, plain_forms
from programme.surveys.rules.narrowing import Spread, narrow
from programme.surveys.rules.results import Printed, Results
from programme.surveys.rules.spans import Spans


@dataclass(frozen=True, slots=True)
class ModelResult:
    """The estimates of a scale's model that are printed: means by wave, changes by the codes of two waves.

    `waves` are those in the model. Where something is missing, `hidden` or `reason` says why. `is_earlier` where the
    model is the earlier version's.
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

    `now` has the scale's answers by variable. `shown` is what means and changes rest on; `is_alike` where a wave or a
    change is told as a range only.
    """

    exact: frozenset[str]
    earlier: frozenset[str]
    now: Mapping[str, frozenset[str]]
    shown: tuple[Printed, ...]
    is_alike: bool


def model_of(
    results: Results, spans: Spans, scale: str, waves: Sequence[str], beside: Beside
) -> tuple[ModelResult, tuple[Printed, ...]]:
    """The model of a scale over these waves, each with enough scores; and what readers have seen once it is out.

    A change is printed unless it narrows down what a few people answered: that from baseline to the follow-up is
    decided first, then that from the end of the year, then that between the two. Estimated means come last, and only
    where the mean of all is printed at every wave: they would all but be the one that is hidden.
    """
    if beside.is_alike:
        return ModelResult(hidden=Hidden.ALL_ALIKE), ()
    if spans.last is None or spans.first.code not in waves or len(waves) < 2:
        return ModelResult(hidden=Hidden.SMALL_COUNT), ()
    return _Run(results, spans, scale, waves, beside).result()


class _Run:
    """One scale's model, beside all that is printed and was printed of the scale."""

    def __init__(self, results: Results, spans: Spans, scale: str, waves: Sequence[str], beside: Beside) -> None:
        self._results, self._scale, self._waves, self._beside = results, scale, waves, beside
        self._pairs = [(first.code, last.code) for first, last in (*reversed(spans.lasting), *spans.pairs[:1])]
        self._key, self._variable = f"model {scale}", f"model {scale} {waves[-1]}"
        models = [each for each in results.published if each.key == self._key]
        self._models = [Figure(each.key, each.variable, frozenset(each.answers)) for each in models]
        self._scores = _scores_of(results, scale, waves)
        self._now = _entries(self._scores)
        self._fits: dict[frozenset[str], _Fit] = {}
        self._shown = [*plain_forms(beside.now, beside.shown)]
        self._before = _unique([*self._forms_before()])
        again = set(beside.shown)
        others = (each for each in results.published if each not in again)
        self._known = _unique([*self._shown, *plain_forms(beside.now, others)])

    def result(self) -> tuple[ModelResult, tuple[Printed, ...]]:
        """The model of now, or that of the version that froze it."""
        figure = Figure(self._key, self._variable, self._now)
        hidden = plan([figure], self._models, self._results.threshold).decision(self._key).hidden
        if hidden is Hidden.FROZEN:
            before = next(each.people for each in reversed(self._models) if each.variable == self._variable)
            if len(before) >= self._results.threshold:
                return self._estimated(before, is_earlier=True), ()
        if hidden is not None:
            return ModelResult(hidden=hidden), ()
        found = self._estimated(self._now, is_earlier=False)
        return found, tuple(self._noted(found, figure))

    def _noted(self, found: ModelResult, figure: Figure) -> Iterator[Printed]:
        """What rests on whom, and which estimates of it readers have seen: the latter without the people again."""
        if found.changes or found.means:
            yield Printed(self._key, self._variable, tuple(sorted(figure.people)))
            yield from (Printed(self._key_of(pair), self._variable, ()) for pair in found.changes)
            yield from (Printed(self._key_of((wave,)), self._variable, ()) for wave in found.means)

    def _key_of(self, waves: Sequence[str]) -> str:
        return f"{self._key}: {' '.join(waves)}"

    def _estimated(self, entries: frozenset[str], *, is_earlier: bool) -> ModelResult:
        fit = self._fit(entries)
        waves, model, forms = fit.waves, fit.models[fit.waves[0]], fit.forms
        if model.person_variance is None or model.residual_variance is None:
            return ModelResult(tuple(waves), reason=model.reasons["icc"], is_earlier=is_earlier)
        spread = Spread(model.person_variance, model.residual_variance)
        pairs = [pair for pair in self._pairs if {*pair} <= {*waves}]
        shown: list[Form] = []
        changes = {}
        for pair in pairs:
            change, form = fit.models[pair[0]].at(pair[1]).change, change_form(forms, *pair)
            if change is not None and self._may_show([form], shown, spread):
                changes[pair] = change
                shown.append(form)
        agreeing = self._beside.earlier if is_earlier else self._beside.exact - self._beside.earlier
        means = {}
        if agreeing.issuperset(waves) and self._may_show([*forms.values()], shown, spread):
            means = {each.wave: each.mean for each in model.waves if each.mean is not None}
        hidden = None if means and len(changes) == len(pairs) else Hidden.NESTED
        return ModelResult(tuple(waves), means, changes, hidden, None, is_earlier)

    def _may_show(self, wanted: Sequence[Form], shown: Sequence[Form], spread: Spread) -> bool:
        """Whether these estimates tell of no few people, after others of now.

        They are held to all that was ever printed, and to what is printed now alone: a version for publication repeats
        nothing to more readers that its own threshold would hide.
        """
        threshold, before = self._results.threshold, self._before
        if self._results.published and narrow(self._shown, [*shown, *wanted], spread, threshold):
            return False
        new = [form for form in wanted if form not in before]
        return not new or not narrow(self._known, [*before, *shown, *new], spread, threshold)

    def _forms_before(self) -> Iterator[Form]:
        """What the models of earlier versions printed."""
        keys = {(each.key, each.variable) for each in self._results.published}
        for each in self._models:
            fit = self._fit(each.people)
            yield from (fit.forms[wave] for wave in fit.waves if (self._key_of((wave,)), each.variable) in keys)
            pairs = (pair for pair in combinations(fit.waves, 2) if (self._key_of(pair), each.variable) in keys)
            yield from (change_form(fit.forms, *pair) for pair in pairs)

    def _fit(self, entries: frozenset[str]) -> "_Fit":
        """The model of these entries, told from each baseline that is asked for; made once."""
        if entries not in self._fits:
            scores = self._scores if entries == self._now else _scores(entries)
            waves = sorted({wave for given in scores.values() for wave in given})
            rows = [(token, wave, score) for token, given in scores.items() for wave, score in given.items()]
            bases = dict.fromkeys((waves[0], *(base for base, _ in self._pairs if base in waves)))
            models = wave_models(rows, waves, bases)
            self._fits[entries] = _Fit(waves, models, mean_forms(scores, waves, models[waves[0]].icc or 0.0))
        return self._fits[entries]


@dataclass(frozen=True, slots=True)
class _Fit:
    """A model's waves, its figures by baseline, and its estimated means by wave as sums of answers."""

    waves: list[str]
    models: Mapping[str, WaveModel]
    forms: Mapping[str, Form]


def _unique(forms: Sequence[Form]) -> list[Form]:
    found: list[Form] = []
    for form in forms:
        if form not in found:
            found.append(form)
    return found


def _scores_of(results: Results, scale: str, waves: Sequence[str]) -> Scores:
    """The scores of all who have any at these waves."""
    found = {
        row.token: {wave: score for wave in waves if (score := row.score(wave, scale)) is not None}
        for row in results.rows
    }
    return {token: given for token, given in found.items() if given}


def _entries(scores: Scores) -> frozenset[str]:
    """One text a person, with all that they bring to the model; whoever answers more counts as somebody else."""
    return frozenset(
        f"{token}={','.join(f'{wave}:{score!r}' for wave, score in given.items())}" for token, given in scores.items()
    )


def _scores(entries: frozenset[str]) -> Scores:
    found = {}
    for entry in sorted(entries):
        token, _, said = entry.rpartition("=")
        pairs = (each.rpartition(":") for each in said.split(","))
        found[token] = {wave: float(score) for wave, _, score in pairs}
    return found
