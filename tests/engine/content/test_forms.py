from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.content.forms import Form, parse_form
from engine.domain import exact_json
from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Invalid
from engine.domain.identity import example_resident_id
from engine.feel import Environment
from tests.patience import not_for_ever

NOW = Environment(now=lambda: datetime(2026, 11, 20, 9, tzinfo=SHANGHAI))


def form(*components: dict[str, Any]) -> Form:
    return parse_form("apply", json.dumps({"type": "default", "schemaVersion": 19, "components": list(components)}).encode())


def text(key: str, **more: Any) -> dict[str, Any]:
    return {"type": "textfield", "key": key, "label": key, **more}


TRANSFER = form(
    {"type": "text", "id": "intro", "text": "# 股权转让"},
    {
        "type": "group",
        "id": "seller",
        "label": "转让方",
        "path": "transferor",
        "components": [
            text("name", validate={"required": True}),
            text("identity", properties={"check": "resident_id", "rights": "tax:write, *:read", "replaces": "tax.sellerId, police.id"}),
            text("mobile", properties={"check": "mobile", "confirm": "转让方"}),
        ],
    },
    {
        "type": "number",
        "key": "price",
        "label": "转让价",
        "decimalDigits": 2,
        "validate": {"required": True, "min": 0, "max": "= paid_in * 100"},
    },
    {"type": "number", "key": "paid_in"},
    {"type": "radio", "key": "relation", "values": [{"label": "配偶", "value": "spouse"}, {"label": "其他", "value": "other"}]},
    text("reason", conditional={"hide": "=relation != \"other\""}, validate={"required": True}),
    {"type": "checklist", "key": "wants", "values": [{"label": "换照", "value": "licence"}, {"label": "邮寄", "value": "post"}]},
    {"type": "checkbox", "key": "promise", "label": "承诺", "validate": {"required": True}},
    {"type": "datetime", "key": "signed_on", "subtype": "date"},
    {
        "type": "dynamiclist",
        "path": "shareholders",
        "label": "股东",
        "properties": {"min_rows": "1", "max_rows": "3"},
        "components": [
            text("name", validate={"required": True}),
            {"type": "number", "key": "share"},
            {"type": "checkbox", "key": "waives"},
            text("why", conditional={"hide": "=waives"}),
            {"type": "text", "id": "note", "text": "…"},
        ],
    },
    {"type": "separator"},
)
SENT = {
    "transferor.name": ["王小明"],
    "transferor.identity": ["1101 0519 4912 3100 2x"],
    "transferor.mobile": ["+86 138 0000 0000"],
    "price": ["１,２００.50"],
    "paid_in": ["1000"],
    "relation": ["spouse"],
    "reason": ["not asked of a spouse"],
    "wants": ["licence", "post"],
    "promise": ["true"],
    "signed_on": ["2026/3/7"],
    "shareholders.4.name": ["赵"],
    "shareholders.4.waives": ["true"],
    "shareholders.4.why": ["hidden"],
    "shareholders.2.name": [" 钱 "],
    "shareholders.2.share": ["33.3"],
    "shareholders.7._row": ["1"],
    "unknown": ["x"],
    "csrf_token": ["y"],
}


def test_what_a_browser_sends_becomes_answers_with_decimals_ticks_lists_and_rows() -> None:
    assert TRANSFER.read(SENT) == {
        "transferor": {"name": "王小明", "identity": "11010519491231002X", "mobile": "13800000000"},
        "price": Decimal("1200.50"),
        "paid_in": Decimal(1000),
        "relation": "spouse",
        "wants": ["licence", "post"],
        "promise": True,
        "signed_on": "2026-03-07",
        "shareholders": [{"name": "钱", "share": Decimal("33.3"), "waives": False}, {"name": "赵", "waives": True}],
    }


def test_answers_in_order_have_no_problems_and_survive_json_with_their_decimals() -> None:
    answers = TRANSFER.read(SENT)
    assert TRANSFER.validate(answers, {}, NOW) == {}
    assert exact_json.loads(exact_json.dumps(answers)) == answers


def test_an_empty_form_says_what_is_missing_and_where() -> None:
    problems = TRANSFER.validate(TRANSFER.read({}), {}, NOW)
    assert problems == {
        "transferor.name": "请填写此项",
        "price": "请填写此项",
        "promise": "请勾选此项",
        "shareholders": "请至少填写 1 行",
    }


def test_problems_name_the_row() -> None:
    problems = TRANSFER.validate({**TRANSFER.read(SENT), "shareholders": [{"name": "钱"}, {"share": Decimal(1)}]}, {}, NOW)
    assert problems == {"shareholders.1.name": "请填写此项"}


