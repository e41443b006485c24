"""What a document must say in words before it is drawn; knows HTML, nothing of the renderer."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

SVG = "{http://www.w3.org/2000/svg}"
LEVELS = {f"h{level}": level for level in range(1, 7)}


class UnreadableDocument(ValueError):
    """The document lacks what a reader would hear or see; the message names every fault found."""


def check_readable(root: Element) -> None:
    """Hold that the parsed HTML document under `root` can be read aloud.

    The page has a language, a title, exactly one h1 and no skipped heading level; every inline SVG has its own
    title in words, and every img an alt attribute (empty for decoration).

    Raises:
        UnreadableDocument: naming each fault, in the order of this docstring.
    """
    faults = [*_page_faults(root), *_heading_faults(root), *_picture_faults(root)]
    if faults:
        raise UnreadableDocument("; ".join(faults))


def _page_faults(root: Element) -> Iterator[str]:
    if not root.get("lang", "").strip():
        yield "the html element has no lang"
    if not (root.findtext("head/title") or "").strip():
        yield "the page has no title"


def _heading_faults(root: Element) -> Iterator[str]:
    headings = [element for element in root.iter() if element.tag in LEVELS]
    main_headings = sum(heading.tag == "h1" for heading in headings)
    if main_headings != 1:
        yield f"the page has {main_headings} h1 headings, not one"
    level_above = 0
    for heading in headings:
        level = LEVELS[heading.tag]
        if level > level_above + 1:
            where = f"h{level_above}" if level_above else "the start of the page"
            yield f'{heading.tag} "{_words(heading)}" follows {where}: a heading level is skipped'
        level_above = level


def _picture_faults(root: Element) -> Iterator[str]:
    for number, picture in enumerate(root.iter(f"{SVG}svg"), start=1):
        # Only the text at the start of the first title that is a direct child is spoken: what is deeper is never read.
        if not (picture.findtext(f"{SVG}title") or "").strip():
            yield f"inline svg number {number} has no title as a direct child"
    for number, image in enumerate(root.iter("img"), start=1):
        if "alt" not in image.attrib:
            yield f"img number {number} has no alt attribute"


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
