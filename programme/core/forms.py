"""Forms that draw themselves with the design system: `{{ form.title() }}` is label, hint, field and error."""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from markupsafe import Markup
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    Field,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.fields import FloatField as _FloatField
from wtforms.fields import IntegerField as _IntegerField
from wtforms.validators import InputRequired, Length, StopValidation

from programme.core.errors import DomainError
from programme.core.letters import JOINERS, can_be_kept

Params = dict[str, Any]
LONGEST_LINE = 200
LARGEST = 2**31 - 1
FIRST_YEAR, LAST_YEAR = 1900, 2199  # the software counts in years from a day to both sides
KEPT = f"\n\t{JOINERS}"
UNSEEN = "Cf"  # marks that turn the direction of text


class IntegerField(_IntegerField):
    """A whole number, with a message in plain words."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Refuse what is no whole number, or more than a column holds."""
        try:
            super().process_formdata(valuelist)
            if self.data is not None and abs(self.data) > LARGEST:
                raise ValueError
        except ValueError:
            self.data = None
            raise ValueError("Enter a whole number, for example 30") from None


class NumberField(_FloatField):
    """A number, with a message in plain words; neither endless nor undefined."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Refuse what is no number."""
        try:
            super().process_formdata(valuelist)
            if self.data is not None and abs(self.data) > 1e9:
                raise ValueError
        except ValueError:
            self.data = None
            raise ValueError("Enter a number, for example 5") from None
        if self.data != self.data:
            self.data = None
            raise ValueError("Enter a number, for example 5")


class DayField(DateField):
    """A date in three boxes: day, month, year."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, format=["%d %m %Y", "%Y-%m-%d"], **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Three boxes make one date; three empty boxes make none."""
        if not any(str(value).strip() for value in valuelist):
            self.raw_data, self.data = [], None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Enter a real date, for example 3 9 2026") from None
        if self.data is not None and not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            self.data = None
            raise ValueError(f"Enter a year from {FIRST_YEAR} to {LAST_YEAR}, for example 3 9 2026")

    @property
    def boxes(self) -> tuple[str, str, str]:
        """What the three boxes show: what was typed, else the date."""
        if self.raw_data:
            typed = [stripped(str(value)) or "" for value in self.raw_data]
            return (typed + ["", "", ""])[0], (typed + ["", "", ""])[1], (typed + ["", "", ""])[2]
        if self.data:
            return str(self.data.day), str(self.data.month), str(self.data.year)
        return "", "", ""


class OneOf(RadioField):
    """One choice of several; `hints` says more about a choice, by its value."""

    hints: Mapping[str, str] = {}


class SomeOf(SelectMultipleField):
    """Any number of choices; `hints` says more about a choice, by its value."""

    hints: Mapping[str, str] = {}


class UploadField(FileField):
    """A file to send; text that came in its place is no file."""


def required(message: str) -> InputRequired:
    """The field must be filled in; `message` says what to enter."""
    return InputRequired(message=message)


def at_most(length: int = LONGEST_LINE) -> Length:
    """The text has at most `length` characters."""
    return Length(max=length, message=f"Use {length} characters or fewer")


def stripped(value: str | None) -> str | None:
    """What was typed, without white space around it or control characters within."""
    if value is None:
        return None
    return "".join(_tidy(letter) for letter in value).strip()


def _tidy(letter: str) -> str:
    if letter in KEPT:
        return letter
    kind = unicodedata.category(letter)
    if kind.startswith("Z"):
        return " " if kind == "Zs" else "\n"
    return "" if kind == UNSEEN or not can_be_kept(letter) else letter


def on_one_line(value: str | None) -> str | None:
    """As `stripped`, with a space for every line break: a name must not become two lines of a mail."""
    found = stripped(value)
    return None if found is None else found.replace("\n", " ").replace("\t", " ")


def not_blank(message: str) -> Callable[[Any, Field], None]:
    """The field must hold more than spaces."""

    def check(form: Any, field: Field) -> None:
        if not str(field.data or "").strip():
            raise StopValidation(message)

    return check


class Form(FlaskForm):
    """A form of this service. The template always calls it `form`."""

    class Meta(FlaskForm.Meta):
        """How fields are read and drawn."""

        def bind_field(self, form: Any, unbound_field: Any, options: Params) -> Field:
            """Text comes in without white space around it, and on one line unless it is a text area."""
            kind = unbound_field.field_class
            if issubclass(kind, StringField) and not issubclass(kind, PasswordField):
                tidy = stripped if issubclass(kind, TextAreaField) else on_one_line
                options["filters"] = [*unbound_field.kwargs.get("filters", ()), tidy]
            field: Field = unbound_field.bind(form=form, **options)
            return field

        def render_field(self, field: Field, render_kw: Mapping[str, Any]) -> Markup:
            """Draw the field's whole group with the design system's macro."""
            for kind, draw in RULES:
                if isinstance(field, kind):
                    extra = dict(render_kw or {})
                    return draw(field, extra)
            raise TypeError(f"No rule draws a {type(field).__name__}.")

    def refuse(self, problem: DomainError) -> None:
        """Show a broken rule at its field, or above the form."""
        field = self._fields.get(problem.field or "")
        if field is None:
            self.form_errors.append(problem.message)
        else:
            field.errors = [*field.errors, problem.message]

    @property
    def error_list(self) -> list[Params]:
        """All faults for the summary on top, each with the anchor of its first input."""
        found = [{"text": message} for message in self.form_errors]
        for field in self:
            found += [{"text": str(message), "href": f"#{anchor(field)}"} for message in field.errors[:1]]
        return found


