"""The session's cookie and what else a browser keeps signed, as Flask and Flask-WTF write them and read them, at a fraction of the work.

The signature is itsdangerous's. Its serializers derive their key anew for each signature, make a signer for each text and squeeze it whether
that helps or not; here one signer is made with the site.
"""

from __future__ import annotations

import hmac
import zlib
from typing import Any

import orjson
from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadData, BadPayload, TimestampSigner
from itsdangerous.encoding import base64_decode, base64_encode
from itsdangerous.signer import SigningAlgorithm

_SHORT = 600  # bytes: squeezed, it would be a hundred fewer, which no browser notices in a cookie of a few kilobytes at most


class _Hmac(SigningAlgorithm):
    def get_signature(self, key: bytes, value: bytes) -> bytes:
        return hmac.digest(key, value, "sha1")  # as Flask signs; in one call of OpenSSL's


class _Signer(TimestampSigner):
    """With one secret, whose key is derived once."""

    def __init__(self, secret: str, salt: str, key_derivation: str) -> None:
        super().__init__(secret, salt=salt, key_derivation=key_derivation, algorithm=_Hmac())
        self._key = super().derive_key()

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        return self._key


class Signed:
    """Values of JSON as signed texts, those of ``URLSafeTimedSerializer``: what one of them has signed, the other reads."""

    def __init__(self, secret: str, salt: str, key_derivation: str) -> None:
        self._signer = _Signer(secret, salt, key_derivation)

    def dumps(self, value: Any) -> str:
        content, mark = orjson.dumps(value), b""
        if len(content) > _SHORT:
            content, mark = zlib.compress(content), b"."
        return self._signer.sign(mark + base64_encode(content)).decode()

    def loads(self, text: str, max_age: int | None = None) -> Any:
        """Raises BadData for what was not signed here, or longer ago than so many seconds."""
        content = self._signer.unsign(text, max_age=max_age)
        try:
            if content.startswith(b"."):
                return orjson.loads(zlib.decompress(base64_decode(content[1:])))
            return orjson.loads(base64_decode(content))
        except (ValueError, zlib.error) as error:
            raise BadPayload("signed here, but no JSON", original_error=error) from error


class Cookies(SecureCookieSessionInterface):
    """The session cookie is marked Secure when it was asked for over HTTPS; a first run on 127.0.0.1 has none.

    A session holds texts, numbers, lists and dictionaries and ends with the browser.
    """

    def __init__(self, app: Flask) -> None:
        self._signed = Signed(str(app.secret_key), self.salt, self.key_derivation)
        self._max_age = int(app.permanent_session_lifetime.total_seconds())

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        kept = request.cookies.get(app.config["SESSION_COOKIE_NAME"])
        try:
            return SecureCookieSession(self._signed.loads(kept, self._max_age) if kept else None)
        except BadData:
            return SecureCookieSession()

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        """Scripts and styles are the same for everybody, whatever his cookie says: browsers keep them."""
        if request.endpoint == "static":
            return
        if not session:
            super().save_session(app, session, response)  # which takes a cookie back that holds nothing any more
            return
        if session.accessed or session.modified:
            response.headers.add("Vary", "Cookie")
        if session.modified:
            content, secure = self._signed.dumps(dict(session)), "Secure; " if request.is_secure else ""
            response.headers.add("Set-Cookie", f"{app.config['SESSION_COOKIE_NAME']}={content}; {secure}HttpOnly; Path=/; SameSite=Lax")

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure
