"""One programme's whole life beside another's, made once a run: who is who, and where each record lies.

Two programmes. In the first: a director, a coordinator, a funder, sponsors of an organisation that took part and of one
that did not, a survey, its report with a released version 1 and a draft version 2, and two imports on their way; a
cohort that lives here with its fellows, and one that is completed with an alumna. In the second the same kind of
people once more, as strangers.
"""

import shutil
from functools import cache
from pathlib import Path

from programme import create_app
from programme.core.db import db
from tests.conftest import settings_for
from tests.support.pages import CheckingClient
from tests.support.scene.living_year import LivingYear, alumna
from tests.support.scene.reported_year import ANSWERS, ReportedYear, mapped_import
from tests.support.scene.stage import Cast, Scene
from tests.support.scene.words import WRITTEN, Written
from tests.support.world import World

__all__ = ["ANSWERS", "WRITTEN", "Scene", "Written", "mapped_import", "scene_from"]


@cache
def scene_from(migrated: Path) -> Scene:
    """The scene, built at its first use from a migrated, empty database."""
    instance = migrated.parent / "scene"
    instance.mkdir(exist_ok=True)
    shutil.copy(migrated, instance / "canopy.db")
    app = create_app(settings_for(instance))
    app.test_client_class = CheckingClient
    with app.app_context():
        scene = build(World(app)).scene(instance / "canopy.db")
        db.session.remove()
        db.engine.dispose()  # the last connection to close brings everything into the one file
    return scene


def build(world: World) -> Cast:
    """Everybody and everything, in the current application's database."""
    cast = Cast(world)
    reported = ReportedYear(cast)
    reported.happens()
    place_id, far_place_id = cast.id("place"), cast.id("far_place")
    LivingYear(cast, "", reported.own, place_id).happens()
    LivingYear(cast, "far_", reported.far, far_place_id).happens()
    alumna(cast, reported.own)
    return cast
