"""A browser, for what a person sees while something fails."""

from tests.journeys.conftest import browser

__all__ = ["browser"]
