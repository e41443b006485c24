"""PURE: whether the scales of a file fit its items."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from programme.questionnaires.rules.faults import Faults
from programme.questionnaires.rules.items import Known


def check(whole: Mapping[str, Any], items: Mapping[str, Known], faults: Faults) -> None:
    """Note every fault of the scales in the data of a file."""
    seen = Counter[str]()
    for number, data in enumerate(faults.sequence(whole, "scales", "the questionnaire"), 1):
        place = f"scale {data.get('key', number) if isinstance(data, dict) else number}"
        scale = faults.mapping(data, place, ("key", "label", "items", "method", "min-share", "improves"), ())
        key = faults.key(scale, place)
        seen.update([key] if key else [])
        faults.words(scale, "label", place)
        faults.one_of(scale, "method", place, ("mean", "sum"))
        faults.one_of(scale, "improves", place, ("up", "down"))
        _share(scale, place, faults)
        _items(faults.sequence(scale, "items", place), items, place, faults)
    for key, times in seen.items():
        if times > 1:
            faults.add(f"scale {key}", f"{times} scales have this key")


def _share(scale: Mapping[str, Any], place: str, faults: Faults) -> None:
    if "min-share" not in scale:
        return
    share = scale["min-share"]
    if isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 <= share <= 1:
        faults.add(place, f"“min-share” must be a number from 0 to 1, not {share!r}")


def _items(keys: list[Any], items: Mapping[str, Known], place: str, faults: Faults) -> None:
    for key, times in Counter(map(str, keys)).items():
        if times > 1:
            faults.add(place, f"it names the item “{key}” {times} times")
        if key not in items:
            faults.add(place, f"it names the item “{key}”, which is not there")
        elif items[key].format is None:
            faults.add(place, f"it names the item “{key}”, which is answered in words")
    known = [items[str(key)] for key in keys if str(key) in items]
    if len({item.format for item in known if item.format is not None}) > 1:
        faults.add(place, "its items have different formats")
    if len({item.waves for item in known}) > 1:
        faults.add(place, "its items are asked at different waves, so its scores could not be compared")
