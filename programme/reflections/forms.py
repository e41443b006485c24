"""Forms to write and find reflections."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from wtforms import HiddenField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired

from programme.core import clock
from programme.core.forms import LARGEST, DayField, Form, OneOf, SomeOf, at_most, required
from programme.frameworks.emotions import EMOTIONS
from programme.frameworks.principles import PRINCIPLES
from programme.frameworks.prompts import MODELS, ReflectionModel
from programme.reflections.rules import LONGEST_PART, Content, Wanted, content_from

ANY = ""
PART = "part_"


class ChooseModelForm(Form):
    """How to reflect this time."""

    model = OneOf(
        "How do you want to reflect?",
        [required("Choose how you want to reflect")],
        choices={each.key: each.name for each in MODELS},
    )
    send = SubmitField("Start writing")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.model.hints = {each.key: each.meaning for each in MODELS}


class SearchForm(Form):
    """What to look for in one's own reflections."""

    words = StringField("Search your reflections")
    model = SelectField("Way of reflecting", choices={ANY: "Any"} | {each.key: each.name for each in MODELS})
    principle = SelectField("Principle", choices={ANY: "Any"} | {each.key: each.name for each in PRINCIPLES})
    emotion = SelectField("Emotion", choices={ANY: "Any"} | {each.key: each.name for each in EMOTIONS})

    def wanted(self) -> Wanted:
        """What is asked for; a choice that does not exist asks for nothing."""
        known = {name: set(self._fields[name].choices) for name in ("model", "principle", "emotion")}
        chosen = {name: str(self._fields[name].data or "") for name in known}
        words = "".join(letter for letter in str(self.words.data or "")[:100] if letter.isprintable())
        return Wanted(words=words, **{name: key if key in known[name] else ANY for name, key in chosen.items()})


class ReflectionForm(Form):
    """What every reflection has; `form_for` adds the prompts of a model."""

    title = StringField("Title (optional)", [at_most()])
    happened_on = DayField("When did it happen?", validators=[InputRequired("Enter the day it happened")])
    principles = SomeOf(
        "Which principles does it touch? (optional)", choices={each.key: each.name for each in PRINCIPLES}
    )
    emotions = SomeOf("What did you feel? (optional)", choices={each.key: each.name for each in EMOTIONS})
    sequence = HiddenField()

    model: ReflectionModel

    @property
    def parts(self) -> list[TextAreaField]:
        """The text areas in the model's order."""
        return [self._fields[part_name(prompt.key)] for prompt in self.model.prompts]

    def content(self) -> Content:
        """What was typed."""
        return content_from(
            self.model,
            title=str(self.title.data or ""),
            parts={
                prompt.key: str(field.data or "") for prompt, field in zip(self.model.prompts, self.parts, strict=True)
            },
            chosen_principles=self.principles.data or (),
            chosen_emotions=self.emotions.data or (),
        )

    @property
    def day(self) -> date:
        """The day it happened; today while none was given."""
        return self.happened_on.data or clock.today()

    @property
    def number(self) -> int:
        """The number that this page gave to what it sends; 0 if it gave none."""
        said = str(self.sequence.data or "")
        return min(int(said), LARGEST - 1) if said.isascii() and said.isdigit() and len(said) < 11 else 0


def part_name(key: str) -> str:
    """What the text area of a prompt is called in the form."""
    return f"{PART}{key}"


def prompts_in(sent: Iterable[str]) -> set[str]:
    """The keys of the prompts whose text areas are among the fields `sent`."""
    return {name.removeprefix(PART) for name in sent if name.startswith(PART)}


def form_for(model: ReflectionModel) -> Callable[..., ReflectionForm]:
    """The form with one text area for each prompt of `model`."""

    class WithPrompts(ReflectionForm):
        """A reflection after one model."""

    WithPrompts.model = model
    for prompt in model.prompts:
        area = TextAreaField(prompt.question, [at_most(LONGEST_PART)], description=prompt.hint)
        setattr(WithPrompts, part_name(prompt.key), area)
    return WithPrompts
