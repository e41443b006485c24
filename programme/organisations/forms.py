"""Forms about organisations."""

from wtforms import SelectField, StringField, SubmitField

from programme.core.forms import Form, OneOf, at_most, not_blank, required
from programme.organisations.models import OrganisationFacts, OrganisationKind, Scale, Sector
from programme.organisations.presenters import KINDS, SCALES, SECTORS


class OrganisationForm(Form):
    """What is known of an organisation."""

    name = StringField("Name", [not_blank("Enter the organisation's name"), at_most()])
    programme = SelectField("Programme", description="The programme that this organisation takes part in")
    kind = OneOf("Kind", [required("Choose a kind")], choices={kind.value: words for kind, words in KINDS.items()})
    sector = SelectField("Sector", choices={sector.value: words for sector, words in SECTORS.items()})
    scale = SelectField("Scale of work", choices={scale.value: words for scale, words in SCALES.items()})
    send = SubmitField("Save organisation")

    def facts(self) -> OrganisationFacts:
        """What was filled in."""
        return OrganisationFacts(
            name=str(self.name.data),
            kind=OrganisationKind(self.kind.data),
            sector=Sector(self.sector.data),
            scale=Scale(self.scale.data),
        )
