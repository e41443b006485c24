"""PURE: where something that the service carries was published."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A publication, as a page names it: who, when and what. A text without a printed year has none."""

    author: str
    title: str
    year: int | None = None

    @property
    def words(self) -> str:
        """One line: "Gibbs, 1988. Learning by Doing"."""
        dated = self.author if self.year is None else f"{self.author}, {self.year}"
        return f"{dated}. {self.title}"
