"""Messages through an SMS gateway: said once to it, under the message's id; what it does not take is tried again."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from engine.channels import GatewayPhone
from engine.channels.http import signature
from engine.domain.errors import Unreachable
from tests.crash.receiver import SECRET, Received, receiving


def test_a_message_goes_out_with_its_id_as_the_key_that_makes_a_repeat_harmless() -> None:
    with receiving(seed=0, silent=0) as outside:
        GatewayPhone(f"{outside.url}/phone", SECRET).send("tell:1", "13800000001", "已受理。")
        assert outside.received == [Received("phone", "tell:1", {"mobile": "13800000001", "text": "已受理。"}, taken=True)]


def test_a_gateway_that_fails_or_is_not_there_is_tried_again_later() -> None:
    with receiving(seed=0, silent=1) as outside:
        phone = GatewayPhone(f"{outside.url}/phone")
        with pytest.raises(Unreachable, match="没有收下"):
            phone.send("tell:1", "13800000001", "已受理。")
    with pytest.raises(Unreachable) as refusal:
        phone.send("tell:1", "13800000001", "已受理。")
    assert not refusal.value.permanent


def test_a_signature_is_that_of_time_and_body() -> None:
    known = "sha256=" + hmac.new(b"secret", b'1700000000.{"a":1}', hashlib.sha256).hexdigest()
    assert signature("secret", "1700000000", b'{"a":1}') == known != signature("secret", "1700000001", b'{"a":1}')
