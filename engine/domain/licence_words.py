"""Words to holders of licences; part of ``word_templates.TEMPLATES``."""

from __future__ import annotations

from collections.abc import Mapping

from engine.domain.sentence import Sentence
from engine.domain.word_template import Template

LICENCES: Mapping[str, Template] = {
    "licence_ending": Template(
        Sentence("申请人：许可证将到期"),
        Sentence("您的许可证快到期了"),
        Sentence("您的{{ licence }}（{{ number }}）有效期到{{ until }}。要继续的，请在{{ file_by }}或者之前提出延续申请。"),
        ("licence", "number", "until", "file_by"),
    ),
    "licence_ending_late": Template(
        Sentence("申请人：许可证将到期，延续期限已过"),
        Sentence("您的许可证快到期了"),
        Sentence("您的{{ licence }}（{{ number }}）有效期到{{ until }}。提出延续的最后一天是{{ file_by }}，已经过了；要继续的，请重新申请。"),
        ("licence", "number", "until", "file_by"),
    ),
    "licence_expired": Template(
        Sentence("申请人：许可证到期"),
        Sentence("您的许可证已到期"),
        Sentence("您的{{ licence }}（{{ number }}）有效期届满，没有延续，已依法注销，不能再凭它从事许可的活动。"),
        ("licence", "number"),
        True,
    ),
    "licence_deregistered": Template(
        Sentence("申请人：许可证被注销"),
        Sentence("您的许可证已注销"),
        Sentence("您的{{ licence }}（{{ number }}）已依法注销，原因：{{ what }}。决定书和您的权利见进度页面。"),
        ("licence", "number", "what"),
        True,
    ),
}
