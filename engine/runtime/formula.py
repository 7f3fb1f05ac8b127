"""A FEEL text of the diagram, parsed once, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from engine.feel import Environment, Expression, FeelError, parse, strip_marker


class Fault(Exception):
    """The diagram cannot go on here: a modelling fault, met at run time. Becomes an incident, never an error page.

    The argument is the reason, in Chinese, for the operator and the designer.
    """


def kind_of(value: Any) -> str:
    """What a value is, in Chinese. Reasons of incidents name kinds, never values: those may be personal details."""
    if value is None:
        return "null"
    kinds = ((bool, "是否"), (str, "文本"), ((int, Decimal), "数字"), (Mapping, "上下文"), (list, "列表"), (date, "日期"))
    return next((word for kind, word in kinds if isinstance(value, kind)), "别的值")


@dataclass(frozen=True)
class Formula:
    """``role`` says in Chinese what the text is for: 条件, 计时, 输入 x …"""

    element: str
    role: str
    text: str
    expression: Expression

    @classmethod
    def parse(cls, element: str, role: str, text: str) -> Formula:
        """Raises FeelError. A leading ``=`` is allowed."""
        return cls(element, role, text, parse(strip_marker(text)))

    def value(self, names: Mapping[str, Any], environment: Environment) -> Any:
        """The FEEL value over ``names``; what is unknown or impossible is None, as FEEL has it. Raises Fault past FEEL's bounds."""
        try:
            return self.expression.evaluate(names, environment)
        except FeelError as wrong:
            raise Fault(f"{self.role}：{wrong}") from None
