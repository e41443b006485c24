"""Forms of the import of earlier results."""

from collections.abc import Sequence

from flask_wtf.file import FileRequired
from wtforms import SelectField, StringField, SubmitField
from wtforms.validators import InputRequired

from programme.core.forms import Form, NumberField, SomeOf, UploadField, at_most, not_blank, required
from programme.surveys.rules.mapping import STAGES, Columns, Mapping, ScaleMap, WaveMap, find_cells


class UploadForm(Form):
    """A CSV or XLSX file with one row a person."""

    file = UploadField("Results file (CSV or XLSX)", [FileRequired("Choose a file")])
    send = SubmitField("Upload file")


class ColumnsForm(Form):
    """Which columns name the person and the organisation, and how score columns are named."""

    title = StringField(
        "What these results are called",
        [not_blank("Enter a name for these results"), at_most()],
        description="Reports print it, for example Outcomes study 2019 to 2021",
    )
    person = SelectField(
        "Column that names the person",
        [required("Choose the column that names the person")],
        description="It tells rows apart while the file is read. It is not kept.",
    )
    organisation = SomeOf(
        "Columns that name the organisation (optional)",
        description="Tick every column that is needed to tell organisations apart.",
    )
    pattern = StringField(
        "Names of the score columns",
        [not_blank("Enter the pattern of the score columns"), at_most(60)],
        description="Write {scale} and {wave} where the name of the scale and the number of the wave stand.",
    )
    send = SubmitField("Save and continue")

    def offer(self, header: Sequence[str]) -> None:
        """Let the person choose among the file's columns that do not follow the pattern of score columns."""
        scores = {cell.column for cell in find_cells(header, str(self.pattern.data or ""))}
        others = [name for name in header if name not in scores] or header
        self.person.choices = [("", "Choose a column"), *((name, name) for name in others)]
        self.organisation.choices = [(name, name) for name in others]

    def columns(self) -> Columns:
        """What was filled in."""
        return Columns(
            str(self.title.data), str(self.person.data), tuple(self.organisation.data or ()), str(self.pattern.data)
        )


class ScalesForm(Form):
    """What each scale is called and its range, and which stage each wave is; the fields depend on the file."""

    send = SubmitField("Save and check the file")


def scales_form(columns: Columns, scales: Sequence[ScaleMap], waves: Sequence[WaveMap]) -> ScalesForm:
    """A form for these scales and waves, filled in as they are."""
    fields: dict[str, object] = {}
    for place, scale in enumerate(scales):
        fields[f"label_{place}"] = StringField(
            "Name", [not_blank(f"Enter a name for {scale.key}"), at_most(100)], default=scale.label
        )
        fields[f"low_{place}"] = NumberField(
            "Lowest score", [InputRequired(f"Enter the lowest score of {scale.key}")], default=scale.low
        )
        fields[f"high_{place}"] = NumberField(
            "Highest score", [InputRequired(f"Enter the highest score of {scale.key}")], default=scale.high
        )
    for place, wave in enumerate(waves):
        choices = {code: f"{words} ({code})" for code, words in STAGES.items()}
        fields[f"stage_{place}"] = SelectField(f"Wave “{wave.key}” of the file", choices=choices, default=wave.code)
    form: ScalesForm = type("FilledScalesForm", (ScalesForm,), fields)()
    return form


def mapping_from_form(
    form: ScalesForm, columns: Columns, scales: Sequence[ScaleMap], waves: Sequence[WaveMap]
) -> Mapping | None:
    """The mapping that was filled in; None, with a message at the field, where a range is upside down."""
    chosen = []
    for place, scale in enumerate(scales):
        label, low, high = (form[f"{part}_{place}"].data for part in ("label", "low", "high"))
        if low >= high:
            form[f"high_{place}"].errors = [f"The highest score of {label} must be above the lowest"]
            return None
        chosen.append(ScaleMap(scale.key, label, low, high))
    stages = tuple(WaveMap(wave.key, form[f"stage_{place}"].data) for place, wave in enumerate(waves))
    return Mapping(columns, tuple(chosen), stages)
