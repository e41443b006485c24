"""One programme's whole life beside another's, made once a run: who is who, and where each record lies.

Two programmes. In the first: a director, a coordinator, a funder, sponsors of an organisation that took part and of one
that did not, a survey, its report with a released version 1 and a draft version 2, and two imports on their way; a
cohort that lives here with its fellows, and one that is completed with an alumna. In the second the same kind of
people once more, as strangers.
"""

from pathlib import Path

from programme import create_app
from tests.support.databases import Database, settle
from tests.support.pages import CheckingClient
from tests.support.scene.living_year import LivingYear, alumna
from tests.support.scene.reported_year import ANSWERS, ReportedYear, mapped_import
from tests.support.scene.stage import Cast, Scene
from tests.support.scene.words import WRITTEN, Written
from tests.support.settings import settings_for
from tests.support.world import World

__all__ = ["ANSWERS", "WRITTEN", "Scene", "Written", "mapped_import", "scene_from"]


def scene_from(migrated: Database, instance: Path) -> Scene:
    """The scene in a copy of a migrated, empty database; the files of who makes it lie in `instance`."""
    own = migrated.copy(instance)
    app = create_app(settings_for(instance, **own.settings))
    app.test_client_class = CheckingClient
    with app.app_context():
        scene = build(World(app)).scene(own)
    settle(app)
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
