"""PURE: the eight principles of a programme that develops leaders, in our own short words."""

from dataclasses import dataclass

from programme.frameworks.source import Source

SOURCE = Source("Malby", "Lessons from the Darzi fellowship")


@dataclass(frozen=True, slots=True)
class Principle:
    """One principle; `key` is stored and never changes."""

    key: str
    name: str
    meaning: str


PRINCIPLES = (
    Principle("adult-learning", "Adult learning", "Learning that starts from your own experience and questions"),
    Principle(
        "skills",
        "Skills for leading change",
        "Difference and conflict, negotiation, resilience, inquiry, reflection, uncertainty",
    ),
    Principle("real-work", "A real piece of change", "Using what you learn on live work in an organisation"),
    Principle("mentoring", "A mentor where you work", "Somebody senior who gives you cover to try things"),
    Principle("peers", "Leading as peers", "Working with others without rank to lean on"),
    Principle("coaching", "Making it your own", "Coaching that ties the learning to you as a person"),
    Principle("system-mentoring", "Mentoring across the system", "Support that outlasts the year"),
    Principle("networks", "Networks", "People to turn to, across organisations and professions"),
)
BY_KEY = {each.key: each for each in PRINCIPLES}
