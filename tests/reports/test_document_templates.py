"""The worker loads a document's templates once, for every process that it starts."""

from jinja2 import meta

from programme.reports.jobs import PAGE, PAPER, TEMPLATES
from tests.support.template_names import READER, source


def test_every_template_that_a_document_is_written_with_is_loaded_in_advance() -> None:
    found, left = set[str](), [PAGE, PAPER]
    while left:
        name = left.pop()
        found.add(name)
        named = {str(each) for each in meta.find_referenced_templates(READER.parse(source(name)))}
        left += named - found
    assert found == set(TEMPLATES)
