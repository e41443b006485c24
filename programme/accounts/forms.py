"""Forms about people and at the door."""

from datetime import UTC, datetime, time

from email_validator import EmailNotValidError, validate_email
from wtforms import EmailField, Field, PasswordField, SelectField, StringField, SubmitField
from wtforms.validators import Optional, StopValidation

from programme.core.clock import LONDON
from programme.core.forms import DayField, Form, OneOf, at_most, not_blank, required

SCOPE_HINT = "A director or coordinator works in a programme. A sponsor follows one organisation, or funds a programme."


def real_email(form: Form, field: Field) -> None:
    """The address could receive mail."""
    try:
        validate_email(str(field.data or ""), check_deliverability=False)
    except EmailNotValidError:
        raise StopValidation("Enter an email address in the usual form, like name@example.org") from None


class SignInForm(Form):
    """Address and password."""

    email = EmailField("Email address", [required("Enter your email address"), at_most(254)])
    password = PasswordField("Password", [required("Enter your password"), at_most(200)])
    send = SubmitField("Sign in")


class AskForLinkForm(Form):
    """The address to which a link for a new password goes."""

    email = EmailField("Email address", [required("Enter your email address"), real_email, at_most(254)])
    send = SubmitField("Send link")


class NewPasswordForm(Form):
    """A new password."""

    password = PasswordField(
        "New password",
        [required("Enter a password")],
        description="12 characters or more. Three random words make a good one.",
    )
    send = SubmitField("Save password")


class ChangePasswordForm(NewPasswordForm):
    """The old password and a new one."""

    current = PasswordField("Current password", [required("Enter your current password"), at_most(200)])


class NameForm(Form):
    """The person's own name."""

    full_name = StringField("Full name", [not_blank("Enter a full name"), at_most()])
    send = SubmitField("Save name")


class PersonForm(Form):
    """Name and address of somebody."""

    full_name = StringField("Full name", [not_blank("Enter a full name"), at_most()])
    email = EmailField("Email address", [required("Enter an email address"), real_email, at_most(254)])
    send = SubmitField("Save changes")


class GrantForm(Form):
    """A role in a scope, with an end if it is known."""

    role = OneOf("Role", [required("Choose a role")])
    scope = SelectField("Where", [required("Choose where the role holds")], description=SCOPE_HINT)
    ends_on = DayField("Last day (optional)", validators=[Optional()], description="For example 31 8 2027")
    send = SubmitField("Give role")

    @property
    def ends_at(self) -> datetime | None:
        """The end of the last day, in UTC."""
        if self.ends_on.data is None:
            return None
        return datetime.combine(self.ends_on.data, time.max, LONDON).astimezone(UTC)


class ProposalForm(GrantForm):
    """A role that a director is asked to give."""

    send = SubmitField("Propose role")


class InvitationForm(GrantForm):
    """A new person with a first role."""

    full_name = StringField("Full name", [not_blank("Enter a full name"), at_most()])
    email = EmailField("Email address", [required("Enter an email address"), real_email, at_most(254)])
    send = SubmitField("Send invitation")


class PersonProposalForm(InvitationForm):
    """A new person with a first role that a director is asked to give."""

    send = SubmitField("Propose person")


class OwnAddressForm(Form):
    """An address of the person's own, with the password, so that nobody else enters one on an open screen."""

    email = EmailField(
        "Your own email address",
        [required("Enter an email address"), real_email, at_most(254)],
        description="One that you keep when you change your employer",
    )
    current = PasswordField("Current password", [required("Enter your current password"), at_most(200)])
    send = SubmitField("Send link to confirm")


class HandOverForm(Form):
    """Who takes over whom somebody supports."""

    full_name = StringField("Full name", [not_blank("Enter a full name"), at_most()])
    email = EmailField(
        "Email address",
        [required("Enter an email address"), real_email, at_most(254)],
        description="Somebody who is here already keeps the name that they use here",
    )
    send = SubmitField("Hand over")


class ConfirmForm(Form):
    """A button alone."""

    send = SubmitField("Confirm address")
