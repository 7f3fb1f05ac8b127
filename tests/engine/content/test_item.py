from __future__ import annotations

from decimal import Decimal

import pytest

from engine.content.item import Before, Handling, MaterialSource, parse_item
from engine.domain.duration import Duration
from engine.domain.errors import Invalid
from tests.engine.content.example_service import ITEM
from tests.patience import not_for_ever


def test_an_item_is_read_whole() -> None:
    item = parse_item("doorplate", ITEM.encode())
    assert (item.process_id, item.name, item.kind, item.short_code) == ("doorplate", "门牌变更", Handling.PROMISED, "MPBG")
    assert item.limits.statutory == Duration.parse("P20D")
    assert item.limits.supplement is None
    assert item.before == Before(Decimal(7), 4, 3, 2)
    assert item.department_ids == {"police"}
    assert item.departments[0].promised == Duration.parse("P1D")
    card, lease = item.materials
    assert (card.required, card.source, card.copies, card.concerns) == ("= true", MaterialSource.APPLICANT, 1, ("police",))
    assert lease.deferrable
    assert str(item.basis_of("address_rule_3")) == "《地名管理条例》第三条"
    assert item.pause_basis("public_notice") == "address_rule_3"
    assert item.pause_basis("expert_review") == ""
    assert item.pause_basis("lunch") is None


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('theme = "居民服务"', 'themes = "居民服务"', "“themes”没有这个键，是否想写“theme”？"),
        ("deferrable = true", "deferable = true", "是否想写“deferrable”"),
        ('short_code = "MPBG"', "", "缺少“short_code”"),
        ('short_code = "MPBG"', 'short_code = "mp"', "大写字母"),
        ('kind = "promised"', 'kind = "promise"', "是否想写“promised”"),
        ('statutory = "P20D"', 'statutory = "20"', "P2D"),
        ('statutory = "P20D"', 'statutory = "P20"', "不是 ISO 8601"),
        ("copies = 1", 'copies = "1"', "应为整数"),
        ("copies = 1", "copies = -1", "不能小于 0"),
        ('audience = ["person"]', "audience = []", "至少要有 1 项"),
        ('id = "lease"', 'id = "Lease-1"', "小写字母"),
        ("[before]", "[before", "不是有效的 TOML"),
        ('process = "process.bpmn"', 'process = "../x.bpmn"', "同一文件夹"),
    ],
)
def test_what_is_wrong_in_an_item_is_said_with_its_place(old: str, new: str, words: str) -> None:
    assert old in ITEM
    with pytest.raises(Invalid, match=words) as caught:
        parse_item("doorplate", ITEM.replace(old, new, 1).encode())
    assert "item.toml" in str(caught.value)


def test_every_violation_is_listed_not_only_the_first() -> None:
    with pytest.raises(Invalid) as caught:
        parse_item("x", ITEM.replace("copies = 1", 'copies = "1"').replace('kind = "promised"', 'kind = "slow"').encode())
    assert set(caught.value.problems) == {"kind", "materials[0].copies"}


def test_files_made_to_keep_a_reader_busy_are_refused_at_once() -> None:
    for content in (b"a." * 400_000 + b"a = 1", b"a = {" + b"b." * 400_000 + b"b = 1}", b"#" * 1_000_001, b"[[materials]]\n" * 70_000):
        with not_for_ever(), pytest.raises(Invalid):
            parse_item("x", content)


def test_bytes_that_are_no_text_are_refused() -> None:
    for content in (b"\xff\xfe", b"a = 1e999999999999999999999", b"a=" + b"[" * 3_000, b"a = " + b"{b = " * 500):
        with pytest.raises(Invalid):
            parse_item("x", content)
