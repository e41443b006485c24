"""PURE: from results to figures of scales, each decided by the disclosure rules before anything is printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from programme.analysis.change import PairedChange, WaveMean, paired_change, wave_mean
from programme.analysis.disclosure.coarsening import coarsen, coarsen_change, is_alike, is_pair_alike
from programme.analysis.disclosure.figures import Decision, Figure, plan
from programme.analysis.disclosure.rules import THRESHOLD, Hidden
from programme.analysis.values import Interval
from programme.surveys.rules.modelled import Beside, ModelResult, model_of
from programme.surveys.rules.results import Printed, Results, Row, ScaleFacts, WaveFacts
from programme.surveys.rules.spans import Pair, Spans
from programme.surveys.rules.taking import Totals


@dataclass(frozen=True, slots=True)
class WaveResult:
    """A scale at one wave: everybody who has a score there. Exactly one of mean, range and hidden is set.

    `is_earlier` where it is the figure of an earlier version, whose people it rests on.
    """

    wave: WaveFacts
    n: int | None
    mean: WaveMean | None
    range: Interval | None
    hidden: Hidden | None
    is_earlier: bool = False


@dataclass(frozen=True, slots=True)
class ChangeResult:
    """A scale between two waves: the people with a score at both. Exactly one of change, range and hidden is set."""

    n: int | None
    change: PairedChange | None
    range: Interval | None
    hidden: Hidden | None
    is_earlier: bool = False


@dataclass(frozen=True, slots=True)
class LastingResult:
    """A scale between a wave and the follow-up: the people with a score at both."""

    first: WaveFacts
    last: WaveFacts
    change: ChangeResult


@dataclass(frozen=True, slots=True)
class ScaleResult:
    """All that is known of one scale. `lasting` has the changes to the follow-up, where there is one."""

    scale: ScaleFacts
    waves: tuple[WaveResult, ...]
    change: ChangeResult | None
    lasting: tuple[LastingResult, ...] = ()
    model: ModelResult = ModelResult()

    def at(self, code: str) -> WaveResult:
        """The scale at the wave of this code; raises KeyError if there is no such wave."""
        for each in self.waves:
            if each.wave.code == code:
                return each
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The figures of all scales, what of them is printed now, and the people under each as (scale, wave).

    `under` holds only what a figure of single items may rest on beside the scale's own: the people of its mean, else of
    its change, where these are printed as they are.
    """

    scales: tuple[ScaleResult, ...]
    printed: tuple[Printed, ...]
    under: Mapping[tuple[str, str], frozenset[str]]


def evaluate_scales(results: Results, spans: Spans, totals: Totals) -> Evaluated:
    """The figures of all scales, and of each the changes between the waves of the spans, and its model."""
    figures = _Figures(results, spans, totals)
    decided = _Decided(figures, results.threshold)
    found = [_scale_result(figures, decided, scale) for scale in results.scales]
    scales = tuple(scale for scale, _ in found)
    return Evaluated(
        scales=scales,
        printed=(*decided.printed, *(each for _, printed in found for each in printed)),
        under={
            (each.scale.key, wave.wave.code): people
            for each in scales
            for wave in each.waves
            if (people := _under(figures, decided, each, wave)) is not None
        },
    )


class _Figures:
    """The figures that the report would print, each over the answers that it rests on."""

    def __init__(self, results: Results, spans: Spans, totals: Totals) -> None:
        self.results, self.spans, self._totals = results, spans, totals
        self._given = {
            (scale.key, wave.code): _given(results.rows, wave, scale)
            for scale in results.scales
            for wave in results.waves
        }
        self.published = [Figure(each.key, each.variable, frozenset(each.answers)) for each in results.published]
        self.wanted = [figure for scale in results.scales for figure in self._of_scale(scale)]

    def _of_scale(self, scale: ScaleFacts) -> list[Figure]:
        found = [
            Figure(f"mean {scale.key} {wave.code}", f"{scale.key} {wave.code}", self.answers(scale, wave))
            for wave in self.results.waves
            if not self._totals.is_concealed(scale.key, wave.code)
        ]
        for pair in self.spans.pairs:
            is_concealed = any(self._totals.is_concealed(scale.key, wave.code) for wave in pair)
            if is_concealed and pair in self.spans.lasting:
                continue
            priority = 1 if pair in self.spans.lasting else 2
            found += [
                Figure(self.key(scale, pair), f"{scale.key} {wave.code}", self._of_pairs(scale, wave, pair), priority)
                for wave in pair
            ]
        return found

    def answers(self, scale: ScaleFacts, wave: WaveFacts) -> frozenset[str]:
        """All answers to a scale at a wave, as the disclosure rules count them: an edited answer is another one."""
        return frozenset(self._given[scale.key, wave.code].values())

    def _of_pairs(self, scale: ScaleFacts, wave: WaveFacts, pair: Pair) -> frozenset[str]:
        """The answers at one of the waves of a pair, of those who have a score at both."""
        both = self._given[scale.key, pair[0].code].keys() & self._given[scale.key, pair[1].code].keys()
        return frozenset(self._given[scale.key, wave.code][token] for token in both)

    def key(self, scale: ScaleFacts, pair: Pair) -> str:
        """The key of a change: that between the waves compared has the scale's alone."""
        is_lasting = pair in self.spans.lasting
        return f"lasting {scale.key} {pair[0].code} {pair[1].code}" if is_lasting else f"change {scale.key}"

    def modelled(self, scale: ScaleFacts) -> list[str]:
        """The waves that the scale's model holds: closed, with enough scores, and none concealed."""
        fewest = self.results.threshold
        return [
            wave.code
            for wave in self.spans.modelled
            if not self._totals.is_concealed(scale.key, wave.code) and len(self._given[scale.key, wave.code]) >= fewest
        ]