def anchor(field: Field) -> str:
    """The id of the input that a link to `field` should focus."""
    if isinstance(field, DayField):
        return f"{field.id}-day"
    return str(field.id)


def component(path: str, name: str, params: Params) -> Markup:
    """One macro of the design system, called with `params`."""
    module: Any = current_app.jinja_env.get_template(f"nhsuk/components/{path}/macro.jinja").module
    return Markup(getattr(module, name)(params))  # noqa: S704 - what the macro returns has been escaped by it


def _merged(params: Params, extra: Params) -> Params:
    return {**params, **extra}


def _basic(field: Any, extra: Params) -> Params:
    params: Params = {"id": field.id, "name": field.name, "label": _label(field, extra)}
    if field.description:
        params["hint"] = {"text": field.description}
    if field.errors:
        params["errorMessage"] = {"text": str(field.errors[0])}
    return params


def _label(field: Any, extra: Params) -> Params:
    return {"text": field.label.text, "size": extra.pop("label_size", "s")}


def _legend(field: Any, extra: Params) -> Params:
    return {"legend": {"text": field.label.text, "size": extra.pop("label_size", "s")}}


def _input(kind: str) -> Callable[[Any, Params], Markup]:
    def draw(field: Any, extra: Params) -> Markup:
        params = _basic(field, extra) | {"type": kind, "value": field._value()}
        if kind == "email":
            params |= {"autocomplete": "email", "spellcheck": False}
        return component("input", "input", _merged(params, extra))

    return draw


def _number(field: Any, extra: Params) -> Markup:
    params = _basic(field, extra) | {"value": stripped(field._value()), "inputmode": "decimal", "width": 5}
    return component("input", "input", _merged(params, extra))


def _password(field: Any, extra: Params) -> Markup:
    return component("password-input", "passwordInput", _merged(_basic(field, extra), extra))


def _text_area(field: Any, extra: Params) -> Markup:
    params = _basic(field, extra) | {"value": field._value()}
    return component("textarea", "textarea", _merged(params, extra))


def _select(field: Any, extra: Params) -> Markup:
    items = [{"value": v, "text": text, "selected": chosen} for v, text, chosen, *_ in field.iter_choices()]
    return component("select", "select", _merged(_basic(field, extra) | {"items": items}, extra))


def _choices(field: Any) -> list[Params]:
    return [
        {"value": v, "text": text, "checked": chosen} | ({"hint": {"text": field.hints[v]}} if v in field.hints else {})
        for v, text, chosen, *_ in field.iter_choices()
    ]


def _group(path: str, name: str) -> Callable[[Any, Params], Markup]:
    def draw(field: Any, extra: Params) -> Markup:
        fieldset = _legend(field, extra)
        params = _basic(field, extra) | {"idPrefix": field.id, "fieldset": fieldset, "items": _choices(field)}
        del params["id"], params["label"]
        return component(path, name, _merged(params, extra))

    return draw


def _checkbox(field: Any, extra: Params) -> Markup:
    item: Params = {"value": "y", "text": field.label.text, "checked": bool(field.data)}
    params = _basic(field, extra) | {"idPrefix": field.id, "items": [item]}
    if "hint" in params:
        item["hint"] = params.pop("hint")
    del params["id"], params["label"]
    return component("checkboxes", "checkboxes", _merged(params, extra))


def _day(field: Any, extra: Params) -> Markup:
    parts = zip(("day", "month", "year"), (2, 2, 4), field.boxes, strict=True)
    faulty = " nhsuk-input--error" if field.errors else ""
    items = [
        {
            "id": f"{field.id}-{part}",
            "name": field.name,
            "label": part.title(),
            "value": shown,
            "classes": f"nhsuk-input--width-{width}{faulty}",
        }
        for part, width, shown in parts
    ]
    params = _basic(field, extra) | {"fieldset": _legend(field, extra), "items": items}
    del params["name"], params["label"]
    return component("date-input", "dateInput", _merged(params, extra))


def _upload(field: Any, extra: Params) -> Markup:
    return component("file-upload", "fileUpload", _merged(_basic(field, extra), extra))


def _submit(field: Any, extra: Params) -> Markup:
    params = {"text": field.label.text, "id": field.id, "preventDoubleClick": True}
    return component("button", "button", _merged(params, extra))


def _hidden(field: Any, extra: Params) -> Markup:
    return Markup('<input type="hidden" name="{}" value="{}">').format(field.name, field._value())


RULES: tuple[tuple[type[Field], Callable[[Any, Params], Markup]], ...] = (
    (HiddenField, _hidden),
    (SubmitField, _submit),
    (UploadField, _upload),
    (PasswordField, _password),
    (EmailField, _input("email")),
    (TextAreaField, _text_area),
    (DayField, _day),
    (_IntegerField, _number),
    (_FloatField, _number),
    (OneOf, _group("radios", "radios")),
    (SomeOf, _group("checkboxes", "checkboxes")),
    (SelectField, _select),
    (BooleanField, _checkbox),
    (StringField, _input("text")),
)
