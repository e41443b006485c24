"""What people of the scene have written in confidence: words that stand nowhere else, to be looked for."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Written:
    """Each words of its own, by where they were written; a file of the database holds none of them."""

    reflection: str = "Quaggareflected"
    draft: str = "Okapidrafted"
    title: str = "Numbattitled"
    free_text: str = "Axolotlhelped"
    unsent: str = "Pangolinunsent"
    leaving: str = "Tapirleft"
    roster: str = "Zorillaroster"
    equality: str = "Mixed or multiple ethnic groups"

    def all(self) -> tuple[str, ...]:
        """Every one of them."""
        return tuple(str(getattr(self, each.name)) for each in fields(self))


WRITTEN = Written()
