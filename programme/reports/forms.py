"""Forms about reports."""

from collections.abc import Collection, Sequence
from uuid import UUID

from wtforms import BooleanField, HiddenField, SubmitField, TextAreaField
from wtforms.validators import StopValidation

from programme.core.forms import Form, OneOf, SomeOf, at_most, not_blank, required
from programme.core.words import count_words
from programme.reports.models import LONGEST_REASON
from programme.reports.rules.releasing import Place

EVERYONE = ("all", "All sponsors of this cohort")
CHOSEN = ("chosen", "Only the sponsors chosen below")
WHO_READS_IT = "Sponsors who had the version read this. Name no person and no figure that the report hides."


class MakeForm(Form):
    """Which survey the report is on, and whether it is meant for publication."""

    survey = OneOf("Results to report on", [required("Choose the results to report on")])
    for_publication = BooleanField(
        "This report will be published",
        description="Groups under 10 people are hidden then, not under 5. Going to sponsors alone is not publication.",
    )
    send = SubmitField("Make report")


class ReleaseForm(Form):
    """To whom a version is released, and why it takes the place of the one before."""

    everyone = OneOf(
        "Who can download it",
        [required("Choose who can download it")],
        choices=dict([EVERYONE, CHOSEN]),
        default="all",
    )
    scopes = SomeOf("Sponsors of", description="Used only with the second choice above.")
    reason = TextAreaField("Reason", [not_blank("Enter the reason"), at_most(LONGEST_REASON)], description=WHO_READS_IT)
    seen = HiddenField()
    send = SubmitField("Continue")

    def offer(self, places: Sequence[Place], had: Collection[UUID]) -> None:
        """Let the director choose among places with a sponsor, and those that `had` the version before."""
        offered = [place for place in places if place.sponsors or place.scope_id in had]
        self.scopes.choices = [(str(place.scope_id), place.name) for place in offered]
        self.scopes.hints = {str(place.scope_id): sponsors_words(place) for place in offered}
        self.everyone.hints = {EVERYONE[0]: everyone_words(places)}
        if not offered:
            self.everyone.choices = [EVERYONE]

    def ask_why(self, number: int, before: int | None) -> None:
        """Ask for a reason only where there is a version `before` to take the place of."""
        if before is None:
            del self.reason
            return
        self.reason.label.text = f"Why version {number} takes the place of version {before}"
        ask = f"Say why version {number} takes the place of version {before}"
        self.reason.validators = [not_blank(ask), at_most(LONGEST_REASON)]

    def validate_scopes(self, field: SomeOf) -> None:
        """The second choice needs a place."""
        if self.everyone.data == CHOSEN[0] and not field.data:
            raise StopValidation("Choose at least one place")

    def chosen(self, places: Sequence[Place]) -> list[UUID]:
        """The places that were chosen."""
        if self.everyone.data == EVERYONE[0]:
            return [place.scope_id for place in places]
        return [UUID(each) for each in self.scopes.data or ()]


class WithdrawForm(Form):
    """Why a version is taken out of download."""

    reason = TextAreaField(
        "Why it is taken out of download",
        [not_blank("Say why it is taken out of download"), at_most(LONGEST_REASON)],
        description=WHO_READS_IT,
    )
    send = SubmitField("Take out of download")


class SendBackForm(Form):
    """What is to be mended before a report can be released."""

    reason = TextAreaField(
        "What is to be mended",
        [not_blank("Say what is to be mended"), at_most(LONGEST_REASON)],
        description="The programme team reads this. Sponsors do not.",
    )
    send = SubmitField("Send back")


def everyone_words(places: Sequence[Place]) -> str:
    """How many places all of them are, and how many have a sponsor now."""
    having = sum(bool(place.sponsors) for place in places)
    return f"{count_words(len(places), 'place')}, {having or 'none'} with a sponsor now"


def sponsors_words(place: Place) -> str:
    """The sponsors of a place by name."""
    return ", ".join(place.sponsors) or "Nobody is a sponsor there now"
