"""Words about who stands in, who answers, and what becomes of a case one watches; part of ``word_templates.TEMPLATES``."""

from __future__ import annotations

from collections.abc import Mapping

from engine.domain.sentence import Sentence
from engine.domain.word_template import Template

COLLEAGUES: Mapping[str, Template] = {
    "escalation_passed": Template(
        Sentence("工作人员：督办转到您手上"),
        Sentence("督办单转给您"),
        Sentence("督办单 {{ number }}：“{{ step }}”转到您手上，由您在{{ until }}前反馈。"),
        ("number", "step", "until"),
        True,
    ),
    "escalation_holder": Template(
        Sentence("工作人员：督办责任人有变"),
        Sentence("督办责任人有变"),
        Sentence("督办单 {{ number }} 的责任人改为{{ to_name }}。"),
        ("number", "to_name"),
    ),
    "watched": Template(
        Sentence("工作人员：关注的办件"), Sentence("您关注的办件有进展"), Sentence("您关注的办件：{{ what }}。"), ("what",)
    ),
    "stands_in": Template(
        Sentence("工作人员：请您代理"),
        Sentence("请您代理"),
        Sentence("{{ who }}在{{ days }}请假，由您代理，对方的待办届时出现在您的待办里。"),
        ("who", "days"),
        of_case=False,
    ),
    "stands_in_no_more": Template(
        Sentence("工作人员：代理结束"),
        Sentence("代理结束"),
        Sentence("{{ who }}{{ days }}的请假已撤销或提前结束，不再由您代理。"),
        ("who", "days"),
        of_case=False,
    ),
    "leave_taken": Template(
        Sentence("工作人员：请假已登记"),
        Sentence("请假已登记"),
        Sentence("{{ who }}给您登记了{{ days }}的请假，代理人：{{ substitute }}。"),
        ("who", "days", "substitute"),
        of_case=False,
    ),
    "leave_alone": Template(
        Sentence("工作人员：请假没有代理人"),
        Sentence("请假没有代理人"),
        Sentence("{{ who }}给您登记了{{ days }}的请假，没有代理人，待办等您回来。"),
        ("who", "days"),
        of_case=False,
    ),
    "leave_ended": Template(
        Sentence("工作人员：请假已结束"), Sentence("请假已结束"), Sentence("您{{ days }}的请假已由{{ who }}结束。"), ("who", "days"), of_case=False
    ),
}
