"""Text messages where no provider is connected: the operator reads them on the page 短信记录 (rows of ``sent_message``)."""

from __future__ import annotations

import logging
from typing import Protocol

_log = logging.getLogger(__name__)


class Phone(Protocol):
    name: str

    def send(self, message_id: str, mobile: str, text: str) -> None:
        """Send once per ``message_id``. Raises Unreachable when trying again may help."""


class ConsolePhone:
    """Says on the log that a message went out; its words stay in the database, sealed."""

    name = "演示短信"

    def send(self, message_id: str, mobile: str, text: str) -> None:
        _log.info("message %s to a phone ending in %s", message_id, mobile[-4:])
