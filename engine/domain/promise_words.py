"""Words to an applicant about what he promised or vouched for, and what follows; part of ``word_templates.TEMPLATES``."""

from __future__ import annotations

from collections.abc import Mapping

from engine.domain.sentence import Sentence
from engine.domain.word_template import Template

PROMISES: Mapping[str, Template] = {
    "deferred": Template(
        Sentence("申请人：容缺受理"),
        Sentence("请按时补交材料"),
        Sentence("已容缺受理，请在{{ until }}前补交：{{ materials }}。"),
        ("until", "materials"),
        True,
    ),
    "revoked": Template(
        Sentence("申请人：决定被撤销"), Sentence("您的准予决定被撤销"), Sentence("准予决定已被撤销，撤销决定书和您的权利见进度页面。"), (), True
    ),
    "revocation_intended": Template(
        Sentence("申请人：拟撤销决定"),
        Sentence("请您陈述申辩"),
        Sentence("拟撤销您的准予决定，理由见告知书。您可以在{{ until }}前在进度页面陈述申辩，也可以要求当面听取。"),
        ("until",),
        True,
    ),
    "decision_kept": Template(
        Sentence("申请人：决定不撤销"), Sentence("您的意见已采纳"), Sentence("您的陈述申辩已被采纳，准予决定继续有效，理由见进度页面。"), (), True
    ),
    "credit_repaired": Template(
        Sentence("申请人：信用已修复"), Sentence("您的信用已经修复"), Sentence("信用已经修复，今后可以再适用告知承诺和容缺受理。"), (), True
    ),
    "ordinary": Template(
        Sentence("申请人：不能当场决定"),
        Sentence("不能当场决定"),
        Sentence("不能当场决定，按一般程序办理，最晚{{ until }}作出决定，理由见受理通知书。"),
        ("until",),
    ),
    "barred": Template(
        Sentence("申请人：一段时间内不得再次申请"),
        Sentence("{{ until }}以前不能再次申请"),
        Sentence("因隐瞒有关情况、提供虚假材料或者以不正当手段取得许可，到{{ until }}为止不能再次申请本事项，依据和您的权利见文书。"),
        ("until",),
        True,
    ),
    "ban_lifted": Template(
        Sentence("申请人：可以再次申请"), Sentence("您可以再次申请"), Sentence("不得再次申请本事项的限制已经解除，理由见进度页面。"), (), True
    ),
    "owed": Template(
        Sentence("申请人：提醒补交容缺材料"),
        Sentence("还有材料没有补交"),
        Sentence("请在{{ until }}前补交：{{ materials }}。逾期没有补交的，受理终止。"),
        ("until", "materials"),
        True,
    ),
    "commitment_true": Template(
        Sentence("申请人：承诺核查属实"), Sentence("您的承诺已经核查"), Sentence("“{{ material }}”的告知承诺经核查属实。"), ("material",)
    ),
    "commitment_false": Template(
        Sentence("申请人：承诺核查不属实"),
        Sentence("您的承诺核查不属实"),
        Sentence("“{{ material }}”的告知承诺经核查不属实，情况见进度页面。"),
        ("material",),
        True,
    ),
}
