"""Whether a service can keep who handed in false papers from applying again (行政许可法 art. 78, 79), and warns him where it refuses him."""

from __future__ import annotations

from collections.abc import Iterator

from engine.content.forms import Form
from engine.content.item import ItemSpec
from engine.domain.ban import BanCause
from engine.runtime import Step

Finding = tuple[str, str, str, str]


def ban_problems(steps: tuple[Step, ...], item: ItemSpec, application: Form | None) -> Iterator[Finding]:
    """What the diagram lacks."""
    warning = [step for step in steps if _may_warn(step)]
    for step in warning:
        if not step.letter:
            said = f"“{step.name or step.id}”因虚假材料不予受理或者不予许可，要出具写明警告的文书（属性 letter，行政许可法第七十八条）。"
            yield "error", step.id, "warning_letter", said
    if not item.touches_safety:
        return
    if not warning:
        said = "事项直接关系公共安全、人身健康、生命财产安全，却没有画虚假材料怎么办（refusal 或 denial=false_papers，行政许可法第七十八条）。"
        yield "warning", "", "no_false_papers", said
    if application is not None and not any("applicant_identity" in field.means for field in application.fields):
        said = "事项写了 touches_safety，申请表却没有写明申请人证件号码的字段（means=applicant_identity）：不得再次申请的人认不出来。"
        yield "error", "", "no_identity", said


def safety_findings(item: ItemSpec) -> Iterator[Finding]:
    """What the item itself contradicts."""
    for rule in item.materials if item.touches_safety else ():
        if rule.commitment:
            said = f"事项直接关系安全（touches_safety），材料“{rule.name}”不能用告知承诺代替（国办发〔2020〕42号）。请删掉 commitment。"
            yield "error", rule.id, "commitment_of_safety", said


def _may_warn(step: Step) -> bool:
    """Whether it refuses or denies because of false papers, always or by what its FEEL finds."""
    said = step.properties.get("refusal", "") if step.act == "refuse" else step.properties.get("denial", "") if step.act == "decide" else ""
    return said == BanCause.FALSE_PAPERS or said.startswith("=")
