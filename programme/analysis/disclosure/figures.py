"""Which figures over sets of people may stand beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from programme.analysis.disclosure.knowledge import Knowledge
from programme.analysis.disclosure.rules import THRESHOLD, Hidden, Rules
from programme.analysis.disclosure.versions import Renewal, renewed


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean, or whatever adds up, of one variable over a set of people; a higher priority is decided first.

    Figures of several variables under one key are shown or hidden together: a paired change prints a mean of each of
    its two waves, and each wave is a variable.
    """

    key: str
    variable: str
    people: frozenset[str]
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a key is hidden, by which rule, and the n to print either way (None where n itself is hidden)."""

    key: str
    n: int | None
    hidden: Hidden | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A decision for each key, in the order wanted, and the figures that are shown."""

    decisions: tuple[Decision, ...]
    shown: tuple[Figure, ...]

    def decision(self, key: str) -> Decision:
        """The decision for a key; raises KeyError if it was not wanted."""
        for decision in self.decisions:
            if decision.key == key:
                return decision
        raise KeyError(key)


def plan(wanted: Sequence[Figure], published: Sequence[Figure] = (), threshold: int = THRESHOLD) -> Plan:
    """Decide which of the wanted figures are shown beside all that was ever published, oldest first.

    Within a variable, no combination of shown and published figures rests on some people but fewer than the threshold
    (after Dobkin, Jones and Lipton 1979), apart from what published ones gave away already. Higher
    priority first, then the order given; what comes later gives way. A figure published under the same key and variable
    freezes it until `renewed` lets go. Raises ValueError for a threshold below 5 or a figure given twice.
    """
    fewest = Rules(threshold).threshold
    if len({(figure.key, figure.variable) for figure in wanted}) < len(wanted):
        raise ValueError("a key may hold one figure of a variable")
    known = {name: _Variable(name, [*published, *wanted], fewest) for name in {each.variable for each in wanted}}
    for figure in published:
        if figure.variable in known:
            known[figure.variable].knowledge.learn(known[figure.variable].atoms(figure))
    released = {(figure.key, figure.variable): figure.people for figure in published}
    bundles: dict[str, list[Figure]] = {}
    for figure in wanted:
        bundles.setdefault(figure.key, []).append(figure)
    decided: dict[str, Decision] = {}
    for key in sorted(bundles, key=lambda key: -max(figure.priority for figure in bundles[key])):
        hidden = _refusal(bundles[key], released, fewest) or _nesting(bundles[key], known)
        n = min(len(figure.people) for figure in bundles[key])
        decided[key] = Decision(key, n if hidden in (None, Hidden.NESTED) else None, hidden)
    shown = tuple(figure for figure in wanted if decided[figure.key].hidden is None)
    return Plan(tuple(decided[key] for key in bundles), shown)


class _Variable:
    """The people of one variable as atoms: those whom no figure tells apart."""

    def __init__(self, name: str, figures: Sequence[Figure], threshold: int) -> None:
        atoms: list[frozenset[str]] = []
        for people in dict.fromkeys(figure.people for figure in figures if figure.variable == name):
            new = people.difference(*atoms)
            atoms = [part for atom in (*atoms, new) for part in (atom & people, atom - people) if part]
        by_first = {min(atom): len(atom) for atom in atoms}
        self._firsts = sorted(by_first)
        self.knowledge = Knowledge([by_first[first] for first in self._firsts], threshold)

    def atoms(self, figure: Figure) -> set[int]:
        """The places of a figure's atoms; one person of each tells, since none lies across two."""
        return {place for place, first in enumerate(self._firsts) if first in figure.people}


def _refusal(
    bundle: Sequence[Figure], released: dict[tuple[str, str], frozenset[str]], threshold: int
) -> Hidden | None:
    """The rule that hides a bundle whatever stands beside it."""
    if any(len(figure.people) < threshold for figure in bundle):
        return Hidden.TOO_FEW
    for figure in bundle:
        before = released.get((figure.key, figure.variable))
        if before is not None and renewed(before, figure.people, threshold) is Renewal.FROZEN:
            return Hidden.FROZEN
    return None


def _nesting(bundle: Sequence[Figure], known: dict[str, _Variable]) -> Hidden | None:
    """None if all figures of the bundle may be learnt, and then they are; else nothing is."""
    tried = {figure.variable: known[figure.variable].knowledge.copy() for figure in bundle}
    for figure in bundle:
        if not tried[figure.variable].admit(known[figure.variable].atoms(figure)):
            return Hidden.NESTED
    for variable, knowledge in tried.items():
        known[variable].knowledge = knowledge
    return None
