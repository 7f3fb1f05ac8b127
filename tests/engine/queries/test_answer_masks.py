"""Numbers that name a person or an account are masked wherever an officer has not asked for them."""

from __future__ import annotations

import json

from engine.content import parse_form
from engine.queries.answer_masks import holds_numbers, masked

FORM = {
    "type": "default",
    "id": "f",
    "schemaVersion": 18,
    "components": [
        {"type": "textfield", "id": "a", "key": "owner.identity", "label": "身份证", "properties": {"check": "resident_id"}},
        {"type": "textfield", "id": "b", "key": "phone", "label": "电话", "properties": {"mask": "mobile"}},
        {"type": "textfield", "id": "c", "key": "name", "label": "名称"},
        {
            "type": "dynamiclist",
            "id": "d",
            "path": "accounts",
            "label": "账户",
            "components": [{"type": "textfield", "id": "e", "key": "account", "label": "账号", "properties": {"mask": "number"}}],
        },
    ],
}


def test_checked_numbers_and_what_the_form_says_are_masked_in_groups_and_rows() -> None:
    form = parse_form("f", json.dumps(FORM).encode())
    answers = {
        "owner": {"identity": "330783199001011234"},
        "phone": "13812345678",
        "name": "某公司",
        "accounts": [{"account": "201000123456789"}],
    }
    assert masked(form, answers) == {
        "owner": {"identity": "3307**********1234"},
        "phone": "138****5678",
        "name": "某公司",
        "accounts": [{"account": "****6789"}],
    }
    assert answers["phone"] == "13812345678"
    assert holds_numbers(form)