@pytest.mark.parametrize(
    ("key", "sent", "words"),
    [
        ("transferor.identity", "110105194912310021", "校验码"),
        ("transferor.mobile", "123", "手机号"),
        ("price", "abc", "应为数字"),
        ("price", "1.234", "小数"),
        ("price", "-1", "不能小于 0"),
        ("price", "100000.01", "不能大于 100000"),
        ("relation", "cousin", "选项"),
        ("wants", "horse", "选项"),
        ("signed_on", "2026-02-30", "存在的日期"),
        ("signed_on", "soon", "2026-11-20"),
        ("transferor.name", "长" * 2001, "最多 2000 个字"),
    ],
)
def test_a_wrong_answer_stays_and_says_what_is_wrong(key: str, sent: str, words: str) -> None:
    answers = TRANSFER.read({**SENT, key: [sent]})
    assert words in TRANSFER.validate(answers, {}, NOW)[key]


def test_birth_dates_are_checked_on_the_engines_day() -> None:
    number = example_resident_id(1, born=datetime(2026, 11, 20, tzinfo=SHANGHAI).date())
    answers = TRANSFER.read({**SENT, "transferor.identity": [number]})
    day_before = Environment(now=lambda: datetime(2026, 11, 19, 9, tzinfo=SHANGHAI))
    assert "transferor.identity" not in TRANSFER.validate(answers, {}, NOW)
    assert "今天之后" in TRANSFER.validate(answers, {}, day_before)["transferor.identity"]


def test_conditions_see_the_case_and_the_row() -> None:
    visible = TRANSFER.visible(TRANSFER.read(SENT))
    assert {"transferor.name", "#seller", "#intro", "shareholders.0.why", "shareholders.1.#note"} <= visible
    assert "reason" not in visible
    assert "shareholders.1.why" not in visible
    assert TRANSFER.hidden(TRANSFER.read(SENT)) == {"reason", "shareholders.1.why"}
    asks = form(text("extra", conditional={"hide": "=situation.foreign != true"}))
    assert asks.visible({}, {"situation": {"foreign": True}}) == {"extra"}
    assert asks.visible({}, {}) == set()


def test_hiding_one_field_hides_what_hangs_on_it() -> None:
    chain = form(text("a"), text("b", conditional={"hide": "=a = null"}), text("c", conditional={"hide": "=b = null"}))
    assert chain.read({"b": ["1"], "c": ["2"]}) == {}
    assert chain.read({"a": ["0"], "b": ["1"], "c": ["2"]}) == {"a": "0", "b": "1", "c": "2"}


def test_a_hidden_group_hides_everything_in_it() -> None:
    grouped = form(text("kind"), {"type": "group", "id": "g", "conditional": {"hide": '=kind = "x"'}, "components": [text("inner")]})
    assert grouped.read({"kind": ["x"], "inner": ["1"]}) == {"kind": "x"}
    assert grouped.hidden({"kind": "x"}) == {"g", "inner"}


def test_readonly_fields_keep_what_is_known_whatever_is_sent() -> None:
    prefilled = form(text("company", readonly=True), text("phone"), text("code", disabled=True))
    read = prefilled.read({"company": ["forged"], "phone": ["1"], "code": ["forged"]}, known={"company": "真的", "code": "9"})
    assert read == {"company": "真的", "phone": "1", "code": "9"}


def test_filled_fields_are_listed_with_their_addresses() -> None:
    filled = {address: value for address, _, value in TRANSFER.filled(TRANSFER.read(SENT))}
    assert filled["shareholders.1.name"] == "赵"
    assert filled["transferor.mobile"] == "13800000000"
    assert "shareholders" not in filled


def test_a_field_knows_its_rights_and_what_it_replaces() -> None:
    identity = TRANSFER.field_at("transferor.identity")
    assert identity is not None
    assert (identity.right_of("tax"), identity.right_of("police")) == ("write", "read")
    assert identity.replaces == ("tax.sellerId", "police.id")
    assert [field.path for field in TRANSFER.fields][:2] == ["transferor.name", "transferor.identity"]


def test_answers_from_a_program_are_checked_like_those_of_a_browser() -> None:
    taken = TRANSFER.take({"price": 5, "promise": "yes", "wants": "licence", "shareholders": "none", "transferor": 7, "extra": 1})
    assert taken["price"] == Decimal(5)
    assert "extra" not in taken
    problems = TRANSFER.validate({**taken, "shareholders": [1], "transferor": {"name": 7}}, {}, NOW)
    assert problems["promise"] == "应为是或否"
    assert problems["transferor.name"] == "应为文字"
    assert problems["shareholders"] == "应为若干行"
    assert problems["wants"] == "请从列出的选项中选择"


