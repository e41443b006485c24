"""PURE: what is known of a survey that is lived here beside the scores: items, days, who was asked, what was sent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from programme.analysis.participation import Completion, completion
from programme.questionnaires.rules.definition import Questionnaire


@dataclass(frozen=True, slots=True)
class Asking:
    """The questionnaire version that was asked, as a report names it."""

    title: str
    version: int
    licence: str
    source: str
    note: str
    is_validated: bool


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """An item that is answered by choosing: its section's title, the scales it is in, its options by rising value.

    A reversed one counts the other way round in its scale; its own figures are of the answers as they were given.
    """

    key: str
    text: str
    section: str
    scales: tuple[str, ...]
    is_reversed: bool
    options: tuple[tuple[int, str], ...]
    waves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A wave that has opened: its days (ISO), how many fellows were eligible, and how many invited.

    Eligible are the cohort's fellows who had joined, and not left or deferred, when it opened.
    """

    code: str
    opens_on: str
    closes_on: str
    is_open: bool
    eligible: int
    invited: int


@dataclass(frozen=True, slots=True)
class Sent:
    """What one person sent at one wave: values by item, and how many items were answered of those asked.

    `is_eligible` is False for who joined later: they are in the figures, not in the rates.
    """

    token: str
    wave: str
    answered: int
    asked: int
    is_eligible: bool
    answers: Mapping[str, int]

    @property
    def is_response(self) -> bool:
        """Whether it is complete or partial: at least half of the items."""
        return completion(self.answered, self.asked) is not Completion.LESS


@dataclass(frozen=True, slots=True)
class Living:
    """All of it. `improves` says by scale whether "up" or "down" is better; what was sent is in the order of tokens.

    `professions` counts the cohort's fellows, `sectors` their host organisations, by the words that are stored.
    """

    asking: Asking
    improves: Mapping[str, str]
    items: tuple[ItemFacts, ...]
    opened: tuple[Opened, ...]
    sent: tuple[Sent, ...]
    professions: Mapping[str, int] = field(default_factory=dict)
    sectors: Mapping[str, int] = field(default_factory=dict)

    def at(self, code: str) -> Iterator[Sent]:
        """What was sent at a wave."""
        return (each for each in self.sent if each.wave == code)

    def wave(self, code: str) -> Opened:
        """The wave of this code; raises KeyError if it has not opened."""
        for each in self.opened:
            if each.code == code:
                return each
        raise KeyError(code)


def asking_of(questionnaire: Questionnaire) -> Asking:
    """What a report says of the questionnaire."""
    return Asking(
        questionnaire.title,
        questionnaire.version,
        questionnaire.licence,
        questionnaire.source,
        questionnaire.note,
        questionnaire.validated,
    )


def items_of(questionnaire: Questionnaire) -> tuple[ItemFacts, ...]:
    """The items of a questionnaire that are answered by choosing, in order."""
    return tuple(
        ItemFacts(
            key=item.key,
            text=item.text,
            section=section.title,
            scales=tuple(scale.key for scale in questionnaire.scales if item.key in scale.items),
            is_reversed=item.reverse,
            options=tuple((option.value, option.label) for option in item.options),
            waves=item.waves,
        )
        for section in questionnaire.sections
        for item in section.items
        if item.is_choice
    )


def eligible(sent: Sequence[Sent], without_link: int) -> Sequence[Sent]:
    """Mark as eligible up to `without_link` of the answers that belong to nobody any more.

    A fellow who was erased is still counted among the eligible, and their answers with them, without the link.
    """
    found, left = [], without_link
    for each in sent:
        found.append(each if left <= 0 else Sent(each.token, each.wave, each.answered, each.asked, True, each.answers))
        left -= 1
    return found
