"""Every form of every page, filled in as nobody should, on both databases: words at the field, and what was typed."""

import io
import re

from hypothesis import HealthCheck, Phase, given, settings
from werkzeug.test import TestResponse

from programme.core.forms import on_one_line, stripped
from tests.support.filling import Filled, Shown, fields_of, filled
from tests.support.fuzzing import Asker, Target, targets

EACH = 6
some = settings(
    max_examples=EACH,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # what one example stores changes the next, so there is nothing to shrink
    suppress_health_check=list(HealthCheck),
)
ERROR = re.compile(r"<title>\s*Error: ")
SUMMARY = re.compile(r'nhsuk-error-summary__list">\s*<li>\s*(<a href="#[^"]+">)?\s*\S')


def fields_sent_to(asker: Asker, target: Target) -> dict[str, Shown]:
    """The fields of the page at the address, and those that buttons elsewhere send to it."""
    page = asker.ask(target.who, target.path)
    fields = fields_of(page.text) if page.status_code == 200 and page.mimetype == "text/html" else {}
    for name, values in target.sent.items():
        fields.setdefault(name, Shown("text", values))
    return {name: each for name, each in fields.items() if each.kind != "file" and name != "file"}


def send(asker: Asker, target: Target, form: Filled) -> TestResponse:
    data = {"csrf_token": asker.token(target.who), **form}
    answer = asker.ask(target.who, target.path, method="POST", data=data, is_checked=len(form) % 3 == 0)
    if answer.status_code == 400:  # the form before may have ended the session
        asker.tokens.pop(target.who)
    return answer


def assert_shown_again(answer: TestResponse, form: Filled, fields: dict[str, Shown]) -> None:
    """A refused form leads to its faults and shows what was typed, if it can be shown at all."""
    assert SUMMARY.search(answer.text), answer.text[:500]
    shown = fields_of(answer.text)
    for name, values in form.items():
        tidy = {"text": on_one_line, "email": on_one_line, "textarea": stripped}.get(fields[name].kind)
        text = values[0].decode(errors="replace")
        if tidy is None or fields[name].is_day or name not in shown or text != tidy(text):
            continue
        assert shown[name].values == [text], name


def count_refused(asker: Asker, target: Target) -> int:
    """How often an oddly filled form came back with words at its faults, of those that were sent to one address."""
    fields, refused = fields_sent_to(asker, target), 0

    @some
    @given(filled(fields))
    def is_answered(form: Filled) -> None:
        nonlocal refused
        answer = send(asker, target, form)
        if answer.status_code == 200 and ERROR.search(answer.text):
            refused += 1
            assert_shown_again(answer, form, fields)

    is_answered()
    return refused


def test_every_form_is_taken_or_refused_in_words_whatever_is_typed(asker: Asker) -> None:
    found = targets(asker.app, asker.scene, "POST")
    refused = {target.rule: count_refused(asker, target) for target in found}
    assert sum(times > 0 for times in refused.values()) > 20, refused


def test_a_megabyte_typed_into_a_field_is_refused_in_words(asker: Asker) -> None:
    for rule in ("/account/name", "/my/reflections/new", "/programmes/<uuid:programme_id>/edit"):
        target = next(each for each in targets(asker.app, asker.scene, "POST") if each.rule == rule)
        for name, each in fields_sent_to(asker, target).items():
            if each.kind in ("text", "textarea"):
                answer = send(asker, target, {name: [b"x" * 1_000_000]})
                assert answer.status_code == 200, (rule, name)
                assert ERROR.search(answer.text), (rule, name)


def test_text_in_the_place_of_a_file_is_no_file(asker: Asker) -> None:
    found = [each for each in targets(asker.app, asker.scene, "POST") if each.rule.endswith(("/import", "/file"))]
    assert len(found) == 3
    for target in found:
        for data in ({"file": "a,b"}, {"file": (io.BytesIO(b""), "")}, {}):
            token = asker.token(target.who)
            page = asker.ask(target.who, target.path, method="POST", data={"csrf_token": token, **data})
            assert "Choose a file" in page.text


def test_an_endless_number_on_a_page_that_came_too_late_is_read_back_without_a_fault(asker: Asker) -> None:
    found = [each for each in targets(asker.app, asker.scene, "POST") if each.rule == "/answer/<token>/<section>"]
    closed = f"/answer/{asker.scene.names['left_link']}/{found[0].path.rpartition('/')[2]}"
    page = asker.ask("signed out", found[0].path).text
    form = dict.fromkeys(fields_of(page), "9" * 5000)
    token = {"csrf_token": asker.token("signed out")}
    assert asker.ask("signed out", closed, method="POST", data={**token, **form}).status_code == 409
