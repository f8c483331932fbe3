"""Sealing of ID numbers, phones and bank accounts: SM4-GCM with a blind index by HMAC-SM3.

A sealed value is `version(1) key(1) nonce(12) ciphertext tag(16)`. Keys live in files outside the database.
The purpose (`id`, `phone`, `account`) is bound into the tag, so that a sealed phone cannot be passed off as an ID number.
"""

from __future__ import annotations

import functools
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_VERSION = 1
_INDEX_BYTES = 16


class CannotOpen(ValueError):
    """The value was not sealed with this site's key, or was changed since."""


class Vault:
    """Seals and opens texts with one key. `key`: 32 bytes, half for sealing, half for the index."""

    def __init__(self, key: bytes, key_id: int = 1):
        if len(key) != 32:
            raise ValueError("the key file must hold 32 bytes")
        self._seal_key, self._index_key, self._key_id = key[:16], key[16:], key_id

    def seal(self, text: str, purpose: str) -> bytes:
        nonce = os.urandom(12)
        sealing = Cipher(algorithms.SM4(self._seal_key), modes.GCM(nonce)).encryptor()
        sealing.authenticate_additional_data(purpose.encode())
        body = sealing.update(text.encode()) + sealing.finalize()
        return bytes((_VERSION, self._key_id)) + nonce + body + sealing.tag

    def open(self, sealed: bytes | memoryview, purpose: str) -> str:
        """Raises CannotOpen."""
        sealed = bytes(sealed)
        if sealed[:2] != bytes((_VERSION, self._key_id)):
            raise CannotOpen("sealed with another key or format")
        opening = Cipher(algorithms.SM4(self._seal_key), modes.GCM(sealed[2:14], sealed[-16:])).decryptor()
        opening.authenticate_additional_data(purpose.encode())
        try:
            return (opening.update(sealed[14:-16]) + opening.finalize()).decode()
        except InvalidTag:
            raise CannotOpen("the sealed value was changed or sealed with another key") from None

    def index(self, text: str, purpose: str) -> bytes:
        """Equal for equal texts, and telling nothing else: finds a row without opening any."""
        mac = hmac.HMAC(self._index_key, hashes.SM3())
        mac.update(purpose.encode() + b"\0" + text.encode())
        return mac.finalize()[:_INDEX_BYTES]


@functools.cache
def vault() -> Vault:
    """This site's vault; the key file is made at first use under MINZHENG_HOME/keys."""
    from django.conf import settings

    from minzheng.core.keyfile import secret_file

    return Vault(secret_file(Path(settings.MINZHENG_HOME) / "keys" / "vault-1"))
