"""Migrations that are not there yet."""

import shutil
from pathlib import Path

from alembic.script import ScriptDirectory

ROOT = Path(__file__).parents[2]


def with_migration(folder: Path, body: str) -> str:
    """A copy of the migrations with one more that does `body`; its folder."""
    shutil.copytree(ROOT / "programme" / "migrations", folder)
    head = ScriptDirectory(str(folder)).get_current_head()
    (folder / "versions" / "9999_more.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n\n"
        f"revision, down_revision, branch_labels, depends_on = '9999', {head!r}, None, None\n\n\n"
        f"def upgrade():\n    {body}\n\n\ndef downgrade():\n    pass\n"
    )
    return str(folder)
