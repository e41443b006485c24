"""PURE: how often each answer to an item was given, where that tells nothing that is hidden elsewhere."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from programme.analysis.disclosure.figures import Figure, plan
from programme.analysis.disclosure.rules import Hidden
from programme.analysis.values import Interval
from programme.surveys.rules.evaluation import Evaluated
from programme.surveys.rules.leaks import Form, leaks
from programme.surveys.rules.living import ItemFacts, Living
from programme.surveys.rules.results import Printed, Results, WaveFacts
from programme.surveys.rules.taking import Totals


@dataclass(frozen=True, slots=True)
class ItemResult:
    """An item at one wave: how often each option was chosen, the lowest first. One of counts, range, hidden is set.

    `range` holds the values of the lowest and the highest option of the half that holds everybody's answer.
    """

    item: ItemFacts
    wave: WaveFacts
    n: int | None
    counts: tuple[int, ...] | None = None
    range: Interval | None = None
    hidden: Hidden | None = None
    is_earlier: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """The results of every item at every wave that asked it, in the order of waves and items, and what is printed."""

    results: tuple[ItemResult, ...]
    printed: tuple[Printed, ...]

    def at(self, code: str) -> tuple[ItemResult, ...]:
        """The items of one wave."""
        return tuple(each for each in self.results if each.wave.code == code)


def evaluate_items(results: Results, living: Living, evaluated: Evaluated, totals: Totals) -> Items:
    """The distributions of all items.

    An item of a scale rests on the people of the scale's own printed figure who answered it, and is hidden with that.
    Where everybody gave one answer, only half of the options is printed, or, within a scale, none of its items: the
    scale's mean and the others would give that answer away. Where some people, but fewer than the threshold, have a
    score and skipped an item, items are hidden until no combination with the scale's means rests on those few.
    """
    found: list[ItemResult] = []
    printed: list[Printed] = []
    for wave in results.waves:
        at_wave = _AtWave(results, living, evaluated, totals, wave)
        for item in living.items:
            if wave.code in item.waves:
                found.append(at_wave.result(item))
                printed += at_wave.printed(item)
    return Items(tuple(found), tuple(printed))


class _AtWave:
    """The items of one wave: who answered what, and which are hidden."""

    def __init__(self, results: Results, living: Living, evaluated: Evaluated, totals: Totals, wave: WaveFacts) -> None:
        self._results, self._evaluated, self._totals, self._wave = results, evaluated, totals, wave
        self._items = [item for item in living.items if wave.code in item.waves]
        self._sent = {each.token: each.answers for each in living.at(wave.code)}
        self._hidden: dict[str, Hidden] = {}
        self._answers: dict[str, frozenset[str]] = {}
        self._earlier: set[str] = set()
        self._decide()

    def result(self, item: ItemFacts) -> ItemResult:
        """What of an item is printed."""
        answers, hidden = self._answers.get(item.key, frozenset()), self._hidden.get(item.key)
        is_enough = len(answers) >= self._results.threshold
        if hidden is not None:
            n = len(answers) if is_enough and hidden in (Hidden.NESTED, Hidden.ALL_ALIKE) else None
            return ItemResult(item, self._wave, n, hidden=hidden)
        counted = Counter(int(answer.rpartition("=")[2]) for answer in answers)
        counts = tuple(counted[option] for option, _ in item.options)
        is_earlier = item.key in self._earlier
        if max(counts) == sum(counts):
            return ItemResult(item, self._wave, sum(counts), range=_half(item, counts), is_earlier=is_earlier)
        return ItemResult(item, self._wave, sum(counts), counts, is_earlier=is_earlier)

    def printed(self, item: ItemFacts) -> list[Printed]:
        """What readers have seen of an item once this is out; an earlier figure was noted when it was printed."""
        if item.key in self._hidden or item.key in self._earlier:
            return []
        key = self._key(item)
        return [Printed(key, key, tuple(sorted(self._answers[item.key])))]

    def _key(self, item: ItemFacts) -> str:
        return f"item {item.key} {self._wave.code}"

    def _decide(self) -> None:
        for item in self._items:
            self._answers[item.key] = self._under(item)
        self._hide_by_plan()
        for scale in self._results.scales:
            mine = [item for item in self._items if scale.key in item.scales]
            self._hide_alike(mine)
            self._hide_leaks(scale.key, mine)

    def _under(self, item: ItemFacts) -> frozenset[str]:
        """The answers that an item's figure rests on; where there is none, why is noted."""
        code, people = self._wave.code, frozenset(self._sent)
        if not self._totals.concealed.isdisjoint({(None, code)}):
            self._hidden[item.key] = Hidden.SMALL_COUNT
        elif item.scales:
            under = self._evaluated.under.get((item.scales[0], code))
            if under is None:
                self._hidden[item.key] = self._why(item.scales[0])
            people = under or frozenset()
        given = ((token, self._sent.get(token, {}).get(item.key)) for token in people)
        return frozenset(f"{token}={value}" for token, value in given if value is not None)

    def _why(self, scale: str) -> Hidden:
        """By which rule a scale's figures cannot carry those of its items."""
        result = next(each for each in self._evaluated.scales if each.scale.key == scale)
        at = next(each for each in result.waves if each.wave == self._wave)
        return at.hidden or Hidden.ALL_ALIKE

    def _hide_by_plan(self) -> None:
        """Too few people, or too close to what was printed before: so few are new, or all who are new are alike."""
        open_to = [item for item in self._items if item.key not in self._hidden]
        wanted = [Figure(self._key(item), self._key(item), self._answers[item.key]) for item in open_to]
        before = {each.key: frozenset(each.answers) for each in self._results.published}
        published = [Figure(each.key, each.variable, frozenset(each.answers)) for each in self._results.published]
        decided = plan(wanted, published, self._results.threshold)
        for item in open_to:
            hidden = decided.decision(self._key(item)).hidden
            earlier = before.get(self._key(item), frozenset())
            is_told = bool(earlier) and len(_values(self._answers[item.key] - earlier)) == 1
            if (hidden is Hidden.FROZEN or is_told) and len(earlier) >= self._results.threshold:
                self._answers[item.key] = earlier
                self._earlier.add(item.key)
            elif hidden is not None:
                self._hidden[item.key] = hidden

    def _hide_alike(self, mine: Sequence[ItemFacts]) -> None:
        shown = [item for item in mine if item.key not in self._hidden]
        if any(self.result(item).range for item in shown):
            self._hidden |= {item.key: Hidden.ALL_ALIKE for item in shown}

    def _hide_leaks(self, scale: str, mine: Sequence[ItemFacts]) -> None:
        """Hide the item with the fewest answers, then the next, until what is left gives nobody away."""
        known = self._forms_of_scale(scale, mine) + self._forms_before(mine)
        while shown := [item for item in mine if item.key not in self._hidden]:
            if not leaks(
                known, [self._form_of_item(item, self._answers[item.key]) for item in shown], self._results.threshold
            ):
                return
            least = min(shown, key=lambda item: (len(self._answers[item.key]), item.key))
            self._hidden[least.key] = Hidden.NESTED

    def _forms_of_scale(self, scale: str, mine: Sequence[ItemFacts]) -> list[Form]:
        """The scale's printed means as sums of answers to its items: a person's score is the mean of those answered."""
        variable = f"{scale} {self._wave.code}"
        every = (*self._results.published, *self._evaluated.printed)
        sets = {frozenset(each.answers) for each in every if each.variable == variable}
        return [self._form_of_mean(answers, mine) for answers in sorted(sets, key=sorted)]

    def _forms_before(self, mine: Sequence[ItemFacts]) -> list[Form]:
        """The distributions of the items that were printed before."""
        keys = {self._key(item): item for item in mine}
        before = [(keys[each.variable], each.answers) for each in self._results.published if each.variable in keys]
        return [self._form_of_item(item, answers) for item, answers in before]

    def _form_of_mean(self, answers: frozenset[str], mine: Sequence[ItemFacts]) -> Form:
        form: dict[tuple[str, str], float] = {}
        for token in (answer.rpartition("=")[0] for answer in answers):
            given = [item for item in mine if item.key in self._sent.get(token, {})]
            form |= {(token, item.key): (-1 if item.is_reversed else 1) / len(given) for item in given}
        return form

    @staticmethod
    def _form_of_item(item: ItemFacts, answers: Collection[str]) -> Form:
        return {(answer.rpartition("=")[0], item.key): 1.0 for answer in answers}


def _values(answers: Collection[str]) -> set[str]:
    return {answer.rpartition("=")[2] for answer in answers}


def _half(item: ItemFacts, counts: Sequence[int]) -> Interval:
    """The half of the options that holds the answer of everybody; the middle one counts as upper."""
    values = [value for value, _ in item.options]
    middle = (len(values) - 1) / 2
    place = max(range(len(counts)), key=lambda at: counts[at])
    low, high = (0, int(middle)) if place < middle else (int(middle + 0.5), len(values) - 1)
    return Interval(values[low], values[high])
