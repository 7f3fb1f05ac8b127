"""Personal details at rest: AES-256-GCM under a key that never enters the database, and a keyed hash for exact look-up."""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engine.domain import exact_json
from engine.domain.errors import Invalid

_VERSION = b"\x01"
_NONCE = 12


class Seal:
    """Seals JSON values. Sealed form: version byte, 12-byte nonce, ciphertext with tag; of None, which tells nothing, no bytes."""

    def __init__(self, key: str) -> None:
        """``key`` is 32 random bytes in URL-safe base64; raises Invalid otherwise."""
        try:
            raw = urlsafe_b64decode(key + "=" * (-len(key) % 4))
        except ValueError as error:
            raise Invalid("DATA_KEY 应是 32 个随机字节的 base64 文本。") from error
        if len(raw) != 32:
            raise Invalid("DATA_KEY 应是 32 个随机字节的 base64 文本。")
        self._cipher = AESGCM(hmac.digest(raw, b"seal", hashlib.sha256))
        self._lookup_key = hmac.digest(raw, b"lookup", hashlib.sha256)

    def close(self, value: Any) -> bytes:
        return b"" if value is None else self.close_text(exact_json.dumps(value))

    def close_text(self, text: bytes) -> bytes:
        """A value that is JSON already, in the fixed form of ``exact_json.dumps``."""
        nonce = os.urandom(_NONCE)
        return _VERSION + nonce + self._cipher.encrypt(nonce, text, _VERSION)

    def open(self, sealed: bytes | None) -> Any:
        """The value; None for NULL and no bytes. Raises cryptography's InvalidTag when the key is another one or the bytes were altered."""
        if not sealed:
            return None
        return exact_json.loads(self._cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], sealed[:1]))

    def lookup(self, text: str) -> str:
        """A keyed hash: equal texts give equal hashes, and without the key it tells nothing."""
        return hmac.new(self._lookup_key, text.strip().upper().encode(), hashlib.sha256).hexdigest()
