"""Applications on both databases."""

from tests.support.installations import (
    either_app,
    either_settings,
    mailing,
    make_app,
    postgres_url,
    server,
)

__all__ = ["either_app", "either_settings", "mailing", "make_app", "postgres_url", "server"]
