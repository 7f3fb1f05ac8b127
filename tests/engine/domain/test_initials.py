from __future__ import annotations

import pytest

from engine.domain.initials import beyond, initials, is_initials


@pytest.mark.parametrize(("name", "letters"), [
    ("王小明", "wxm"), ("曾小明", "zxm"), ("单雄信", "sxx"), ("尉迟恭", "ycg"), ("重庆长江公司", "cqcjgs"),
    ("东阳市A股份", "dysagf"), ("王·买买提", "wmmt"), ("J Smith", "jsmith"), ("", ""),
])  # fmt: skip
def test_a_surname_is_read_as_a_surname_and_words_as_words(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_a_word_of_letters_may_be_initials_and_a_number_is_none() -> None:
    assert [is_initials(word) for word in ("wxm", "WXM", "w", "3307", "王", "a1")] == [True, True, False, False, False, True]


@pytest.mark.parametrize("prefix", ["wxm", "wxz", "w9", "az"])
def test_what_begins_with_a_prefix_lies_before_what_is_beyond_it(prefix: str) -> None:
    after = beyond(prefix)
    assert after is not None
    assert all(prefix <= prefix + more < after for more in ("", "0", "zzz"))
    assert beyond("zz") is None
