"""A living cohort: fellows, questionnaires, waves, reflections, equality monitoring."""

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

ROLES = ("administrator", "director", "coordinator", "sponsor")
KINDS = ("installation", "programme", "cohort", "organisation")
STATES = ("planned", "running", "completed")
# Columns whose words become more: (table, column), the words before, the words that are new.
WIDENED: Mapping[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]] = {
    ("grants", "role"): (ROLES, ("fellow", "mentor")),
    ("grant_proposals", "role"): (ROLES, ("fellow", "mentor")),
    ("scopes", "kind"): (KINDS, ("fellow",)),
    ("cohorts", "state"): (STATES, ("archived",)),
}


def _allow(table: str, column: str, words: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{word}'" for word in words)
    name = op.f(f"ck_{table}_{column}")
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, sa.text(f"{column} IN ({listed})"))


def _forget_new_words() -> None:
    """Rows that only the newer tables can hold."""
    listed = {place: ", ".join(f"'{word}'" for word in new) for place, (_, new) in WIDENED.items()}
    op.execute("UPDATE cohorts SET state = 'completed' WHERE state = 'archived'")
    for place in (("grants", "role"), ("grant_proposals", "role"), ("scopes", "kind")):
        op.execute(f"DELETE FROM {place[0]} WHERE {place[1]} IN ({listed[place]})")
    op.execute("DELETE FROM responses WHERE questionnaire_id IS NOT NULL")
    op.execute("DELETE FROM survey_scales WHERE survey_id IN (SELECT id FROM surveys WHERE questionnaire_id IS NOT NULL)")
    op.execute("DELETE FROM waves WHERE survey_id IN (SELECT id FROM surveys WHERE questionnaire_id IS NOT NULL)")
    op.execute("DELETE FROM surveys WHERE questionnaire_id IS NOT NULL")


