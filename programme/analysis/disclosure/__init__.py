"""What may be printed, and how a figure that may not be says so.

The rules know neither names nor answers: people are opaque tokens, and a token stands for one answer, so that an
edited answer is another token. Tables of counts are apart, in `disclosure.tables`, since a solver comes with them.
"""

from programme.analysis.disclosure.coarsening import coarsen, coarsen_change, is_alike, is_pair_alike
from programme.analysis.disclosure.figures import Decision, Figure, Plan, plan
from programme.analysis.disclosure.printing import printed, wording
from programme.analysis.disclosure.rules import PUBLICATION_THRESHOLD, THRESHOLD, Hidden, Rules
from programme.analysis.disclosure.versions import Renewal, may_renew, renewed

__all__ = [
    "PUBLICATION_THRESHOLD",
    "THRESHOLD",
    "Decision",
    "Figure",
    "Hidden",
    "Plan",
    "Renewal",
    "Rules",
    "coarsen",
    "coarsen_change",
    "is_alike",
    "is_pair_alike",
    "may_renew",
    "plan",
    "printed",
    "renewed",
    "wording",
]
