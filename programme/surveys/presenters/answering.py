"""Words for who answers a survey."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from programme.core.clock import date_words
from programme.core.words import count_words
from programme.questionnaires.presenters import answer_words, fault_links, minutes_words
from programme.questionnaires.rules.answers import (
    Answers,
    Progress,
    field_name,
    items_to_show,
    shown_items,
    unanswered,
)
from programme.questionnaires.rules.definition import Asked, Item, Section
from programme.surveys.rules.standing import Standing

LATE = "You changed this answer on another page or device. What is shown is that newer answer"
ELSEWHERE = "you changed this answer on another page or device. Load this page again to see it"
STATES = {
    Standing.OPEN: ("To answer", "blue"),
    Standing.ANSWERED: ("Answered", "green"),
    Standing.CLOSED: ("Closed", "grey"),
    Standing.LEFT: ("Not asked", "grey"),
    Standing.PLANNED: ("Coming", "white"),
}


@dataclass(frozen=True, slots=True)
class Faults:
    """What the page's summary of errors lists; the layout asks for it under the name of a form."""

    error_list: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Part:
    """One section on the page that is read before sending."""

    section: Section
    left: tuple[Item, ...]
    lines: tuple[tuple[str, str], ...]


def size_words(asked: Asked) -> str:
    """How much there is to answer and how long it takes: "35 questions and 2 in your own words, about 5 minutes"."""
    shown = shown_items(asked, {})
    chosen = sum(item.is_choice for item in shown)
    own = f" and {len(shown) - chosen} in your own words" if chosen < len(shown) else ""
    return f"{count_words(chosen, 'question')}{own}, {minutes_words(len(shown))}"


def begun_words(progress: Progress, closes_on: date | None) -> str:
    """How far who comes back is, and through which day they can go on."""
    return f"You have answered {progress.answered} of {progress.asked}. You can go on {until_words(closes_on)}."


def part_words(asked: Asked, section: Section) -> str:
    """Which part of how many this is: "Part 2 of 6"."""
    return f"Part {asked.position(section.key)} of {len(asked.sections)}"


def until_words(closes_on: date | None) -> str:
    """Through which day it can be answered."""
    return f"until {date_words(closes_on)}" if closes_on else "for the time being"


def faults(asked: Asked, said: Mapping[str, str], late: Iterable[str]) -> dict[str, str]:
    """Why something was not taken, by the item's key, in the words that stand at the item."""
    return {**dict.fromkeys(late, LATE), **said}


def summary_of(asked: Asked, said: Mapping[str, str]) -> Faults:
    """The page's summary of errors."""
    return Faults([{**each, "text": each["text"].replace("  ", " ")} for each in fault_links(asked, said)])


def parts(asked: Asked, answers: Answers) -> tuple[Part, ...]:
    """The sections that this person is asked, each with what is left to answer and what was answered."""
    left = {each.section.key: each.items for each in unanswered(asked, answers)}
    found = ((each, items_to_show(asked, each, answers)) for each in asked.sections)
    return tuple(
        Part(each, left.get(each.key, ()), tuple((item.text, answer_words(item, answers)) for item in items))
        for each, items in found
        if items
    )


def typed_lines(section: Section, typed: Mapping[str, str]) -> list[tuple[str, str]]:
    """What stood on a page that could not be stored, question by question, in words."""
    lines = []
    for item in section.items:
        words = typed.get(field_name(item), "").strip()
        if words:
            chosen = next((each.value for each in item.options if item.is_choice and str(each.value) == words), words)
            lines.append((item.text, answer_words(item, {item.key: chosen})))
    return lines


def dates_words(standing: Standing, opens_on: date | None, closes_on: date | None) -> str:
    """The days of a wave as they matter now; nothing once it is answered."""
    match standing:
        case Standing.PLANNED:
            return f"Opens on {date_words(opens_on)}"
        case Standing.OPEN:
            return f"Until {date_words(closes_on)}"
        case Standing.CLOSED:
            return f"Closed on {date_words(closes_on)}"
        case _:
            return ""


def left_words(progress: Progress) -> str:
    """How many of the questions to choose an answer to are unanswered, in one or two sentences."""
    count = progress.asked - progress.answered
    if count == 0:
        every = "all " if progress.asked > 1 else ""
        return f"You have answered {every}{count_words(progress.asked, 'question')}."
    if count == 1:
        return "1 question is not answered. You can answer it now, or leave it out."
    return f"{count} questions are not answered. You can answer them now, or leave them out."
