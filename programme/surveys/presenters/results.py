"""The page of a survey that is lived here: pictures and tables of figures that were stored after disclosure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from programme.analysis.likert import LikertItem, likert_of_counts
from programme.charts.effects import Effect, Effects, effects
from programme.charts.frame import Width
from programme.charts.likert import Likert, LikertRow, Reach, likert, reach_of
from programme.charts.means_by_wave import means_by_wave
from programme.charts.participation_bars import Bar, ParticipationBars, participation_bars
from programme.charts.shown import Picture, Table, drawing, picture
from programme.charts.waves import MeansByWave, WavePoint
from programme.core.clock import date_words
from programme.surveys.rules.shown import OF_PAIRS, Shown, ShownItem, ShownScale, ShownSection, ShownWave
from programme.surveys.rules.words import CHANGES, RESPONSE, after_sentence, share_words

ANSWERED, RETAINED = "Answered, at least half of the questions", "Of those who answered the first wave"
MEANS = ("Scale", "Wave", "People", "Mean", "95% interval", "Standard deviation", "Note")


@dataclass(frozen=True, slots=True)
class Multiple:
    """One of the small pictures side by side: a scale, what is said of it, and its means by wave."""

    label: str
    answer: str
    picture: Markup | None


@dataclass(frozen=True, slots=True)
class Section:
    """Items of one section: their picture, narrow enough to stand beside another, and the same as a table."""

    title: str
    picture: Markup
    table: Table


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """All that the page prints. `wave` is the one whose items are shown, `at` the code of each that has any."""

    answer: str
    kept: str
    renewal: str
    change: str
    after: str
    response: Picture
    response_table: Table
    means: str
    multiples: list[Multiple]
    means_table: Table
    effects: Picture | None
    changes_table: Table
    shares: list[tuple[str, str]]
    wave: ShownWave
    sections: list[Section]
    has_reversed: bool


def wave_called(shown: Shown, code: str) -> ShownWave | None:
    """The wave with this code, else the last; None while there are no figures."""
    return next((each for each in shown.waves if each.code == code), shown.waves[-1] if shown.waves else None)


def results_page(shown: Shown, wave: ShownWave) -> ResultsPage:
    """The page with the items of one wave of `shown`; drawing its pictures is most of what it costs."""
    every = [section for each in shown.waves for section in each.sections]
    reach = reach_of(_row(item, section) for section in every for item in section.items)
    return ResultsPage(
        answer=shown.waves[-1].answer,
        kept=kept_words(shown),
        renewal=" ".join(renewal_words(each, shown.threshold) for each in shown.waves if each.is_open),
        change=shown.change,
        after=after_words(shown),
        response=_response(shown),
        response_table=Table(RESPONSE, [list(each.row) for each in shown.waves]),
        means=means_words(shown),
        multiples=[_multiple(each, place) for place, each in enumerate(shown.scales)],
        means_table=Table(MEANS, [[each.label, *mean.row] for each in shown.scales for mean in each.waves]),
        effects=_effects(shown) if shown.between else None,
        changes_table=Table(CHANGES, [list(each.change.row) for each in shown.scales if each.change]),
        shares=[(each.text, each.answer) for each in shown.shares],
        wave=wave,
        sections=[_section(each, wave, reach, place) for place, each in enumerate(wave.sections)],
        has_reversed=any(item.is_reversed for each in wave.sections for item in each.items),
    )


def kept_words(shown: Shown) -> str:
    """How many of the first wave's answerers are still there at the last; who answered it, while there is one wave."""
    first, last = shown.waves[0], shown.waves[-1]
    if last.retained is None:
        return last.answer
    share, verb = share_words(last.retained), "have answered" if last.is_open else "answered"
    ends = [f"{wave.label} ({wave.code})" for wave in (first, last)]
    return f"Of the fellows who answered at {ends[0]}, {share} {verb} at {ends[1]}."


def after_words(shown: Shown) -> str:
    """That a wave has closed after the two that are compared, so that nobody takes their change for a lasting one."""
    names = [f"{wave.label} ({wave.code})" for wave in shown.waves]
    ends = [place for place, name in enumerate(names) if shown.between.endswith(f" to {name}")]
    if not ends or all(wave.is_open for wave in shown.waves[ends[0] + 1 :]):
        return ""
    first, last = (shown.waves[place].label.lower() for place in (0, ends[0]))
    return after_sentence(first, last)


def now_words(shown: Shown, label: str, code: str, answered: int, asked: int) -> str:
    """How many have answered an open wave at this moment, and on how many of them its figures rest where these differ.

    `answered` and `asked` are counted from invitations, as in the table of waves.
    """
    fellows = "1 fellow has" if asked == 1 else f"{asked:,} fellows have"
    said = f"{label} ({code}) is open: {answered:,} of {fellows} answered."
    people = next((wave.people for wave in shown.waves if wave.code == code), 0)
    if not people:
        return f"{said} The figures below are of earlier waves." if shown.waves else said
    return f"{said} The figures below rest on the first {people:,}." if people < answered else said


