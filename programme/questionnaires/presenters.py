"""Words for questionnaires, their items, scales and progress."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil

from programme.questionnaires.rules.answers import UNABLE, Answers, Progress, field_name, value
from programme.questionnaires.rules.definition import WAVES, Asked, Item, Questionnaire, ResponseFormat, Scale, Section

UNABLE_WORDS = "Not able to say"
NOT_ANSWERED = "Not answered"


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item in a list: its text and what is to be known of it, in short phrases."""

    text: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionLines:
    """One section in a list."""

    title: str
    intro: str
    items: tuple[ItemLine, ...]


def progress_words(progress: Progress) -> str:
    """How far somebody is: "12 of 40 answered"."""
    return f"{progress.answered} of {progress.asked} answered"


def answer_words(item: Item, answers: Answers) -> str:
    """The answer to an item as it is read back to who gave it."""
    if not item.is_choice:
        return str(answers.get(item.key, "")) or NOT_ANSWERED
    chosen = value(item, answers)
    if chosen is None:
        return UNABLE_WORDS if item.unable and answers.get(item.key) == UNABLE else NOT_ANSWERED
    return option_label(item, chosen)


def fault_links(asked: Asked, faults: Mapping[str, str]) -> list[dict[str, str]]:
    """The entries of an error summary: each names the item and leads to it."""
    return [
        {"text": f"{item.text} {faults[item.key]}", "href": f"#{field_name(item)}"}
        for item in asked.items
        if item.key in faults
    ]


def option_label(item: Item, chosen: int) -> str:
    """The words of a value of an item; the value itself if it is not one of the item's."""
    return next((option.label for option in item.options if option.value == chosen), str(chosen))


def format_name(format: ResponseFormat) -> str:
    """A format's name from its key: "five-points" becomes "Five points"."""
    return format.key.replace("-", " ").capitalize()


def format_words(format: ResponseFormat) -> str:
    """A format's answers with their values, in order."""
    words = [f"{option.label} ({option.value})" for option in format.options]
    return ", ".join([*words, f"{UNABLE_WORDS} (missing)"] if format.unable else words)


def scale_words(scale: Scale) -> str:
    """How a scale is made: "4 items, mean, at least 2 answered"."""
    size = len(scale.items)
    needed = max(1, next((count for count in range(size + 1) if count / size >= scale.min_share), size))
    items = "1 item" if size == 1 else f"{size} items"
    return f"{items}, {scale.method}, at least {needed} answered"


def range_words(scale: Scale) -> str:
    """From where to where a scale goes and which way is better."""
    return f"{scale.low:g} to {scale.high:g}, {'higher' if scale.improves == 'up' else 'lower'} is better"


def licence_words(questionnaire: Questionnaire) -> str:
    """Under which licence it is, and whether it is validated, for a list."""
    return f"{questionnaire.licence}, {'validated' if questionnaire.validated else 'not validated'}"


def minutes_words(questions: int) -> str:
    """How long this many questions take on a phone, at eight a minute with the turning of pages."""
    minutes = max(1, ceil(questions / 8))
    return "about 1 minute" if minutes == 1 else f"about {minutes} minutes"


def preview(questionnaire: Questionnaire) -> tuple[SectionLines, ...]:
    """All sections with every item and its remarks."""
    scales: dict[str, list[str]] = {}
    for scale in questionnaire.scales:
        for key in scale.items:
            scales.setdefault(key, []).append(scale.label)
    texts = {item.key: item.text for item in questionnaire.items}
    return tuple(_lines(section, scales, texts) for section in questionnaire.sections)


def _lines(section: Section, scales: Mapping[str, Iterable[str]], texts: Mapping[str, str]) -> SectionLines:
    items = tuple(ItemLine(item.text, tuple(_remarks(item, scales.get(item.key, ()), texts))) for item in section.items)
    return SectionLines(section.title, section.intro, items)


def _remarks(item: Item, scales: Iterable[str], texts: Mapping[str, str]) -> Iterable[str]:
    if item.format is None:
        yield f"In words, up to {item.longest:,} characters"
    else:
        yield f"Answers: {format_name(item.format).lower()}"
        yield from (f"Scale: {label}" for label in scales)
    if item.reverse:
        yield "Reversed"
    if item.unable:
        yield f"“{UNABLE_WORDS}” offered"
    if item.waves != WAVES:
        yield f"Asked at {', '.join(item.waves)}"
    if item.show_if:
        yield f"Asked only after certain answers to “{texts[item.show_if.item]}”"
