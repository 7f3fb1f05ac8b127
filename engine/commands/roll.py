"""The list of a step's signers, written down as rows whenever a move has changed it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import runtime
from engine.commands.acts import Moment
from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.sight import Sight
from engine.domain.signing_events import ConsultationBegun, ConsultationEnded
from engine.runtime import Step
from engine.store import office, signing


def record(work: Work, case: Case, step: Step, fact: runtime.SignersChanged) -> None:
    asked = [each for each in fact.signers if each.mode == "consulted"]
    if asked and signing.find(work.tx, case.case_id, fact.step_id, asked[0].position) is None:
        departments = tuple(dict.fromkeys(each.groups[0].partition(":")[0] for each in asked))
        work.emit(ConsultationBegun(case_id=case.case_id, element_id=step.id, step=step.name, departments=departments))
    for each in fact.signers:
        said = {
            "task_id": f"{case.case_id}-{each.task_id}" if each.task_id else "",
            "state": each.state,
            "outcome": each.outcome,
        }
        before = signing.find(work.tx, case.case_id, fact.step_id, each.position)
        if before is not None:
            if any(getattr(before, name) != value for name, value in said.items()):
                signing.change(work.tx, case.case_id, fact.step_id, each.position, **said)
            continue
        officer = office.find_officer(work.tx, login=each.officer) if each.officer else None
        signing.put(
            work.tx,
            case,
            fact.step_id,
            each.position,
            element_id=fact.element_id,
            groups=list(each.groups),
            officer_id=officer.officer_id if officer is not None else None,
            officer_name=officer.name if officer is not None else None,
            weight=each.weight,
            mode=each.mode,
            host=each.host,
            about=each.about,
            **said,
        )


def with_minutes(work: Work, step: Step, moment: Moment) -> Mapping[str, Any]:
    """What a letter may read; of a consultation also ``consultation`` {opinions, outcome, outcome_label, reason, lead, decided_by}, each
    opinion with the ``department``'s name beside what the step's result says of it."""
    if not step.properties.get("consult"):
        return moment.values
    said = moment.values.get(step.id) or {}

    def house(group: str) -> str:
        department = group.partition(":")[0]
        return work.department_names.get(department, department)

    minutes = {
        "opinions": [{**each, "department": house(each["signer"])} for each in said.get("opinions", [])],
        "outcome": moment.outcome,
        "outcome_label": next((each.label for each in step.outcomes if each.id == moment.outcome), ""),
        "reason": "会商时限已到，按流程规定的规则定。" if moment.deemed else said.get("opinion", ""),
        "lead": house(step.who[0]),
        "decided_by": said.get("done_by", ""),
    }
    return Sight({"consultation": minutes}, moment.values)


def consulted(work: Work, case_id: str, step: Step, outcome: str | None, by_rule: bool) -> None:
    label = next((each.label for each in step.outcomes if each.id == outcome), "")
    said = {"step": step.name, "outcome": outcome or "", "outcome_label": label, "by_rule": by_rule}
    work.emit(ConsultationEnded(case_id=case_id, element_id=step.id, **said))
