"""PURE: what a report says only of a survey that is lived here: response, items, published comparators, provenance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from programme.analysis.disclosure.printing import printed
from programme.analysis.finding import Verdict
from programme.analysis.proportions import wilson
from programme.core.clock import date_words
from programme.surveys.rules.evaluation import ScaleResult
from programme.surveys.rules.item_words import agree_share_words, likert_of, note_of
from programme.surveys.rules.items import ItemResult
from programme.surveys.rules.lived import Lived
from programme.surveys.rules.living import Living
from programme.surveys.rules.weighing import end_of_year
from programme.surveys.rules.words import end_words, interval_words, response_sentence, share_words, wave_words

SOURCE = "Conn et al. 2015"
RETURNED = "Returned the survey"


@dataclass(frozen=True, slots=True)
class Comparator:
    """A published share, and the item whose share of agreement is set beside it; no item: the share who returned it."""

    what: str
    published: str
    item: str = ""


COMPARATORS = (
    Comparator(RETURNED, "90%"),
    Comparator("Found the programme worthwhile, of those who returned it", "94%", "worthwhile"),
    Comparator("Felt more empowered to improve systems, of those who returned it", "85%", "empowered"),
)


def response_words(lived: Lived) -> str:
    """Who answered the first and the last wave, and how many are still there."""
    at = lived.responding
    said = [response_sentence(at[0], lived.threshold)]
    if len(at) > 1:
        said.append(response_sentence(at[-1], lived.threshold))
    if at[-1].retained is not None:
        kept = share_words(at[-1].retained)
        said.append(f"Of those who answered the first, {kept} answered at {wave_words(at[-1].wave)}.")
    return " ".join(said)


def short_change(result: ScaleResult, lived: Lived, living: Living) -> str:
    """What changed on one scale, in one line: "Resilience rose by 0.42 points (95% CI 0.20 to 0.64; 21 people)".

    Of a scale on which less is better it is said so.
    """
    name, found = result.scale.label, result.change
    change = found.change if found else None
    if change is None or change.mean is None or change.ci is None:
        return f"{name}: {'only a range is printed' if found and found.range else 'no change is printed'}."
    basis = f"{change.n:,} people"
    if lived.last and end_of_year(result, lived.first, lived.last).verdict is Verdict.UNCERTAIN:
        moved = f"{printed(change.mean)} points (95% CI {interval_words(change.ci)}; {basis})"
        return f"{name}: uncertain, two estimates disagree; that of the same people is {moved}."
    if change.ci.low <= 0 <= change.ci.high:
        interval = interval_words(change.ci)
        return f"{name}: uncertain, the mean moved by {printed(change.mean)} points (95% CI {interval}; {basis})."
    ends = sorted((abs(change.ci.low), abs(change.ci.high)))
    interval = f"{end_words(ends[0])} to {end_words(ends[1])}"
    verb = "rose" if change.mean > 0 else "fell"
    better = "; a fall is better" if living.improves.get(result.scale.key) == "down" else ""
    return f"{name} {verb} by {printed(abs(change.mean))} points (95% CI {interval}; {basis}){better}."


def response_how() -> list[str]:
    """What the rates rest on."""
    return [
        "Eligible are the fellows who had joined, and not left or deferred, when the wave opened. Complete is 80% of "
        "the questions or more, partial 50% or more. RR1 is complete, RR2 complete or partial, of the eligible "
        "(AAPOR).",
        "Still there are those who answered the first wave and this one. Who joined after a wave had opened is in the "
        "figures, and in no rate.",
    ]


def asking_words(living: Living) -> str:
    """Which questionnaire was asked: "Leadership Outcomes, version 1 (not validated)"."""
    asking = living.asking
    return f"{asking.title}, version {asking.version}{'' if asking.is_validated else ' (not validated)'}"


def instrument(living: Living) -> list[str]:
    """What a reader must know of the questionnaire."""
    asking = living.asking
    validated = "It has been validated." if asking.is_validated else "It has not been validated."
    first = f"{asking.title}, version {asking.version}, licence {asking.licence}. {validated}"
    return [first, *(words for words in (asking.note, asking.source) if words)]


def window_words(living: Living) -> list[str]:
    """On which days each wave could be answered."""
    return [f"{each.code}: {_day(each.opens_on)} to {_day(each.closes_on)}" for each in living.opened]


def _day(iso: str) -> str:
    return date_words(date.fromisoformat(iso))


def comparator_rows(lived: Lived) -> list[list[str]]:
    """What was published elsewhere beside this cohort's own share, with interval, n and wave."""
    return [[each.what, f"{each.published} [{SOURCE}]", own_words(each, lived)] for each in COMPARATORS]


def own_words(comparator: Comparator, lived: Lived) -> str:
    """This cohort's own share at the last wave that has one, or why there is none."""
    if not comparator.item:
        return _returned(lived)
    found = [each for each in lived.items.results if each.item.key == comparator.item]
    if not found:
        return "Not asked"
    likert = likert_of(found[-1])
    if likert is None or likert.agree is None or likert.agree_ci is None:
        return note_of(found[-1], lived.threshold) or "Not asked in this way"
    return f"{agree_share_words(likert.agree, likert.agree_ci)}, at {wave_words(found[-1].wave)}"


def _returned(lived: Lived) -> str:
    last = lived.responding[-1]
    ci = wilson(last.rates.rr2.count, last.rates.rr2.total) if last.rates else None
    if last.rates is None or ci is None:
        return f"Hidden: fewer than {lived.threshold} people"
    return f"{agree_share_words(last.rates.rr2, ci)}, at {wave_words(last.wave)}"


def items_of_scale(lived: Lived, scale: str) -> Sequence[ItemResult]:
    """A scale's items at the last wave that asked them."""
    found = [each for each in lived.items.results if scale in each.item.scales]
    return [each for each in found if each.wave == found[-1].wave]


def items_alone(lived: Lived) -> Sequence[ItemResult]:
    """The items that are in no scale, at the last wave that asked them."""
    found = [each for each in lived.items.results if not each.item.scales]
    return [each for each in found if each.wave == found[-1].wave]
