"""PURE: the annex's lines that only a survey has that is lived here: response rates, and answers to items."""

from collections.abc import Iterator

from programme.reports.rules.lines import Line, ends, hiding, number, share_line
from programme.reports.rules.living import items_alone, items_of_scale
from programme.reports.rules.mix import Mix
from programme.surveys.rules.item_words import likert_of, note_of
from programme.surveys.rules.items import ItemResult
from programme.surveys.rules.lived import Lived
from programme.surveys.rules.showing import means_of
from programme.surveys.rules.shown import OF_PAIRS
from programme.surveys.rules.words import wave_words

SECTION = "answers to items"


def response_lines(lived: Lived) -> Iterator[Line]:
    """Response at each wave: eligible, invited, both rates, and who is still there."""
    for each in lived.responding:
        wave, hidden = each.wave, hiding(lived.threshold, each.is_concealed)
        for figure, count in (("eligible", each.eligible), ("invited", each.invited)):
            yield ("who took part", "all", wave_words(wave), figure, "", "", "", str(count), "")
        yield share_line("complete (RR1)", wave, each.rates.rr1 if each.rates else None, hidden)
        yield share_line("complete or partial (RR2)", wave, each.rates.rr2 if each.rates else None, hidden)
        if each.is_later:
            yield share_line("of the first wave's answerers", wave, each.retained, hidden)
        if each.beside:
            yield ("who took part", "all", wave_words(wave), "answered, joined later", "", "", "", str(each.beside), "")


def mix_lines(mix: Mix) -> Iterator[Line]:
    """How many fellows came from each profession."""
    for name, count in mix.counts:
        yield ("who took part", "profession", "", name or "others together", "", "", "", str(count), "")


def pair_lines(lived: Lived) -> Iterator[Line]:
    """The means that are of the people of the change, where that of all would show a few."""
    for scale in lived.scales:
        for each in means_of(scale, lived):
            if each.note == OF_PAIRS and each.estimate is not None:
                n, start = str(each.n), ("what changed", scale.scale.label, each.row[0])
                found = each.estimate
                yield (*start, "mean of those with both scores", number(found.mean), *ends(found.ci), n, "")
                yield (*start, "standard deviation of those with both scores", each.row[4], "", "", n, "")


def item_lines(lived: Lived) -> Iterator[Line]:
    """The answers to every item that the report shows, at the last wave that asked it."""
    seen = set()
    for scale in lived.scales:
        for each in items_of_scale(lived, scale.scale.key):
            if each.item.key not in seen:
                seen.add(each.item.key)
                yield from _item(each, lived.threshold)
    for each in items_alone(lived):
        yield from _item(each, lived.threshold)


def _item(each: ItemResult, threshold: int) -> Iterator[Line]:
    start, n, note = (SECTION, each.item.text, wave_words(each.wave)), _n(each), note_of(each, threshold)
    found = likert_of(each)
    if found is None:
        yield (*start, "answers", "", *ends(each.range), n, note)
        return
    for (_, label), count in zip(each.item.options, found.counts, strict=True):
        yield (*start, f"answered: {label}", str(count), "", "", n, note)
    if found.agree is not None:
        yield (*start, "agree, of all answers", number(found.agree.share), *ends(found.agree_ci), n, note)
    if found.net is not None:
        yield (*start, "agree less disagree, in %", number(found.net), "", "", n, note)


def _n(each: ItemResult) -> str:
    return "" if each.n is None else str(each.n)
