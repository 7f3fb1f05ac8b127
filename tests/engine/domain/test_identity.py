from __future__ import annotations

from datetime import date

import pytest
from stdnum.cn import ric, uscc

from engine.domain.identity import (
    birth_date,
    check_credit_code,
    check_mobile,
    check_resident_id,
    example_credit_code,
    example_mobile,
    example_resident_id,
    mask_credit_code,
    mask_identity,
    mask_mobile,
    mask_name,
    normalise_mobile,
)

TODAY = date(2026, 11, 20)


def test_the_standards_sample_number_is_fine_however_it_is_typed() -> None:
    for typed in ("11010519491231002X", "11010519491231002x", " 110105 19491231 002X ", "１１０１０５１９４９１２３１００２Ｘ"):
        assert check_resident_id(typed, TODAY) is None


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("", "请填写"),
        ("110105194912310021", "校验码"),
        ("11010519491331002X", "出生日期不存在"),
        ("990105194912310020", "地区代码"),
        ("110105491231002", "15 位"),
        ("1101051949123100", "18 位"),
        ("1101051949123100AX", "18 位"),
    ],
)
def test_a_wrong_resident_number_says_what_is_wrong(number: str, words: str) -> None:
    assert words in (check_resident_id(number, TODAY) or "")


def test_nobody_is_born_in_the_future() -> None:
    number = example_resident_id(1, born=date(2026, 11, 21))
    assert "今天之后" in (check_resident_id(number, TODAY) or "")
    assert check_resident_id(number, date(2026, 11, 21)) is None


def test_birth_dates_are_read() -> None:
    assert birth_date("11010519491231002X") == date(1949, 12, 31)
    assert birth_date("not a number") is None


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91330106673959654P", "9133 0106 6739 5965 4p"])
def test_published_credit_codes_are_fine(code: str) -> None:
    assert check_credit_code(code) is None


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", "请填写"),
        ("91350100M000100Y44", "校验码"),
        ("91350100M000100O43", "不含 I"),
        ("9135", "18 位"),
        ("C1350100M000100Y43", "登记管理部门"),
        ("91AB0100M000100Y43", "地区代码"),
    ],
)
def test_a_wrong_credit_code_says_what_is_wrong(code: str, words: str) -> None:
    assert words in (check_credit_code(code) or "")


def test_the_organisation_code_inside_is_checked_too() -> None:
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    wrong_inside = next(code for last in alphabet if uscc.is_valid(code := "91350100M000100X4"[:16] + "5" + last))
    assert "主体标识码" in (check_credit_code(wrong_inside) or "")


@pytest.mark.parametrize("seed", range(200))
def test_examples_pass_our_checks_and_an_independent_library(seed: int) -> None:
    person, company = example_resident_id(seed), example_credit_code(seed)
    assert check_resident_id(person, TODAY) is None
    assert ric.calc_check_digit(person) == person[-1]
    assert check_credit_code(company) is None
    assert uscc.is_valid(company)
    assert check_mobile(example_mobile(seed)) is None
    assert example_resident_id(seed) == person


@pytest.mark.parametrize("typed", ["13800138000", "138 0013 8000", "+86 138-0013-8000", "008613800138000", "１３８００１３８０００"])
def test_mobiles_are_read_as_people_type_them(typed: str) -> None:
    assert normalise_mobile(typed) == "13800138000"
    assert check_mobile(typed) is None


@pytest.mark.parametrize("typed", ["", "12800138000", "1380013800", "138001380001"])
def test_wrong_mobiles_are_named(typed: str) -> None:
    assert check_mobile(typed)


def test_masks_show_only_what_a_list_needs() -> None:
    assert [mask_name(name) for name in ("", "张", "张三", "张小三", "欧阳小三")] == ["", "*", "张*", "张*三", "欧**三"]
    assert mask_identity("330102199003071234") == "3301**********1234"
    assert mask_identity("E12345678") == "E1*****78"
    assert mask_identity("1234567") == "*******"
    assert mask_mobile("138 0013 5678") == "138****5678"
    assert mask_mobile("12345") == "***45"
    assert mask_credit_code("91350100M000100Y43") == "9135**********0Y43"
