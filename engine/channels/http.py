"""A department's registry or system over HTTP: one POST of JSON, one JSON answer.

Request: ``{"topic": …, "inputs": {…}}`` with the header ``Idempotency-Key``. Answer: 200 with a JSON object; the header ``X-Source-Name``
(percent-encoded) names the system for people. Anything else, and anything slower than the time-out, counts as no answer.
"""

from __future__ import annotations

import hashlib
import hmac
import time
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any
from urllib.parse import unquote, urlsplit

from engine.domain import exact_json
from engine.domain.errors import Invalid, Unreachable

MOST_BYTES = 256 * 1024


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


# No proxies, no redirects: the address in registries.toml is the address that is called.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())


def ask_registry(address: str, topic: str, inputs: dict[str, Any], key: str, seconds: float) -> tuple[dict[str, Any], str]:
    """(answer, name of the system). Raises Unreachable (no usable answer; trying again may help), Invalid (no HTTP address)."""
    if urlsplit(address).scheme not in {"http", "https"}:
        raise Invalid("登记系统的地址应以 http:// 或 https:// 开头：{address}", address=address)
    try:
        body, headers = post(address, {"topic": topic, "inputs": inputs}, key, seconds)
    except urllib.error.HTTPError as error:
        raise Unreachable("{topic} 的登记系统回答了错误 {code}。", topic=topic, code=error.code) from error
    except (OSError, HTTPException) as error:
        raise Unreachable("{topic} 的登记系统没有回答。", topic=topic) from error
    try:
        answer = exact_json.loads(body) if len(body) <= MOST_BYTES else None
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise Unreachable("{topic} 的登记系统的回答无法读取。", topic=topic)
    return answer, unquote(headers.get("X-Source-Name", "")) or urlsplit(address).netloc


def post(address: str, content: Any, key: str, seconds: float, secret: str = "") -> tuple[bytes, Any]:
    """(body, headers) of a 2xx answer to one POST of JSON, signed where there is a ``secret``. Raises HTTPError for any other answer, OSError
    or HTTPException for none."""
    body = exact_json.dumps(content)
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    if secret:
        stamp = str(int(time.time()))
        headers |= {"X-Onestop-Timestamp": stamp, "X-Onestop-Signature": signature(secret, stamp, body)}
    request = urllib.request.Request(address, method="POST", data=body, headers=headers)
    with _opener.open(request, timeout=seconds) as response:
        return response.read(MOST_BYTES + 1), response.headers


def signature(secret: str, stamp: str, body: bytes) -> str:
    return "sha256=" + hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
