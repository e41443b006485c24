"""kill -9 of the web process, master and all, while eight people answer: what they were told is stored is stored."""

from pathlib import Path

import pytest

from tests.support import stubborn
from tests.support.machines import machines


@pytest.mark.usefixtures("app")
def test_nothing_that_was_confirmed_is_lost_when_the_web_process_is_killed(
    environment: dict[str, str], tmp_path: Path
) -> None:
    crowd = stubborn.gather()
    with machines(environment, tmp_path, webs=1) as found, crowd.answering(found.webs[0].port):
        crowd.goes_on(100)
        found.webs[0].kill()
        assert stubborn.losses(crowd) == []
        found.web(port=found.webs[0].port)
        crowd.goes_on(50)
    assert crowd.unanswered, "somebody waited for an answer that did not come"
    assert crowd.told == [], "nobody was shown an error"
    assert stubborn.losses(crowd) == []
    assert stubborn.has_all_once(crowd)
    assert any(each.is_sent for each in crowd.accounts)
