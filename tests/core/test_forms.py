import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice

from programme.core.errors import DomainError
from programme.core.forms import (
    DayField,
    Form,
    IntegerField,
    NumberField,
    OneOf,
    SomeOf,
    UploadField,
    at_most,
    not_blank,
    required,
)
from tests.support.scene import Scene
from tests.support.who_opens_what import PEOPLE, lines

XHTML = "{http://www.w3.org/1999/xhtml}"
FOCUSABLE = {f"{XHTML}{name}" for name in ("input", "select", "textarea")}
COLOURS = [SelectChoice("red", "Red"), SelectChoice("blue", "Blue")]


class EveryKind(Form):
    line = StringField("A line", description="One line of text")
    mail = EmailField("An address")
    secret = PasswordField("A password")
    long = TextAreaField("A text")
    count = IntegerField("A count")
    number = NumberField("A number")
    day = DayField("A day", description="For example 3 9 2026")
    file = UploadField("A file")
    one = OneOf("One colour", choices=COLOURS)
    some = SomeOf("Some colours", choices=COLOURS)
    from_list = SelectField("From a list", choices=COLOURS)
    yes = BooleanField("Yes, really")
    hidden = HiddenField("Hidden")
    send = SubmitField("Send it")


# Signing out, cohorts that have no results yet to report on, and a programme without a later cohort to come back in.
WITHOUT_FORM = {
    "/sign-out",
    "/cohorts/{second}/reports/new",
    "/cohorts/{far_cohort}/reports/new",
    "/cohorts/{living}/fellows/{withdrawns_year}/return",
}
KINDS = ("line", "mail", "secret", "long", "count", "number", "day", "file", "one", "some", "from_list", "yes")


