import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from programme import create_app
from programme.core.keys import new_keys
from programme.core.settings import Settings, WrongSetting, read_settings
from tests.support.settings import settings_for

ROOT = Path(__file__).parents[2]
GOOD = base64.urlsafe_b64encode(bytes(32)).decode()
SHORT = base64.urlsafe_b64encode(bytes(31)).decode()
SECRETS = ("SECRET_KEY", "ENCRYPTION_KEYS", "PSEUDONYM_KEY")
WRONG = (
    ("CANOPY_MODE", "staging", "production, demo, test"),
    ("SECRET_KEY", "x" * 31, "32 characters"),
    ("ENCRYPTION_KEYS", "not a key", "key 1 is not a Fernet key"),
    ("ENCRYPTION_KEYS", f"{GOOD},zzz", "key 2 is not a Fernet key"),
    ("ENCRYPTION_KEYS", f"{GOOD},", "key 2 is not a Fernet key"),
    ("PSEUDONYM_KEY", "%%%", "not base64"),
    ("PSEUDONYM_KEY", "é" * 44, "not base64"),
    ("PSEUDONYM_KEY", "?" + base64.b64encode(bytes(32)).decode(), "not base64"),
    ("PSEUDONYM_KEY", SHORT, "32 bytes"),
    ("DATABASE_URL", "mysql://localhost/canopy", "sqlite:/// or postgresql://"),
    ("DATABASE_URL", "canopy.db", "sqlite:/// or postgresql://"),
    ("DATABASE_URL", "sqlite:///", "names no file"),
    ("DATABASE_URL", "sqlite:///:memory:", "names no file"),
    ("DATABASE_URL", "sqlite:////nowhere/at/all/canopy.db", "'/nowhere/at/all' is not there"),
    ("DATABASE_URL", "postgresql://canopy:pass:word@host:port/canopy", "percent-encoded"),
    ("REDIS_URL", "localhost:6379", "redis://, rediss://"),
    ("REDIS_URL", "redis://localhost:many", "redis://"),
    ("BASE_URL", "canopy.example.org", "https://"),
    ("BASE_URL", "https://", "https://"),
    ("BASE_URL", "https:///canopy", "https://"),
    ("BASE_URL", "https://canopy.example.org:port", "https://"),
    ("BASE_URL", "https://canopy.example.org/?next=1", "https://"),
    ("SHOW_NHS_LOGO", "maybe", "yes, no"),
    ("SMTP_URL", "mail.example.org", "smtp://, smtps://, smtp+starttls://"),
    ("SMTP_URL", "smtp://", "smtp://"),
    ("SMTP_URL", "smtp://mail.example.org:0", "smtp://"),
    ("MAIL_FROM", "Canopy", "like Canopy <no-reply@example.org>"),
    ("MAIL_FROM", "Canopy <no-reply@>", "like Canopy"),
    ("MAIL_FROM", "Canopy <a@example.org>\nBcc: b@example.org", "like Canopy"),
    ("IDLE_MINUTES", "0", "from 1 to 1440"),
    ("IDLE_MINUTES", "half an hour", "whole number"),
    ("IDLE_MINUTES", "²", "whole number"),
    ("UPLOAD_MEGABYTES", "201", "from 1 to 200"),
    ("UPLOAD_MEGABYTES", "9" * 5000, "from 1 to 200"),
    ("JOB_LEASE_SECONDS", "-1", "from 1 to 3600"),
    ("JOB_LIMIT_SECONDS", "7201", "from 1 to 7200"),
    ("JOB_MEMORY_MEGABYTES", "255", "from 256 to 65536"),
    ("PROXY_HOPS", "1.5", "from 0 to 5"),
)


def read(folder: Path, **more: str) -> Settings:
    return read_settings(settings_for(folder, **more), ROOT)


