"""A designer's plain text becomes blocks; nothing in it is markup."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine.domain.errors import Invalid
from engine.letters import FactTable, Grid, Heading, Items, Paragraph, Title, from_json, parse_template, to_json

TEXT = """# {{ item.name }}受理通知书

申请人 :: {{ case.name }}
备注 :: {{ case.note }}

## 材料

{{ materials }}

{{ names }}

您于 {{ case.on }} 申请，应缴 {{ case.tax }} 元。

- 第一条
- {{ case.note }}
- 第二条 <b>{{ case.name }}</b>

{{ case.note }}
"""
CONTEXT = {
    "item": {"name": "股权转让"},
    "case": {"name": "王<i>敏", "on": date(2026, 11, 20), "tax": Decimal("12800.50"), "note": None},
    "materials": [{"名称": "协议", "份数": 1}, {"名称": "执照", "份数": Decimal("2")}],
    "names": ["甲", "乙"],
}


def test_every_kind_of_paragraph_becomes_its_block_and_what_is_empty_is_left_out() -> None:
    assert parse_template("受理通知书", "受理", TEXT).compose(CONTEXT) == (
        Title("股权转让受理通知书"),
        FactTable((("申请人", "王<i>敏"),)),
        Heading("材料"),
        Grid(("名称", "份数"), (("协议", "1"), ("执照", "2"))),
        Items(("甲", "乙"), numbered=True),
        Paragraph("您于 2026年11月20日 申请，应缴 12,800.5 元。"),
        Items(("第一条", "第二条 <b>王<i>敏</b>"), numbered=False),
    )


def test_blocks_survive_being_stored() -> None:
    blocks = parse_template("n", "s", TEXT).compose(CONTEXT)
    assert from_json(to_json(blocks)) == blocks


def test_bad_feel_names_its_paragraph() -> None:
    with pytest.raises(Invalid, match="第 2 段"):
        parse_template("n", "s", "# 好\n\n{{ 1 + }}")


def test_a_template_has_no_way_to_attributes_or_calls_of_python() -> None:
    text = "{{ case.__class__.__mro__ }}|{{ names.append }}|{{ item.name.format }}"
    assert parse_template("n", "s", text).compose(CONTEXT) == (Paragraph("||"),)