@pytest.fixture
def request_open(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def filled(form: type[Form] = EveryKind, **sent: Any) -> Any:
    return form(MultiDict({"one": "red", "from_list": "red"} | sent), meta={"csrf": False})


def parsed(html: object) -> Element:
    parser = html5lib.HTMLParser(strict=True)
    root: Element = parser.parse(f"<!doctype html><title>t</title><body>{html}")
    return root


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def by_id(root: Element) -> dict[str, Element]:
    return {each.attrib["id"]: each for each in root.iter() if "id" in each.attrib}


@pytest.mark.usefixtures("request_open")
@pytest.mark.parametrize("name", KINDS)
def test_a_field_draws_its_label_and_where_it_is_faulty_its_error(name: str) -> None:
    form = filled()
    whole = parsed(form[name]())
    label = form[name].label.text
    labels = {words(each) for each in whole.iter() if each.tag in (f"{XHTML}label", f"{XHTML}legend")}
    assert label in labels
    assert "nhsuk-error-message" not in str(form[name]())
    form[name].errors = ["Enter <b>something</b>"]
    faulty = parsed(form[name]())
    messages = [words(each) for each in faulty.iter() if "nhsuk-error-message" in each.get("class", "")]
    assert messages == ["Error: Enter <b>something</b>"]


@pytest.mark.usefixtures("request_open")
@pytest.mark.parametrize("name", KINDS)
def test_the_summary_leads_to_an_input_of_the_faulty_field(name: str) -> None:
    form = filled()
    form[name].errors = ["Wrong", "Wrong in another way"]
    assert form.error_list == [{"text": "Wrong", "href": form.error_list[0]["href"]}]
    target = by_id(parsed(form[name]())).get(form.error_list[0]["href"].removeprefix("#"))
    assert target is not None
    assert target.tag in FOCUSABLE


@pytest.mark.usefixtures("request_open")
@pytest.mark.parametrize("name", KINDS)
def test_hint_and_error_are_read_out_with_their_field(name: str) -> None:
    form = filled()
    form[name].description = "Only a hint"
    form[name].errors = ["Wrong"]
    root = parsed(form[name]())
    ids = by_id(root)
    described = {part for each in root.iter() for part in each.get("aria-describedby", "").split()}
    assert {words(ids[part]) for part in described} >= {"Only a hint", "Error: Wrong"}


@pytest.mark.usefixtures("request_open")
def test_each_choice_can_have_a_hint_of_its_own_and_the_chosen_one_is_marked() -> None:
    form = filled(one="blue", some="red")
    for name in ("one", "some"):
        form[name].hints = {"blue": "As the sky"}
        root = parsed(form[name]())
        inputs = {each.attrib["value"]: each for each in root.iter(f"{XHTML}input")}
        assert words(by_id(root)[inputs["blue"].attrib["aria-describedby"]]) == "As the sky"
        assert "aria-describedby" not in inputs["red"].attrib
        chosen = "blue" if name == "one" else "red"
        assert [value for value, each in inputs.items() if "checked" in each.attrib] == [chosen]


@pytest.mark.usefixtures("request_open")
def test_what_people_typed_and_chose_comes_out_escaped() -> None:
    nasty = '"><script>alert(1)</script>'
    form = filled(line=nasty, long=nasty, mail=nasty, day=[nasty, "9", "2026"])
    form.one.choices = [SelectChoice("a", nasty)]
    form.one.label.text = nasty
    form.line.description = nasty
    for name in ("line", "long", "mail", "day", "one"):
        assert "<script>" not in str(form[name]())


@pytest.mark.usefixtures("request_open")
def test_a_password_is_never_sent_back() -> None:
    assert "hush-hush" not in str(filled(secret="hush-hush").secret())


@pytest.mark.usefixtures("request_open")
def test_a_checkbox_is_marked_when_it_was() -> None:
    assert "checked" in str(filled(yes="y").yes())
    assert "checked" not in str(filled().yes())


@pytest.mark.usefixtures("request_open")
def test_a_hidden_field_shows_nothing_and_a_button_its_words() -> None:
    assert str(filled(hidden="a&b").hidden()) == '<input type="hidden" name="hidden" value="a&amp;b">'
    assert words(next(parsed(filled().send()).iter(f"{XHTML}button"))) == "Send it"


@pytest.mark.usefixtures("request_open")
def test_a_field_that_no_rule_draws_is_an_error_and_not_a_guess() -> None:
    class Unknown(Form):
        at = TimeField("A time")

    with pytest.raises(TypeError, match="No rule draws a TimeField"):
        filled(Unknown).at()


@pytest.mark.usefixtures("request_open")
def test_a_day_is_typed_in_three_boxes_and_comes_back_as_it_was_typed() -> None:
    form = filled(day=["3", "9", "2026"])
    assert form.validate()
    assert form.day.data == date(2026, 9, 3)
    wrong = filled(day=["31", "2", "2026"])
    assert not wrong.validate()
    assert wrong.day.errors == ["Enter a real date, for example 3 9 2026"]
    boxes = list(parsed(wrong.day()).iter(f"{XHTML}input"))
    assert [each.get("value") for each in boxes] == ["31", "2", "2026"]
    assert [each.get("id") for each in boxes] == ["day-day", "day-month", "day-year"]
    assert {each.get("name") for each in boxes} == {"day"}


@pytest.mark.usefixtures("request_open")
@pytest.mark.parametrize(
    "typed",
    [["", "9", "2026"], ["3", "9"], ["3", "9", "26"], ["x", "y", "z"], ["3", "9", "2026", "1"], ["0", "0", "0"]],
)
def test_what_is_no_day_is_refused_in_words(typed: list[str]) -> None:
    form = filled(day=typed)
    assert not form.validate()
    assert form.day.errors == ["Enter a real date, for example 3 9 2026"]
    assert len(form.day.boxes) == 3


@pytest.mark.usefixtures("request_open")
def test_a_day_that_was_kept_is_shown_in_its_boxes_and_three_empty_boxes_are_no_day() -> None:
    assert EveryKind(data={"day": date(2026, 9, 3)}, meta={"csrf": False}).day.boxes == ("3", "9", "2026")
    empty = filled(day=["", " ", ""])
    assert empty.validate()
    assert empty.day.data is None
    assert empty.day.boxes == ("", "", "")


@pytest.mark.usefixtures("request_open")
@pytest.mark.parametrize(
    ("typed", "kept"),
    [("5", 5.0), (" 4.5 ", 4.5), ("-1", -1.0), ("inf", None), ("nan", None), ("1e400", None), ("five", None)],
)
def test_a_number_is_finite_or_refused_in_words(typed: str, kept: float | None) -> None:
    form = filled(number=typed)
    assert form.validate() is (kept is not None)
    assert form.number.data == kept
    assert form.number.errors == ([] if kept is not None else ["Enter a number, for example 5"])


@pytest.mark.usefixtures("request_open")
@pytest.mark.parametrize("typed", ["five", "4.5", "9" * 30, "9" * 5000])
def test_a_whole_number_fits_the_database_or_is_refused_in_words(typed: str) -> None:
    form = filled(count=typed)
    assert not form.validate()
    assert form.count.errors == ["Enter a whole number, for example 30"]
    assert form.count.data is None


@pytest.mark.usefixtures("request_open")
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ada   Osei ", "Ada   Osei"),
        ("Ada\u00a0Osei", "Ada Osei"),
        ("Ada\r\nBcc: x@example.org", "Ada Bcc: x@example.org"),
        ("Ada\u2028Osei\tMD", "Ada Osei MD"),
        ("Ada\x00\x07\x1b Osei", "Ada Osei"),
        ("\u202eadA\u202c", "adA"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("Zoë 👩\u200d⚕️", "Zoë 👩\u200d⚕️"),
        ("\ud800Ada", "Ada"),
        (" \u2003 ", ""),
    ],
)
def test_a_name_comes_in_on_one_line_with_all_its_letters(typed: str, kept: str) -> None:
    assert filled(line=typed).line.data == kept


