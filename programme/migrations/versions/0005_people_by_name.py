"""Lists of people in few steps: a key of their name to sort and search by, and what contains each scope.

What contains what was followed from parent to parent on every page until now.
"""

import uuid

import sqlalchemy as sa
from alembic import op

from programme.core.words import sort_key

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

PEOPLE = sa.table('people', sa.column('id', sa.Uuid()), sa.column('full_name', sa.String()), sa.column('name_key', sa.String()))

SCOPES = sa.table('scopes', sa.column('id', sa.Uuid()), sa.column('parent_id', sa.Uuid()))
TIES = sa.table('scope_ties', sa.column('scope_id', sa.Uuid()), sa.column('within_id', sa.Uuid()))


def upgrade() -> None:
    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.add_column(sa.Column('name_key', sa.String(length=200), server_default='', nullable=False))
    _key_names()
    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_people_name_key_id'), ['name_key', 'id'], unique=False)
    with op.batch_alter_table('grants', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_grants_scope_id'))
        batch_op.create_index(batch_op.f('ix_grants_scope_id_person_id'), ['scope_id', 'person_id'], unique=False)
    containments = op.create_table(
        'containments',
        sa.Column('scope_id', sa.Uuid(), nullable=False),
        sa.Column('within_id', sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(['scope_id'], ['scopes.id'], name=op.f('fk_containments_scope_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['within_id'], ['scopes.id'], name=op.f('fk_containments_within_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('scope_id', 'within_id', name=op.f('pk_containments')),
    )
    with op.batch_alter_table('containments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_containments_within_id_scope_id'), ['within_id', 'scope_id'], unique=False)
    _follow_parents_and_ties(containments)


def _key_names() -> None:
    connection = op.get_bind()
    people = connection.execute(sa.select(PEOPLE.c.id, PEOPLE.c.full_name)).all()
    filled = sa.update(PEOPLE).where(PEOPLE.c.id == sa.bindparam('person')).values(name_key=sa.bindparam('key'))
    if people:
        connection.execute(filled, [{'person': row.id, 'key': sort_key(row.full_name)} for row in people])


def _follow_parents_and_ties(containments: sa.Table) -> None:
    connection = op.get_bind()
    parents = dict(connection.execute(sa.select(SCOPES.c.id, SCOPES.c.parent_id)).tuples().all())

    def upwards(scope_id: uuid.UUID | None) -> set[uuid.UUID]:
        return {scope_id} | upwards(parents[scope_id]) if scope_id else set()

    found = {(scope_id, above) for scope_id in parents for above in upwards(scope_id)}
    ties = connection.execute(sa.select(TIES.c.scope_id, TIES.c.within_id)).tuples().all()
    found |= {(scope_id, above) for scope_id, within_id in ties for above in upwards(within_id)}
    op.bulk_insert(containments, [{'scope_id': scope_id, 'within_id': above} for scope_id, above in sorted(found)])


def downgrade() -> None:
    op.drop_table('containments')
    with op.batch_alter_table('grants', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_grants_scope_id_person_id'))
        batch_op.create_index(batch_op.f('ix_grants_scope_id'), ['scope_id'], unique=False)
    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_people_name_key_id'))
        batch_op.drop_column('name_key')
