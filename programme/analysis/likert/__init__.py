"""Answers on ordered options. The items' figures load no statistics library; the test over waves (`friedman`) does."""

from programme.analysis.likert.items import LikertItem, likert_item, likert_of_counts

__all__ = ["LikertItem", "likert_item", "likert_of_counts"]
