"""The office's signature under a case file: Ed25519, whose public key anybody may have. Its fingerprint is what people compare."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode, urlsafe_b64decode
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from engine.domain.errors import Invalid

SIGNING_KEYS = "signing_keys"  # the setting that lists every key that ever signed here, oldest first: {fingerprint, public_key, since}


class Signer:
    def __init__(self, key: str) -> None:
        """``key`` is 32 random bytes in URL-safe base64 (the settings' SIGNING_KEY); raises Invalid otherwise."""
        try:
            raw = urlsafe_b64decode(key + "=" * (-len(key) % 4))
        except ValueError:
            raw = b""
        if len(raw) != 32:
            raise Invalid("SIGNING_KEY 应是 32 个随机字节的 base64 文本。")
        self._key = Ed25519PrivateKey.from_private_bytes(raw)
        self.public_key = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, content: bytes) -> dict[str, str]:
        """What stands in ``signature.json``."""
        return {
            "algorithm": "Ed25519",
            "public_key": b64encode(self.public_key).decode(),
            "fingerprint": fingerprint(self.public_key),
            "signature": b64encode(self._key.sign(content)).decode(),
        }


def fingerprint(public_key: bytes) -> str:
    """The first 20 hex digits of its SHA-256 in groups of four, for reading aloud."""
    digits = hashlib.sha256(public_key).hexdigest()[:20]
    return " ".join(digits[start : start + 4] for start in range(0, 20, 4))


def is_signed_by(public_key: bytes, signature: bytes, content: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def read_public_key(text: str) -> str:
    """A trusted key as its fingerprint: from base64, from a fingerprint, or from a file that holds either. Raises Invalid."""
    path = Path(text)
    if len(text) < 1000 and path.is_file():
        text = path.read_text(encoding="utf-8", errors="replace")
    text = text.strip()
    digits = text.replace(" ", "").lower()
    if len(digits) == 20 and all(digit in "0123456789abcdef" for digit in digits):
        return " ".join(digits[start : start + 4] for start in range(0, 20, 4))
    try:
        raw = b64decode(text, validate=True)
    except ValueError:
        raw = b""
    if len(raw) != 32:
        raise Invalid("“{text}”不是公钥（32 个字节的 base64），也不是公钥指纹。", text=text[:60])
    return fingerprint(raw)
