"""What a report says of the rules that hid something in it."""

from programme.analysis.disclosure.printing import wording
from programme.analysis.disclosure.rules import Hidden
from programme.reports.rules.evaluation import Evaluation
from programme.surveys.rules.evaluation import ChangeResult, WaveResult


def rules_used(evaluation: Evaluation) -> list[str]:
    """The rules, in the words that are printed where they hid something."""
    changes = [result.change for result in evaluation.scales if result.change]
    changes += [each.change for result in evaluation.scales for each in result.lasting]
    waves = [each for result in evaluation.scales for each in result.waves]
    found: list[WaveResult | ChangeResult] = [*waves, *changes]
    used = {each.hidden for each in found if each.hidden}
    used |= {cell.hidden for group in evaluation.groups for cell in group.cells if cell.hidden}
    used |= {Hidden.SMALL_COUNT for each in evaluation.taking if each.is_concealed}
    used |= {Hidden.ALL_ALIKE for each in found if each.range}
    used |= {Hidden.FROZEN for each in found if each.is_earlier}
    used |= {result.model.hidden for result in evaluation.scales if evaluation.last and result.model.hidden}
    used |= {each.hidden for each in evaluation.alone if each.hidden}
    used |= {each.hidden for each in evaluation.consistency if each.hidden}
    used |= {each.hidden for each in evaluation.lived.items.results if each.hidden} if evaluation.lived else set()
    return sorted(wording(each, evaluation.threshold) for each in used)
