"""The spine."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

INSTALLATION = uuid.UUID("00000000-0000-4000-8000-000000000000")
# The audit trail is append-only: the database itself refuses to change or delete an entry.
REFUSE_CHANGES = {
    "sqlite": [
        f"CREATE TRIGGER audit_entries_no_{verb} BEFORE {verb} ON audit_entries "
        "BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END"
        for verb in ("update", "delete")
    ],
    "postgresql": [
        "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit entries are never changed'; END $$",
        "CREATE TRIGGER audit_entries_no_change BEFORE UPDATE OR DELETE ON audit_entries "
        "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
        "CREATE TRIGGER audit_entries_no_truncate BEFORE TRUNCATE ON audit_entries "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()",
    ],
}


def upgrade() -> None:
    """The spine."""
    op.create_table('audit_entries',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Uuid(), nullable=True),
    sa.Column('action', sa.String(length=60), nullable=False),
    sa.Column('category', sa.Enum('settings', 'people', 'content', name='category', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=True),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('previous', sa.String(length=64), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_audit_entries')),
    sa.UniqueConstraint('digest', name=op.f('uq_audit_entries_digest'))
    )
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_entries_category_number'), ['category', 'number'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entries_subject_id'), ['subject_id'], unique=False)

    op.create_table('jobs',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=True),
    sa.Column('state', sa.Enum('waiting', 'running', 'done', 'failed', name='state', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('lease', sa.Uuid(), nullable=True),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('heartbeat_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('step', sa.String(length=120), nullable=False),
    sa.Column('steps_done', sa.Integer(), nullable=False),
    sa.Column('steps_all', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_jobs'))
    )
    with op.batch_alter_table('jobs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_jobs_state_lease_until'), ['state', 'lease_until'], unique=False)
        batch_op.create_index(batch_op.f('ix_jobs_subject_id'), ['subject_id'], unique=False)

    op.create_table('links',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('purpose', sa.String(length=30), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_links'))
    )
    with op.batch_alter_table('links', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_links_purpose_subject_id'), ['purpose', 'subject_id'], unique=False)

    op.create_table('organisations',
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.Enum('practice', 'network', 'trust', 'system', 'authority', 'voluntary', 'other', name='kind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('sector', sa.Enum('primary', 'community', 'mental', 'acute', 'care', 'voluntary', 'other', 'unknown', name='sector', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('scale', sa.Enum('community', 'locality', 'borough', 'wider', 'unknown', name='scale', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisations'))
    )
    with op.batch_alter_table('organisations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_organisations_name'), ['name'], unique=False)

    op.create_table('outbox',
    sa.Column('recipient', sa.String(length=254), nullable=False),
    sa.Column('template', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'claimed', 'sending', 'sent', 'unknown', 'failed', 'not needed', name='state', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(length=200), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox'))
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outbox_created_at'), ['created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_outbox_state_due_at'), ['state', 'due_at'], unique=False)

    op.create_table('people',
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('full_name', sa.String(length=200), nullable=False),
    sa.Column('state', sa.Enum('invited', 'active', name='state', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=True),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('salt', sa.LargeBinary(), nullable=True),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('signed_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('email = lower(email)', name=op.f('ck_people_email_lower')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people')),
    sa.UniqueConstraint('email', name=op.f('uq_people_email'))
    )
    op.create_table('programmes',
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programmes')),
    sa.UniqueConstraint('name', name=op.f('uq_programmes_name'))
    )
    op.create_table('scopes',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('installation', 'programme', 'cohort', 'organisation', name='kind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('parent_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['parent_id'], ['scopes.id'], name=op.f('fk_scopes_parent_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scopes'))
    )
    with op.batch_alter_table('scopes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_scopes_parent_id'), ['parent_id'], unique=False)

    op.create_table('cohorts',
    sa.Column('programme_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('state', sa.Enum('planned', 'running', 'completed', name='state', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('ends_on > starts_on', name=op.f('ck_cohorts_ends_after_start')),
    sa.ForeignKeyConstraint(['programme_id'], ['programmes.id'], name=op.f('fk_cohorts_programme_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cohorts')),
    sa.UniqueConstraint('programme_id', 'name', name=op.f('uq_cohorts_programme_id_name'))
    )
    op.create_table('grants',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.Enum('administrator', 'director', 'coordinator', 'sponsor', name='role', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('scope_id', sa.Uuid(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('given_by', sa.Uuid(), nullable=True),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('ends_at IS NULL OR ends_at >= starts_at', name=op.f('ck_grants_ends_after_start')),
    sa.CheckConstraint('given_by IS NULL OR given_by <> person_id', name=op.f('ck_grants_not_to_oneself')),
    sa.ForeignKeyConstraint(['ended_by'], ['people.id'], name=op.f('fk_grants_ended_by'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['given_by'], ['people.id'], name=op.f('fk_grants_given_by'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_grants_person_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['scope_id'], ['scopes.id'], name=op.f('fk_grants_scope_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grants'))
    )
    with op.batch_alter_table('grants', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_grants_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_grants_scope_id'), ['scope_id'], unique=False)
        batch_op.create_index('uq_grants_open', ['person_id', 'role', 'scope_id'], unique=True, sqlite_where=sa.text('ends_at IS NULL'), postgresql_where=sa.text('ends_at IS NULL'))

    op.create_table('grant_proposals',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.Enum('administrator', 'director', 'coordinator', 'sponsor', name='role', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('scope_id', sa.Uuid(), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('proposed_by', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('proposed_by IS NULL OR proposed_by <> person_id', name=op.f('ck_grant_proposals_not_for_oneself')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_grant_proposals_person_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['proposed_by'], ['people.id'], name=op.f('fk_grant_proposals_proposed_by'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['scope_id'], ['scopes.id'], name=op.f('fk_grant_proposals_scope_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grant_proposals')),
    sa.UniqueConstraint('person_id', 'role', 'scope_id', name=op.f('uq_grant_proposals_person_id_role_scope_id'))
    )
    with op.batch_alter_table('grant_proposals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_grant_proposals_scope_id'), ['scope_id'], unique=False)

    op.create_table('scope_ties',
    sa.Column('scope_id', sa.Uuid(), nullable=False),
    sa.Column('within_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['scope_id'], ['scopes.id'], name=op.f('fk_scope_ties_scope_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['within_id'], ['scopes.id'], name=op.f('fk_scope_ties_within_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('scope_id', 'within_id', name=op.f('pk_scope_ties'))
    )
    with op.batch_alter_table('scope_ties', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_scope_ties_within_id'), ['within_id'], unique=False)

    op.create_table('surveys',
    sa.Column('cohort_id', sa.Uuid(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('imported_on', sa.Date(), nullable=True),
    sa.Column('imported_rows', sa.Integer(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohorts.id'], name=op.f('fk_surveys_cohort_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_surveys')),
    sa.UniqueConstraint('cohort_id', 'title', name=op.f('uq_surveys_cohort_id_title'))
    )
    op.create_table('participants',
    sa.Column('survey_id', sa.Uuid(), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=True),
    sa.Column('salt', sa.LargeBinary(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_participants_organisation_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['survey_id'], ['surveys.id'], name=op.f('fk_participants_survey_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_participants'))
    )
    with op.batch_alter_table('participants', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_participants_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_participants_survey_id'), ['survey_id'], unique=False)

    op.create_table('reports',
    sa.Column('cohort_id', sa.Uuid(), nullable=False),
    sa.Column('survey_id', sa.Uuid(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohorts.id'], name=op.f('fk_reports_cohort_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['survey_id'], ['surveys.id'], name=op.f('fk_reports_survey_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reports')),
    sa.UniqueConstraint('survey_id', name=op.f('uq_reports_survey_id'))
    )
    with op.batch_alter_table('reports', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reports_cohort_id'), ['cohort_id'], unique=False)

    op.create_table('results_imports',
    sa.Column('cohort_id', sa.Uuid(), nullable=False),
    sa.Column('uploader_id', sa.Uuid(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.Enum('uploaded', 'mapped', 'importing', 'imported', name='state', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('filename', sa.LargeBinary(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('mapping', sa.LargeBinary(), nullable=True),
    sa.Column('survey_id', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohorts.id'], name=op.f('fk_results_imports_cohort_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['survey_id'], ['surveys.id'], name=op.f('fk_results_imports_survey_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['uploader_id'], ['people.id'], name=op.f('fk_results_imports_uploader_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_results_imports'))
    )
    with op.batch_alter_table('results_imports', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_results_imports_uploaded_at'), ['uploaded_at'], unique=False)

    op.create_table('survey_scales',
    sa.Column('survey_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(length=100), nullable=False),
    sa.Column('label', sa.String(length=100), nullable=False),
    sa.Column('low', sa.Float(), nullable=False),
    sa.Column('high', sa.Float(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.CheckConstraint('high > low', name=op.f('ck_survey_scales_range')),
    sa.ForeignKeyConstraint(['survey_id'], ['surveys.id'], name=op.f('fk_survey_scales_survey_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('survey_id', 'key', name=op.f('pk_survey_scales'))
    )
    op.create_table('waves',
    sa.Column('survey_id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(length=3), nullable=False),
    sa.Column('label', sa.String(length=60), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['survey_id'], ['surveys.id'], name=op.f('fk_waves_survey_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_waves')),
    sa.UniqueConstraint('survey_id', 'code', name=op.f('uq_waves_survey_id_code'))
    )
    op.create_table('report_versions',
    sa.Column('report_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('making', 'draft', 'reviewed', 'releasing', 'released', name='state', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('for_publication', sa.Boolean(), nullable=False),
    sa.Column('made_on', sa.Date(), nullable=False),
    sa.Column('made_by_name', sa.String(length=200), nullable=False),
    sa.Column('reviewed_by_name', sa.String(length=200), nullable=True),
    sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('released_by_name', sa.String(length=200), nullable=True),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('data_digest', sa.String(length=64), nullable=True),
    sa.Column('pdf_digest', sa.String(length=64), nullable=True),
    sa.Column('software', sa.JSON(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("state <> 'released' OR released_by_name IS NOT NULL", name=op.f('ck_report_versions_released_by_somebody')),
    sa.ForeignKeyConstraint(['report_id'], ['reports.id'], name=op.f('fk_report_versions_report_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_versions')),
    sa.UniqueConstraint('report_id', 'number', name=op.f('uq_report_versions_report_id_number'))
    )
    op.create_table('responses',
    sa.Column('wave_id', sa.Uuid(), nullable=False),
    sa.Column('pseudonym', sa.LargeBinary(length=32), nullable=False),
    sa.Column('scores', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['wave_id'], ['waves.id'], name=op.f('fk_responses_wave_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('wave_id', 'pseudonym', name=op.f('pk_responses')),
    sqlite_with_rowid=False
    )
    op.create_table('report_files',
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('pdf', sa.LargeBinary(), nullable=False),
    sa.Column('csv', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['report_versions.id'], name=op.f('fk_report_files_version_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('version_id', name=op.f('pk_report_files'))
    )
    op.create_table('report_releases',
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('scope_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['scope_id'], ['scopes.id'], name=op.f('fk_report_releases_scope_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['version_id'], ['report_versions.id'], name=op.f('fk_report_releases_version_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('version_id', 'scope_id', name=op.f('pk_report_releases'))
    )
    with op.batch_alter_table('report_releases', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_report_releases_scope_id'), ['scope_id'], unique=False)

    op.create_table('report_snapshots',
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('printed', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['version_id'], ['report_versions.id'], name=op.f('fk_report_snapshots_version_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('version_id', name=op.f('pk_report_snapshots'))
    )

    op.execute(
        sa.insert(sa.table("scopes", sa.column("id", sa.Uuid()), sa.column("kind"), sa.column("name"))).values(
            id=INSTALLATION, kind="installation", name="Installation"
        )
    )
    for statement in REFUSE_CHANGES[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Undo: The spine."""
    op.drop_table('report_snapshots')
    with op.batch_alter_table('report_releases', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_report_releases_scope_id'))

    op.drop_table('report_releases')
    op.drop_table('report_files')
    op.drop_table('responses')
    op.drop_table('report_versions')
    op.drop_table('waves')
    op.drop_table('survey_scales')
    with op.batch_alter_table('results_imports', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_results_imports_uploaded_at'))

    op.drop_table('results_imports')
    with op.batch_alter_table('reports', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reports_cohort_id'))

    op.drop_table('reports')
    with op.batch_alter_table('participants', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_participants_survey_id'))
        batch_op.drop_index(batch_op.f('ix_participants_organisation_id'))

    op.drop_table('participants')
    op.drop_table('surveys')
    with op.batch_alter_table('grant_proposals', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_grant_proposals_scope_id'))

    op.drop_table('grant_proposals')
    with op.batch_alter_table('scope_ties', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_scope_ties_within_id'))

    op.drop_table('scope_ties')
    with op.batch_alter_table('grants', schema=None) as batch_op:
        batch_op.drop_index('uq_grants_open', sqlite_where=sa.text('ends_at IS NULL'), postgresql_where=sa.text('ends_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_grants_scope_id'))
        batch_op.drop_index(batch_op.f('ix_grants_person_id'))

    op.drop_table('grants')
    op.drop_table('cohorts')
    with op.batch_alter_table('scopes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_scopes_parent_id'))

    op.drop_table('scopes')
    op.drop_table('programmes')
    op.drop_table('people')
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outbox_state_due_at'))
        batch_op.drop_index(batch_op.f('ix_outbox_created_at'))

    op.drop_table('outbox')
    with op.batch_alter_table('organisations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_organisations_name'))

    op.drop_table('organisations')
    with op.batch_alter_table('links', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_links_purpose_subject_id'))

    op.drop_table('links')
    with op.batch_alter_table('jobs', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_jobs_subject_id'))
        batch_op.drop_index(batch_op.f('ix_jobs_state_lease_until'))

    op.drop_table('jobs')
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_entries_subject_id'))
        batch_op.drop_index(batch_op.f('ix_audit_entries_category_number'))

    op.drop_table('audit_entries')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_audit_change()")
