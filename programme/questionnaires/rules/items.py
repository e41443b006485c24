"""PURE: whether an item of a file says what an item must, and points to what is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from programme.questionnaires.rules.definition import WAVES
from programme.questionnaires.rules.faults import Faults, is_whole

LONGEST_ANSWER = 10_000
OF_CHOICE = ("format", "reverse", "unable")
OF_TEXT = ("longest",)
OF_BOTH = ("kind", "hint", "waves", "show-if")


@dataclass(frozen=True, slots=True)
class Known:
    """What other checks need to know of an item: the key of its format (None for a text), its values, its waves."""

    format: str | None
    values: tuple[int, ...]
    waves: frozenset[str]
    is_conditional: bool


Items: TypeAlias = dict[str, Known]
Formats: TypeAlias = Mapping[str, tuple[int, ...]]  # the values of each format by its key


def check(data: Any, place: str, formats: Formats, before: Mapping[str, Known], items: Items, faults: Faults) -> None:
    """Note every fault of one item and add it to `items`; `before` are the items of earlier sections."""
    is_text = isinstance(data, dict) and data.get("kind") == "text"
    needed = ("key", "text") if is_text else ("key", "text", "format")
    item = faults.mapping(data, place, needed, (*OF_BOTH, *OF_CHOICE, *OF_TEXT))
    _parts(item, place, is_text, faults)
    _condition(item, place, before, items, faults)
    format = None if is_text else str(item.get("format"))
    if "format" in item and format is not None and format not in formats:
        faults.add(place, f"the format “{format}” is not defined")
    waves = _waves(item, place, faults)
    key = faults.key(item, place)
    if key in items:
        faults.add(place, "another item has this key")
    elif key:
        items[key] = Known(format, formats.get(format or "", ()), waves, "show-if" in item)


def _parts(item: Mapping[str, Any], place: str, is_text: bool, faults: Faults) -> None:
    faults.one_of(item, "kind", place, ("choice", "text"))
    faults.words(item, "text", place)
    faults.words(item, "hint", place, may_be_empty=True)
    for name in ("reverse", "unable"):
        faults.truth(item, name, place)
    for name in OF_CHOICE if is_text else OF_TEXT:
        if name in item:
            faults.add(place, f"“{name}” does not go with a {'text' if is_text else 'choice'}")
    longest = item.get("longest", 1)
    if not (is_whole(longest) and 1 <= longest <= LONGEST_ANSWER):
        faults.add(place, f"“longest” must be a whole number from 1 to {LONGEST_ANSWER:,}")


def _waves(item: Mapping[str, Any], place: str, faults: Faults) -> frozenset[str]:
    if "waves" not in item:
        return frozenset(WAVES)
    waves = faults.sequence(item, "waves", place)
    if any(each not in WAVES for each in waves) or len(set(map(str, waves))) < len(waves):
        faults.add(place, f"“waves” holds codes of {', '.join(WAVES)}, each once")
    return frozenset(each for each in waves if each in WAVES)


def _condition(
    item: Mapping[str, Any], place: str, before: Mapping[str, Known], items: Mapping[str, Known], faults: Faults
) -> None:
    if "show-if" not in item:
        return
    data = faults.mapping(item["show-if"], f"{place}, show-if", ("item", "values"), ())
    values = faults.sequence(data, "values", f"{place}, show-if")
    pointed = str(data.get("item"))
    if "item" not in data:
        return
    if pointed not in before:
        is_near = pointed in items or pointed == item.get("key")
        why = "stands in the same section" if is_near else "is not there before it"
        faults.add(place, f"show-if points to “{pointed}”, which {why}; it must be an item of an earlier section")
    elif before[pointed].format is None:
        faults.add(place, f"show-if points to “{pointed}”, which is answered in words")
    else:
        for value in values:
            if not is_whole(value) or value not in before[pointed].values:
                faults.add(place, f"show-if names the value {value!r}, which “{pointed}” does not offer")
