"""PURE: what invented fellows answer. The same seed gives the same answers; the change in them is planted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from programme.questionnaires.rules.answers import UNABLE, Answer
from programme.questionnaires.rules.definition import Asked, Item

SEED = "Canopy"
WAVES = ("T0", "T1", "T2", "T3")
# By scale, where it stands at the start and how far it has moved at each wave, in points of the answers' range 1 to 5.
# Network and support falls back once the year is over; using data and resilience do not move at all.
COURSES: Mapping[str, tuple[float, tuple[float, float, float, float]]] = {
    "systems-thinking": (3.2, (0.0, 0.5, 0.85, 0.8)),
    "change-practice": (3.1, (0.0, 0.35, 0.7, 0.7)),
    "working-with-difference": (3.3, (0.0, 0.3, 0.5, 0.5)),
    "resilience": (3.5, (0.0, 0.0, 0.0, 0.0)),
    "coproduction": (2.9, (0.0, 0.4, 0.65, 0.6)),
    "using-data": (3.2, (0.0, 0.0, 0.0, 0.0)),
    "network-and-support": (2.9, (0.0, 0.7, 1.0, 0.15)),
    "self-awareness": (3.4, (0.0, 0.1, 0.3, 0.3)),
    "isolation": (3.4, (0.0, -0.35, -0.8, -0.7)),
}
ALONE = {"worthwhile": 4.6, "empowered": 4.3}
PERSON, TASTE, MOOD, CHANCE = 0.35, 0.3, 0.2, 0.6  # standard deviations: a person, their taste, the day, one answer
GAP, CANNOT_SAY, BREAKS_OFF, WRITES = 0.006, 0.012, 0.04, 0.35  # shares


@dataclass(frozen=True, slots=True)
class Answerer:
    """An invented person who answers: how they see themselves, in all and in each scale."""

    name: str
    level: float
    tastes: Mapping[str, float]
    diligence: float


def answerer(name: str) -> Answerer:
    """The person with this name, the same each time."""
    chance = Random(f"{SEED} {name}")  # noqa: S311 - invents answers, keeps no secret
    tastes = {scale: chance.gauss(0, TASTE) for scale in COURSES}
    return Answerer(name, chance.gauss(0, PERSON), tastes, chance.random())


def who_answers(names: Sequence[str], wave: str, wanted: int, always: frozenset[str]) -> frozenset[str]:
    """`wanted` of these people, mostly the same at each wave, and everybody in `always`."""
    chance = Random(f"{SEED} {wave}")  # noqa: S311
    keen = {name: (name in always, answerer(name).diligence + chance.uniform(0, 0.6)) for name in names}
    return frozenset(sorted(names, key=lambda name: keen[name], reverse=True)[:wanted])


def answers(
    asked: Asked, name: str, words: Mapping[str, Sequence[str]], *, sections: int | None = None
) -> dict[str, Answer]:
    """What the person answers at a wave; only in the first `sections` for who has not finished."""
    who, chance = answerer(name), Random(f"{SEED} {name} {asked.wave}")  # noqa: S311
    mood = chance.gauss(0, MOOD)
    breaks_off = chance.random() < BREAKS_OFF
    left_out = chance.choice((2, 3)) if breaks_off else 0
    pages = asked.sections[: sections or len(asked.sections) - left_out]
    found: dict[str, Answer] = {}
    for item in (item for page in pages for item in page.items):
        answer = _choice(asked, item, who, mood, chance) if item.is_choice else _words(item, words, chance)
        if answer is not None:
            found[item.key] = answer
    return found


def _choice(asked: Asked, item: Item, who: Answerer, mood: float, chance: Random) -> Answer | None:
    fate = chance.random()
    around = _level(asked, item, who, mood) + chance.gauss(0, CHANCE)
    if fate < GAP:
        return None
    if item.format is None or (fate < GAP + CANNOT_SAY and item.unable):
        return UNABLE
    low, high = item.format.low, item.format.high
    value = min(max(round(around), low), high)
    return low + high - value if item.reverse else value


def _level(asked: Asked, item: Item, who: Answerer, mood: float) -> float:
    """Where an answer of theirs lies before chance; a reversed item counts as its scale does."""
    if item.key in ALONE:
        return ALONE[item.key]
    scale = next(scale.key for scale in asked.scales if item.key in scale.items)
    start, moves = COURSES[scale]
    sign = -1 if scale == "isolation" else 1
    return start + moves[WAVES.index(asked.wave)] + who.tastes[scale] + sign * (who.level + mood)


def _words(item: Item, words: Mapping[str, Sequence[str]], chance: Random) -> Answer | None:
    return chance.choice(words[item.key]) if item.key in words and chance.random() < WRITES else None