def means_words(shown: Shown) -> str:
    """On whom the means rest, and what a word under a wave says."""
    said = "Means of everybody with a score at each wave, on the whole scale."
    if not any(mean.note == OF_PAIRS for scale in shown.scales for mean in scale.waves):
        return said
    return f"{said} Where it says “{OF_PAIRS}”, the mean is of the people of the change alone."


def renewal_words(wave: ShownWave, threshold: int) -> str:
    """On whom an open wave's figures rest, and when they are renewed."""
    fellows = "1 fellow" if wave.people == 1 else f"{wave.people:,} fellows"
    return (
        f"{wave.label} ({wave.code}) is still open. Its figures rest on the {fellows} who had answered by "
        f"{date_words(date.fromisoformat(wave.as_of))}. They are renewed when {threshold} more have answered, "
        "and when the wave closes."
    )


def _response(shown: Shown) -> Picture:
    bars = tuple(Bar(each.label, each.code, each.answered, each.retained, each.note or None) for each in shown.waves)
    return picture(participation_bars, ParticipationBars(shown.waves[-1].answer, bars, ANSWERED, RETAINED), "response")


def _multiple(scale: ShownScale, place: int) -> Multiple:
    if not any(each.estimate for each in scale.waves):
        return Multiple(scale.label, scale.answer, None)
    points = tuple(WavePoint(each.label, each.code, each.n, each.estimate, each.note or None) for each in scale.waves)
    name = f"{scale.label} (a fall is better)" if scale.falls_when_better else scale.label
    chart = MeansByWave(scale.answer, name, scale.low, scale.high, points)
    return Multiple(scale.label, scale.answer, drawing(means_by_wave, chart, f"scale{place}", Width.NARROW))


def _effects(shown: Shown) -> Picture:
    rows = tuple(
        Effect(each.label, change.n, change.g, change.ci, change.note or None, each.falls_when_better)
        for each in shown.scales
        if (change := each.change) is not None
    )
    chart = Effects(shown.change, rows, "Effect size g with the 95% limits of d")
    return picture(effects, chart, "effects")


def _row(item: ShownItem, section: ShownSection) -> LikertRow:
    text = f"{item.text} (reversed)" if item.is_reversed else item.text
    return LikertRow(text, _likert(item, section), item.note or None)


def _likert(item: ShownItem, section: ShownSection) -> LikertItem | None:
    return None if item.counts is None else likert_of_counts(item.counts, [value for value, _ in section.options])


def _section(section: ShownSection, wave: ShownWave, reach: Reach, place: int) -> Section:
    words = tuple(words for _, words in section.options)
    rows = tuple(_row(item, section) for item in section.items)
    title = f"{section.title}: how often each answer was given at {wave.label.lower()} ({wave.code})."
    drawn = drawing(likert, Likert(title, words, rows, reach), f"items{place}", Width.NARROW)
    headers = ("Item", "People", *words, "Agree", "Disagree", "Net")
    return Section(section.title, drawn, Table(headers, [_cells(item, section) for item in section.items]))


def _cells(item: ShownItem, section: ShownSection) -> list[str]:
    """An item's row: n, how often each option was chosen, and the shares of the two highest and the two lowest."""
    text = f"{item.text} (reversed)" if item.is_reversed else item.text
    n, found = "Hidden" if item.n is None else f"{item.n:,}", _likert(item, section)
    if found is None:
        return [text, n, item.note, *[""] * (len(section.options) + 2)]
    shares = ("", "", "")
    if found.agree and found.disagree and found.net is not None:
        shares = (_percent(found.agree.share), _percent(found.disagree.share), f"{found.net:+.0f}".replace("-", "−"))
    return [text, n, *(f"{count:,}" for count in found.counts), *shares]


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share * 100:.0f}%"


def reading_words(shown: Shown) -> Sequence[str]:
    """How the figures were made, for "How we know"."""
    return (
        "Eligible are the fellows who had joined, and not left or deferred, when the wave opened. Complete is 80% of "
        "the questions or more, partial 50% or more; “not able to say” counts as no answer. RR1 is complete, RR2 "
        "complete or partial, of the eligible (AAPOR). Who joined later is in the figures, and in no rate.",
        "A mean is of everybody with a score at the wave, with its 95% interval from Student’s t. The change is of "
        "those with a score at both waves; g is its size in standard deviations (Cousineau 2020), with Bonett’s limits "
        "for d.",
        f"A figure that rests on fewer than {shown.threshold} people’s answers is hidden, and so is one that would "
        "show so few beside another. Where an item is shown, so is how many chose each answer, however few. An item "
        "rests on the people of its scale’s mean. Where everybody gave one answer, it is not printed. "
        "Where one to four people skipped an item, one item of the scale is hidden, so that they cannot be found out.",
        "An open wave’s figures change only when five more have answered, and when it closes.",
        *(f"{rule}." for rule in shown.hidden),
    )
