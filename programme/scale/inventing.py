"""PURE: names, answers and reflections of invented people, from a generator whose seed decides all of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from programme.frameworks import emotions, principles, prompts
from programme.questionnaires.rules.answers import UNABLE, Answer
from programme.questionnaires.rules.definition import Asked
from programme.reflections.rules import Content

FIRST = (
    "Aisha", "Alasdair", "Amara", "Aoife", "Beatriz", "Bronwen", "Chidi", "Daniel", "Dilys", "Efua", "Eilidh", "Farah",
    "Femi", "Grace", "Hamza", "Harriet", "Imran", "Iona", "James", "Joanna", "Kofi", "Leila", "Malik", "Mei", "Michael",
    "Nadia", "Niamh", "Owen", "Priya", "Rhys", "Rosa", "Samira", "Siân", "Tadhg", "Tomasz", "Yasmin", "Yusuf", "Zofia",
)  # fmt: skip
LAST = (
    "Abbott", "Adeyemi", "Ahmed", "Asante", "Bailey", "Begum", "Boateng", "Campbell", "Chaudhry", "Clarke", "Davies",
    "Eze", "Fernandes", "Fraser", "Gill", "Hughes", "Hussain", "Ito", "Jones", "Kaur", "Khan", "Kowalska", "Lewis",
    "MacLeod", "Mensah", "Murphy", "Nowak", "O’Brien", "Okafor", "Osei", "Patel", "Prys", "Rahman", "Reid", "Sharma",
    "Singh", "Taylor", "Walker", "Williams", "Wójcik",
)  # fmt: skip
TOWNS = ("Ashdown", "Brackley", "Carrick", "Dunmore", "Elmswell", "Fenwick", "Garth", "Holme", "Inver", "Kirkby")
KINDS = ("Practice", "Community Trust", "Hospitals", "Care Network", "Hospice")
PROGRAMMES = (
    "Rivers Fellowship", "Moorland Fellowship", "Coastal Fellowship", "Valleys Fellowship", "Lakes Fellowship",
    "Downs Fellowship", "Islands Fellowship", "Fens Fellowship", "Borders Fellowship", "Cities Fellowship",
)  # fmt: skip
TITLES = ("A hard meeting", "What I did not say", "Small test, large fuss", "On asking", "The second visit", "")
SENTENCES = (
    "I went in with a plan and came out with a better question.",
    "The room went quiet when I asked who would have to do it.",
    "Nobody disagreed, and by the next morning nobody had done anything either.",
    "I noticed how fast I wanted to give the answer, and how long it took to wait.",
    "One nurse said what everyone else had been thinking for weeks.",
    "The figures were right and they convinced nobody.",
    "I had asked the patients last, and they were the first to see what was wrong.",
    "We tried it on one ward for one morning, and it half worked.",
    "My mentor asked what I would do if I were not afraid of being disliked.",
    "It was slower than I wanted and faster than they had thought possible.",
    "I said that I did not know, and the meeting became useful.",
    "Next time I will ring the one person who can stop it before I write to the ten who cannot.",
    "The set did not solve it for me. They made me say it three times until I heard it.",
    "What looked like resistance was a rota with two gaps in it.",
    "I want to remember how it felt when the registrar thanked the porter by name.",
    "I shall try it again on Thursday with half the slides.",
)
WORDS = {
    "helped": ("The other fellows.", "A day a week that nobody could fill.", "My mentor, who rang before the meeting."),
    "hindered": ("Winter.", "Two reorganisations in one year.", "My own wish to have the answer first."),
}
START = 3.1
MOVED = {"T0": 0.0, "T1": 0.35, "T2": 0.6, "T3": 0.55, "T4": 0.5, "T5": 0.45}  # points of the answers' range
PERSON, CHANCE = 0.4, 0.75  # standard deviations: between people, and between one person's answers
GAP, CANNOT_SAY, WRITES = 0.006, 0.012, 0.3  # shares
DRAFTS = 0.1


def generator(*names: object) -> Random:
    """A generator of its own for what bears these names: what is invented of one thing hangs on no other."""
    return Random(" ".join(str(name) for name in names))  # noqa: S311 - invents people, keeps no secret


def full_name(chance: Random) -> str:
    """Somebody's name."""
    return f"{chance.choice(FIRST)} {chance.choice(LAST)}"


def programme_name(number: int) -> str:
    """The name of a programme, counted from 0."""
    turn, place = divmod(number, len(PROGRAMMES))
    return PROGRAMMES[place] + (f" {turn + 1}" if turn else "")


def place_name(number: int) -> str:
    """The name of a programme's organisation, counted from 0; no two have the same."""
    turn, place = divmod(number, len(TOWNS) * len(KINDS))
    kind, town = divmod(place, len(TOWNS))
    return f"{TOWNS[town]} {KINDS[kind]}" + (f" {turn + 1}" if turn else "")


@dataclass(frozen=True, slots=True)
class _Choice:
    """An item as answers to it are invented: its range, and which way its answers move (-1: down)."""

    key: str
    low: int
    high: int
    way: int
    reverse: bool
    unable: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a wave asks, made ready once for all who answer it."""

    asked: Asked
    choices: tuple[_Choice, ...]

    @classmethod
    def of(cls, asked: Asked) -> "Sheet":
        """The sheet of a questionnaire at a wave."""
        down = {key for scale in asked.scales if scale.improves == "down" for key in scale.items}
        return cls(
            asked,
            tuple(
                _Choice(
                    item.key,
                    item.options[0].value,
                    item.options[-1].value,
                    -1 if item.key in down else 1,
                    item.reverse,
                    item.unable,
                )
                for item in asked.choice_items
            ),
        )

    def answers(self, level: float, chance: Random) -> dict[str, Answer]:
        """What somebody answers who stands `level` points above the others."""
        around, found = level + MOVED[self.asked.wave], dict[str, Answer]()
        for each in self.choices:
            fate = chance.random()
            if fate < GAP:
                continue
            if fate < GAP + CANNOT_SAY and each.unable:
                found[each.key] = UNABLE
                continue
            value = min(max(round(START + each.way * around + chance.gauss(0, CHANCE)), each.low), each.high)
            found[each.key] = each.low + each.high - value if each.reverse else value
        for item in self.asked.items:
            if item.key in WORDS and chance.random() < WRITES:
                found[item.key] = chance.choice(WORDS[item.key])
        return found


def level(chance: Random) -> float:
    """How far above the others somebody sees themselves, in points."""
    return chance.gauss(0, PERSON)


def reflections(how_many: int, chance: Random) -> Iterator[Content]:
    """What somebody has written."""
    tags, words = sorted(principles.BY_KEY), sorted(emotions.BY_KEY)
    for _ in range(how_many):
        model = chance.choice(prompts.MODELS)
        parts = {each.key: " ".join(chance.sample(SENTENCES, chance.randint(2, 5))) for each in model.prompts}
        chosen, felt = chance.sample(tags, chance.randint(0, 2)), chance.sample(words, chance.randint(0, 2))
        yield Content(model, chance.choice(TITLES), parts, tuple(sorted(chosen)), tuple(sorted(felt)))
