"""查询码: the engine tells it once. It waits in the session until the person says that it is written down."""

from __future__ import annotations

from flask import session


def keep_code(case_id: str, code: str) -> None:
    session["codes"] = {**session.get("codes", {}), case_id: code}


def kept_code(case_id: str) -> str:
    """The code, or "" once it has been seen (or was never told in this browser)."""
    return str(session.get("codes", {}).get(case_id, ""))


def forget_code(case_id: str) -> None:
    session["codes"] = {known: code for known, code in session.get("codes", {}).items() if known != case_id}
