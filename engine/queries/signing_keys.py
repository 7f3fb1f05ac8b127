"""The public keys that have signed case files: what people who check one compare its fingerprint with."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass

from engine.casefile import SIGNING_KEYS, Signer, fingerprint
from engine.domain.viewer import Viewer
from engine.store import office
from engine.store.reader import Reader


@dataclass(frozen=True)
class SigningKeys:
    """For everybody: public keys are public."""


@dataclass(frozen=True)
class SigningKey:
    """``since``: ISO instant of its first use, "" before that. ``current``: the one that signs now."""

    fingerprint: str
    public_key: str
    since: str
    current: bool


@dataclass(frozen=True)
class KeyList:
    keys: tuple[SigningKey, ...]


def signing_keys(query: SigningKeys, reader: Reader, viewer: Viewer) -> KeyList:
    """Oldest first; the present one is last."""
    used = office.read_setting(reader.connection, SIGNING_KEYS, [])
    now = Signer(reader.settings.signing_key).public_key if reader.settings.signing_key else None
    mark = fingerprint(now) if now else ""
    found = [SigningKey(entry["fingerprint"], entry["public_key"], entry["since"], entry["fingerprint"] == mark) for entry in used]
    if now and not any(key.current for key in found):
        found.append(SigningKey(mark, b64encode(now).decode(), "", True))
    return KeyList(tuple(sorted(found, key=lambda key: (key.current, key.since))))


QUERIES = {SigningKeys: signing_keys}
