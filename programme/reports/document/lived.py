"""What a report prints only of a survey that is lived here."""

from collections.abc import Sequence
from dataclasses import dataclass

from programme.analysis.participation import share_of
from programme.charts.likert import Likert, LikertRow, Reach, likert, reach_of
from programme.charts.shown import Picture, Table, picture
from programme.charts.waves import WavePoint
from programme.cohorts.models import Profession
from programme.cohorts.presenters import PROFESSIONS
from programme.core.words import count_words
from programme.organisations.models import Sector
from programme.organisations.presenters import SECTORS
from programme.reports.rules import living as words
from programme.reports.rules.mix import OTHERS, Mix
from programme.surveys.rules.evaluation import ScaleResult
from programme.surveys.rules.item_words import likert_of, note_of, percent
from programme.surveys.rules.items import ItemResult
from programme.surveys.rules.lived import Lived
from programme.surveys.rules.living import Living
from programme.surveys.rules.showing import change_summary, means_of
from programme.surveys.rules.shown import OF_PAIRS
from programme.surveys.rules.words import after_sentence, lower_first, share_words, wave_words

MOST_ITEMS = 8
COMPARED = ("What was found", "Published", "This cohort")


@dataclass(frozen=True, slots=True)
class ItemsPart:
    """The answers to some items: what is shown, and the same as picture and table."""

    caption: str
    picture: Picture
    table: Table


@dataclass(frozen=True, slots=True)
class LivedPart:
    """All that such a report has beside the parts of every report."""

    asking: str
    instrument: list[str]
    windows: list[str]
    mix: list[str]
    professions: Table | None
    comparators: Table
    change: str
    after: str
    summary: list[str]
    whole: ItemsPart | None


def lived_part(lived: Lived, living: Living, mix: Mix) -> LivedPart:
    """What is printed beside the parts of every report."""
    return LivedPart(
        asking=words.asking_words(living),
        instrument=words.instrument(living),
        windows=words.window_words(living),
        mix=[*filter(None, (_professions(living, mix, lived.threshold), _sectors(living)))],
        professions=_professions_table(mix),
        comparators=Table(COMPARED, words.comparator_rows(lived)),
        change=change_summary(lived, living),
        after=_after(lived),
        summary=[words.short_change(each, lived, living) for each in lived.scales],
        whole=items_part(words.items_alone(lived), lived, "The programme as a whole", "whole"),
    )


def _after(lived: Lived) -> str:
    """That waves follow the two that are compared; nothing where none does, or where it is told whether it lasted."""
    if lived.last is None or lived.spans.follow_up or lived.waves[-1].code <= lived.last.code:
        return ""
    return after_sentence(lived.first.label.lower(), lived.last.label.lower())


def _professions(living: Living, mix: Mix, threshold: int) -> str:
    """From which professions the fellows came, or why that is not printed; nothing where it is not known."""
    if mix.is_withheld:
        return f"Counts by profession are not printed anew: fewer than {threshold} fellows are new or gone in one."
    if not mix.counts:
        known = any(name != Profession.UNKNOWN for name in living.professions)
        return (
            "No table of professions is printed: fewer than two rows of it would hold enough people." if known else ""
        )
    fellows = sum(count for _, count in mix.counts)
    together = f" A profession with few fellows stands with others, so that none is counted below {threshold}."
    return f"The cohort has {fellows:,} fellows.{together if mix.counts[-1][0] == OTHERS else ''}"


def _sectors(living: Living) -> str:
    """In which sectors the host organisations work; nothing where that is not known."""
    known = {name: count for name, count in living.sectors.items() if name != Sector.UNKNOWN}
    if not known:
        return ""
    hosts = sum(living.sectors.values())
    largest = sorted(known.items(), key=lambda each: (-each[1], each[0]))
    said = ", ".join(f"{lower_first(SECTORS[Sector(name)])} {count}" for name, count in largest)
    return f"They are hosted by {count_words(hosts, 'organisation')}. By sector: {said}."


def _professions_table(mix: Mix) -> Table | None:
    if not mix.counts:
        return None
    fellows = sum(count for _, count in mix.counts)
    names = {each.value: words for each, words in PROFESSIONS.items()} | {OTHERS: "Other professions, together"}
    rows = [[names.get(name, name), share_words(share_of(count, fellows))] for name, count in mix.counts]
    return Table(("Profession", "Fellows"), rows)


def means_points(result: ScaleResult, lived: Lived) -> tuple[WavePoint, ...]:
    """The points of a scale's picture."""
    found = means_of(result, lived)
    return tuple(WavePoint(each.label, each.code, each.n, each.estimate, each.note or None) for each in found)


def means_rows(result: ScaleResult, lived: Lived) -> list[list[str]]:
    """The rows of a scale's table: wave, people, mean, interval, standard deviation."""
    return [
        [each.row[0], f"{each.row[1]}, {OF_PAIRS}" if each.note == OF_PAIRS else each.row[1], *each.row[2:5]]
        for each in means_of(result, lived)
    ]


def scale_items(lived: Lived, scale: str, name: str, place: int) -> ItemsPart | None:
    """The items of a scale at the last wave that asked them."""
    return items_part(words.items_of_scale(lived, scale), lived, name, f"items{place}")


def items_part(found: Sequence[ItemResult], lived: Lived, name: str, prefix: str) -> ItemsPart | None:
    """Items that share their options; None if there is none."""
    if not found:
        return None
    alike = [each for each in found if each.item.options == found[0].item.options][:MOST_ITEMS]
    options = tuple(label for _, label in alike[0].item.options)
    caption = f"{name}: how often each answer was given at {wave_words(alike[0].wave)}"
    rows = tuple(LikertRow(_text(each), likert_of(each), note_of(each, lived.threshold) or None) for each in alike)
    chart = Likert(f"{caption}.", options, rows, _reach(lived))
    table = Table(("Item", "People", *options, "Agree"), [_cells(each, lived.threshold) for each in alike])
    return ItemsPart(caption, picture(likert, chart, prefix), table)


def _reach(lived: Lived) -> Reach:
    """One reach for all pictures of a report, so that their bars compare."""
    return reach_of(LikertRow(each.item.text, likert_of(each)) for each in lived.items.results)


def _text(each: ItemResult) -> str:
    return f"{each.item.text} (reversed)" if each.item.is_reversed else each.item.text


def _cells(each: ItemResult, threshold: int) -> list[str]:
    n, found = "Hidden" if each.n is None else f"{each.n:,}", likert_of(each)
    if found is None:
        return [_text(each), n, note_of(each, threshold), *[""] * len(each.item.options)]
    agree = percent(found.agree.share or 0.0) if found.agree else ""
    return [_text(each), n, *(f"{count:,}" for count in found.counts), agree]
