"""Runs migrations on the application's database."""

from alembic import context
from flask import current_app

from programme.core.db import db, refuse_loose_keys, resting_keys

settings = dict(current_app.extensions["migrate"].configure_args)


def run() -> None:
    """Apply the migrations asked for, each in a transaction."""
    with db.engine.connect() as connection, resting_keys(connection):
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            on_version_apply=lambda ctx, step, heads, run_args: refuse_loose_keys(connection),
            **settings,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
