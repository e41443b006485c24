"""Forms about fellows, for a cohort's team."""

import uuid
from collections.abc import Sequence

from wtforms import EmailField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import Optional

from programme.accounts.forms import real_email
from programme.cohorts.models import Cohort, Fellow, FellowFacts, Leaving, Profession
from programme.cohorts.presenters import LEAVINGS, PROFESSIONS
from programme.core.forms import DayField, Form, OneOf, SomeOf, UploadField, at_most, not_blank, required
from programme.organisations.models import Organisation, OrganisationKind

LEAVING_HINTS = {
    Leaving.WITHDRAWN.value: "They do not finish this programme.",
    Leaving.DEFERRED.value: "They mean to come back in a later cohort.",
}


class YearForm(Form):
    """What is known of a fellow's year."""

    profession = SelectField("Profession", choices={each.value: words for each, words in PROFESSIONS.items()})
    career_stage = StringField("Career stage (optional)", [at_most(100)], description="For example ST6, Band 7 or GP")
    employer = StringField("Employer (optional)", [at_most()], description="Where the fellow is employed")
    host = SelectField("Host organisation", description="Where the fellow works on their challenge")
    joined_on = DayField(
        "Joined on (optional)", validators=[Optional()], description="Leave empty for the cohort's first day"
    )
    send = SubmitField("Save fellow")

    def offer(self, hosts: Sequence[Organisation]) -> None:
        """The organisations to choose the host from; those of a kind that is known come first."""
        ordered = sorted(hosts, key=lambda row: row.kind is OrganisationKind.OTHER)
        self.host.choices = [("", "Not known yet"), *((str(row.id), row.name) for row in ordered)]

    def facts(self) -> FellowFacts:
        """What was filled in."""
        return FellowFacts(
            Profession(self.profession.data),
            str(self.career_stage.data or ""),
            str(self.employer.data or ""),
            uuid.UUID(self.host.data) if self.host.data else None,
            self.joined_on.data,
        )


class NewFellowForm(YearForm):
    """A new fellow."""

    full_name = StringField("Full name", [not_blank("Enter a full name"), at_most()])
    email = EmailField("Email address", [required("Enter an email address"), real_email, at_most(254)])
    send = SubmitField("Add fellow")


class CorrectForm(Form):
    """Name and address of a fellow who has not signed in."""

    full_name = StringField("Full name", [not_blank("Enter a full name"), at_most()])
    email = EmailField("Email address", [required("Enter an email address"), real_email, at_most(254)])
    send = SubmitField("Save changes")


class LeaveForm(Form):
    """How, when and why a fellow left."""

    leaving = OneOf(
        "How the fellow leaves",
        [required("Choose how the fellow leaves")],
        choices={each.value: words for each, words in LEAVINGS.items()},
    )
    left_on = DayField("Last day", validators=[required("Enter the last day")], description="For example 3 9 2026")
    reason = TextAreaField(
        "Reason (optional)",
        [at_most(500)],
        description="The programme's directors and coordinators can read it, and the fellow. Reports do not print it.",
    )
    send = SubmitField("Record leaving")


class ComeBackForm(Form):
    """The later cohort in which somebody who deferred comes back."""

    cohort = OneOf("Cohort", [required("Choose a cohort")])
    send = SubmitField("Add to this cohort")

    def offer(self, cohorts: Sequence[Cohort]) -> None:
        """The cohorts to choose from."""
        self.cohort.choices = [(str(row.id), row.name) for row in cohorts]


class InviteForm(Form):
    """Which fellows to invite."""

    fellows = SomeOf("Fellows", [required("Choose at least one fellow")])
    send = SubmitField("Invite fellows")

    def offer(self, rows: Sequence[Fellow]) -> None:
        """The fellows to choose from; all are ticked to begin with."""
        self.fellows.choices = [(str(row.id), row.person.full_name) for row in rows]
        self.fellows.hints = {str(row.id): row.person.email for row in rows}
        if not self.is_submitted():
            self.fellows.data = [str(row.id) for row in rows]

    def chosen(self, rows: Sequence[Fellow]) -> list[Fellow]:
        """Those of `rows` that were ticked."""
        ticked = set(self.fellows.data or ())
        return [row for row in rows if str(row.id) in ticked]


class RosterForm(Form):
    """A roster to upload."""

    file = UploadField("Roster", [required("Choose a file")], description="CSV or XLSX, one row for each fellow")
    send = SubmitField("Upload and check")


class MentorForm(Form):
    """Who is to be a fellow's mentor."""

    full_name = StringField("Full name", [not_blank("Enter a full name"), at_most()])
    email = EmailField(
        "Email address",
        [required("Enter an email address"), real_email, at_most(254)],
        description="Somebody who is here already keeps the name that they use here",
    )
    send = SubmitField("Name mentor")
