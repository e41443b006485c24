"""The form of equality monitoring."""

from collections.abc import Mapping

from wtforms import SubmitField
from wtforms.validators import Optional

from programme.core.forms import Form, OneOf
from programme.equality.rules import QUESTIONS


class EqualityForm(Form):
    """Every question, each optional; built from the list of questions."""

    send = SubmitField("Save answers")

    def typed(self) -> dict[str, str]:
        """What was chosen, by question."""
        return {each.key: str(self[each.key].data or "") for each in QUESTIONS}


def equality_form(answers: Mapping[str, str]) -> EqualityForm:
    """The form, filled in with earlier answers."""
    fields = {
        each.key: OneOf(
            each.text,
            [Optional()],
            choices={option: option for option in each.options},
            description=each.hint,
            default=answers.get(each.key),
        )
        for each in QUESTIONS
    }
    form: EqualityForm = type("FilledEqualityForm", (EqualityForm,), fields)()
    return form
