"""Forms about surveys that are lived here."""

from collections.abc import Sequence
from datetime import date

from wtforms import StringField, SubmitField

from programme.core.clock import date_words
from programme.core.errors import DomainError
from programme.core.forms import DayField, Form, OneOf, SomeOf, at_most, not_blank, required
from programme.questionnaires.rules.definition import Questionnaire
from programme.surveys.rules.windows import Window


class StartForm(Form):
    """Which questionnaire is asked, and at which waves."""

    questionnaire = OneOf("Questionnaire", [required("Choose a questionnaire")])
    title = StringField(
        "What fellows see it called",
        [not_blank("Enter a name for this survey"), at_most()],
        description="It stands in every mail and report, for example Leadership outcomes",
    )
    codes = SomeOf(
        "When it is asked",
        [required("Choose at least one wave")],
        description="Each wave is open for four weeks. You can move its days later.",
    )
    send = SubmitField("Start survey")

    def offer(self, library: Sequence[Questionnaire], windows: Sequence[Window], today: date) -> None:
        """Let the person choose among the questionnaires, and among the waves whose days are not over."""
        self.questionnaire.choices = [(reference(each), f"{each.title}, version {each.version}") for each in library]
        self.questionnaire.hints = {reference(each): each.note for each in library}
        self.codes.choices = [(each.code, f"{each.label} ({each.code})") for each in windows if each.closes_on >= today]
        self.codes.hints = {
            each.code: f"{date_words(each.opens_on)} to {date_words(each.closes_on)}" for each in windows
        }


def reference(definition: Questionnaire) -> str:
    """What the form calls a version of a questionnaire."""
    return f"{definition.key}/{definition.version}"


class WindowForm(Form):
    """The days of a wave."""

    opens_on = DayField("First day", validators=[required("Enter the first day")])
    closes_on = DayField(
        "Last day", validators=[required("Enter the last day")], description="Answers are taken until midnight"
    )
    send = SubmitField("Save days")
    first_day: date | None = None

    def fix_first_day(self, day: date) -> None:
        """Let only the last day be changed: the wave has opened on `day`."""
        self.first_day = day
        del self.opens_on

    @property
    def days(self) -> tuple[date, date]:
        """First and last day, of a form that was filled in."""
        first, last = self.first_day or self.opens_on.data, self.closes_on.data
        if first is None or last is None:
            raise DomainError("Enter the first and the last day", "closes_on")
        return first, last


class RemindersForm(Form):
    """On which days who has not answered is reminded."""

    days = StringField(
        "Days after the first day",
        [at_most(40)],
        description="Whole numbers with commas between them, for example 7, 14, 21. Leave it empty to send none.",
    )
    send = SubmitField("Save reminders")

    @property
    def numbers(self) -> list[int]:
        """The days that were typed.

        Raises:
            DomainError: something is no whole number.
        """
        parts = [part.strip() for part in str(self.days.data or "").split(",") if part.strip()]
        if not all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts):
            raise DomainError("Enter whole numbers with commas between them, for example 7, 14, 21", "days")
        return [int(part) for part in parts]
