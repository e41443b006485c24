"""PURE: the printed figures as CSV, after disclosure. Never a row a person."""

import csv
import io
from collections.abc import Iterator

from programme.analysis.disclosure.printing import wording
from programme.analysis.disclosure.rules import Hidden
from programme.reports.rules.evaluation import Evaluation
from programme.reports.rules.groups import Group
from programme.reports.rules.lasting_lines import lasting_lines
from programme.reports.rules.lines import Line, ends, hiding, number, share_line
from programme.reports.rules.living_lines import item_lines, mix_lines, pair_lines, response_lines
from programme.surveys.rules.evaluation import ScaleResult, WaveResult
from programme.surveys.rules.words import p_words, wave_words

HEADER = ("section", "about", "wave", "figure", "value", "low", "high", "n", "note")
DANGEROUS = ("=", "+", "-", "@")


def figures_csv(evaluation: Evaluation) -> str:
    """All printed figures, one a line, two decimals as printed; what is hidden says by which rule."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for line in _lines(evaluation):
        writer.writerow([line[0], *(_safe(text) for text in line[1:4]), *line[4:]])
    return out.getvalue()


def _lines(evaluation: Evaluation) -> Iterator[Line]:
    if evaluation.lived is not None:
        yield from response_lines(evaluation.lived)
    for each in evaluation.taking if evaluation.lived is None else ():
        hidden = hiding(evaluation.threshold, each.is_concealed)
        yield share_line("with a value", each.wave, each.with_value, hidden)
        if each.is_later:
            yield share_line("of the baseline's answerers", each.wave, each.retained, hidden)
    yield from mix_lines(evaluation.mix)
    for group in evaluation.groups:
        yield from _group(group, evaluation)
    for scale in evaluation.scales:
        for result in scale.waves:
            yield from _mean(scale, result, evaluation.threshold)
        yield from _change(scale, evaluation)
    if evaluation.lived is not None:
        yield from pair_lines(evaluation.lived)
        yield from item_lines(evaluation.lived)
    yield from lasting_lines(evaluation)


def _group(group: Group, evaluation: Evaluation) -> Iterator[Line]:
    names = [
        "in the file" if evaluation.lived is None else "in the cohort",
        *(wave_words(each.wave) for each in evaluation.taking),
    ]
    for name, cell in zip(names, group.cells, strict=True):
        count = "" if cell.value is None else str(cell.value)
        note = wording(cell.hidden, evaluation.threshold) if cell.hidden else ""
        yield ("who took part", group.name, name, "people", "", "", "", count, note)


def _mean(scale: ScaleResult, result: WaveResult, threshold: int) -> Iterator[Line]:
    n = "" if result.n is None else str(result.n)
    start = ("what changed", scale.scale.label, wave_words(result.wave))
    note = _note(result.hidden or (Hidden.ALL_ALIKE if result.range else None), result.is_earlier, threshold)
    if result.mean is None:
        yield (*start, "mean", "", *ends(result.range), n, note)
        return
    yield (*start, "mean", number(result.mean.mean), *ends(result.mean.ci), n, note)
    if result.mean.sd is not None:
        yield (*start, "standard deviation", number(result.mean.sd), "", "", n, note)


def _change(scale: ScaleResult, evaluation: Evaluation) -> Iterator[Line]:
    found, last = scale.change, evaluation.last
    if found is None or last is None:
        return
    n = "" if found.n is None else str(found.n)
    start = ("what changed", scale.scale.label, f"{wave_words(evaluation.first)} to {wave_words(last)}")
    note = _note(found.hidden or (Hidden.ALL_ALIKE if found.range else None), found.is_earlier, evaluation.threshold)
    result = found.change
    if result is None:
        yield (*start, "change of the mean", "", *ends(found.range), n, note)
        return
    figures = (
        ("change of the mean", result.mean, result.ci),
        ("mean before, of the same people", result.mean_pre, None),
        ("mean after, of the same people", result.mean_post, None),
        ("effect size g", result.g, None),
        ("effect size d", result.d, result.d_ci),
    )
    for figure, value, limits in figures:
        if value is not None:
            yield (*start, figure, number(value), *ends(limits), n, note)
    if result.p is not None:
        yield (*start, "p", p_words(result.p), "", "", n, note)


def _note(rule: Hidden | None, is_earlier: bool, threshold: int) -> str:
    """By which rules a figure is not as it would be: one of the earlier version says so first."""
    rules = [Hidden.FROZEN] if is_earlier else []
    return ". ".join(wording(each, threshold) for each in (*rules, *([rule] if rule else [])))


def _safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text
