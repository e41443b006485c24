"""PURE: the annex's lines of the mixed model, of change to the follow-up, of those not alone, and of reliability."""

from collections.abc import Iterator

from programme.analysis.disclosure.printing import wording
from programme.analysis.disclosure.rules import Hidden
from programme.analysis.participation import Share
from programme.analysis.values import Interval
from programme.reports.rules.alone import Alone
from programme.reports.rules.consistency import Consistency
from programme.reports.rules.evaluation import Evaluation
from programme.reports.rules.lasting import why_no_model, worst_case
from programme.reports.rules.lines import Line, ends, number
from programme.surveys.rules.evaluation import ScaleResult
from programme.surveys.rules.spans import Pair
from programme.surveys.rules.weighing import change_between
from programme.surveys.rules.words import p_words, wave_words

SECTION = "all who answered"
DEFINITION = "Everybody lost is given their baseline score"


def lasting_lines(evaluation: Evaluation) -> Iterator[Line]:
    """All that the report prints beside the change of the same people: nothing where there is one wave only."""
    for scale in evaluation.scales if evaluation.last else ():
        yield from _means(scale, evaluation)
        for pair in evaluation.spans.pairs:
            yield from _changes(scale, pair, evaluation)
    for alone in evaluation.alone:
        yield from _alone(alone, evaluation.threshold)
    for each in evaluation.consistency:
        yield from _consistency(each, evaluation.threshold)


def _means(scale: ScaleResult, evaluation: Evaluation) -> Iterator[Line]:
    for wave in evaluation.spans.modelled:
        start = (SECTION, scale.scale.label, wave_words(wave), "estimated mean")
        mean = scale.model.means.get(wave.code)
        if mean is None:
            yield (*start, "", "", "", "", why_no_model(scale, evaluation.threshold, wave.code))
        else:
            yield (
                *start,
                number(mean.estimate),
                *ends(mean.ci),
                _count(scale.at(wave.code).n),
                _note(scale, evaluation.threshold),
            )


def _changes(scale: ScaleResult, pair: Pair, evaluation: Evaluation) -> Iterator[Line]:
    start = (SECTION, scale.scale.label, " to ".join(wave_words(wave) for wave in pair))
    model = scale.model.changes.get((pair[0].code, pair[1].code))
    if model is None:
        why = why_no_model(scale, evaluation.threshold, *(wave.code for wave in pair))
        yield (*start, "change, all who answered", "", "", "", "", why)
    else:
        n = _count(scale.at(pair[1].code).n)
        yield (
            *start,
            "change, all who answered",
            number(model.estimate),
            *ends(model.ci),
            n,
            _note(scale, evaluation.threshold),
        )
        yield (*start, "p, all who answered", p_words(model.p), "", "", n, _note(scale, evaluation.threshold))
    if pair in evaluation.spans.lasting:
        yield _of_pairs(start, scale, pair, evaluation.threshold)
    worst, found = worst_case(scale, pair, evaluation), change_between(scale, pair)
    if worst is not None:
        value, note = number(worst.mean), DEFINITION
        if found is not None and found.is_earlier:
            note = f"{wording(Hidden.FROZEN, evaluation.threshold)}. {DEFINITION}"
        yield (*start, "change, nobody lost changed", value, *ends(worst.ci), str(worst.n), note)


def _of_pairs(start: tuple[str, str, str], scale: ScaleResult, pair: Pair, threshold: int) -> Line:
    found = change_between(scale, pair)
    hidden = Hidden.TOO_FEW if found is None else found.hidden or (Hidden.ALL_ALIKE if found.range else None)
    rules = ([Hidden.FROZEN] if found and found.is_earlier else []) + ([hidden] if hidden else [])
    note, n = ". ".join(wording(each, threshold) for each in rules), _count(found.n if found else None)
    figure = "change, people with a score at both waves"
    if found is None or found.change is None:
        return (*start, figure, "", *ends(found.range if found else None), n, note)
    return (*start, figure, number(found.change.mean), *ends(found.change.ci), n, note)


def _alone(alone: Alone, threshold: int) -> Iterator[Line]:
    start, n = ("isolation", "below the middle of the scale"), _count(alone.n)
    span = f"{wave_words(alone.first)} to {wave_words(alone.last)}"
    if alone.before is None or alone.after is None or alone.difference is None:
        note = wording(alone.hidden, threshold) if alone.hidden else ""
        yield (*start, span, "change of the share", "", "", "", n, note)
        return
    yield _share(start, f"{span}: before", alone.before)
    yield _share(start, f"{span}: after", alone.after)
    value, ci = _percent(alone.difference.difference), alone.difference.ci
    yield (*start, span, "change of the share, in percentage points", value, *_percents(ci), n, "")
    if alone.p is not None:
        yield (*start, span, "p", p_words(alone.p), "", "", n, "")


def _share(start: tuple[str, str], span: str, share: Share) -> Line:
    return (*start, span, "people below the middle", str(share.count), "", "", str(share.total), f"{share.percent}%")


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share * 100:.1f}".replace("-0.0", "0.0")


def _percents(ci: Interval | None) -> tuple[str, str]:
    return ("", "") if ci is None else (_percent(ci.low), _percent(ci.high))


def _consistency(each: Consistency, threshold: int) -> Iterator[Line]:
    found = each.found
    if found is None or each.wave is None:
        yield (
            "reliability",
            each.scale,
            "",
            "alpha",
            "",
            "",
            "",
            "",
            wording(each.hidden or Hidden.TOO_FEW, threshold),
        )
        return
    start, n = ("reliability", each.scale, wave_words(each.wave)), str(found.n)
    items = f"{found.k} items"
    for name, value, ci in (("alpha", found.alpha, found.alpha_ci), ("omega", found.omega, None)):
        note = f"Not defined: {found.reasons[name]}" if value is None else items
        yield (*start, name, number(value), *ends(ci), n, note)


def _note(scale: ScaleResult, threshold: int) -> str:
    return wording(Hidden.FROZEN, threshold) if scale.model.is_earlier else ""


def _count(n: int | None) -> str:
    return "" if n is None else str(n)
