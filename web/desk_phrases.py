"""Sentences officers write every day: one press puts them into the opinion or beside a defect. His own come first, the shipped ones last."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from engine.queries.phrases import StockPhrases
from web.context import ask

OPINIONS = (
    _l("材料齐全，符合法定形式。"),
    _l("经审查，符合规定，同意。"),
    _l("情况属实，建议准予。"),
    _l("不符合规定，理由："),
)
DEFECTS = (
    _l("没有提交，请补交。"),
    _l("没有加盖公章，请盖章后重新提交。"),
    _l("缺少签名，请本人签名后重新提交。"),
    _l("图像不清晰，请重新拍照或扫描。"),
    _l("缺页，请补齐全部页面。"),
    _l("已过有效期，请提交有效的文件。"),
    _l("与申请表填写的内容不一致，请核对后更正。"),
)
# Outcomes that turn the applicant down: pressed last, asked once more.
GRAVE = frozenset({"not_required", "not_competent", "false_papers", "deny", "disagree", "reject", "refuse"})


def opinions() -> tuple[Any, ...]:
    return (*(one.words for one in ask(StockPhrases()) if one.kind == "opinion"), *OPINIONS)


def defects() -> tuple[Any, ...]:
    return (*(one.words for one in ask(StockPhrases()) if one.kind == "defect"), *DEFECTS)
