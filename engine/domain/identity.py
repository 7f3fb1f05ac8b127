"""Numbers that name a person or an organisation, and how little of them a page shows.

Sources: GB 11643-1999 (citizen number), GB 32100-2015 (unified social credit code), GB 11714-1997 (organisation code inside it),
GB/T 2260 (division prefixes). A ``check_*`` answers ``None`` when the number is fine, otherwise a Chinese sentence saying what is wrong.
"""

from __future__ import annotations

import random
import re
import unicodedata
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from engine.domain.sentence import Sentence

_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECKS = "10X98765432"
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
# Who registers, first character of a credit code (GB 32100 table 1 and its later additions).
_REGISTRARS = frozenset("123456789AGNY")
# First two digits of a division code per greater region of GB/T 2260.
_MAINLAND = frozenset(
    str(code) for codes in (range(11, 16), range(21, 24), range(31, 38), range(41, 47), range(50, 55), range(61, 67)) for code in codes
)
# Residence permits for Hong Kong, Macao and Taiwan residents carry 81, 82 and 83; 71 is Taiwan in GB/T 2260.
_OVERSEAS = frozenset({"71", "81", "82", "83"})
_SEPARATORS = re.compile(r"[\s\-‐-―−·.]+")


def normalise_number(text: str) -> str:
    """What was typed, without spaces and dashes, half-width and in capitals."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


normalise_resident_id = normalise_number
normalise_credit_code = normalise_number


def normalise_mobile(text: str) -> str:
    """Eleven digits if a mainland mobile number was typed in any usual way (``+86 138-0013-8000``), else what was typed, cleaned."""
    cleaned = normalise_number(text).lstrip("+")
    for prefix in ("0086", "86"):
        if cleaned.startswith(prefix) and len(cleaned) == len(prefix) + 11:
            return cleaned[len(prefix) :]
    return cleaned


def check_resident_id(text: str, today: date | None = None) -> Sentence | None:
    """Length, division prefix, birth date and check character of an 18-character citizen number.

    Also takes residence permits (81, 82, 83) and the 18-digit foreigners' permanent residence card (leading 9), which follow the same
    rule. ``today`` is the day by which a birth date is in the future; without it the machine's day in Shanghai.
    """
    number = normalise_resident_id(text)
    if not number:
        return Sentence("请填写居民身份证号")
    if re.fullmatch(r"[0-9]{15}", number):
        return Sentence("15 位身份证号已停止使用，请填写 18 位身份证号")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return Sentence("居民身份证号应为 18 位，前 17 位是数字，最后一位是数字或 X")
    if not _plausible_origin(number):
        return Sentence("居民身份证号的前六位不是有效的地区代码")
    born = _birth_date(number)
    if born is None:
        return Sentence("居民身份证号中的出生日期不存在")
    if born > (today or datetime.now(ZoneInfo("Asia/Shanghai")).date()):
        return Sentence("居民身份证号中的出生日期在今天之后")
    if number[17] != _resident_check(number):
        return Sentence("居民身份证号的校验码不对，请核对是否输错")
    return None


def birth_date(resident_id: str) -> date | None:
    """The birth date inside a citizen number; ``None`` if there is none."""
    number = normalise_resident_id(resident_id)
    return _birth_date(number) if re.fullmatch(r"[0-9]{17}[0-9X]", number) else None


def check_credit_code(text: str) -> Sentence | None:
    """Alphabet, registrar, division, inner organisation code (GB 11714) and check character of a unified social credit code."""
    code = normalise_credit_code(text)
    if not code:
        return Sentence("请填写统一社会信用代码")
    if len(code) != 18:
        return Sentence("统一社会信用代码应为 18 位")
    if any(character not in _CREDIT_ALPHABET for character in code):
        return Sentence("统一社会信用代码只能有数字和大写字母，不含 I、O、S、V、Z")
    if code[0] not in _REGISTRARS:
        return Sentence("统一社会信用代码的第一位不是有效的登记管理部门代码")
    if not re.fullmatch(r"[0-9]{6}", code[2:8]) or code[2:4] not in _MAINLAND | {"10"}:
        return Sentence("统一社会信用代码的第三至八位不是有效的地区代码")
    if code[17] != _credit_check(code):
        return Sentence("统一社会信用代码的校验码不对，请核对是否输错")
    if code[16] != _organisation_check(code[8:16]):
        return Sentence("统一社会信用代码中的主体标识码（第九至十七位）校验不通过")
    return None


def check_mobile(text: str) -> Sentence | None:
    """A mainland mobile number: eleven digits, beginning with 13 to 19."""
    number = normalise_mobile(text)
    if not number:
        return Sentence("请填写手机号")
    if not re.fullmatch(r"1[3-9][0-9]{9}", number):
        return Sentence("手机号应为 11 位数字，以 13 至 19 开头")
    return None


def mask_name(name: str) -> str:
    """张三 → 张*, 张小三 → 张*三, a single character → *."""
    name = name.strip()
    if len(name) < 2:
        return "*" * len(name)
    return name[0] + "*" * max(1, len(name) - 2) + (name[-1] if len(name) > 2 else "")


def mask_identity(number: str) -> str:
    """330102199003071234 → 3301**********1234; shorter papers show less."""
    number = number.strip()
    shown = 4 if len(number) >= 15 else 2 if len(number) >= 8 else 0
    return _mask(number, shown, shown)


def mask_mobile(number: str) -> str:
    """13800135678 → 138****5678."""
    number = normalise_mobile(number)
    return _mask(number, 3, 4) if len(number) == 11 else _mask(number, 0, 2 if len(number) > 4 else 0)


def mask_credit_code(code: str) -> str:
    """91330783MA2E0ABC1X → 9133**********BC1X."""
    return mask_identity(code)


def example_resident_id(seed: int | str, division: str = "330199", born: date | None = None) -> str:
    """A number that passes every check and belongs to nobody: county code 99 is not given out. The same seed gives the same number."""
    draw = random.Random(f"resident:{seed}")
    day = born or date(1955, 1, 1) + timedelta(days=draw.randrange(18_000))
    body = f"{division}{day:%Y%m%d}{draw.randrange(1, 1000):03d}"
    return body + _resident_check(body)


def example_credit_code(seed: int | str, division: str = "330799", kind: str = "91") -> str:
    """A made-up credit code that passes every check; ``kind`` is registrar and kind of body (91 company, 92 sole trader)."""
    draw = random.Random(f"credit:{seed}")
    own = "MA" + "".join(draw.choice(_CREDIT_ALPHABET) for _ in range(6))
    body = f"{kind}{division}{own}{_organisation_check(own)}"
    return body + _credit_check(body)


def example_mobile(seed: int | str) -> str:
    """A made-up mobile number of the right shape."""
    return f"1380000{random.Random(f'mobile:{seed}').randrange(10_000):04d}"


def _plausible_origin(number: str) -> bool:
    if number[0] == "9":  # foreigners' card: 9, province of issue, country
        return number[1:3] in _MAINLAND
    if number[:2] in _OVERSEAS:
        return True
    return number[:2] in _MAINLAND and number[2:4] != "00"


def _birth_date(number: str) -> date | None:
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return born if born.year >= 1850 else None


def _resident_check(number: str) -> str:
    return _RESIDENT_CHECKS[sum(int(d) * w for d, w in zip(number, _RESIDENT_WEIGHTS, strict=False)) % 11]


def _credit_check(code: str) -> str:
    total = sum(_CREDIT_ALPHABET.index(c) * w for c, w in zip(code, _CREDIT_WEIGHTS, strict=False))
    return _CREDIT_ALPHABET[-total % 31]


def _organisation_check(own: str) -> str:
    remainder = sum(int(c, 36) * w for c, w in zip(own, _ORGANISATION_WEIGHTS, strict=True)) % 11
    return {0: "0", 1: "X"}.get(remainder, str(11 - remainder))


def _mask(text: str, head: int, tail: int) -> str:
    hidden = len(text) - head - tail
    return text[:head] + "*" * hidden + text[len(text) - tail :] if tail else text[:head] + "*" * hidden
