"""PURE: scale scores of one person's answers."""

from programme.questionnaires.rules.answers import Answers, shown_items, value
from programme.questionnaires.rules.definition import Asked, Item, Scale


def score(asked: Asked, answers: Answers) -> dict[str, float]:
    """The score of each scale that has one, by the scale's key; unrounded, from the scale's low to its high.

    x of an item is the value chosen, or low + high - x of its format where the item is reversed. Missing are items
    not answered, answered "not able to say", or not asked of this person. With m of a scale's k items answered:
    no score if m = 0 or m/k is below the scale's min_share; else *mean* = Σx/m, and *sum* = k·Σx/m, which puts the
    person's own mean in place of what is missing (prorating) and is the plain sum when nothing is.
    """
    values = {item.key: x for item in shown_items(asked, answers) if (x := scored_value(item, answers)) is not None}
    scores = (
        (scale.key, _score(scale, [values[key] for key in scale.items if key in values])) for scale in asked.scales
    )
    return {key: found for key, found in scores if found is not None}


def scored_value(item: Item, answers: Answers) -> int | None:
    """What an item adds to a scale: its value, turned round if the item is reversed; None if missing."""
    chosen = value(item, answers)
    if chosen is None or item.format is None:
        return None
    return reversed_value(item, chosen) if item.reverse else chosen


def reversed_value(item: Item, chosen: int) -> int:
    """Low + high - x of the item's format.

    Raises:
        ValueError: a text has no values.
    """
    if item.format is None:
        raise ValueError(f"{item.key} is answered in words")
    return item.format.low + item.format.high - chosen


def _score(scale: Scale, values: list[int]) -> float | None:
    size = len(scale.items)
    if not values or len(values) / size < scale.min_share:
        return None
    return sum(values) / len(values) if scale.method == "mean" else size * sum(values) / len(values)
