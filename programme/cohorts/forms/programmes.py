"""Forms about programmes and cohorts."""

from datetime import date

from wtforms import StringField, SubmitField, TextAreaField

from programme.core.errors import DomainError
from programme.core.forms import DayField, Form, at_most, not_blank, required


class ProgrammeForm(Form):
    """A programme's name and purpose."""

    name = StringField("Name", [not_blank("Enter the programme's name"), at_most()])
    purpose = TextAreaField(
        "Purpose (optional)", [at_most(2000)], description="What it is for, in a sentence or two. Reports print it."
    )
    send = SubmitField("Save programme")


class CohortForm(Form):
    """A cohort's name and dates."""

    name = StringField(
        "Name", [not_blank("Enter the cohort's name"), at_most()], description="For example 2026 to 2027, or Cohort 11"
    )
    starts_on = DayField("First day", validators=[required("Enter the first day")], description="For example 3 9 2026")
    ends_on = DayField("Last day", validators=[required("Enter the last day")], description="For example 31 8 2027")
    send = SubmitField("Save cohort")

    @property
    def dates(self) -> tuple[date, date]:
        """First and last day, of a form that was filled in."""
        if self.starts_on.data is None or self.ends_on.data is None:
            raise DomainError("Enter the first and the last day", "starts_on")
        return self.starts_on.data, self.ends_on.data
