"""Reading questionnaires from the folder that holds them."""

from functools import cache
from pathlib import Path

from programme.core.errors import NotFound
from programme.questionnaires.rules.definition import Questionnaire
from programme.questionnaires.rules.faults import Fault
from programme.questionnaires.rules.reading import FaultyQuestionnaire, read_questionnaire


@cache
def library(folder: Path) -> tuple[Questionnaire, ...]:
    """The questionnaires in a folder's YAML files, by title and then version; read once a process.

    Raises:
        FaultyQuestionnaire: with every fault of the first file that has any, or that is not named <key>-<version>.yaml.
    """
    found = [_read(path) for path in sorted(folder.glob("*.yaml"))]
    return tuple(sorted(found, key=lambda each: (each.title.casefold(), each.key, each.version)))


def questionnaire(*, folder: Path, key: str, version: int) -> Questionnaire:
    """One version of a questionnaire in a folder.

    Raises:
        NotFound: the folder holds no such version.
    """
    for each in library(folder):
        if (each.key, each.version) == (key, version):
            return each
    raise NotFound


def _read(path: Path) -> Questionnaire:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise FaultyQuestionnaire((Fault(path.name, "the file", "it is not stored as UTF-8"),)) from None
    found = read_questionnaire(text, path.name)
    name = f"{found.key}-{found.version}.yaml"
    if path.name != name:
        words = f"it holds {found.key}, version {found.version}, so it must be called {name}"
        raise FaultyQuestionnaire((Fault(path.name, "the file", words),))
    return found
