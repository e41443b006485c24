"""PURE: the printed figures as CSV, after disclosure. Never a row a person."""

import csv
import io
from collections.abc import Iterator

from programme.analysis.disclosure.printing import MINUS, printed, wording
from programme.analysis.disclosure.rules import Hidden
from programme.analysis.participation import Share
from programme.analysis.values import Interval
from programme.reports.rules.evaluation import Evaluation, ScaleResult, WaveResult
from programme.reports.rules.findings import p_words, wave_words
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
            yield from _mean(scale, result, evaluation.threshold)
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


def _mean(scale: ScaleResult, result: WaveResult, threshold: int) -> Iterator[Line]:
    n = "" if result.n is None else str(result.n)
    start = ("what changed", scale.scale.label, wave_words(result.wave))
    note = _note(result.hidden or (Hidden.ALL_ALIKE if result.range else None), result.is_earlier, threshold)
    if result.mean is None:
        yield (*start, "mean", "", *_ends(result.range), n, note)
        return
    yield (*start, "mean", _number(result.mean.mean), *_ends(result.mean.ci), n, note)
    if result.mean.sd is not None:
        yield (*start, "standard deviation", _number(result.mean.sd), "", "", n, note)


def _change(scale: ScaleResult, evaluation: Evaluation) -> Iterator[Line]:
    found, last = scale.change, evaluation.last
    if found is None or last is None:
        return
    n = "" if found.n is None else str(found.n)
    start = ("what changed", scale.scale.label, f"{wave_words(evaluation.first)} to {wave_words(last)}")
    note = _note(found.hidden or (Hidden.ALL_ALIKE if found.range else None), found.is_earlier, evaluation.threshold)
    result = found.change
    if result is None:
        yield (*start, "change of the mean", "", *_ends(found.range), n, note)
        return
    figures = (
        ("change of the mean", result.mean, result.ci),
        ("mean before, of the same people", result.mean_pre, None),
        ("mean after, of the same people", result.mean_post, None),
        ("effect size g", result.g, None),
        ("effect size d", result.d, result.d_ci),
    )
    for figure, value, ends in figures:
        if value is not None:
            yield (*start, figure, _number(value), *_ends(ends), n, note)
    if result.p is not None:
        yield (*start, "p", p_words(result.p), "", "", n, note)


def _ends(interval: Interval | None) -> tuple[str, str]:
    return ("", "") if interval is None else (_number(interval.low), _number(interval.high))


def _note(rule: Hidden | None, is_earlier: bool, threshold: int) -> str:
    """By which rules a figure is not as it would be: one of the earlier version says so first."""
    rules = [Hidden.FROZEN] if is_earlier else []
    return ". ".join(wording(each, threshold) for each in (*rules, *([rule] if rule else [])))


def _number(value: float | None) -> str:
    """As printed, with a sign that spreadsheets know; nothing for what is not defined."""
    return "" if value is None else printed(value).replace(MINUS, "-")


def _safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text
