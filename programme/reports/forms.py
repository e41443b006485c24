"""Forms about reports."""

from collections.abc import Sequence
from uuid import UUID

from wtforms import BooleanField, SubmitField

from programme.core.forms import Form, OneOf, SomeOf, required

EVERYONE = ("all", "All sponsors of this cohort")
CHOSEN = ("chosen", "Only the sponsors chosen below")


class MakeForm(Form):
    """Which survey the report is on, and whether it is meant for publication."""

    survey = OneOf("Results to report on", [required("Choose the results to report on")])
    for_publication = BooleanField(
        "This report will be published",
        description="Groups under 10 people are hidden then, not under 5. Going to sponsors alone is not publication.",
    )
    send = SubmitField("Make report")


class ReleaseForm(Form):
    """To whom a version is released."""

    everyone = OneOf(
        "Who can download it",
        [required("Choose who can download it")],
        choices=dict([EVERYONE, CHOSEN]),
        default="all",
    )
    scopes = SomeOf("Sponsors of", description="Used only with the second choice above.")
    send = SubmitField("Release report")

    def offer(self, places: Sequence[tuple[UUID, str]]) -> None:
        """Let the director choose among the places that have a sponsor; without any there is nothing to choose."""
        self.scopes.choices = [(str(key), name) for key, name in places]
        if not places:
            self.everyone.choices = [EVERYONE]
