"""PURE: models of reflection. The stages are the authors'; the questions are in our own words."""

from dataclasses import dataclass

from programme.frameworks.source import Source


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question to write under; `key` is stored and never changes."""

    key: str
    question: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ReflectionModel:
    """A way through a reflection, prompt by prompt. Free writing has one prompt and no source."""

    key: str
    name: str
    meaning: str
    prompts: tuple[Prompt, ...]
    source: Source | None = None


FREE = ReflectionModel(
    "free",
    "Free writing",
    "One empty page. Good when you want it off your mind",
    (Prompt("text", "What is on your mind?"),),
)
DRISCOLL = ReflectionModel(
    "driscoll",
    "What? So what? Now what?",
    "3 short questions. Good after a hard conversation or a long day",
    (
        Prompt("what", "What?", "What happened, and what was your part in it?"),
        Prompt("so-what", "So what?", "Why does it matter to you? What did it show you?"),
        Prompt("now-what", "Now what?", "What will you do, and what will you leave alone?"),
    ),
    Source("Driscoll", "Reflective practice for practise", 1994),
)
GIBBS = ReflectionModel(
    "gibbs",
    "Reflective cycle",
    "6 questions with room for feelings. Good for something that stays with you",
    (
        Prompt("description", "What happened?", "The bare facts: where, when, who did what in which role"),
        Prompt("feelings", "What did you feel and think?", "At the time, and now"),
        Prompt("evaluation", "What went well, and what did not?"),
        Prompt("analysis", "How do you make sense of it?", "What lay behind it, in you, in others, in the system?"),
        Prompt("conclusion", "What else could you have done?"),
        Prompt("action-plan", "What will you do if it happens again?"),
    ),
    Source("Gibbs", "Learning by Doing", 1988),
)
KOLB = ReflectionModel(
    "kolb",
    "Learning cycle",
    "4 questions that end in something to try. Good while you are testing a change",
    (
        Prompt("experience", "What did you do or live through?"),
        Prompt("observation", "What do you notice when you look back?", "What surprised you? What do others see?"),
        Prompt("concept", "What idea do you take from it?", "A rule of thumb, a pattern, a new question"),
        Prompt("experiment", "How will you try it out?", "Something small, and soon"),
    ),
    Source("Kolb", "Experiential Learning", 1984),
)
MODELS = (FREE, DRISCOLL, GIBBS, KOLB)
BY_KEY = {each.key: each for each in MODELS}