def upgrade() -> None:
    """Fellows, questionnaires, waves, reflections, equality monitoring."""
    op.create_table('questionnaire_versions',
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('version >= 1', name=op.f('ck_questionnaire_versions_version_counts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_questionnaire_versions')),
    sa.UniqueConstraint('key', 'version', name=op.f('uq_questionnaire_versions_key_version'))
    )
    op.create_table('equality_answers',
    sa.Column('cohort_id', sa.Uuid(), nullable=False),
    sa.Column('pseudonym', sa.LargeBinary(length=32), nullable=False),
    sa.Column('answers', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohorts.id'], name=op.f('fk_equality_answers_cohort_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('cohort_id', 'pseudonym', name=op.f('pk_equality_answers')),
    sqlite_with_rowid=False
    )
    op.create_table('fellows',
    sa.Column('cohort_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('profession', sa.Enum('medicine', 'nursing', 'midwifery', 'pharmacy', 'dentistry', 'allied health', 'psychology', 'healthcare science', 'paramedicine', 'public health', 'social care', 'management', 'other', 'unknown', name='profession', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('career_stage', sa.String(length=100), nullable=False),
    sa.Column('employer', sa.String(length=200), nullable=False),
    sa.Column('host_id', sa.Uuid(), nullable=True),
    sa.Column('joined_on', sa.Date(), nullable=False),
    sa.Column('left_on', sa.Date(), nullable=True),
    sa.Column('leaving', sa.Enum('withdrawn', 'deferred', name='leaving', native_enum=False, create_constraint=True, length=20), nullable=True),
    sa.Column('leaving_reason', sa.LargeBinary(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('(left_on IS NULL) = (leaving IS NULL)', name=op.f('ck_fellows_left_somehow')),
    sa.CheckConstraint('left_on IS NULL OR left_on >= joined_on', name=op.f('ck_fellows_left_after_joining')),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohorts.id'], name=op.f('fk_fellows_cohort_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['host_id'], ['organisations.id'], name=op.f('fk_fellows_host_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_fellows_person_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fellows')),
    sa.UniqueConstraint('cohort_id', 'person_id', name=op.f('uq_fellows_cohort_id_person_id'))
    )
    with op.batch_alter_table('fellows', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_fellows_host_id'), ['host_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_fellows_person_id'), ['person_id'], unique=False)

    op.create_table('roster_imports',
    sa.Column('cohort_id', sa.Uuid(), nullable=False),
    sa.Column('uploader_id', sa.Uuid(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.Enum('uploaded', 'importing', 'imported', name='state', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('filename', sa.LargeBinary(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('outcome', sa.String(length=200), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohorts.id'], name=op.f('fk_roster_imports_cohort_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['uploader_id'], ['people.id'], name=op.f('fk_roster_imports_uploader_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roster_imports'))
    )
    with op.batch_alter_table('roster_imports', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roster_imports_cohort_id'), ['cohort_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_roster_imports_uploaded_at'), ['uploaded_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_roster_imports_uploader_id'), ['uploader_id'], unique=False)

    op.create_table('reflections',
    sa.Column('fellow_id', sa.Uuid(), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('is_draft', sa.Boolean(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['fellow_id'], ['fellows.id'], name=op.f('fk_reflections_fellow_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reflections'))
    )
    with op.batch_alter_table('reflections', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reflections_fellow_id'), ['fellow_id'], unique=False)

    op.create_table('survey_results',
    sa.Column('survey_id', sa.Uuid(), nullable=False),
    sa.Column('computed_on', sa.Date(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('basis', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['survey_id'], ['surveys.id'], name=op.f('fk_survey_results_survey_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('survey_id', name=op.f('pk_survey_results'))
    )
    op.create_table('drafts',
    sa.Column('wave_id', sa.Uuid(), nullable=False),
    sa.Column('pseudonym', sa.LargeBinary(length=32), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['wave_id'], ['waves.id'], name=op.f('fk_drafts_wave_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('wave_id', 'pseudonym', name=op.f('pk_drafts')),
    sqlite_with_rowid=False
    )
    op.create_table('survey_invitations',
    sa.Column('wave_id', sa.Uuid(), nullable=False),
    sa.Column('fellow_id', sa.Uuid(), nullable=False),
    sa.Column('has_answered', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['fellow_id'], ['fellows.id'], name=op.f('fk_survey_invitations_fellow_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['wave_id'], ['waves.id'], name=op.f('fk_survey_invitations_wave_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_invitations')),
    sa.UniqueConstraint('wave_id', 'fellow_id', name=op.f('uq_survey_invitations_wave_id_fellow_id')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('survey_invitations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_survey_invitations_fellow_id'), ['fellow_id'], unique=False)

    op.create_table('survey_mails',
    sa.Column('wave_id', sa.Uuid(), nullable=False),
    sa.Column('fellow_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('posted_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['fellow_id'], ['fellows.id'], name=op.f('fk_survey_mails_fellow_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['wave_id'], ['waves.id'], name=op.f('fk_survey_mails_wave_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('wave_id', 'fellow_id', 'kind', name=op.f('pk_survey_mails')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('survey_mails', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_survey_mails_fellow_id'), ['fellow_id'], unique=False)

    with op.batch_alter_table('grant_proposals', schema=None) as batch_op:
        batch_op.add_column(sa.Column('agreed_by', sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_grant_proposals_agreed_by'), 'people', ['agreed_by'], ['id'], ondelete='SET NULL')

    with op.batch_alter_table('organisations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('ods_code', sa.String(length=10), server_default='', nullable=False))

    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.add_column(sa.Column('pending_email', sa.String(length=254), nullable=True))
        batch_op.add_column(sa.Column('has_personal_email', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('wants_reminders', sa.Boolean(), server_default=sa.true(), nullable=False))

    with op.batch_alter_table('responses', schema=None) as batch_op:
        batch_op.add_column(sa.Column('questionnaire_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('answers', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('texts', sa.LargeBinary(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_responses_questionnaire_id'), 'questionnaire_versions', ['questionnaire_id'], ['id'], ondelete='RESTRICT')

    with op.batch_alter_table('results_imports', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_results_imports_cohort_id'), ['cohort_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_results_imports_uploader_id'), ['uploader_id'], unique=False)

    with op.batch_alter_table('scopes', schema=None) as batch_op:
        batch_op.add_column(sa.Column('person_id', sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f('ix_scopes_person_id'), ['person_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_scopes_person_id'), 'people', ['person_id'], ['id'], ondelete='CASCADE')

    with op.batch_alter_table('surveys', schema=None) as batch_op:
        batch_op.add_column(sa.Column('questionnaire_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('reminder_days', sa.JSON(), server_default='[]', nullable=False))
        batch_op.create_index(batch_op.f('ix_surveys_questionnaire_id'), ['questionnaire_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_surveys_questionnaire_id'), 'questionnaire_versions', ['questionnaire_id'], ['id'], ondelete='RESTRICT')
        batch_op.create_check_constraint(batch_op.f('ck_surveys_asked_or_imported'), sa.text('questionnaire_id IS NULL OR imported_on IS NULL'))

    with op.batch_alter_table('waves', schema=None) as batch_op:
        batch_op.add_column(sa.Column('opens_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('closes_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('state', sa.Enum('planned', 'open', 'closed', name='state', native_enum=False, create_constraint=True, length=20), server_default='closed', nullable=False))
        batch_op.create_index(batch_op.f('ix_waves_state_opens_on'), ['state', 'opens_on'], unique=False)
        batch_op.create_check_constraint(batch_op.f('ck_waves_closes_after_opening'), sa.text('closes_on >= opens_on'))
        batch_op.create_check_constraint(batch_op.f('ck_waves_whole_window'), sa.text('(opens_on IS NULL) = (closes_on IS NULL)'))

    for (table, column), (before, new) in WIDENED.items():
        _allow(table, column, before + new)



def downgrade() -> None:
    """Undo it; roles, scopes and states that were unknown before go with their rows."""
    op.drop_table('survey_mails')
    op.drop_table('survey_invitations')
    op.drop_table('drafts')
    op.drop_table('survey_results')
    op.drop_table('reflections')
    op.drop_table('roster_imports')
    op.drop_table('fellows')
    op.drop_table('equality_answers')
    _forget_new_words()
    for (table, column), (before, _) in WIDENED.items():
        _allow(table, column, before)

    with op.batch_alter_table('waves', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_waves_whole_window'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_waves_closes_after_opening'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_waves_state'), type_='check')
        batch_op.drop_index(batch_op.f('ix_waves_state_opens_on'))
        batch_op.drop_column('state')
        batch_op.drop_column('closes_on')
        batch_op.drop_column('opens_on')

    with op.batch_alter_table('surveys', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_surveys_asked_or_imported'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_surveys_questionnaire_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_surveys_questionnaire_id'))
        batch_op.drop_column('reminder_days')
        batch_op.drop_column('questionnaire_id')

    with op.batch_alter_table('scopes', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_scopes_person_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_scopes_person_id'))
        batch_op.drop_column('person_id')

    with op.batch_alter_table('results_imports', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_results_imports_uploader_id'))
        batch_op.drop_index(batch_op.f('ix_results_imports_cohort_id'))

    with op.batch_alter_table('responses', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_responses_questionnaire_id'), type_='foreignkey')
        batch_op.drop_column('texts')
        batch_op.drop_column('answers')
        batch_op.drop_column('questionnaire_id')

    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.drop_column('wants_reminders')
        batch_op.drop_column('has_personal_email')
        batch_op.drop_column('pending_email')

    with op.batch_alter_table('organisations', schema=None) as batch_op:
        batch_op.drop_column('ods_code')

    with op.batch_alter_table('grant_proposals', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_grant_proposals_agreed_by'), type_='foreignkey')
        batch_op.drop_column('agreed_by')

    op.drop_table('questionnaire_versions')
