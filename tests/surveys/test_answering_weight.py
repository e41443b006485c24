"""The first load of an answering page, with all that it brings, stays light on a phone's connection."""

import gzip
import re
from posixpath import dirname, join, normpath

from tests.support.answering import FIRST, sitting
from tests.support.pages import CheckingClient
from tests.support.world import World

MOST = 100 * 1024
LOADED = re.compile(r'<(?:link rel="stylesheet" href|script type="module" src)="([^"]+)"')
IMPORTED = re.compile(r"""\b(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")


def everything(client: CheckingClient, address: str) -> dict[str, bytes]:
    """The page at `address` with its stylesheets and scripts, and the scripts that these import, by address."""
    page = client.get(address)
    found, waiting = {address: page.data}, LOADED.findall(page.text)
    while waiting:
        each = waiting.pop()
        if each not in found:
            answer = client.get(each)
            assert answer.status_code == 200, f"{each}: build the static files first"
            found[each] = answer.data
            if each.endswith(".js"):
                waiting += [normpath(join(dirname(each), other)) for other in IMPORTED.findall(answer.text)]
            answer.close()
    return found


def test_the_first_page_with_questions_loads_at_most_100_kilobytes(world: World) -> None:
    fellow = sitting(world)
    loaded = everything(fellow.client, f"{fellow.path}/{FIRST}")
    names = " ".join(loaded)
    for name in ("nhsuk-frontend", "canopy", "autosave"):
        assert name in names, "the measure sees it"
    sizes = {address: len(gzip.compress(content, mtime=0)) for address, content in loaded.items()}
    assert sum(sizes.values()) <= MOST, sizes


def test_a_page_of_questions_is_itself_small(world: World) -> None:
    fellow = sitting(world)
    page = fellow.client.get(f"{fellow.path}/{FIRST}").data
    assert len(gzip.compress(page, mtime=0)) <= 6 * 1024
