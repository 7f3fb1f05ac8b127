"""The list of a step's signers, written down as rows whenever a move has changed it."""

from __future__ import annotations

from engine import runtime
from engine.commands.work import Work
from engine.domain.case import Case
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


def consulted(work: Work, case_id: str, step: Step, outcome: str | None, by_rule: bool) -> None:
    label = next((each.label for each in step.outcomes if each.id == outcome), "")
    said = {"step": step.name, "outcome": outcome or "", "outcome_label": label, "by_rule": by_rule}
    work.emit(ConsultationEnded(case_id=case_id, element_id=step.id, **said))
