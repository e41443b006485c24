"""Settings: read once from the environment; a wrong one is named in one line and stops the start."""

import base64
import binascii
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

MODES = ("production", "demo", "test")
ADDRESS = re.compile(r"[!-?A-~]+@[!-?A-~]+")


class WrongSetting(Exception):
    """A setting is missing or cannot be used; the message names it and what it takes."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that differs between installations. Times are in the unit that the name says."""

    mode: str
    secret_key: str
    encryption_keys: tuple[str, ...]
    pseudonym_key: bytes
    instance: Path
    database_url: str
    redis_url: str | None
    base_url: str
    service_name: str
    show_nhs_logo: bool
    smtp_url: str | None
    mail_from: str
    idle_minutes: int
    upload_megabytes: int
    job_lease_seconds: int
    job_limit_seconds: int
    job_memory_megabytes: int
    proxy_hops: int

    @property
    def is_demo(self) -> bool:
        """Whether invented people, shown links and accounts on the sign-in page are wanted."""
        return self.mode == "demo"

    @property
    def secure_cookies(self) -> bool:
        """Cookies travel over HTTPS alone, except where the address itself is plain HTTP."""
        return self.base_url.startswith("https://")


def read_settings(environment: Mapping[str, str], root: Path) -> Settings:
    """The settings in `environment`; files lie below `root`/instance unless CANOPY_INSTANCE says otherwise.

    Raises:
        WrongSetting: the first setting that is missing or cannot be used.
    """
    read = _Reader(environment)
    mode = read.choice("CANOPY_MODE", MODES, "production")
    instance = Path(read.text("CANOPY_INSTANCE", str(root / "instance"))).resolve()
    return Settings(
        mode=mode,
        secret_key=read.secret("SECRET_KEY", 32),
        encryption_keys=read.fernet_keys("ENCRYPTION_KEYS"),
        pseudonym_key=read.key("PSEUDONYM_KEY"),
        instance=instance,
        database_url=read.database("DATABASE_URL", f"sqlite:///{instance / 'canopy.db'}"),
        redis_url=read.url("REDIS_URL", ("redis", "rediss")),
        base_url=read.base_url("BASE_URL", mode),
        service_name=read.text("SERVICE_NAME", "Canopy"),
        show_nhs_logo=read.yes_no("SHOW_NHS_LOGO", default=False),
        smtp_url=read.url("SMTP_URL", ("smtp", "smtps", "smtp+starttls")),
        mail_from=read.sender("MAIL_FROM", "Canopy <no-reply@localhost>"),
        idle_minutes=read.whole("IDLE_MINUTES", 30, 1, 1440),
        upload_megabytes=read.whole("UPLOAD_MEGABYTES", 20, 1, 200),
        job_lease_seconds=read.whole("JOB_LEASE_SECONDS", 60, 1, 3600),
        job_limit_seconds=read.whole("JOB_LIMIT_SECONDS", 600, 1, 7200),
        job_memory_megabytes=read.whole("JOB_MEMORY_MEGABYTES", 2048, 256, 65536),
        proxy_hops=read.whole("PROXY_HOPS", 0, 0, 5),
    )


def make_folder(instance: Path) -> None:
    """Make the folder of the installation's files, if it is not there yet.

    Raises:
        WrongSetting: it cannot be made or written to.
    """
    try:
        instance.mkdir(parents=True, exist_ok=True)
        usable = os.access(instance, os.W_OK | os.X_OK)
    except OSError:
        usable = False
    if not usable:
        raise WrongSetting(f"CANOPY_INSTANCE is {str(instance)!r}; it takes a folder that Canopy may write to.")


class _Reader:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment

    def text(self, name: str, default: str | None = None) -> str:
        value = self.environment.get(name, "").strip() or default
        if value is None:
            raise WrongSetting(f"{name} is not set.")
        return value

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.text(name, default)
        if value not in allowed:
            raise WrongSetting(f"{name} is {value!r}; it takes one of: {', '.join(allowed)}.")
        return value

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        value = self.text(name, str(default))
        if not value.isascii() or not value.isdigit() or len(value) > 9 or not low <= int(value) <= high:
            raise WrongSetting(f"{name} is {value!r}; it takes a whole number from {low} to {high}.")
        return int(value)

    def yes_no(self, name: str, *, default: bool) -> bool:
        return self.choice(name, ("yes", "no"), "yes" if default else "no") == "yes"

    def secret(self, name: str, shortest: int) -> str:
        value = self.text(name)
        if len(value) < shortest:
            raise WrongSetting(f"{name} is too short; it takes {shortest} characters or more.")
        return value

    def fernet_keys(self, name: str) -> tuple[str, ...]:
        keys = tuple(part.strip() for part in self.text(name).split(","))
        for number, key in enumerate(keys, 1):
            try:
                Fernet(key)
            except (ValueError, binascii.Error):
                raise WrongSetting(f"{name}: key {number} is not a Fernet key.") from None
        return keys

    def key(self, name: str) -> bytes:
        try:
            value = base64.b64decode(self.text(name), altchars=b"-_", validate=True)
        except (ValueError, binascii.Error):
            raise WrongSetting(f"{name} is not base64.") from None
        if len(value) < 32:
            raise WrongSetting(f"{name} is too short; it takes 32 bytes or more as base64.")
        return value

    def url(self, name: str, schemes: tuple[str, ...]) -> str | None:
        value = self.environment.get(name, "").strip()
        if not value:
            return None
        try:
            parts = urlsplit(value)
            known = parts.scheme in schemes and bool(parts.hostname) and (parts.port is None or parts.port > 0)
        except ValueError:
            known = False
        if not known:
            raise WrongSetting(
                f"{name} cannot be read; it starts with one of: {', '.join(s + '://' for s in schemes)}."
            )
        return value

    def database(self, name: str, default: str) -> str:
        value = self.text(name, default)
        if value.startswith(("postgresql://", "postgres://")):
            value = "postgresql+psycopg://" + value.split("://", 1)[1]
        if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise WrongSetting(f"{name} cannot be used; it starts with sqlite:/// or postgresql://.")
        try:
            url = make_url(value)
        except (ArgumentError, ValueError):
            raise WrongSetting(f"{name} cannot be read; a password in it must be percent-encoded.") from None
        if url.get_backend_name() == "sqlite" and value != default:
            self._check_file(name, url.database or "")
        return value

    @staticmethod
    def _check_file(name: str, path: str) -> None:
        """The web process and the worker share a file; one in memory would be a database each."""
        if path in ("", ":memory:") or path.startswith("file:"):
            raise WrongSetting(f"{name} names no file; it takes sqlite:/// and the path of one.")
        folder = Path(path).parent
        if folder.is_absolute() and not folder.is_dir():
            raise WrongSetting(f"{name}: the folder {str(folder)!r} is not there.")

    def sender(self, name: str, default: str) -> str:
        value = self.text(name, default)
        if not value.isprintable() or not ADDRESS.fullmatch(parseaddr(value)[1]):
            raise WrongSetting(f"{name} is {value!r}; it takes an address, like Canopy <no-reply@example.org>.")
        return value

    def base_url(self, name: str, mode: str) -> str:
        value = self.text(name, None if mode == "production" else "http://127.0.0.1:5000").rstrip("/")
        try:
            parts = urlsplit(value)
            known = (
                parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
            )
        except ValueError:
            known = False
        if not known or parts.query or parts.fragment or not value.isprintable() or " " in value:
            raise WrongSetting(f"{name} is {value!r}; it takes the address people open, with https://.")
        return value
