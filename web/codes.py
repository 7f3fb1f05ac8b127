"""QR codes as pictures in the page, and the signed link to a case that a receipt carries."""

from __future__ import annotations

import segno
from flask import current_app, url_for
from itsdangerous import BadSignature, URLSafeSerializer

from engine.domain.errors import Missing
from engine.domain.viewer import Viewer
from engine.queries.followed import CaseByStamp, CaseStamp
from web.context import ask


def qr_svg(text: str) -> str:
    """A ``data:image/svg+xml`` address for an ``img``; error correction M, readable from paper."""
    return segno.make(text, error="m").svg_data_uri(scale=4, border=2, dark="#10243e")


def case_link(case_id: str, viewer: Viewer) -> str:
    """A full address that opens this case without typing; it stops working when the query code is reissued."""
    stamp = ask(CaseStamp(case_id=case_id), viewer).stamp
    return url_for("track_find.open_by_link", token=_signer().dumps([case_id, stamp]), _external=True)


def read_case_link(token: str) -> str:
    """The case id in a link. Raises Missing for a forged, cut or outdated one."""
    try:
        case_id, stamp = _signer().loads(token)
    except (BadSignature, ValueError):
        raise Missing("这个链接不完整或已经失效，请输入办件编号和查询码查询。") from None
    found = ask(CaseByStamp(case_id=case_id, stamp=stamp), Viewer.public())
    return str(found.case_id)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="case-link")
