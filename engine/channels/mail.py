"""E-mail through a server of the city's: ``smtp://user:password@host:port`` (STARTTLS where the server offers it) or ``smtps://``.

``Message-ID`` is derived from the message's key, so a message sent again by a worker that died before it could note the answer is the same
message to every mailbox that looks.
"""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate
from typing import Protocol
from urllib.parse import unquote, urlsplit

from engine.domain.errors import Unreachable

SECONDS = 15


class Mail(Protocol):
    name: str

    def send(self, key: str, address: str, subject: str, text: str) -> None:
        """Send once per ``key``. Raises Unreachable when trying again may help."""


class SmtpMail:
    name = "邮件"

    def __init__(self, url: str, sender: str) -> None:
        self._url, self._sender = urlsplit(url), sender

    def send(self, key: str, address: str, subject: str, text: str) -> None:
        """Raises Unreachable when the server did not take it."""
        try:
            with self._server() as server:
                server.send_message(self._letter(key, address, subject, text))
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable("邮件服务器没有收下邮件。") from error

    def _server(self) -> smtplib.SMTP:
        host, secure = self._url.hostname or "", self._url.scheme == "smtps"
        if secure:
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, self._url.port or 465, timeout=SECONDS, context=ssl.create_default_context())
        else:
            server = smtplib.SMTP(host, self._url.port or 25, timeout=SECONDS)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
        if self._url.username:
            server.login(unquote(self._url.username), unquote(self._url.password or ""))
        return server

    def _letter(self, key: str, address: str, subject: str, text: str) -> EmailMessage:
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = self._sender, address, subject
        letter["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{self._sender.rpartition('@')[2]}>"
        letter["Date"] = formatdate()
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(text)
        return letter
