"""Text messages through a provider's gateway: one POST of ``{"mobile", "text"}`` for each.

The header ``Idempotency-Key`` is the message's id: a worker that died before it could note the answer sends the message again under the
same key, and the gateway delivers it once. Any 2xx means taken; anything else, and anything slower than ten seconds, is tried again later.
"""

from __future__ import annotations

from http.client import HTTPException

from engine.channels.http import post
from engine.domain.errors import Unreachable

SECONDS = 10


class GatewayPhone:
    name = "短信"

    def __init__(self, address: str) -> None:
        self._address = address

    def send(self, message_id: str, mobile: str, text: str) -> None:
        """Raises Unreachable when the gateway did not take it."""
        try:
            post(self._address, {"mobile": mobile, "text": text}, message_id, SECONDS)
        except (OSError, HTTPException) as error:
            raise Unreachable("短信网关没有收下短信。") from error
