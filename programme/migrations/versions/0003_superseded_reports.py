"""Reports that are superseded, taken out of download or sent back, each with a reason."""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

STATES = ("making", "draft", "reviewed", "releasing", "released")
NEW_STATES = ("sent back", "superseded", "withdrawn")
STEPS = {"superseded": "superseded", "withdrawn": "withdrawn", "sent back": "sent_back"}
UNSAID = "A newer version was released. Reasons were not asked for then."
RELEASED = sa.text("state = 'released'")
VERSIONS = sa.table(
    "report_versions",
    sa.column("id", sa.Uuid()),
    sa.column("report_id", sa.Uuid()),
    sa.column("number", sa.Integer()),
    sa.column("state", sa.String()),
    sa.column("released_by_name", sa.String()),
    sa.column("released_at", sa.DateTime(timezone=True)),
    sa.column("superseded_by_name", sa.String()),
    sa.column("superseded_at", sa.DateTime(timezone=True)),
    sa.column("superseded_reason", sa.String()),
)


def _allow(states: Iterable[str]) -> None:
    listed = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table('report_versions', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_report_versions_state'), type_='check')
        batch_op.create_check_constraint(op.f('ck_report_versions_state'), sa.text(f"state IN ({listed})"))


def _supersede_all_but_the_newest() -> None:
    """Of several released versions of a report the newest stays released, and says who superseded the others."""
    connection = op.get_bind()
    newest: dict[object, sa.Row[tuple[object, ...]]] = {}
    released = sa.select(VERSIONS).where(VERSIONS.c.state == "released").order_by(VERSIONS.c.number.desc())
    for row in connection.execute(released).all():
        newer = newest.get(row.report_id)
        newest[row.report_id] = row
        if newer is not None:
            connection.execute(
                sa.update(VERSIONS)
                .where(VERSIONS.c.id == row.id)
                .values(
                    state="superseded",
                    superseded_by_name=newer.released_by_name,
                    superseded_at=newer.released_at or row.released_at or sa.func.current_timestamp(),
                    superseded_reason=UNSAID,
                )
            )


def upgrade() -> None:
    """More states of a version, each with name, time and reason; one released version a report."""
    with op.batch_alter_table('report_versions', schema=None) as batch_op:
        for step in STEPS.values():
            batch_op.add_column(sa.Column(f'{step}_by_name', sa.String(length=200), nullable=True))
            batch_op.add_column(sa.Column(f'{step}_at', sa.DateTime(timezone=True), nullable=True))
            batch_op.add_column(sa.Column(f'{step}_reason', sa.String(length=500), nullable=True))
        for state, step in STEPS.items():
            whole = " AND ".join(f"{step}_{part} IS NOT NULL" for part in ("by_name", "at", "reason"))
            said = sa.text(f"state <> '{state}' OR ({whole})")
            batch_op.create_check_constraint(op.f(f'ck_report_versions_{step}_with_a_reason'), said)
    _allow((*STATES, *NEW_STATES))
    _supersede_all_but_the_newest()
    with op.batch_alter_table('report_versions', schema=None) as batch_op:
        batch_op.create_index('uq_report_versions_released', ['report_id'], unique=True, sqlite_where=RELEASED, postgresql_where=RELEASED)


def downgrade() -> None:
    """Undo it. What was taken out of download goes to nobody; what was sent back is a draft again."""
    with op.batch_alter_table('report_versions', schema=None) as batch_op:
        batch_op.drop_index('uq_report_versions_released', sqlite_where=RELEASED, postgresql_where=RELEASED)
    op.execute("DELETE FROM report_releases WHERE version_id IN (SELECT id FROM report_versions WHERE state = 'withdrawn')")
    op.execute("UPDATE report_versions SET state = 'released' WHERE state IN ('superseded', 'withdrawn')")
    op.execute("UPDATE report_versions SET state = 'draft' WHERE state = 'sent back'")
    _allow(STATES)
    with op.batch_alter_table('report_versions', schema=None) as batch_op:
        for step in reversed(STEPS.values()):
            batch_op.drop_constraint(op.f(f'ck_report_versions_{step}_with_a_reason'), type_='check')
            for part in ("reason", "at", "by_name"):
                batch_op.drop_column(f'{step}_{part}')
