"""The initials by which a name is found: 曾小明 → ``zxm``, 东阳市A股份公司 → ``dysagfgs``.

Characters with several readings are read as pypinyin reads them in their words; a first character that is a surname is read as a surname
(曾 zēng, 单 shàn, 仇 qiú, 解 xiè, …), because there the dictionary's commonest reading is the wrong one.
"""

from __future__ import annotations

from functools import cache

MOST = 64
# Surnames whose reading as a name differs from the commonest one by its first letter; double surnames before single ones.
_SURNAMES = {
    "尉迟": "yc", "万俟": "mq", "长孙": "zs", "单于": "cy", "澹台": "tt", "宰父": "zf", "曾": "z", "单": "s", "仇": "q", "解": "x", "区": "o",
    "查": "z", "盖": "g", "朴": "p", "覃": "q", "翟": "z", "种": "c", "冼": "x", "缪": "m", "乜": "n", "员": "y", "秘": "b", "繁": "p",
    "黑": "h", "晟": "c", "召": "s", "逄": "p", "郗": "x", "重": "c", "褚": "c", "臧": "z", "宓": "m", "乐": "y", "隗": "w", "洗": "x",
}  # fmt: skip


def initials(name: str) -> str:
    """Lower-case letters and digits, at most 64 of them; "" for a name without any."""
    name = name.strip()
    head = next((surname for surname in _SURNAMES if name.startswith(surname)), "")
    return (_SURNAMES.get(head, "") + "".join(_read(name[len(head) :])))[:MOST]


def is_initials(word: str) -> bool:
    """Could somebody mean initials by this word? One letter alone would be half the town."""
    return 2 <= len(word) <= MOST and word.isascii() and word.isalnum() and not word.isdigit()


def beyond(prefix: str) -> str | None:
    """The least text of a–z and 0–9 after everything that begins with ``prefix``; None = nothing comes after it."""
    kept = prefix.rstrip("z")
    return kept[:-1] + ("a" if kept[-1] == "9" else chr(ord(kept[-1]) + 1)) if kept else None


def _read(text: str) -> list[str]:
    return [letter for letter in _reader()(text) if letter.isascii() and letter.isalnum()]


@cache
def _reader():  # type: ignore[no-untyped-def]
    """The dictionaries are loaded when the first name is written, not when a process starts."""
    from pypinyin import Style, lazy_pinyin

    return lambda text: "".join(lazy_pinyin(text, style=Style.FIRST_LETTER, errors=lambda others: others.lower()))