@pytest.mark.parametrize("number", ["1e999999", "-1e31", "1e-40", "NaN", "Infinity"])
def test_numbers_no_page_could_print_are_refused(number: str) -> None:
    assert form({"type": "number", "key": "n"}).validate({"n": Decimal(number)}, {}, NOW)


def test_too_many_rows_or_too_much_text_is_refused() -> None:
    with pytest.raises(Invalid, match="最多 3 行"):
        TRANSFER.read({f"shareholders.{i}.name": ["x"] for i in range(4)})
    with pytest.raises(Invalid, match="太多"):
        TRANSFER.read({"reason": ["x" * 1_000_001]})


def test_a_pattern_that_never_ends_is_stopped() -> None:
    slow = form(text("code", validate={"pattern": "^(a+)+(b+)+(a|aa)+$"}))
    with not_for_ever():
        problems = slow.validate({"code": "a" * 1_500 + "!"}, {}, NOW)
    assert problems["code"]


def test_patterns_and_types_of_text_are_kept() -> None:
    contact = form(
        text("post", validate={"pattern": "^[0-9]{6}$"}, properties={"message": "邮编是六位数字"}),
        text("mail", validate={"validationType": "email"}),
        text("phone", validate={"validationType": "phone"}),
    )
    assert contact.validate({"post": "32210", "mail": "x@", "phone": "12"}, {}, NOW) == {
        "post": "邮编是六位数字",
        "mail": "电子邮箱的格式不对",
        "phone": "电话号码的格式不对",
    }
    assert contact.validate({"post": "322100", "mail": "x.y@gov.cn", "phone": "0579-86012345"}, {}, NOW) == {}


@pytest.mark.parametrize(
    ("component", "words"),
    [
        ({"type": "textfield"}, "缺少 key"),
        ({"type": "dynamiclist", "components": []}, "缺少 path"),
        ({"type": "textfeld", "key": "a"}, "是否想写“textfield”"),
        ({"type": "textfield", "key": "a", "lable": "x"}, "是否想写“label”"),
        ({"type": "textfield", "key": "A"}, "小写字母"),
        ({"type": "textfield", "key": "a", "conditional": {"hide": "=1 +"}}, "FEEL"),
        ({"type": "textfield", "key": "a", "validate": {"pattern": "("}}, "正则"),
        ({"type": "textfield", "key": "a", "properties": {"check": "passport"}}, "check"),
        ({"type": "dynamiclist", "path": "a", "properties": {"max_rows": "1000"}}, "max_rows"),
        ({"type": "button", "key": "a"}, "之一"),
    ],
)
def test_a_form_that_cannot_be_understood_names_the_component(component: dict[str, Any], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        form(component)


def test_a_key_twice_and_text_that_is_no_json_are_refused() -> None:
    with pytest.raises(Invalid, match="两次"):
        form(text("a"), {"type": "group", "components": [text("a")]})
    for content in (b"", b"{", b"[]", b"\xff\xfe", b"[" * 5_000, b'{"components": 1}', b'{"components": [NaN]}'):
        with pytest.raises(Invalid):
            parse_form("apply", content)


def test_a_form_of_endless_groups_is_refused() -> None:
    with pytest.raises(Invalid, match="组件太多"):
        form(*({"type": "group", "components": [text(f"k{i}_{j}") for j in range(100)]} for i in range(30)))


def test_fractions_in_a_form_are_exact() -> None:
    exact = parse_form("x", b'{"components": [{"type": "number", "key": "n", "validate": {"max": 0.1}}]}')
    assert exact.validate({"n": Decimal("0.1")}, {}, NOW) == {}
    assert exact.validate({"n": Decimal("0.1000000000000000055")}, {}, NOW)


odd_keys = ["shareholders.0", "shareholders.x.name", "transferor", "price.more", "..", "wants.0", "shareholders.007.name"]
keys = st.sampled_from([*SENT, *odd_keys])


@given(st.dictionaries(keys, st.lists(st.text(max_size=30), max_size=3)))
def test_whatever_is_sent_is_read_and_judged_without_a_crash(sent: dict[str, list[str]]) -> None:
    answers = TRANSFER.read(sent)
    assert all(isinstance(sentence, str) for sentence in TRANSFER.validate(answers, {}, NOW).values())
    assert TRANSFER.take(answers) == answers
