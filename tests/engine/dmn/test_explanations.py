"""What a person reads about why a decision came out as it did, in Chinese and in English."""

from __future__ import annotations

from typing import Any

import pytest

from engine import dmn
from tests.engine.dmn.drawing import decision, input_data, knowledge, model, table, text

AMOUNT = input_data("金额", "number")
TABLE = table("金额 ; 类型 | r", '>= 1000 ; - | "重大" # 第十二条', '>= 1000 ; "企业" | "特别" # 第十三条', policy="COLLECT")


def said(xml: bytes, asked: str, **inputs: Any) -> list[tuple[str, str]]:
    explanation = dmn.parse(xml).evaluate(asked, inputs, explain=True).explanation
    return [(str(each), each.english) for each in dmn.told(explanation)]


def test_a_table_tells_its_inputs_and_every_rule_that_matched_with_its_note() -> None:
    xml = model(AMOUNT, decision("费用", text("金额 * 2"), "i_金额"), decision("级别", TABLE, "i_金额", "d_费用"))
    assert said(xml, "级别", 金额=1500, 类型="企业") == [
        ("“费用”的结果是 3000。", "“费用” gives 3000."),
        (
            '“级别”：金额 = 1500，类型 = "企业"；符合第 1 条规则（第十二条），得 "重大"；符合第 2 条规则（第十三条），得 "特别"。',
            '“级别”: 金额 = 1500, 类型 = "企业"; rule 1 matches (第十二条) and gives "重大"; rule 2 matches (第十三条) and gives "特别".',
        ),
    ]


def test_a_table_without_a_match_says_so() -> None:
    xml = model(AMOUNT, decision("级别", TABLE, "i_金额"))
    assert said(xml, "级别", 金额=5) == [
        ("“级别”：金额 = 5，类型 = null；没有规则匹配这些输入。", "“级别”: 金额 = 5, 类型 = null; no rule matches these inputs.")
    ]


@pytest.mark.parametrize(
    ("logic", "kind", "chinese", "english"),
    [
        (text('"a"'), "number", "“x”的值不符合类型“number”", "does not conform to the type “number”"),
        (text("1 +"), "", "第 4 列：此处应为表达式", "column 4: expected an expression"),
        (text('f("a")'), "", "“n”的值不符合类型“number”", "The value of “n” does not conform"),
        (text("f(1, 2)"), "", "函数“f”的参数应为：n", "The function “f” takes: n"),
        (f"<invocation>{text('g')}</invocation>", "", "“g”不是函数", "“g” is no function"),
        (f"<list>{text('1', typeRef='string')}</list>", "", "有一个值不符合类型“string”", "A value does not conform"),
        (table("1 | r", "1 ( | 1"), "", "第 4 列", "column 4"),
    ],
)
def test_why_something_is_null_is_told(logic: str, kind: str, chinese: str, english: str) -> None:
    function = knowledge("f", "n", text("n")).replace('name="n"/>', 'name="n" typeRef="number"/>')
    told = said(model(function, decision("x", logic, "b_f", kind=kind)), "x")[-1]
    assert chinese in told[0] and english in told[1]


def test_a_long_value_is_cut_short() -> None:
    xml = model(decision("x", text("for i in 1..100000 return i")))
    assert said(xml, "x")[0][0].endswith("…。")
