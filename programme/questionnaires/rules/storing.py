"""PURE: a questionnaire as plain data, as one canonical text, and as that text's digest.

What is stored may have been answered, so it is built again without asking whether today's reader would still take it.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from programme.questionnaires.rules.definition import (
    WAVES,
    Item,
    Option,
    Questionnaire,
    ResponseFormat,
    Scale,
    Section,
    ShowIf,
)

LONGEST_TEXT = 2000
Data = Mapping[str, Any]


def to_data(questionnaire: Questionnaire) -> dict[str, Any]:
    """The questionnaire in the shape of its file, with nothing left to be understood."""
    return {
        "key": questionnaire.key,
        "version": questionnaire.version,
        "title": questionnaire.title,
        "licence": questionnaire.licence,
        "source": questionnaire.source,
        "validated": questionnaire.validated,
        "note": questionnaire.note,
        "intro": questionnaire.intro,
        "formats": {each.key: _format_data(each) for each in questionnaire.formats},
        "sections": [_section_data(section) for section in questionnaire.sections],
        "scales": [_scale_data(scale) for scale in questionnaire.scales],
    }


def from_data(data: Data) -> Questionnaire:
    """The questionnaire that `data`, of the shape of its file, describes; what is left out takes its usual value."""
    formats = {key: _format(key, each) for key, each in data["formats"].items()}
    sections = tuple(_section(each, formats) for each in data["sections"])
    items = {item.key: item for section in sections for item in section.items}
    return Questionnaire(
        key=data["key"],
        version=data["version"],
        title=data["title"],
        licence=data["licence"],
        source=data["source"],
        validated=data["validated"],
        note=data.get("note", ""),
        intro=data.get("intro", ""),
        formats=tuple(formats.values()),
        sections=sections,
        scales=tuple(_scale(each, items) for each in data.get("scales", ())),
    )


def to_text(questionnaire: Questionnaire) -> str:
    """The canonical text: JSON with sorted keys and no spaces; equal questionnaires give equal texts."""
    return json.dumps(to_data(questionnaire), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@lru_cache(maxsize=64)
def from_text(text: str) -> Questionnaire:
    """The questionnaire of a canonical text. It is built once a process, as every answer asks for it."""
    return from_data(json.loads(text))


def digest(questionnaire: Questionnaire) -> str:
    """SHA-256 of the canonical text, 64 hexadecimal digits: two versions of one digest ask the same."""
    return hashlib.sha256(to_text(questionnaire).encode()).hexdigest()


def _format_data(format: ResponseFormat) -> dict[str, Any]:
    options = [{"value": option.value, "label": option.label} for option in format.options]
    return {"options": options, "unable": format.unable}


def _section_data(section: Section) -> dict[str, Any]:
    items = [_item_data(item) for item in section.items]
    return {"key": section.key, "title": section.title, "intro": section.intro, "items": items}


def _item_data(item: Item) -> dict[str, Any]:
    data: dict[str, Any] = {"key": item.key, "text": item.text, "hint": item.hint, "waves": list(item.waves)}
    if item.show_if:
        data["show-if"] = {"item": item.show_if.item, "values": list(item.show_if.values)}
    if item.format is None:
        return {**data, "kind": item.kind, "longest": item.longest}
    return {**data, "format": item.format.key, "reverse": item.reverse, "unable": item.unable}


def _scale_data(scale: Scale) -> dict[str, Any]:
    return {
        "key": scale.key,
        "label": scale.label,
        "items": list(scale.items),
        "method": scale.method,
        "min-share": scale.min_share,
        "improves": scale.improves,
    }


def _format(key: str, data: Data) -> ResponseFormat:
    options = sorted((Option(each["value"], each["label"]) for each in data["options"]), key=lambda each: each.value)
    return ResponseFormat(key, tuple(options), data.get("unable", False))


def _section(data: Data, formats: Mapping[str, ResponseFormat]) -> Section:
    return Section(
        data["key"], data["title"], data.get("intro", ""), tuple(_item(each, formats) for each in data["items"])
    )


def _item(data: Data, formats: Mapping[str, ResponseFormat]) -> Item:
    format = formats[data["format"]] if "format" in data else None
    condition = data.get("show-if")
    return Item(
        key=data["key"],
        text=data["text"],
        kind="choice" if format else "text",
        format=format,
        reverse=data.get("reverse", False),
        unable=data.get("unable", format.unable) if format else False,
        show_if=ShowIf(condition["item"], tuple(sorted(condition["values"]))) if condition else None,
        waves=tuple(code for code in WAVES if code in data.get("waves", WAVES)),
        hint=data.get("hint", ""),
        longest=0 if format else data.get("longest", LONGEST_TEXT),
    )


def _scale(data: Data, items: Mapping[str, Item]) -> Scale:
    formats = [items[key].format for key in data["items"]]
    lowest, highest = (min(each.low for each in formats if each), max(each.high for each in formats if each))
    times = len(formats) if data["method"] == "sum" else 1
    return Scale(
        key=data["key"],
        label=data["label"],
        items=tuple(data["items"]),
        method=data["method"],
        min_share=float(data["min-share"]),
        low=float(lowest * times),
        high=float(highest * times),
        improves=data["improves"],
    )
