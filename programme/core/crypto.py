"""Keys at work: text that a dump must not show, and pseudonyms that only the key can rebuild."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Iterator
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import Flask, current_app
from sqlalchemy import LargeBinary
from sqlalchemy.types import TypeDecorator

EXTENSION = "canopy.keyring"
SEALED_AT_ONCE = 32 * 1024
SEAM = b"\n"  # it is in no encrypted text


class CannotDecrypt(Exception):
    """The text was written under a key that is not among ENCRYPTION_KEYS."""


class Keyring:
    """The installation's keys: the first encrypts, all decrypt. Fingerprints say which they are, and open nothing."""

    def __init__(self, encryption_keys: Iterable[str], pseudonym_key: bytes) -> None:
        keys = list(encryption_keys)
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._pseudonym_key = pseudonym_key
        self.encryption_fingerprints = tuple(_fingerprint(urlsafe_b64decode(key)) for key in keys)
        self.pseudonym_fingerprint = _fingerprint(pseudonym_key)

    def encrypt(self, plain: bytes) -> bytes:
        """`plain` under the first key; the time that the format would carry in the clear is always 1970."""
        return self._fernet.encrypt_at_time(plain, 0)

    def decrypt(self, secret: bytes) -> bytes:
        """What was encrypted under any of the keys.

        Raises:
            CannotDecrypt: none of the keys opens it.
        """
        try:
            return self._fernet.decrypt(secret)
        except InvalidToken:
            raise CannotDecrypt("A text in the database was written under a key that is not set.") from None

    def pseudonym(self, purpose: str, salt: bytes) -> bytes:
        """32 bytes that stand for a person in one purpose: HMAC-SHA-256(PSEUDONYM_KEY, purpose, salt).

        The purpose's length goes in front, so that no two pairs of purpose and salt share an input.
        """
        label = purpose.encode()
        return hmac.digest(self._pseudonym_key, len(label).to_bytes(2, "big") + label + salt, hashlib.sha256)


def _fingerprint(key: bytes) -> str:
    """16 hexadecimal digits that tell two keys apart, and nothing else about them."""
    return hmac.digest(key, b"canopy fingerprint of a key", hashlib.sha256).hex()[:16]


def init_app(app: Flask, keyring: Keyring) -> None:
    """Give `app` its keyring."""
    app.extensions[EXTENSION] = keyring


def keyring() -> Keyring:
    """The keyring of the current application."""
    ring: Keyring = current_app.extensions[EXTENSION]
    return ring


def new_salt() -> bytes:
    """A person's own random salt, 32 bytes."""
    return secrets.token_bytes(32)


def sealed(content: bytes) -> bytes:
    """`content` encrypted in pieces, such that `unsealing` holds one of them in the clear at a time."""
    starts = range(0, max(len(content), 1), SEALED_AT_ONCE)
    return SEAM.join(keyring().encrypt(content[start : start + SEALED_AT_ONCE]) for start in starts)


def unsealing(kept: bytes) -> Iterator[bytes]:
    """The pieces of what was `sealed`, one after the other; what was encrypted as a whole is one piece.

    Raises:
        CannotDecrypt: none of the keys opens a piece.
    """
    start = 0
    while start <= len(kept):
        end = kept.find(SEAM, start)
        end = len(kept) if end < 0 else end
        yield keyring().decrypt(kept[start:end])
        start = end + len(SEAM)


class EncryptedBytes(TypeDecorator[bytes]):
    """A column whose bytes the database never sees in the clear."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Any) -> bytes | None:
        """Encrypt on the way in."""
        return None if value is None else keyring().encrypt(value)

    def process_result_value(self, value: bytes | None, dialect: Any) -> bytes | None:
        """Decrypt on the way out."""
        return None if value is None else keyring().decrypt(bytes(value))


class EncryptedText(TypeDecorator[str]):
    """A column whose text the database never sees in the clear."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> bytes | None:
        """Encrypt on the way in."""
        return None if value is None else keyring().encrypt(value.encode())

    def process_result_value(self, value: bytes | None, dialect: Any) -> str | None:
        """Decrypt on the way out."""
        return None if value is None else keyring().decrypt(bytes(value)).decode()
