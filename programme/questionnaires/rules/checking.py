"""PURE: whether data of a file describes a questionnaire, part by part and then each part against the others."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from programme.questionnaires.rules import items as item_checks
from programme.questionnaires.rules import scales
from programme.questionnaires.rules.definition import WAVES
from programme.questionnaires.rules.faults import KEY, Faults, is_whole

MOST_ITEMS = 8  # on a page: more than that is too long for a phone
HIGHEST_VERSION = 9_999
HIGHEST_VALUE = 1_000
REQUIRED = ("key", "version", "title", "licence", "source", "validated", "formats", "sections")
OPTIONAL = ("note", "intro", "scales")
THE_FILE = "the questionnaire"


def checked(data: Any, faults: Faults) -> None:
    """Note every fault of `data`; if there is none, `from_data` can build it."""
    whole = faults.mapping(data, THE_FILE, REQUIRED, OPTIONAL)
    faults.key(whole, THE_FILE)
    for name in ("title", "licence", "source", "note", "intro"):
        faults.words(whole, name, THE_FILE, may_be_empty=name in OPTIONAL)
    faults.truth(whole, "validated", THE_FILE)
    if "version" in whole and not (is_whole(whole["version"]) and 1 <= whole["version"] <= HIGHEST_VERSION):
        faults.add(
            THE_FILE, f"the version must be a whole number from 1 to {HIGHEST_VERSION}, not {whole['version']!r}"
        )
    formats = _formats(whole, faults)
    items = _sections(whole, formats, faults)
    scales.check(whole, items, faults)
    _asked_of_everybody(items, faults)


def _formats(whole: Mapping[str, Any], faults: Faults) -> dict[str, tuple[int, ...]]:
    """The values of each format by its key, as far as they can be made out."""
    found = dict[str, tuple[int, ...]]()
    formats = whole.get("formats", {})
    if not isinstance(formats, dict) or (not formats and "formats" in whole):
        faults.add(THE_FILE, "“formats” must be a mapping with at least one format")
        return found
    for key, data in formats.items():
        place = f"format {key}"
        if not (isinstance(key, str) and KEY.fullmatch(key)):
            faults.add(place, "the key must be 1 to 40 of a to z, 0 to 9 and hyphens")
        found[str(key)] = _options(faults.mapping(data, place, ("options",), ("unable",)), place, faults)
    return found


def _options(data: Mapping[str, Any], place: str, faults: Faults) -> tuple[int, ...]:
    faults.truth(data, "unable", place)
    values, labels = list[int](), list[str]()
    for number, each in enumerate(faults.sequence(data, "options", place), 1):
        option = faults.mapping(each, f"{place}, option {number}", ("value", "label"), ())
        faults.words(option, "label", f"{place}, option {number}")
        labels.append(str(option.get("label")))
        if is_whole(option.get("value")) and abs(option["value"]) <= HIGHEST_VALUE:
            values.append(option["value"])
        elif "value" in option:
            faults.add(f"{place}, option {number}", f"“value” must be a whole number of at most {HIGHEST_VALUE}")
    if "options" in data and len(labels) == 1:
        faults.add(place, "there must be two options or more")
    if len(set(values)) < len(values) or len(set(labels)) < len(labels):
        faults.add(place, "two options have the same value or label")
    return tuple(values)


def _sections(whole: Mapping[str, Any], formats: Mapping[str, tuple[int, ...]], faults: Faults) -> item_checks.Items:
    """The items by key, as far as they can be made out; conditions look at the sections before their own."""
    items = item_checks.Items()
    seen = Counter[str]()
    for number, data in enumerate(faults.sequence(whole, "sections", THE_FILE), 1):
        place = f"section {data.get('key', number) if isinstance(data, dict) else number}"
        section = faults.mapping(data, place, ("key", "title", "items"), ("intro",))
        key = faults.key(section, place)
        seen.update([key] if key else [])
        faults.words(section, "title", place)
        faults.words(section, "intro", place, may_be_empty=True)
        rows = faults.sequence(section, "items", place)
        if len(rows) > MOST_ITEMS:
            faults.add(place, f"it has {len(rows)} items; a page holds {MOST_ITEMS} at most")
        before = dict(items)
        for row, item in enumerate(rows, 1):
            where = f"item {item['key']}" if isinstance(item, dict) and "key" in item else f"{place}, item {row}"
            item_checks.check(item, where, formats, before, items, faults)
    for key, times in seen.items():
        if times > 1:
            faults.add(f"section {key}", f"{times} sections have this key")
    return items


def _asked_of_everybody(items: item_checks.Items, faults: Faults) -> None:
    """At a wave that asks anything, some choice is asked of everybody: else there is no share answered."""
    for wave in WAVES:
        here = [item for item in items.values() if wave in item.waves]
        if here and not any(item.format is not None and not item.is_conditional for item in here):
            faults.add(THE_FILE, f"at {wave} no item with answers to choose from is asked of everybody")
