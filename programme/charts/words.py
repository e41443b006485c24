"""Figures as charts print them."""

from programme.analysis.participation import Share

MINUS = "\u2212"
NBSP = "\u00a0"


def decimals(value: float, places: int = 2) -> str:
    """A figure with fixed decimals, a true minus sign and never a negative zero."""
    return f"{round(value, places) + 0.0:,.{places}f}".replace("-", MINUS)


def plain(value: float) -> str:
    """A tick's value with no more decimals than it needs."""
    return f"{value:,.6f}".rstrip("0").rstrip(".").replace("-", MINUS)


def count_of(share: Share) -> str:
    """`470 of 495, 95%`; a share that is not quite all or none never reads 100% or 0%."""
    counts = f"{share.count:,} of {share.total:,}"
    return counts if share.share is None else f"{counts}, {percent(share)}"


def percent(share: Share) -> str:
    """`95%`; a share that is not quite all or none never reads 100% or 0%."""
    whole = share.percent or 0
    if whole == 100 and share.count < share.total:
        return "over 99%"
    return "under 1%" if whole == 0 and share.count else f"{whole}%"
