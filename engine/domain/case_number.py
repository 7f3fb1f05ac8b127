"""办件编号, the public number of a case, and 查询码, the secret with which an applicant follows it.

Number = division (6 digits) + date (8) + the item's short code (2 to 8 letters and digits, a letter first) + serial (6) + one check
character by ISO/IEC 7064 MOD 37,36, which catches every single wrong character and every swap of neighbours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from engine.domain.errors import Invalid

_SYMBOLS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHAPE = re.compile(r"(?P<division>[0-9]{6})(?P<day>[0-9]{8})(?P<short_code>[A-Z][A-Z0-9]{1,7})(?P<serial>[0-9]{6})(?P<check>[0-9A-Z])")
SHORT_CODE = re.compile(r"[A-Z][A-Z0-9]{1,7}")
# 27 symbols; 0 O 1 I L are left out, and of the pairs 2/Z 5/S 8/B V/U only the first, as which the other is read. 12 hold 57 bits.
QUERY_ALPHABET = "23456789ACDEFGHJKMNPQRTVWXY"
_LOOKALIKES = str.maketrans("ZSBU", "258V")
_QUERY_LENGTH = 12


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """``str(number)`` is what is printed; ``serial`` counts from 1 to 999 999 per division, day and item."""

    division: str
    day: date
    short_code: str
    serial: int

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9]{6}", self.division):
            raise Invalid("行政区划代码应为 6 位数字：{division}", division=self.division)
        if not SHORT_CODE.fullmatch(self.short_code):
            raise Invalid("事项短码应为 2 至 8 位大写字母或数字，以字母开头：{short_code}", short_code=self.short_code)
        if not 0 < self.serial <= 999_999:
            raise Invalid("当天的办件流水号已用完：{serial}", serial=self.serial)

    @classmethod
    def parse(cls, text: str) -> CaseNumber:
        """Reads a number as people type it; raises Invalid with a sentence if it is not one."""
        number = normalise_case_number(text)
        found = _SHAPE.fullmatch(number)
        if not found:
            raise Invalid("办件编号的格式不对，请对照受理通知书核对")
        if check_character(number[:-1]) != found["check"]:
            raise Invalid("办件编号的校验码不对，请核对是否输错")
        try:
            day = date.fromisoformat(found["day"])
        except ValueError:
            raise Invalid("办件编号中的日期不存在，请核对是否输错") from None
        return cls(found["division"], day, found["short_code"], int(found["serial"]))

    def __str__(self) -> str:
        body = f"{self.division}{self.day:%Y%m%d}{self.short_code}{self.serial:06d}"
        return body + check_character(body)


def check_character(body: str) -> str:
    """ISO/IEC 7064 MOD 37,36 over digits and capital letters."""
    product = 36
    for symbol in body:
        total = (product + _SYMBOLS.index(symbol)) % 36 or 36
        product = total * 2 % 37
    return _SYMBOLS[(37 - product) % 36]


def normalise_case_number(text: str) -> str:
    """Half-width capitals without spaces and dashes; says nothing about whether it is a number."""
    return _typed(text)


def draw_query_code(randbelow: Callable[[int], int]) -> str:
    """A fresh code ``XXXX-XXXX-XXXX``. ``randbelow(n)`` gives a uniform number below ``n``; outside tests ``secrets.randbelow``."""
    symbols = "".join(QUERY_ALPHABET[randbelow(len(QUERY_ALPHABET))] for _ in range(_QUERY_LENGTH))
    return _grouped(symbols)


def normalise_query_code(text: str) -> str:
    """The one spelling under which a code is hashed. What cannot be a code comes back cleaned and will not match any."""
    typed = _typed(text).translate(_LOOKALIKES)
    return _grouped(typed) if len(typed) == _QUERY_LENGTH else typed


def _typed(text: str) -> str:
    return re.sub(r"[\s\-‐-―−_]+", "", unicodedata.normalize("NFKC", text)).upper()


def _grouped(symbols: str) -> str:
    return "-".join(symbols[i : i + 4] for i in range(0, len(symbols), 4))
