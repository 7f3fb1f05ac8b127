"""What a registry's reply says in words: the keys of the topics this product ships, and a plain rendering of any other."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

_LABELS: dict[str, dict[str, str]] = {
    "registry.identity": {"matched": "姓名与证件号码一致", "mismatch": "不一致的人员"},
    "registry.company_status": {
        "found": "有登记记录",
        "name": "登记名称",
        "status": "登记状态",
        "kind": "企业类型",
        "abnormal": "列入经营异常名录",
        "illegal_list": "列入严重违法失信名单",
        "frozen": "股权被冻结",
        "pledged": "股权已出质",
        "mortgaged": "有动产抵押",
        "invests": "有对外投资",
        "branches": "分支机构数",
        "penalty_open": "有未结案或未履行的处罚",
        "approval_required": "变更或注销须经批准",
    },
    "registry.tax_standing": {
        "handled": "办理过涉税事宜",
        "arrears": "欠税（元）",
        "abnormal": "非正常户",
        "inspection": "正在稽查",
        "invoices_open": "有未缴销的发票或设备",
        "rating": "纳税信用等级",
        "taxpayer": "纳税人类型",
    },
    "registry.litigation": {"open_cases": "未结诉讼、仲裁数"},
    "registry.social_insurance": {"insured": "在保人数", "arrears": "欠缴社会保险费（元）"},
    "registry.housing_fund": {"opened": "开立公积金账户", "arrears": "欠缴公积金（元）"},
    "registry.customs": {"registered": "办理过海关备案", "open": "有未办结的海关业务"},
    "registry.licences": {"count": "持有许可证数", "names": "许可证名称"},
}
_VALUES = {
    "active": "存续",
    "revoked": "吊销",
    "closed": "责令关闭",
    "deregistered": "已注销",
    "limited": "有限责任公司",
    "individual": "个体工商户",
    "joint_stock": "股份有限公司",
    "partnership": "合伙企业",
    "sole": "个人独资企业",
    "general": "一般纳税人",
    "small": "小规模纳税人",
}


def facts_in_words(topic: str, reply: Mapping[str, Any] | None) -> tuple[tuple[str, str], ...]:
    """(label, value) in the order of the topic's table; keys it does not know come last under their own name."""
    labels = _LABELS.get(topic, {})
    known = [(label, reply[key]) for key, label in labels.items() if key in (reply or {})]
    more = [(key, value) for key, value in (reply or {}).items() if key not in labels]
    return tuple((label, _word(value)) for label, value in (*known, *more))


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None or value == [] or value == "":
        return "无"
    if isinstance(value, list):
        return "、".join(_word(each) for each in value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return _VALUES.get(value, str(value)) if isinstance(value, str) else str(value)
