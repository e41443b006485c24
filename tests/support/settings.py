"""The environment of an application that a test makes."""

import base64
import os
from pathlib import Path

from cryptography.fernet import Fernet

KEYS = {
    "SECRET_KEY": "a key for tests, long enough to be taken",
    "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    "PSEUDONYM_KEY": base64.urlsafe_b64encode(os.urandom(32)).decode(),
}


def settings_for(instance: Path, **more: str) -> dict[str, str]:
    """The environment of an application whose files lie in `instance`."""
    return {"CANOPY_MODE": "test", "CANOPY_INSTANCE": str(instance), **KEYS, **more}
