"""PURE: answers that were not sent yet, and which of two requests about the same answer came from the newer page."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from programme.questionnaires.rules.answers import Answer

PAGE = 1000  # how many numbers belong to one opened page


@dataclass(frozen=True, slots=True)
class Draft:
    """The answers so far, by item, and the number under which each was last changed. It holds no time."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    sequences: Mapping[str, int] = field(default_factory=dict)


def start_sequence(draft: Draft) -> int:
    """The first number of a page that is opened now: above every number of the pages before it.

    A page has `PAGE` numbers. So what an earlier page sent, and what is still on its way from there, stays below.
    """
    return (max(draft.sequences.values(), default=0) // PAGE + 1) * PAGE


def last_sequence(start: int) -> int:
    """The last number of the page that began with `start`: the whole form is sent under it, after all its answers."""
    return start // PAGE * PAGE + PAGE - 1


def is_late(draft: Draft, item: str, sequence: int) -> bool:
    """Whether the answer to `item` was changed under a higher number already."""
    return sequence < draft.sequences.get(item, 0)


def merge(draft: Draft, item: str, value: Answer | None, sequence: int) -> Draft:
    """The draft with the newer of its own answer to `item` and `value` (None takes the answer away).

    Of equal numbers the one that comes last counts, so that the same request twice changes nothing.
    """
    if is_late(draft, item, sequence):
        return draft
    answers = {key: answer for key, answer in draft.answers.items() if key != item}
    if value is not None:
        answers[item] = value
    return Draft(answers, {**draft.sequences, item: sequence})


def to_text(draft: Draft) -> str:
    """The draft as JSON, with sorted keys."""
    return json.dumps({"answers": dict(draft.answers), "sequences": dict(draft.sequences)}, sort_keys=True)


def from_text(text: str | None) -> Draft:
    """The draft that `to_text` wrote; an empty one for None."""
    if text is None:
        return Draft()
    data = json.loads(text)
    return Draft(data["answers"], data["sequences"])
