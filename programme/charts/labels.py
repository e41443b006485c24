"""Labels that do not lie on each other: boxes, free places, and end labels spread along an edge."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in units, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        """Whether the two share more than an edge."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def within(self, other: "Box") -> bool:
        """Whether no part of it lies outside the other."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


def first_free(places: Iterable[Box], taken: Sequence[Box], inside: Box) -> Box | None:
    """The first place, in order of preference, that lies inside and on nothing taken; None where there is none."""
    for place in places:
        if place.within(inside) and not any(place.overlaps(box) for box in taken):
            return place
    return None


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> tuple[float, ...]:
    """Centres for labels of these heights, as near to the wanted ones as keeps them apart and within [low, high].

    Labels keep the order of their wanted places (equal ones keep their own order). Where together they are taller
    than the room, they run on past `high`, still apart: overlapping is never the answer.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    groups: list[tuple[list[int], float]] = []
    for i in order:
        members, centre = [i], _within(wanted[i], heights[i], low, high)
        while groups and _bottom(groups[-1], heights) > centre - _height(members, heights) / 2:
            members = [*groups.pop()[0], *members]
            centre = _within(_wish(members, wanted, heights), _height(members, heights), low, high)
        groups.append((members, centre))
    centres = dict(_places(groups, heights))
    return tuple(centres[i] for i in range(len(wanted)))


def _height(members: Sequence[int], heights: Sequence[float]) -> float:
    return sum(heights[i] for i in members)


def _bottom(group: tuple[list[int], float], heights: Sequence[float]) -> float:
    return group[1] + _height(group[0], heights) / 2


def _within(centre: float, height: float, low: float, high: float) -> float:
    return max(min(centre, high - height / 2), low + height / 2)


def _wish(members: Sequence[int], wanted: Sequence[float], heights: Sequence[float]) -> float:
    """The centre of a group of touching labels at which its members are nearest to their wishes on average."""
    offset = -_height(members, heights) / 2
    wishes = []
    for i in members:
        wishes.append(wanted[i] - offset - heights[i] / 2)
        offset += heights[i]
    return sum(wishes) / len(wishes)


def _places(groups: Sequence[tuple[list[int], float]], heights: Sequence[float]) -> Iterable[tuple[int, float]]:
    for members, centre in groups:
        top = centre - _height(members, heights) / 2
        for i in members:
            yield i, top + heights[i] / 2
            top += heights[i]
