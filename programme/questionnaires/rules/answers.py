"""PURE: what was typed becomes answers; who is asked what; how far somebody is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from programme.core.letters import can_be_kept
from programme.questionnaires.rules.definition import Asked, Item, Section

UNABLE = "unable"  # "not able to say": dealt with for who answers, missing for every figure
FIELD = "item-"

Answer: TypeAlias = int | str  # the value of an option or UNABLE for a choice; the words for a text
Answers: TypeAlias = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Parsed:
    """The answers so far with what was typed; `faults` says by item's key why something was not taken.

    `to_show` is what the page shows again: the answers, and words that were not taken as they were typed.
    """

    answers: dict[str, Answer]
    faults: dict[str, str]
    to_show: dict[str, Answer]


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the choice items that are asked have been dealt with."""

    answered: int
    asked: int


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The choice items of a section that are asked and not dealt with."""

    section: Section
    items: tuple[Item, ...]


def field_name(item: Item) -> str:
    """The name of an item's field on the page."""
    return FIELD + item.key


def shown_items(asked: Asked, answers: Answers) -> tuple[Item, ...]:
    """The items that somebody with these answers is asked, in order.

    An item with a condition is asked if the item it points to is asked and has one of the answers it names.
    """
    shown: dict[str, Item] = {}
    for item in asked.items:
        condition = item.show_if
        if condition is None or (condition.item in shown and answers.get(condition.item) in condition.values):
            shown[item.key] = item
    return tuple(shown.values())


def items_to_show(asked: Asked, section: Section, answers: Answers) -> tuple[Item, ...]:
    """The items of a section that somebody with these answers is asked; none if the page is to be passed over."""
    keys = {item.key for item in section.items}
    return tuple(item for item in shown_items(asked, answers) if item.key in keys)


def parse_typed(asked: Asked, section: Section, typed: Mapping[str, str], earlier: Answers) -> Parsed:
    """The answers after a page was sent.

    `typed` holds fields by their names on the page. A field that is not there keeps the earlier answer; an empty one
    takes it away. What cannot be taken leaves the earlier answer and a fault. Fields of other sections are ignored.
    """
    answers, faults, refused = dict(earlier), dict[str, str](), dict[str, Answer]()
    for item in items_to_show(asked, section, earlier):
        words = typed.get(field_name(item))
        if words is None:
            continue
        answer = _choice(item, words) if item.is_choice else _text(words)
        if answer is None:
            faults[item.key] = "Choose one of the answers shown"
        elif isinstance(answer, str) and not item.is_choice and len(answer) > item.longest:
            faults[item.key] = f"Shorten this to {item.longest:,} characters or fewer. It has {len(answer):,}"
            refused[item.key] = answer
        elif answer == "":
            answers.pop(item.key, None)
        else:
            answers[item.key] = answer
    return Parsed(answers, faults, {**answers, **refused})


def final_answers(asked: Asked, answers: Answers) -> dict[str, Answer]:
    """What is sent in the end: answers to items that are asked, in their order; the rest is dropped."""
    return {item.key: answers[item.key] for item in shown_items(asked, answers) if item.key in answers}


def choices(asked: Asked, answers: Answers) -> dict[str, Answer]:
    """The answers to choice items alone."""
    return {item.key: answers[item.key] for item in asked.choice_items if item.key in answers}


def texts(asked: Asked, answers: Answers) -> dict[str, str]:
    """The answers to text items alone, which are kept encrypted."""
    return {item.key: str(answers[item.key]) for item in asked.items if not item.is_choice and item.key in answers}


def value(item: Item, answers: Answers) -> int | None:
    """The value chosen for an item; None if there is none, for "not able to say" and for a text."""
    answer = answers.get(item.key)
    return answer if isinstance(answer, int) and any(option.value == answer for option in item.options) else None


def is_dealt_with(item: Item, answers: Answers) -> bool:
    """Whether a choice item has a value or an allowed "not able to say"."""
    return value(item, answers) is not None or (item.unable and answers.get(item.key) == UNABLE)


def progress(asked: Asked, answers: Answers) -> Progress:
    """How far somebody is, counted in the choice items that they are asked; "not able to say" is dealt with."""
    counted = [item for item in shown_items(asked, answers) if item.is_choice]
    return Progress(sum(is_dealt_with(item, answers) for item in counted), len(counted))


def unanswered(asked: Asked, answers: Answers) -> tuple[Unanswered, ...]:
    """The choice items that are asked and not dealt with, by section; sections without one are left out."""
    left = {item.key for item in shown_items(asked, answers) if item.is_choice and not is_dealt_with(item, answers)}
    found = (Unanswered(each, tuple(item for item in each.items if item.key in left)) for each in asked.sections)
    return tuple(each for each in found if each.items)


def completion_counts(asked: Asked, answers: Answers) -> tuple[int, int]:
    """(answered, asked) in choice items, for AAPOR's complete and partial; "not able to say" is not an answer.

    `asked` is at least 1: at every wave some choice item is asked of everybody.
    """
    counted = [item for item in shown_items(asked, answers) if item.is_choice]
    return sum(value(item, answers) is not None for item in counted), len(counted)


def _choice(item: Item, words: str) -> Answer | None:
    """The option or UNABLE that was sent; "" for nothing, None for what the item does not offer."""
    if words == "" or (words == UNABLE and item.unable):
        return words
    return next((option.value for option in item.options if str(option.value) == words), None)


def _text(words: str) -> str:
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in lines if can_be_kept(letter)).strip()
