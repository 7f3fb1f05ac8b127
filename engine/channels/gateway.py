"""Text messages through a provider's gateway: one POST of ``{"mobile", "text"}`` for each.

The header ``Idempotency-Key`` is the message's id: a worker that died before it could note the answer sends the message again under the
same key, and the gateway delivers it once. Any 2xx means taken; anything else, and anything slower than ten seconds, is tried again later.
With a secret every POST is signed: ``X-Onestop-Timestamp`` (seconds) and ``X-Onestop-Signature`` = ``sha256=`` and the HMAC-SHA256, in hex,
of timestamp, a full stop and the body. The receiver refuses what is not signed so, or is older than it finds good.
"""

from __future__ import annotations

from http.client import HTTPException

from engine.channels.http import post
from engine.domain.errors import Unreachable

SECONDS = 10


class GatewayPhone:
    name = "短信"

    def __init__(self, address: str, secret: str = "") -> None:
        self._address, self._secret = address, secret

    def send(self, message_id: str, mobile: str, text: str) -> None:
        """Raises Unreachable when the gateway did not take it."""
        try:
            post(self._address, {"mobile": mobile, "text": text}, message_id, SECONDS, self._secret)
        except (OSError, HTTPException) as error:
            raise Unreachable("短信网关没有收下短信。") from error
