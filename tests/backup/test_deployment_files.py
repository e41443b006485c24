"""What the README tells an administrator to type or copy is there, and its parts agree."""

import re
import shlex
from configparser import ConfigParser
from importlib.util import find_spec
from pathlib import Path

import click
import pytest
from flask import Flask
from gunicorn.config import Config

from programme import create_app
from programme.core.settings import Settings, WrongSetting, read_settings
from tests.support.settings import KEYS

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
README = (ROOT / "README.md").read_text(encoding="utf-8")
REAL = README.split("## Running it for real")[1].split("\n## ")[0]
EXAMPLE = (DEPLOY / "canopy.env.example").read_text(encoding="utf-8")
NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
UNITS = sorted(path.name for path in DEPLOY.glob("*.service"))


def known_settings() -> set[str]:
    """The names that settings.py reads."""
    source = (ROOT / "programme" / "core" / "settings.py").read_text(encoding="utf-8")
    return set(re.findall(r'read\.\w+\(\s*"([A-Z_]+)"', source))


def unit(name: str) -> ConfigParser:
    """A unit's sections; of a setting that stands twice the last is kept."""
    found = ConfigParser(strict=False, interpolation=None)
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read_string((DEPLOY / name).read_text(encoding="utf-8").replace("\\\n", " "))
    return found


def example() -> dict[str, str]:
    """The example's settings."""
    lines = [line for line in EXAMPLE.splitlines() if line and not line.startswith("#")]
    return {name: value.strip('"') for name, _, value in (line.partition("=") for line in lines)}


def settings() -> Settings:
    """The example, filled in."""
    return read_settings({**example(), **KEYS, "CANOPY_INSTANCE": "instance"}, ROOT)


def test_every_setting_is_in_the_readme_and_the_readme_names_no_other() -> None:
    table = README.split("## Settings")[1].split("\n## ")[0]
    first_cells = " ".join(line.split("|")[1] for line in table.splitlines() if line.startswith("| `"))
    assert set(re.findall(r"`([A-Z_]+)`", first_cells)) == known_settings()


def test_the_example_names_settings_that_exist_and_holds_no_secret() -> None:
    assert set(example()) <= known_settings()
    assert {name: example()[name] for name in KEYS} == dict.fromkeys(KEYS, "")
    passwords = re.findall(r"://\w*:(\w+)@", EXAMPLE)
    assert set(passwords) == {"PASSWORD"}


def test_the_example_is_taken_once_the_keys_are_filled_in_and_not_before() -> None:
    assert settings().proxy_hops == 1
    with pytest.raises(WrongSetting):
        read_settings(example(), ROOT)


def test_nginx_lets_through_what_canopy_takes_and_is_the_one_proxy_that_is_believed() -> None:
    found = re.search(r"client_max_body_size (\d+)m;", NGINX)
    assert found is not None
    assert int(found[1]) == 2 * (settings().upload_megabytes + 1)
    assert re.findall(r"X-Forwarded-For (.+);", NGINX) == ["$remote_addr"]
    assert set(re.findall(r"access_log (\w+);", NGINX)) == {"off"}
    bound = re.search(r"--bind (\S+)", unit("canopy-web.service")["Service"]["ExecStart"])
    assert bound is not None
    assert set(re.findall(r"proxy_pass http://(.+);", NGINX)) == {bound[1]}


def test_the_web_unit_starts_what_is_there_with_options_that_gunicorn_knows() -> None:
    program, *words = shlex.split(unit("canopy-web.service")["Service"]["ExecStart"])
    assert program == "/opt/canopy/.venv/bin/gunicorn"
    taken = Config().parser().parse_args(words)
    assert (taken.args, taken.threads) == (["app:app"], 8)
    assert taken.workers == 1 or settings().redis_url, "several processes share rate limits through Redis alone"


def test_the_worker_unit_starts_the_worker() -> None:
    program, *words = shlex.split(unit("canopy-worker@.service")["Service"]["ExecStart"])
    assert (program, words[0]) == ("/opt/canopy/.venv/bin/python", "-m")
    assert find_spec(words[1]) is not None


@pytest.mark.parametrize("name", UNITS)
def test_each_unit_runs_as_a_user_who_may_do_little(name: str) -> None:
    service = unit(name)["Service"]
    assert service["EnvironmentFile"] == "/etc/canopy/canopy.env"
    assert (service["User"], service["CapabilityBoundingSet"], service["UMask"]) == ("canopy", "", "0077")
    for rule in ("NoNewPrivileges", "PrivateDevices", "PrivateTmp", "PrivateUsers", "ProtectHome", "RestrictSUIDSGID"):
        assert service[rule] == "yes", rule
    assert service["ProtectSystem"] == "strict"


@pytest.mark.only_on("sqlite", "no database is asked")
def test_every_command_of_the_readme_and_the_units_is_one(app: Flask) -> None:
    units = " ".join(unit(name)["Service"]["ExecStart"] for name in UNITS)
    asked = re.findall(r"(?:canopy-flask|flask --app app|`flask) ([a-z][a-z -]*[a-z])", f"{README}\n{units}")
    assert {"db upgrade", "create-admin", "backup", "restore"} <= set(asked)
    for words in asked:
        found: click.Command = app.cli
        for word in words.split():
            if not isinstance(found, click.Group) or word.startswith("-"):
                break
            found = found.commands[word]
    assert {"--check"} <= {option for each in app.cli.commands["restore"].params for option in each.opts}


def test_every_file_that_the_readme_installs_is_there() -> None:
    assert {path.name for path in DEPLOY.iterdir() if path.suffix not in (".service", ".timer")} == set(
        re.findall(r"deploy/([\w.-]+)", REAL)
    )
    for name in re.findall(r"(?<![\w/])(canopy-(?:web|worker@|backup(?:\.timer)?))(?=[\d ])", REAL):
        assert (DEPLOY / (name if name.endswith(".timer") else f"{name}.service")).exists(), name
    for path in re.findall(r"programme/[\w/]+\.py|requirements\.txt", REAL):
        assert (ROOT / path).exists(), path


def test_the_application_starts_with_the_example(tmp_path: Path) -> None:
    more = {"CANOPY_INSTANCE": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'a.db'}", "REDIS_URL": ""}
    assert create_app({**example(), **KEYS, **more}).config["BASE_URL"] == "https://canopy.example.org"
