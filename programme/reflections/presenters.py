"""Words for reflections."""

from collections.abc import Sequence
from dataclasses import dataclass

from programme.core.identifiers import Finding, Kind
from programme.frameworks import emotions, principles
from programme.reflections.rules import FEWEST_WRITERS, Content, Wanted

ONLY_YOU = "Only you can read this"
REMINDER = (
    "Reflections are not legally privileged: a court or a regulator can ask to see them. "
    "Write so that nobody can tell which patient or colleague you mean."
)
LONGEST_OPENING = 70
KINDS = {
    Kind.NAME: "Name of somebody in your cohort",
    Kind.NHS_NUMBER: "NHS number",
    Kind.BIRTH: "Date of birth",
    Kind.PHONE: "Phone number",
    Kind.POSTCODE: "Postcode",
    Kind.EMAIL: "Email address",
}


@dataclass(frozen=True, slots=True)
class Passage:
    """One prompt with what was written under it."""

    question: str
    text: str


def opening(content: Content) -> str:
    """What a reflection is called in a list: its title, else its first words."""
    written = next((text for text in (content.title, *content.parts.values()) if text.strip()), "")
    line = " ".join(written.split())
    if not line:
        return "Nothing written yet"
    if content.title.strip() or len(line) <= LONGEST_OPENING:
        return line
    return line[:LONGEST_OPENING].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def passages(content: Content) -> Sequence[Passage]:
    """What was written, prompt by prompt, without the prompts that were left empty."""
    return [
        Passage(prompt.question, content.parts[prompt.key])
        for prompt in content.model.prompts
        if content.parts.get(prompt.key, "").strip()
    ]


def principle_names(content: Content) -> list[str]:
    """The principles it is tagged with."""
    return [principles.BY_KEY[key].name for key in content.principles if key in principles.BY_KEY]


def emotion_names(content: Content) -> list[str]:
    """The emotions it is tagged with."""
    return [emotions.BY_KEY[key].name for key in content.emotions if key in emotions.BY_KEY]


def tags(content: Content) -> str:
    """All tags in one line."""
    return ", ".join([*emotion_names(content), *principle_names(content)])


def finding_words(found: Sequence[Finding]) -> list[tuple[str, str]]:
    """What was pointed out: what it looks like, and how it is written."""
    return [(KINDS[each.kind], " ".join(each.excerpt.split())) for each in found]


def found_words(number: int, wanted: Wanted) -> str:
    """How many were found, for the top of the list."""
    if wanted.is_all:
        return "1 reflection" if number == 1 else f"{number:,} reflections"
    return {0: "None matches", 1: "1 reflection matches"}.get(number, f"{number:,} reflections match")


def cohort_sentence(entries: int | None) -> str:
    """A cohort's number of entries, as its director may know it."""
    if entries is None:
        return f"The number is hidden while fewer than {FEWEST_WRITERS} fellows have saved a reflection."
    return f"Fellows have saved {entries:,} reflections."
