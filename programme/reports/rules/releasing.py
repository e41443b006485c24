"""PURE: what a release would do, as it is shown before the button is pressed."""

import hashlib
import json
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a report may go: an organisation that took part, or the programme's funders; its sponsors now, by name."""

    scope_id: uuid.UUID
    name: str
    sponsors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """To which places a version goes, and which had the version before, have a sponsor, and do not get this one."""

    to: tuple[Place, ...]
    left_out: tuple[Place, ...]
    supersedes: int | None
    reason: str

    @property
    def with_sponsors(self) -> tuple[Place, ...]:
        """The places where somebody reads it at once."""
        return tuple(place for place in self.to if place.sponsors)

    @property
    def without_sponsors(self) -> tuple[Place, ...]:
        """The places where only a sponsor who is invited later finds it."""
        return tuple(place for place in self.to if not place.sponsors)

    @property
    def mark(self) -> str:
        """Another one whenever the page that names all this would say something else."""
        said = [[(str(place.scope_id), place.sponsors) for place in each] for each in (self.to, self.left_out)]
        return hashlib.sha256(json.dumps([said, self.supersedes, self.reason]).encode()).hexdigest()[:32]


def plan(
    places: Sequence[Place],
    chosen: Collection[uuid.UUID],
    *,
    had: frozenset[uuid.UUID],
    supersedes: int | None,
    reason: str,
) -> Plan:
    """The release to those of `places` that are `chosen`, where the places `had` have the version before."""
    to = tuple(place for place in places if place.scope_id in chosen)
    left = had - set(chosen)
    left_out = tuple(place for place in places if place.scope_id in left and place.sponsors)
    return Plan(to, left_out, supersedes, reason)
