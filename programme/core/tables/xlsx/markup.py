"""PURE: XML read in pieces, with bounds on everything that a parser keeps: depth, names, tokens, elements."""

from collections.abc import Iterator
from typing import Protocol
from xml.parsers import expat

from programme.core.tables.xlsx.budget import Budget, damaged, too_large

DEEPEST = 100
LONGEST_TOKEN = 256 * 1024
MOST_NAMES = 1000
NAMES_LENGTH = 50_000


class Listener(Protocol):
    """Who is told of elements (without prefixes) and of the text between them, in pieces."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, piece: str) -> None:
        """A piece of text."""


def listen(pieces: Iterator[bytes], listener: Listener, budget: Budget) -> Iterator[None]:
    """Tell `listener` what the markup says; it stops after each piece, so that what was gathered can be taken.

    A document type is refused before it is read: without it there is no entity to expand and nothing to fetch.

    Raises:
        UnreadableFile: a document type, or more elements, depth or names than a workbook has.
        expat.ExpatError: it is no XML.
    """
    names: dict[str, str] = {}
    parser = expat.ParserCreate(intern=names)
    parser.buffer_text = True
    _connect(parser, listener, budget)
    fed = 0
    for piece in pieces:
        parser.Parse(piece, False)
        fed += len(piece)
        if fed - max(parser.CurrentByteIndex, 0) > LONGEST_TOKEN:
            raise too_large()
        if len(names) > MOST_NAMES or sum(map(len, names)) > NAMES_LENGTH:
            raise damaged()
        yield
    parser.Parse(b"", True)
    yield


def hear(pieces: Iterator[bytes], listener: Listener, budget: Budget) -> None:
    """Tell `listener` all at once; raises what `listen` raises."""
    for _ in listen(pieces, listener, budget):
        pass


def _connect(parser: expat.XMLParserType, listener: Listener, budget: Budget) -> None:
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        budget.elements -= 1
        if depth > DEEPEST or budget.elements < 0:
            raise too_large()
        listener.start(name.rpartition(":")[2] if ":" in name else name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        listener.end(name.rpartition(":")[2] if ":" in name else name)

    def refuse(*_: object) -> None:
        raise damaged()

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = listener.text
    parser.StartDoctypeDeclHandler = refuse
