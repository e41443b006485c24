"""What a fellow may change about their own year."""

from wtforms import StringField, SubmitField

from programme.core.forms import Form, at_most


class StageForm(Form):
    """Career stage and employer; the other facts are the programme's."""

    career_stage = StringField("Career stage", [at_most(100)], description="For example ST6, Band 7 or GP")
    employer = StringField("Employer", [at_most()], description="Where you are employed")
    send = SubmitField("Save profile")
