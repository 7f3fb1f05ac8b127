"""While the database is away or a disk is full: what the log is told, and when to come again. The same for a page and for a system."""

from __future__ import annotations

import logging

from werkzeug import Request

from engine.domain.errors import Unavailable

COME_AGAIN = "5"
"""Seconds, as the header Retry-After says them."""


def log_away(error: Unavailable, request: Request) -> None:
    """With the driver's own words, which nobody outside is told."""
    logging.getLogger("web").error("no answer for %s %s: %s", request.method, request.path, getattr(error.__cause__, "orig", None) or error)