class _Decided:
    """For each key whether it is printed, and over which answers: those of now, or of the version that froze it."""

    def __init__(self, figures: _Figures, threshold: int) -> None:
        now = plan(figures.wanted, figures.published, threshold)
        self._decisions = {each.key: each for each in now.decisions}
        self._answers = {(each.key, each.variable): each.people for each in now.shown}
        frozen = {key for key, each in self._decisions.items() if each.hidden is Hidden.FROZEN}
        before = {(each.key, each.variable): each.people for each in figures.published}
        again = [
            Figure(each.key, each.variable, before.get((each.key, each.variable), frozenset()), each.priority)
            for each in figures.wanted
            if each.key in frozen
        ]
        # A version for publication has a higher threshold than those before it: what it repeats is held to that too.
        is_stricter = threshold > THRESHOLD and figures.published
        repeated = plan([*again, *now.shown], threshold=threshold) if again or is_stricter else now
        refused = {each.key: each for each in repeated.decisions if each.hidden is not None}
        self.earlier = frozen - refused.keys()
        self._answers |= {(each.key, each.variable): each.people for each in again}
        self._decisions |= {key: each for key, each in refused.items() if key not in frozen}
        shown = (each for each in now.shown if each.key not in refused)
        self.printed = tuple(_noted(each) for each in shown)
        self.all_shown = (*self.printed, *(_noted(each) for each in again if each.key in self.earlier))

    def decision(self, key: str) -> Decision:
        """The decision for a key; what was concealed is hidden with its number of people."""
        return self._decisions.get(key, Decision(key, None, Hidden.SMALL_COUNT))

    def answers(self, key: str, variable: str) -> dict[str, float] | None:
        """The scores under a printed figure by person; None where it is hidden."""
        if self.decision(key).hidden is not None and key not in self.earlier:
            return None
        return dict(_split(answer) for answer in sorted(self._answers[key, variable]))


def _noted(figure: Figure) -> Printed:
    return Printed(figure.key, figure.variable, tuple(sorted(figure.people)))


def _given(rows: Sequence[Row], wave: WaveFacts, scale: ScaleFacts) -> dict[str, str]:
    """The answers to a scale at a wave by person."""
    scores = ((row.token, row.score(wave.code, scale.key)) for row in rows)
    return {token: f"{token}={score!r}" for token, score in scores if score is not None}


def _split(answer: str) -> tuple[str, float]:
    token, _, score = answer.rpartition("=")
    return token, float(score)


def _scale_result(figures: _Figures, decided: _Decided, scale: ScaleFacts) -> tuple[ScaleResult, tuple[Printed, ...]]:
    changes = {pair: _change_result(figures, decided, scale, pair) for pair in figures.spans.pairs}
    if any(each.range for each in changes.values()):
        # Two of the three changes give the third: where one is told as a range, so are those to the follow-up.
        changes |= {pair: _as_range(changes[pair], scale) for pair in figures.spans.lasting}
    told = frozenset(
        code
        for pair, change in changes.items()
        if change.range is not None
        for code in _told_by_waves(decided, scale, figures.key(scale, pair), pair)
    )
    waves = tuple(_wave_result(decided, scale, wave, told) for wave in figures.results.waves)
    beside = Beside(
        exact=frozenset(each.wave.code for each in waves if each.mean),
        earlier=frozenset(each.wave.code for each in waves if each.mean and each.is_earlier),
        now={f"{scale.key} {wave.code}": figures.answers(scale, wave) for wave in figures.results.waves},
        shown=decided.all_shown,
        is_alike=any(each.range for each in waves) or any(each.range for each in changes.values()),
    )
    model, printed = model_of(figures.results, figures.spans, scale.key, figures.modelled(scale), beside)
    lasting = tuple(LastingResult(*pair, changes[pair]) for pair in figures.spans.lasting)
    main = next((change for pair, change in changes.items() if pair not in figures.spans.lasting), None)
    return ScaleResult(scale, waves, main, lasting, model), printed