@pytest.mark.parametrize(("name", "value", "words"), WRONG)
def test_a_wrong_setting_is_named_in_one_line_that_says_what_it_takes(
    tmp_path: Path, name: str, value: str, words: str
) -> None:
    with pytest.raises(WrongSetting) as problem:
        read(tmp_path, **{name: value})
    said = str(problem.value)
    assert said.startswith((f"{name} ", f"{name}:"))
    assert words in said
    assert "\n" not in said
    assert said.endswith(".")


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("value", [None, "", "   "])
def test_a_missing_secret_stops_the_start(tmp_path: Path, name: str, value: str | None) -> None:
    environment = settings_for(tmp_path, **({} if value is None else {name: value}))
    if value is None:
        del environment[name]
    with pytest.raises(WrongSetting, match=f"^{name} is not set\\.$"):
        create_app(environment)


@pytest.mark.parametrize(("name", "value"), [("SECRET_KEY", "hush-hush"), ("ENCRYPTION_KEYS", "hush-hush")])
def test_the_line_about_a_wrong_secret_does_not_print_it(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(WrongSetting) as problem:
        read(tmp_path, **{name: value})
    assert value not in str(problem.value)


def test_the_line_about_a_database_does_not_print_its_password(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting) as problem:
        read(tmp_path, DATABASE_URL="postgresql://canopy:hush-hush@host:port/canopy")
    assert "hush" not in str(problem.value)


def test_in_production_the_address_that_people_open_must_be_set(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match=r"^BASE_URL is not set\.$"):
        read(tmp_path, CANOPY_MODE="production")


def test_without_a_mode_it_is_production(tmp_path: Path) -> None:
    environment = settings_for(tmp_path, BASE_URL="https://canopy.example.org")
    del environment["CANOPY_MODE"]
    settings = read_settings(environment, ROOT)
    assert settings.mode == "production"
    assert not settings.is_demo


def test_cookies_travel_over_https_alone_where_the_address_is_https(tmp_path: Path) -> None:
    assert read(tmp_path, BASE_URL="https://canopy.example.org").secure_cookies
    assert not read(tmp_path, BASE_URL="http://127.0.0.1:5000").secure_cookies


def test_a_blank_setting_counts_as_not_set(tmp_path: Path) -> None:
    settings = read(tmp_path, IDLE_MINUTES=" ", DATABASE_URL="", SMTP_URL="  ", REDIS_URL="")
    assert settings.idle_minutes == 30
    assert settings.database_url == f"sqlite:///{tmp_path / 'canopy.db'}"
    assert settings.smtp_url is None
    assert settings.redis_url is None


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_usual_spelling_of_a_postgresql_address_is_taken(tmp_path: Path, scheme: str) -> None:
    settings = read(tmp_path, DATABASE_URL=f"{scheme}://canopy@db.example.org/canopy")
    assert settings.database_url == "postgresql+psycopg://canopy@db.example.org/canopy"


def test_new_keys_are_taken_as_they_are_printed(tmp_path: Path) -> None:
    keys = new_keys()
    settings = read(tmp_path, **keys)
    assert settings.encryption_keys == (keys["ENCRYPTION_KEYS"],)
    assert len(settings.pseudonym_key) == 32
    assert new_keys() != keys


def test_a_folder_that_cannot_be_made_is_a_wrong_setting(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file, not a folder")
    with pytest.raises(WrongSetting, match=r"^CANOPY_INSTANCE is .* may write to\.$"):
        create_app(settings_for(taken))


COMMANDS = {
    "flask": (["-m", "flask", "--app", "app", "routes"], 4),
    "worker": (["-m", "programme.worker"], 4),
    "demo": (["-m", "programme.demo"], 4),
    "gunicorn": (["-m", "gunicorn", "app:app", "--bind", "127.0.0.1:0", "--no-control-socket"], 4),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_process_ends_with_that_line_and_without_a_traceback(tmp_path: Path, name: str) -> None:
    arguments, status = COMMANDS[name]
    environment = {"PATH": os.environ["PATH"], **settings_for(tmp_path, ENCRYPTION_KEYS="wrong")}
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == status, done.stderr
    assert "Canopy cannot start: ENCRYPTION_KEYS: key 1 is not a Fernet key.\n" in done.stderr
    assert done.stderr.count("Canopy cannot start") == 1
    assert "Traceback" not in done.stderr
