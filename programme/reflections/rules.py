"""PURE: what a reflection holds, how it is stored as one text, what can be searched, and who counts."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from programme.core.identifiers import Finding, Kind, identifiers
from programme.core.letters import plain
from programme.frameworks import emotions, principles, prompts
from programme.frameworks.prompts import FREE, ReflectionModel

LONGEST_PART = 20_000  # characters, some 3,500 words
FEWEST_WRITERS = 5  # a cohort's number of entries is told from this many writers on
NOTHING_WRITTEN = "Write something before you save, or save it as a draft"


@dataclass(frozen=True, slots=True)
class Content:
    """What somebody wrote: the text under each prompt by the prompt's key, and the keys of their tags."""

    model: ReflectionModel = FREE
    title: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    principles: tuple[str, ...] = ()
    emotions: tuple[str, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether there is neither a title nor a text."""
        return not self.title.strip() and not self.has_text

    @property
    def has_text(self) -> bool:
        """Whether something stands under one of the prompts."""
        return any(text.strip() for text in self.parts.values())

    def stored(self) -> str:
        """The one text that is encrypted."""
        said = {
            "model": self.model.key,
            "title": self.title,
            "parts": dict(self.parts),
            "principles": list(self.principles),
            "emotions": list(self.emotions),
        }
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to: words that all must occur, a model, a principle, an emotion; empty means any."""

    words: str = ""
    model: str = ""
    principle: str = ""
    emotion: str = ""

    @property
    def is_all(self) -> bool:
        """Whether nothing is asked for."""
        return not (self.words.strip() or self.model or self.principle or self.emotion)


def content_of(stored: str) -> Content:
    """What `Content.stored` gave."""
    said: dict[str, Any] = json.loads(stored)
    return Content(
        model=model_called(said["model"]),
        title=said["title"],
        parts=dict(said["parts"]),
        principles=tuple(said["principles"]),
        emotions=tuple(said["emotions"]),
    )


def model_called(key: str) -> ReflectionModel:
    """The model with this key; free writing for one that is not known."""
    return prompts.BY_KEY.get(key, FREE)


def model_of_page(stored: ReflectionModel, asked: Collection[str]) -> ReflectionModel:
    """The model that a page asks after, which sent what was typed under the prompts `asked`, by their keys.

    It is not the stored one where the draft was still empty when another model was chosen for it on a second page.
    """
    if any(prompt.key in asked for prompt in stored.prompts):
        return stored
    of_page = (each for each in prompts.MODELS if {prompt.key for prompt in each.prompts} == set(asked))
    return next(of_page, stored)


def content_from(
    model: ReflectionModel,
    *,
    title: str,
    parts: Mapping[str, str],
    chosen_principles: Iterable[str],
    chosen_emotions: Iterable[str],
) -> Content:
    """What was typed, with only what the model and the frameworks know, in their order."""
    picked, felt = set(chosen_principles), set(chosen_emotions)
    return Content(
        model=model,
        title=title,
        parts={prompt.key: text for prompt in model.prompts if (text := parts.get(prompt.key, ""))},
        principles=tuple(key for key in principles.BY_KEY if key in picked),
        emotions=tuple(key for key in emotions.BY_KEY if key in felt),
    )


def matches(content: Content, wanted: Wanted) -> bool:
    """Whether the reflection has all that is asked for; accents and capitals of words do not matter."""
    if wanted.model and wanted.model != content.model.key:
        return False
    if wanted.principle and wanted.principle not in content.principles:
        return False
    if wanted.emotion and wanted.emotion not in content.emotions:
        return False
    written = plain("\n".join((content.title, *content.parts.values())))
    return all(word in written for word in plain(wanted.words).split())


def is_newer(sequence: int, stored: int) -> bool:
    """Whether an autosave with this number may overwrite what is stored under `stored`."""
    return sequence > stored


def likely_identifiers(content: Content, *, names: Iterable[str], today: date) -> tuple[Finding, ...]:
    """What in the title and the texts could tell who is meant: each kind and wording once, in order."""
    known = tuple(names)
    texts = [content.title, *(content.parts.get(prompt.key, "") for prompt in content.model.prompts)]
    found = [each for text in texts for each in identifiers(text, names=known, today=today)]
    once: dict[tuple[Kind, str], Finding] = {}
    for each in found:
        once.setdefault((each.kind, plain(each.excerpt)), each)
    return tuple(once.values())


def told_count(entries: int, writers: int) -> int | None:
    """The number of a cohort's entries that its director may see; None while fewer than five fellows have written."""
    return entries if writers >= FEWEST_WRITERS else None
