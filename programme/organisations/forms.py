"""Forms about organisations."""

from wtforms import Field, SelectField, StringField, SubmitField
from wtforms.validators import StopValidation

from programme.core.forms import Form, OneOf, at_most, not_blank, required
from programme.organisations.models import OrganisationFacts, OrganisationKind, Scale, Sector
from programme.organisations.presenters import KINDS, SCALES, SECTORS
from programme.organisations.rules import fault_in_ods_code, tidy_ods_code


class OrganisationForm(Form):
    """What is known of an organisation."""

    name = StringField("Name", [not_blank("Enter the organisation's name"), at_most()])
    programme = SelectField("Programme", description="The programme that this organisation takes part in")
    kind = OneOf("Kind", [required("Choose a kind")], choices={kind.value: words for kind, words in KINDS.items()})
    sector = SelectField("Sector", choices={sector.value: words for sector, words in SECTORS.items()})
    scale = SelectField("Scale of work", choices={scale.value: words for scale, words in SCALES.items()})
    ods_code = StringField(
        "ODS code (optional)",
        [at_most(20)],
        description="The code of the Organisation Data Service, for example RJ1 for a trust or A81001 for a practice",
    )
    send = SubmitField("Save organisation")

    def validate_ods_code(self, field: Field) -> None:
        """Refuse a code whose form does not fit the kind."""
        if fault := fault_in_ods_code(tidy_ods_code(str(field.data or "")), str(self.kind.data or "")):
            raise StopValidation(fault)

    def facts(self) -> OrganisationFacts:
        """What was filled in."""
        return OrganisationFacts(
            name=str(self.name.data),
            kind=OrganisationKind(self.kind.data),
            sector=Sector(self.sector.data),
            scale=Scale(self.scale.data),
            ods_code=tidy_ods_code(str(self.ods_code.data or "")),
        )
