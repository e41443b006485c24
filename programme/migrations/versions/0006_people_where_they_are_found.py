"""Lists of people by what they show: where everybody is found, by name."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

FOUND = """
INSERT INTO reaches (within_id, name_key, person_id)
SELECT DISTINCT containments.within_id, people.name_key, people.id FROM people
JOIN (SELECT person_id, scope_id FROM grants UNION SELECT person_id, scope_id FROM grant_proposals) AS held
ON held.person_id = people.id
JOIN containments ON containments.scope_id = held.scope_id
"""


def upgrade() -> None:
    op.create_table(
        'reaches',
        sa.Column('within_id', sa.Uuid(), nullable=False),
        sa.Column('name_key', sa.String(length=200), nullable=False),
        sa.Column('person_id', sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_reaches_person_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['within_id'], ['scopes.id'], name=op.f('fk_reaches_within_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('within_id', 'name_key', 'person_id', name=op.f('pk_reaches')),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table('reaches', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reaches_person_id'), ['person_id'], unique=False)
    op.execute(FOUND)


def downgrade() -> None:
    op.drop_table('reaches')
