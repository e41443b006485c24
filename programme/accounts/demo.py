"""The accounts that demo mode, and it alone, lists on the sign-in page."""

import sys
from dataclasses import dataclass

from flask import current_app

PASSWORD = "canopy demo 2026"  # noqa: S105 - demo mode lists it on the sign-in page; no other mode has these accounts


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
    DemoAccount("Sponsor", "sponsor@canopy.example", "Prof. Ngozi Ellison"),
    DemoAccount("Administrator", "administrator@canopy.example", "Tomasz Wiśniewski"),
)


def demo_accounts() -> tuple[DemoAccount, ...]:
    """The demo's accounts in demo mode, nothing otherwise."""
    return ACCOUNTS if current_app.config["IS_DEMO"] else ()


def main() -> None:
    """Print an account for each role."""
    for each in ACCOUNTS:
        sys.stdout.write(f"  {each.role:<20} {each.email:<32} {each.password}\n")


if __name__ == "__main__":
    main()