def _as_range(found: ChangeResult, scale: ScaleFacts) -> ChangeResult:
    if found.change is None or found.change.mean is None:
        return found
    band = coarsen_change(found.change.mean, scale.low, scale.high)
    return ChangeResult(found.n, None, band, None, found.is_earlier)


def _told_by_waves(decided: _Decided, scale: ScaleFacts, key: str, pair: Pair) -> frozenset[str]:
    """The two waves' codes if their means, over the people of the change alone, tell how much everybody changed."""
    for wave in pair:
        variable = f"{scale.key} {wave.code}"
        alone = decided.answers(f"mean {scale.key} {wave.code}", variable)
        if alone is None or alone != decided.answers(key, variable):
            return frozenset()
        result = wave_mean(list(alone.values()))
        if result.mean is None or is_alike(result.mean, result.sd, scale.low, scale.high):
            return frozenset()  # that wave prints a range, so the two do not give the change
    return frozenset(wave.code for wave in pair)


def _wave_result(
    decided: _Decided, scale: ScaleFacts, wave: WaveFacts, told: frozenset[str] = frozenset()
) -> WaveResult:
    key = f"mean {scale.key} {wave.code}"
    decision, answers = decided.decision(key), decided.answers(key, f"{scale.key} {wave.code}")
    if answers is None:
        return WaveResult(wave, decision.n, None, None, decision.hidden)
    result, is_earlier = wave_mean(list(answers.values())), key in decided.earlier
    if result.mean is not None and (wave.code in told or is_alike(result.mean, result.sd, scale.low, scale.high)):
        return WaveResult(wave, result.n, None, coarsen(result.mean, scale.low, scale.high), None, is_earlier)
    return WaveResult(wave, result.n, result, None, None, is_earlier)


def _change_result(figures: _Figures, decided: _Decided, scale: ScaleFacts, pair: Pair) -> ChangeResult:
    key = figures.key(scale, pair)
    decision = decided.decision(key)
    pre, post = (decided.answers(key, f"{scale.key} {wave.code}") for wave in pair)
    if pre is None or post is None:
        return ChangeResult(decision.n, None, None, decision.hidden)
    people = [token for token in pre if token in post]
    result = paired_change([pre[token] for token in people], [post[token] for token in people])
    is_earlier = key in decided.earlier
    if _is_change_alike(result, scale):
        return ChangeResult(result.n, None, coarsen_change(result.mean or 0.0, scale.low, scale.high), None, is_earlier)
    return ChangeResult(result.n, result, None, None, is_earlier)


def _is_change_alike(result: PairedChange, scale: ScaleFacts) -> bool:
    if result.mean_pre is None or result.mean_post is None:
        return False
    pre = is_alike(result.mean_pre, result.sd_pre, scale.low, scale.high)
    post = is_alike(result.mean_post, result.sd_post, scale.low, scale.high)
    return is_pair_alike(result.sd or 0.0, pre, post)


def _under(figures: _Figures, decided: _Decided, result: ScaleResult, at: WaveResult) -> frozenset[str] | None:
    """The people that figures of a scale's items may rest on at a wave; None where these would tell what is hidden."""
    scale, code, change, spans = result.scale.key, at.wave.code, result.change, figures.spans
    ends = {spans.first.code, spans.last.code if spans.last else ""}
    if change is not None and change.range is not None and code in ends:
        return None
    if any(each.change.range and code in (each.first.code, each.last.code) for each in result.lasting):
        return None
    if at.mean is not None:
        answers = decided.answers(f"mean {scale} {code}", f"{scale} {code}")
    elif at.range is None and (key := _key_of_pairs(figures, result, code)) is not None:
        answers = decided.answers(key, f"{scale} {code}")
    else:
        return None
    return None if answers is None else frozenset(answers)


def _key_of_pairs(figures: _Figures, result: ScaleResult, code: str) -> str | None:
    """The key of the first printed change that begins or ends at a wave; None if there is none."""
    changes = [result.change, *(each.change for each in result.lasting)]
    for pair, found in zip(figures.spans.pairs, changes, strict=False):
        if found is not None and found.change is not None and code in (pair[0].code, pair[1].code):
            return figures.key(result.scale, pair)
    return None
