"""The last step before a PDF is written: what PDF/UA-1 (ISO 14289-1, 2014) asks and WeasyPrint 70.0 leaves out.

It reads and changes internals of WeasyPrint and pydyf, so both are pinned; the tests validate a whole document.
"""

from collections.abc import Iterator
from typing import Any

import pydyf

from programme.core.pdf.checks import UnreadableDocument

PRINT_FLAG = 4
ROW_SCOPES = ("row", "rowgroup")


def finish(document: Any, pdf: Any) -> None:
    """Complete the tagged `pdf` drawn from `document`, in place; for WeasyPrint's `finisher` argument.

    Afterwards every header cell has a scope, every link its words and the print flag, every attached file the
    relationship Data; running headers and footers and pictures with an empty alt are artifacts, not content.

    Raises:
        UnreadableDocument: if running content holds a link, or is drawn as a group (opacity), and so cannot be set
            apart from the content.
    """
    for page in document.pages:
        for box in page._page_box.descendants(placeholders=True):
            if box.element is not None:
                _scope_header_cell(box)
                _name_link(box)
    decorative = _prune_decoration(pdf)
    _set_artifacts_apart(pdf, _spoken_elements(pdf), decorative)
    _relate_attachments(pdf)


def _scope_header_cell(box: Any) -> None:
    if box.element.tag == "th" and isinstance(getattr(box, "mark", None), pydyf.Dictionary):
        box.mark["A"]["Scope"] = "/Row" if box.element.get("scope") in ROW_SCOPES else "/Column"


def _name_link(box: Any) -> None:
    annotation = box.link_annotation
    if annotation is None:
        return
    annotation["F"] = PRINT_FLAG
    words = " ".join((box.element.get("aria-label") or "".join(box.element.itertext())).split())
    if words:
        annotation["Contents"] = pydyf.String(words)


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[_number(reference)]


def _structure(pdf: Any) -> Iterator[Any]:
    """Every structure element that hangs on the tree, parents before children."""
    waiting = list(_object(pdf, pdf.catalog["StructTreeRoot"])["K"])
    while waiting:
        element = _object(pdf, waiting.pop())
        if element["Type"] == "/StructElem":
            yield element
            waiting += [kid for kid in element["K"] if isinstance(kid, bytes)]


def _spoken_elements(pdf: Any) -> set[int]:
    return {element.number for element in _structure(pdf)}


def _prune_decoration(pdf: Any) -> set[int]:
    """Take figures without words out of the tree and return their object numbers.

    A forgotten title would vanish here unseen: `checks` refuses such a document before it is drawn.
    """
    figures = {element.number for element in _structure(pdf) if element["S"] == "/Figure" and not element.get("Alt")}
    for element in list(_structure(pdf)):
        element["K"] = pydyf.Array(
            [kid for kid in element["K"] if not (isinstance(kid, bytes) and _number(kid) in figures)]
        )
    return figures


def _set_artifacts_apart(pdf: Any, spoken: set[int], decorative: set[int]) -> None:
    """Mark as artifact all page content whose structure element hangs on no tree: what WeasyPrint does to margin boxes.

    The parent tree maps a page's number to the elements of its marked contents, and an annotation's to one element.
    """
    entries = _object(pdf, _object(pdf, pdf.catalog["StructTreeRoot"])["ParentTree"])["Nums"]
    for number, owners in zip(entries[::2], entries[1::2], strict=True):
        if isinstance(owners, bytes):
            if _number(owners) not in spoken:
                raise UnreadableDocument("a running header or footer, or decoration, holds a link")
            continue
        artifacts = {
            mark: "/Layout" if _number(owner) in decorative else "/Pagination"
            for mark, owner in enumerate(owners)
            if _number(owner) not in spoken
        }
        for mark in artifacts:
            owners[mark] = "null"
        page = _object(pdf, pdf.page_references[number])
        _mark_artifacts(_object(pdf, page["Contents"]).stream, artifacts)


def _mark_artifacts(operations: list[Any], artifacts: dict[int, str]) -> None:
    """Turn the marked contents numbered in `artifacts` into artifacts of the type given there.

    A marked content opens with three items: its tag, its properties and the operator BDC.
    """
    left = dict(artifacts)
    for place, operation in enumerate(operations):
        if operation == b"BDC" and operations[place - 1].get("MCID") in left:
            kind = left.pop(operations[place - 1]["MCID"])
            operations[place - 2 : place] = ["/Artifact", pydyf.Dictionary({"Type": kind})]
    if left:
        raise UnreadableDocument("a running header or footer, or decoration, is drawn as a group: give it no opacity")


def _relate_attachments(pdf: Any) -> None:
    """State that attached files are the data behind the document; WeasyPrint says so for PDF/A alone."""
    names = pdf.catalog.get("Names", {}).get("EmbeddedFiles")
    if names is None:
        return
    files = _object(pdf, names)["Names"][1::2]
    for file in files:
        _object(pdf, file)["AFRelationship"] = "/Data"
    pdf.catalog["AF"] = pydyf.Array(files)
