import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from programme.accounts import service as accounts
from programme.accounts.demo import ACCOUNTS
from programme.core.db import transaction
from programme.core.mail import sending
from programme.core.mail.models import MailState
from tests.support.installations import MakeApp
from tests.support.mails import invite, row
from tests.support.smtp import MailServer
from tests.support.world import World

ROOT = Path(__file__).parents[2]


def written(app: Flask) -> list[Path]:
    return sorted(app.extensions["canopy.settings"].instance.glob("mail/*"))


def test_demo_mode_writes_a_mail_out_and_needs_no_mail_server(make_app: MakeApp) -> None:
    app = make_app(CANOPY_MODE="demo")
    with app.app_context():
        mail_id = invite("Siân O’Rourke")
        assert written(app) == [], "before it is sent there is nothing to read"
        sending.send(mail_id)
        assert row(mail_id).state is MailState.SENT
    path = sending.shown_mail(app.extensions["canopy.settings"].instance, mail_id)
    assert written(app) == [path]
    said = path.read_text(encoding="utf-8")
    assert said.startswith("Subject: Siân O’Rourke, set your password for Canopy by ")
    assert re.search(r"^http://127\.0\.0\.1:5000/invitation/[\w-]{43}$", said, re.M)


@pytest.mark.parametrize("mode", ["test", "production"])
def test_no_other_mode_ever_writes_a_mail_out(make_app: MakeApp, server: MailServer, mode: str) -> None:
    app = make_app(CANOPY_MODE=mode, BASE_URL="https://canopy.example.org", SMTP_URL=server.url)
    with app.app_context():
        sending.send(invite())
    assert len(server.received) == 1
    assert written(app) == []


def test_demo_mode_takes_its_own_database_again_whoever_was_invited_there(make_app: MakeApp) -> None:
    app = make_app(CANOPY_MODE="demo")
    with app.app_context():
        World(app).person()
    assert make_app(CANOPY_MODE="demo").config["IS_DEMO"]


def test_the_accounts_of_the_demo_are_on_its_sign_in_page_and_on_no_other(make_app: MakeApp) -> None:
    shown = make_app(CANOPY_MODE="demo").test_client().get("/sign-in").text
    hidden = make_app(CANOPY_MODE="test").test_client().get("/sign-in").text
    for account in ACCOUNTS:
        assert account.email in shown
        assert account.email not in hidden


def test_demo_mode_answers_this_machine_alone(make_app: MakeApp) -> None:
    client = make_app(CANOPY_MODE="demo").test_client()
    assert client.get("/sign-in", environ_base={"REMOTE_ADDR": "127.0.0.1"}).status_code == 200
    assert client.get("/sign-in", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 403


def load_demo(settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "programme.demo"]
    environment = {"PATH": os.environ["PATH"], **settings}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own words


def test_the_demo_is_loaded_in_demo_mode_only(environment: dict[str, str]) -> None:
    done = load_demo(environment)
    assert done.returncode == 1
    assert done.stderr == "CANOPY_MODE is not demo.\n"


def test_demo_mode_refuses_a_database_with_people_that_it_did_not_make(
    make_app: MakeApp, environment: dict[str, str]
) -> None:
    app = make_app()
    with app.app_context():
        World(app).person()
    done = load_demo({**environment, "CANOPY_MODE": "demo"})
    assert done.returncode == 4
    assert done.stderr == (
        "Canopy cannot start: CANOPY_MODE is demo, and the database holds people that the demo did not make.\n"
    )


def test_a_demo_that_was_loaded_in_part_says_how_to_start_again(
    make_app: MakeApp, environment: dict[str, str], database: str
) -> None:
    settings = {**environment, "CANOPY_MODE": "demo"}
    administrator = ACCOUNTS[-1]
    with make_app(CANOPY_MODE="demo").app_context(), transaction():
        accounts.create_administrator(administrator.email, administrator.full_name, administrator.password)
    done = load_demo(settings)
    assert done.returncode == 1
    folder, first = environment["CANOPY_INSTANCE"], "" if database == "sqlite" else "Empty the database. "
    assert done.stderr == f"Loading was interrupted earlier. {first}Remove the folder {folder} and start again.\n"


def test_the_start_script_listens_on_loopback_and_takes_no_other_address() -> None:
    script = (ROOT / "dev").read_text()
    assert re.findall(r"--bind (\S+)", script) == ['"127.0.0.1:$port"']
    assert "0.0.0.0" not in script  # noqa: S104 - the address that must not stand there
    refused = subprocess.run(  # noqa: S603 - our own words
        [str(ROOT / "dev"), "demo", "--host", "192.0.2.7"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert refused.returncode == 1
    assert "--host is not known here" in refused.stderr
