"""The command `flask seed-scale`."""

import time

import click
from flask import current_app
from flask.cli import with_appcontext

from programme.core.errors import DomainError
from programme.core.settings import Settings
from programme.scale.growing import grow
from programme.scale.sizes import Impossible, Sizes

AT_LEAST_NONE = click.IntRange(min=0)
AT_LEAST_ONE = click.IntRange(min=1)


@click.command("seed-scale")
@click.option("--programmes", type=AT_LEAST_ONE, default=5, show_default=True)
@click.option("--cohorts", type=AT_LEAST_ONE, default=100, show_default=True, help="One a year in each programme.")
@click.option("--fellows", type=AT_LEAST_ONE, default=5000, show_default=True)
@click.option(
    "--responses", type=AT_LEAST_NONE, help="Sent answers, over all waves. [default: 5 a fellow, if they fit]"
)
@click.option("--reflections", type=AT_LEAST_NONE, help="[default: 10 a fellow]")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed invents the same.")
@click.option("--yes", is_flag=True, help="Do it in production mode too.")
@with_appcontext
def seed_scale(
    programmes: int,
    cohorts: int,
    fellows: int,
    responses: int | None,
    reflections: int | None,
    seed: int,
    *,
    yes: bool,
) -> None:
    """Fill an EMPTY database with invented programmes, to measure with.

    Nobody can sign in to the invented accounts; make an administrator afterwards with `flask create-admin`. The
    figures of the surveys are computed by the worker.
    """
    settings: Settings = current_app.extensions["canopy.settings"]
    if settings.mode == "production" and not yes:
        raise click.ClickException("This is production. If invented people belong here, say so with --yes.")
    started = time.monotonic()
    sizes = Sizes(programmes, cohorts, fellows, responses, reflections, seed)
    try:
        grown = grow(sizes, current_app.config["QUESTIONNAIRES"], _tell)
    except (DomainError, Impossible) as problem:
        raise click.ClickException(getattr(problem, "message", str(problem))) from None
    click.echo(
        f"{grown.programmes:,} programmes, {grown.cohorts:,} cohorts, {grown.fellows:,} fellows among {grown.people:,} "
        f"people, {grown.responses:,} responses, {grown.reflections:,} reflections in "
        f"{time.monotonic() - started:.0f} seconds."
    )


def _tell(done: int, of: int) -> None:
    if done % 10 == 0 or done == of:
        click.echo(f"{done:,} of {of:,} cohorts")