@pytest.mark.usefixtures("request_open")
def test_a_text_keeps_its_lines_and_a_password_every_letter() -> None:
    form = filled(long=" one\r\ntwo\n\nthree ", secret="  two  spaces\u00a0")
    assert form.long.data == "one\ntwo\n\nthree"
    assert form.secret.data == "  two  spaces\u00a0"


@pytest.mark.usefixtures("request_open")
def test_a_filter_of_a_fields_own_works_each_time_the_form_is_made() -> None:
    class Shouting(Form):
        line = StringField("A line", filters=[lambda text: text and text.upper()])

    assert [filled(Shouting, line=" ada ").line.data for _ in range(3)] == ["ADA"] * 3


@pytest.mark.usefixtures("request_open")
def test_rules_of_length_and_presence_speak_in_words() -> None:
    class Ruled(Form):
        line = StringField("A line", [not_blank("Enter a line"), at_most(5)])
        one = OneOf("One", [required("Choose one")], choices=COLOURS)

    blank, long = filled(Ruled, line="   ", one=""), filled(Ruled, line="abcdef")
    assert not blank.validate()
    assert not long.validate()
    assert [each["text"] for each in blank.error_list] == ["Enter a line", "Choose one"]
    assert [each["text"] for each in long.error_list] == ["Use 5 characters or fewer"]


@pytest.mark.usefixtures("request_open")
def test_a_broken_rule_of_the_field_is_shown_there_and_one_of_the_whole_above_the_form() -> None:
    form = filled()
    form.refuse(DomainError("Somebody has this name already", "line"))
    form.refuse(DomainError("The cohort is over"))
    form.refuse(DomainError("No such field here", "elsewhere"))
    assert form.line.errors == ["Somebody has this name already"]
    assert form.error_list == [
        {"text": "The cohort is over"},
        {"text": "No such field here"},
        {"text": "Somebody has this name already", "href": "#line"},
    ]


@pytest.mark.parametrize("who", ["signed out", "administrator", "director"])
def test_on_every_page_a_refused_form_says_error_first_and_leads_to_each_fault(
    scene: Scene, tmp_path: Path, who: str
) -> None:
    refused = 0
    with scene.played(tmp_path) as app:
        client = scene.client(app, who)
        for line in lines():
            found = line.found[PEOPLE.index(who)]
            if line.method != "POST" or found not in ("200", "go") or line.address in WITHOUT_FORM:
                continue
            page = client.send(line.address.format(**scene.names))
            if page.status_code != 200:
                continue
            refused += 1
            root = html5lib.HTMLParser().parse(page.text)
            assert words(next(root.iter(f"{XHTML}title"))).startswith("Error: "), line.address
            summary = [each for each in root.iter() if "nhsuk-error-summary" in each.get("class", "").split()]
            assert len(summary) == 1, line.address
            hrefs = [each.attrib["href"] for each in summary[0].iter(f"{XHTML}a")]
            assert hrefs or re.search(r"<li>\s*\S", page.text), line.address
            for href in hrefs:
                assert by_id(root)[href.removeprefix("#")].tag in FOCUSABLE, f"{line.address} {href}"
    assert refused >= (3 if who == "signed out" else 5)
