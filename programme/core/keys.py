"""New secrets for an installation: `python -m programme.core.keys` prints the three lines to keep."""

import base64
import secrets
import sys

from cryptography.fernet import Fernet


def new_keys() -> dict[str, str]:
    """Fresh values for the three settings that hold a secret."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "PSEUDONYM_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    }


if __name__ == "__main__":
    sys.stdout.writelines(f"{name}={value}\n" for name, value in new_keys().items())
