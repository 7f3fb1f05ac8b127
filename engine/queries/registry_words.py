"""What a registry's reply says in words: the keys of the topics this product ships, and a plain rendering of any other."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.domain.sentence import Sentence

_LABELS: dict[str, dict[str, Sentence]] = {
    "registry.identity": {"matched": Sentence("姓名与证件号码一致"), "mismatch": Sentence("不一致的人员")},
    "registry.company_status": {
        "found": Sentence("有登记记录"),
        "name": Sentence("登记名称"),
        "status": Sentence("登记状态"),
        "kind": Sentence("企业类型"),
        "abnormal": Sentence("列入经营异常名录"),
        "illegal_list": Sentence("列入严重违法失信名单"),
        "frozen": Sentence("股权被冻结"),
        "pledged": Sentence("股权已出质"),
        "mortgaged": Sentence("有动产抵押"),
        "invests": Sentence("有对外投资"),
        "branches": Sentence("分支机构数"),
        "penalty_open": Sentence("有未结案或未履行的处罚"),
        "approval_required": Sentence("变更或注销须经批准"),
    },
    "registry.tax_standing": {
        "handled": Sentence("办理过涉税事宜"),
        "arrears": Sentence("欠税（元）"),
        "abnormal": Sentence("非正常户"),
        "inspection": Sentence("正在稽查"),
        "invoices_open": Sentence("有未缴销的发票或设备"),
        "rating": Sentence("纳税信用等级"),
        "taxpayer": Sentence("纳税人类型"),
    },
    "registry.litigation": {"open_cases": Sentence("未结诉讼、仲裁数")},
    "registry.social_insurance": {"insured": Sentence("在保人数"), "arrears": Sentence("欠缴社会保险费（元）")},
    "registry.housing_fund": {"opened": Sentence("开立公积金账户"), "arrears": Sentence("欠缴公积金（元）")},
    "registry.customs": {"registered": Sentence("办理过海关备案"), "open": Sentence("有未办结的海关业务")},
    "registry.licences": {"count": Sentence("持有许可证数"), "names": Sentence("许可证名称")},
}
_VALUES = {
    "active": Sentence("存续"),
    "revoked": Sentence("吊销"),
    "closed": Sentence("责令关闭"),
    "deregistered": Sentence("已注销"),
    "limited": Sentence("有限责任公司"),
    "individual": Sentence("个体工商户"),
    "joint_stock": Sentence("股份有限公司"),
    "partnership": Sentence("合伙企业"),
    "sole": Sentence("个人独资企业"),
    "general": Sentence("一般纳税人"),
    "small": Sentence("小规模纳税人"),
}


def facts_in_words(topic: str, reply: Mapping[str, Any] | None) -> tuple[tuple[str, str], ...]:
    """(label, value) in the order of the topic's table; keys it does not know come last under their own name."""
    labels = _LABELS.get(topic, {})
    known = [(label, reply[key]) for key, label in labels.items() if key in (reply or {})]
    more = [(key, value) for key, value in (reply or {}).items() if key not in labels]
    return tuple((label, _word(value)) for label, value in (*known, *more))


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return Sentence("是") if value else Sentence("否")
    if value is None or value == [] or value == "":
        return Sentence("无")
    if isinstance(value, list):
        return "、".join(_word(each) for each in value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return _VALUES.get(value, str(value)) if isinstance(value, str) else str(value)
