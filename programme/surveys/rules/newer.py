"""PURE: the next figures of a survey's page, held to those shown before."""

from dataclasses import dataclass, replace
from datetime import date

from programme.surveys.rules.lived import evaluate_lived, narrowed, sent_by_wave
from programme.surveys.rules.living import Living
from programme.surveys.rules.renewal import Basis, binding, chosen
from programme.surveys.rules.results import Results
from programme.surveys.rules.showing import show
from programme.surveys.rules.shown import EMPTY, Shown


@dataclass(frozen=True, slots=True)
class Newer:
    """What the page shows from now on, and what stands behind it."""

    shown: Shown
    basis: Basis


def newer(results: Results, living: Living, before: Basis, today: date) -> Newer:
    """The figures that may be shown now, with `before` behind those that readers know."""
    closed = frozenset(each.code for each in living.opened if not each.is_open)
    behind = chosen(sent_by_wave(living), closed, before, today)
    if not behind:
        return Newer(EMPTY, replace(before, waves=behind))
    tokens = {code: each.tokens for code, each in behind.items()}
    rows, part = narrowed(results, living, tokens)
    lived = evaluate_lived(replace(rows, published=binding(before, behind)), part)
    return Newer(show(lived, part, behind), Basis(behind, lived.printed))
