"""案卷: a whole case as one signed zip that a person can read and anybody can check offline, and the check itself. No database here."""

from engine.casefile.contents import NOTHING, Contents, Line, Material, Opinion, Paper, View, erased_rows
from engine.casefile.packing import pack
from engine.casefile.signing import SIGNING_KEYS, Signer, fingerprint, read_public_key
from engine.casefile.verify import Verdict, told, verify

__all__ = [
    "NOTHING", "SIGNING_KEYS", "Contents", "Line", "Material", "Opinion", "Paper", "Signer", "Verdict", "View",
    "erased_rows", "fingerprint", "pack", "read_public_key", "told", "verify",
]
