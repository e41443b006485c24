"""PURE: the emotions that leaders spoke of when they were listened to without interruption."""

from dataclasses import dataclass

from programme.frameworks.source import Source

SOURCE = Source("NHS Collaborate", "Report on the first phase of generative interviews")


@dataclass(frozen=True, slots=True)
class Emotion:
    """One emotion word; `key` is stored and never changes. `lifts` tells the first six from the others."""

    key: str
    name: str
    lifts: bool


EMOTIONS = (
    Emotion("courage", "Courage", True),
    Emotion("passion", "Passion", True),
    Emotion("desire", "Desire", True),
    Emotion("confidence", "Confidence", True),
    Emotion("resilience", "Resilience", True),
    Emotion("hope", "Hope", True),
    Emotion("doubt", "Doubt", False),
    Emotion("fear", "Fear", False),
    Emotion("anxiety", "Anxiety", False),
    Emotion("loneliness", "Loneliness", False),
    Emotion("overwhelmed", "Being overwhelmed", False),
    Emotion("firing-line", "Being in the firing line", False),
)
BY_KEY = {each.key: each for each in EMOTIONS}
