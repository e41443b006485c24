"""PURE: whether a text came before, known by a digest of eight bytes, because a file has many rows."""

from array import array

FEWEST_SLOTS = 1024
DIGEST = (1 << 64) - 1


class FirstRows:
    """The row in which each text came first. It takes about 20 bytes a text, however long that is.

    Digests are keyed anew in each process. Two texts of 100,000 have the same one with a chance of 3 in ten thousand
    million.
    """

    def __init__(self) -> None:
        self._digests, self._rows = array("Q"), array("I")
        self._slots = _empty(FEWEST_SLOTS)  # at the place of a digest, which one it is from 1

    def before(self, text: str, row: int) -> int | None:
        """The row that this text had when it came first; None if that is now."""
        digest = hash(text) & DIGEST
        slot = self._slot(digest)
        if self._slots[slot]:
            return self._rows[self._slots[slot] - 1]
        self._digests.append(digest)
        self._rows.append(row)
        self._slots[slot] = len(self._digests)
        if 3 * len(self._digests) > 2 * len(self._slots):
            self._widen()
        return None

    def _slot(self, digest: int) -> int:
        """Where the digest is, or where it would come."""
        slots, digests = self._slots, self._digests
        slot = digest % len(slots)
        while slots[slot] and digests[slots[slot] - 1] != digest:
            slot = (slot + 1) % len(slots)
        return slot

    def _widen(self) -> None:
        self._slots = _empty(2 * len(self._slots))
        for place, digest in enumerate(self._digests, 1):
            self._slots[self._slot(digest)] = place


def _empty(slots: int) -> "array[int]":
    return array("I", bytes(4 * slots))
