"""PURE: the printed figures as CSV, after disclosure. Never a row a person."""

import csv
import io
from collections.abc import Iterator

from programme.analysis.disclosure.printing import MINUS, printed, wording
from programme.analysis.disclosure.rules import Hidden
from programme.analysis.participation import Share
from programme.reports.rules.evaluation import Evaluation, ScaleResult, WaveResult
from programme.reports.rules.findings import wave_words
from programme.reports.rules.groups import Group
from programme.reports.rules.taking import Taking

HEADER = ("section", "about", "wave", "figure", "value", "low", "high", "n", "note")
DANGEROUS = ("=", "+", "-", "@")
Line = tuple[str, ...]


def figures_csv(evaluation: Evaluation) -> str:
    """All printed figures, one a line, two decimals as printed; what is hidden says by which rule."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for line in _lines(evaluation):
        writer.writerow([line[0], *(_safe(text) for text in line[1:4]), *line[4:]])
    return out.getvalue()


def _lines(evaluation: Evaluation) -> Iterator[Line]:
    for each in evaluation.taking:
        yield _share("with a value", each, each.with_value, evaluation.threshold)
        if each.is_later:
            yield _share("of the baseline's answerers", each, each.retained, evaluation.threshold)
    for group in evaluation.groups:
        yield from _group(group, evaluation)
    for scale in evaluation.scales:
        for result in scale.waves:
            yield _mean(scale, result, evaluation.threshold)
        yield from _change(scale, evaluation)


def _share(figure: str, each: Taking, share: Share | None, threshold: int) -> Line:
    wave = wave_words(each.wave)
    if share is None:
        rule = Hidden.SMALL_COUNT if each.is_concealed else Hidden.TOO_FEW
        return ("who took part", "all", wave, figure, "", "", "", "", wording(rule, threshold))
    value = "" if share.share is None else _number(share.share)
    return ("who took part", "all", wave, figure, value, "", "", str(share.count), f"of {share.total}")


def _group(group: Group, evaluation: Evaluation) -> Iterator[Line]:
    names = ["in the file", *(wave_words(each.wave) for each in evaluation.taking)]
    for name, cell in zip(names, group.cells, strict=True):
        count = "" if cell.value is None else str(cell.value)
        note = wording(cell.hidden, evaluation.threshold) if cell.hidden else ""
        yield ("who took part", group.name, name, "people", "", "", "", count, note)


def _mean(scale: ScaleResult, result: WaveResult, threshold: int) -> Line:
    n = "" if result.n is None else str(result.n)
    start = ("what changed", scale.scale.label, wave_words(result.wave), "mean")
    if result.mean is not None and result.mean.mean is not None:
        low, high = ("", "") if result.mean.ci is None else (_number(result.mean.ci.low), _number(result.mean.ci.high))
        return (*start, _number(result.mean.mean), low, high, n, _note(None, result.is_earlier, threshold))
    if result.range is not None:
        band = (_number(result.range.low), _number(result.range.high))
        return (*start, "", *band, n, _note(Hidden.ALL_ALIKE, result.is_earlier, threshold))
    return (*start, "", "", "", n, wording(result.hidden, threshold) if result.hidden else "")


def _change(scale: ScaleResult, evaluation: Evaluation) -> Iterator[Line]:
    found, last = scale.change, evaluation.last
    if found is None or last is None:
        return
    between = f"{wave_words(evaluation.first)} to {wave_words(last)}"
    n = "" if found.n is None else str(found.n)
    start = ("what changed", scale.scale.label, between)
    if found.change is None or found.change.mean is None:
        band = ("", "") if found.range is None else (_number(found.range.low), _number(found.range.high))
        rule = found.hidden or Hidden.ALL_ALIKE
        note = _note(rule, found.is_earlier, evaluation.threshold)
        yield (*start, "change of the mean", "", *band, n, note)
        return
    result = found.change
    low, high = ("", "") if result.ci is None else (_number(result.ci.low), _number(result.ci.high))
    note = _note(None, found.is_earlier, evaluation.threshold)
    yield (*start, "change of the mean", _number(result.mean), low, high, n, note)
    if result.g is not None:
        yield (*start, "effect size g", _number(result.g), "", "", n, note)
    if result.d is not None and result.d_ci is not None:
        ends = _number(result.d_ci.low), _number(result.d_ci.high)
        yield (*start, "effect size d", _number(result.d), *ends, n, note)


def _note(rule: Hidden | None, is_earlier: bool, threshold: int) -> str:
    """By which rules a figure is not as it would be: one of the earlier version says so first."""
    rules = [Hidden.FROZEN] if is_earlier else []
    return ". ".join(wording(each, threshold) for each in (*rules, *([rule] if rule else [])))


def _number(value: float) -> str:
    """As printed, with a sign that spreadsheets know."""
    return printed(value).replace(MINUS, "-")


def _safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text
