"""The accounts that demo mode, and it alone, lists on the sign-in page."""

import sys
from dataclasses import dataclass

from flask import Flask, current_app
from sqlalchemy import inspect, select

from programme.accounts.models import INSTALLATION, Person, Scope
from programme.core.db import db, transaction
from programme.core.settings import WrongSetting

PASSWORD = "canopy demo 2026"  # noqa: S105 - demo mode lists it on the sign-in page; no other mode has these accounts

MARK = "Demonstration"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One invented person to sign in as."""

    role: str
    email: str
    full_name: str
    password: str = PASSWORD


ACCOUNTS = (
    DemoAccount("Programme director", "director@canopy.example", "Dr Amara Okonkwo-Fitzgerald"),
    DemoAccount("Coordinator", "coordinator@canopy.example", "Siân O’Rourke"),
    DemoAccount("Fellow", "fellow@canopy.example", "Dr Zainab Al-Rashid O’Hare"),
    DemoAccount("Alumna", "alumna@canopy.example", "Rhiannon Prys-Gwynne"),
    DemoAccount("Mentor", "mentor@canopy.example", "Dr Gwendolyn Asante-Björk"),
    DemoAccount("Sponsor", "sponsor@canopy.example", "Prof. Ngozi Ellison"),
    DemoAccount("Administrator", "administrator@canopy.example", "Tomasz Wiśniewski"),
)


def demo_accounts() -> tuple[DemoAccount, ...]:
    """The demo's accounts in demo mode, nothing otherwise."""
    return ACCOUNTS if current_app.config["IS_DEMO"] else ()


def claim_database(app: Flask) -> None:
    """Mark an empty database as the demonstration's own.

    Raises:
        WrongSetting: the database holds people whom the demonstration did not make.
    """
    with app.app_context():
        if not inspect(db.engine).has_table(Scope.__tablename__):
            return  # it has not been migrated yet
        with transaction() as session:
            installation = session.get_one(Scope, INSTALLATION)
            if installation.name == MARK:
                return
            if session.scalar(select(Person.id).limit(1)):
                raise WrongSetting("CANOPY_MODE is demo, and the database holds people that the demo did not make.")
            installation.name = MARK


def main() -> None:
    """Print an account for each role."""
    for each in ACCOUNTS:
        sys.stdout.write(f"  {each.role:<20} {each.email:<32} {each.password}\n")
