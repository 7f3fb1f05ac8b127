"""Playing one story: each step is a command by somebody, through the same door as in the office."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any
from uuid import uuid4

from engine.commands.apply import SaveDraft, StartDraft, Submit
from engine.commands.attach import AttachFile
from engine.commands.commitment import CheckCommitment, MakeCommitment
from engine.commands.consent import ConfirmParty, SendPartyCode
from engine.commands.context import nested_answers
from engine.commands.credit import RepairCredit
from engine.commands.extend import ExtendClock
from engine.commands.follow import Rate, Withdraw
from engine.commands.fraud import FindFraud
from engine.commands.machine import ReceiveMessage
from engine.commands.promise import PromiseDeferral
from engine.commands.revoke import AnnounceRevocation, KeepDecision, RevokeDecision, StateDefence
from engine.commands.task import CompleteTask
from engine.content import MaterialSource, Process, Scenario, ScenarioStep, materials_for, overlay
from engine.domain.case import Case
from engine.domain.errors import Invalid, Missing
from engine.domain.viewer import Viewer
from engine.rehearsal.stage import Stage
from engine.store import cases, progress, transaction

PAPER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


class Player:
    """Plays the steps of a scenario on a stage; afterwards ``case`` tells where it ended."""

    def __init__(self, stage: Stage, process: Process, scenario: Scenario) -> None:
        self._stage, self._process, self._scenario = stage, process, scenario
        self._ids = (f"{uuid4().hex[:20]}-{number}" for number in count(1))
        self.case_id = ""
        self.query_code = ""

    def play(self, steps: int | None = None, between: Callable[[], None] = lambda: None) -> None:
        """All steps, or the first ``steps``; ``between`` them what the caller lets happen."""
        self._stage.begin(self._scenario)
        for number, step in enumerate(self._scenario.steps[:steps]):
            if number:
                between()
            _KINDS[step.kind](self, step)
            self._stage.settle()

    def _do(self, command: Any, viewer: Viewer) -> Any:
        return self._stage.engine.execute(command, viewer)

    @property
    def applicant(self) -> Viewer:
        return Viewer.applicant({self.case_id})

    @property
    def case(self) -> Case:
        with transaction.reading(self._stage.engine.database) as tx:
            return cases.load(tx, self.case_id)

    def _sections(self) -> dict[str, Any]:
        with transaction.reading(self._stage.engine.database) as tx:
            return cases.all_answers(tx, self._stage.engine.parts.seal, self.case_id)

    # --- kinds of step ---
    def _command(self, step: ScenarioStep) -> None:
        known = {"submit": self._submit, "withdraw": self._withdraw, "rate": self._rate, "extend": self._extend, "supply": self._supply}
        known |= {"check_commitment": self._check, "announce_revocation": self._announce, "state_defence": self._defend}
        known |= {"find_fraud": self._find_fraud, "revoke": self._revoke, "keep_decision": self._keep, "repair_credit": self._repair}
        if step.does not in known:
            raise Invalid("情景里不认识的动作“{does}”；可用的有：{known}", does=step.does, known="、".join(known))
        known[step.does](step)

    def _submit(self, step: ScenarioStep) -> None:
        at_counter = step.channel == "window"
        who = self._stage.officer("service_hall:window") if at_counter else Viewer.public()
        started = self._do(
            StartDraft(
                command_id=next(self._ids),
                process_id=self._process.item.process_id,
                division=self._stage.division,
                channel=step.channel,
                situation=dict(step.situation),
            ),
            who,
        )
        self.case_id, self.query_code = started.case_id, started.query_code
        answers = dict(step.answers or {})
        self._do(SaveDraft(command_id=next(self._ids), case_id=self.case_id, answers=answers), self.applicant)
        self._hand_in(answers, step)
        self._consent(answers, step.situation)
        self._do(Submit(command_id=next(self._ids), case_id=self.case_id), who if at_counter else self.applicant)

    def _hand_in(self, answers: Mapping[str, Any], step: ScenarioStep) -> None:
        context = {"answers": {"application": answers}, "situation": dict(step.situation), "materials": {}}
        for rule in materials_for(self._process, context):
            if rule.source == MaterialSource.APPLICANT and rule.id not in (*step.without, *step.deferrals, *step.commitments):
                self._attach(rule.id)
        for material_id in step.deferrals:
            self._do(PromiseDeferral(command_id=next(self._ids), case_id=self.case_id, material_id=material_id), self.applicant)
        for material_id in step.commitments:
            self._do(MakeCommitment(command_id=next(self._ids), case_id=self.case_id, material_id=material_id), self.applicant)

    def _attach(self, material_id: str) -> None:
        command = AttachFile(
            command_id=next(self._ids), case_id=self.case_id, material_id=material_id, filename=f"{material_id}.pdf", content=PAPER
        )
        self._do(command, self.applicant)

    def _consent(self, answers: Mapping[str, Any], situation: Mapping[str, Any]) -> None:
        for party in self._process.parties(answers, {"answers": {"application": answers}, "situation": dict(situation)}):
            self._do(SendPartyCode(command_id=next(self._ids), case_id=self.case_id, party=party.path), self.applicant)
            self._stage.settle()
            code = self._stage.phone.code_for(party.mobile)
            self._do(ConfirmParty(command_id=next(self._ids), case_id=self.case_id, party=party.path, code=code), self.applicant)

    def _supply(self, step: ScenarioStep) -> None:
        """Materials promised at 容缺受理, handed in later."""
        for material_id in step.materials:
            self._attach(material_id)

    def _withdraw(self, step: ScenarioStep) -> None:
        self._do(Withdraw(command_id=next(self._ids), case_id=self.case_id, reason=step.reason or "不再办理"), self.applicant)

    def _extend(self, step: ScenarioStep) -> None:
        """``fields``: days, reason and, for joint items, approval."""
        said = {name: step.fields.get(name, "") for name in ("reason", "approval")}
        command = ExtendClock(command_id=next(self._ids), case_id=self.case_id, days=int(step.fields.get("days", 0)), **said)
        self._do(command, self._stage.officer(step.who))

    def _check(self, step: ScenarioStep) -> None:
        """What was promised instead of the one of ``materials``, found ``outcome`` true or false, with the finding in ``opinion``."""
        (material_id,) = step.materials
        ids = {"command_id": next(self._ids), "case_id": self.case_id, "material_id": material_id}
        self._do(CheckCommitment(**ids, held=step.outcome == "true", finding=step.opinion), self._stage.officer(step.who))

    def _promise(self, step: ScenarioStep) -> dict[str, str]:
        (material_id,) = step.materials
        return {"command_id": next(self._ids), "case_id": self.case_id, "material_id": material_id}

    def _find_fraud(self, step: ScenarioStep) -> None:
        """After the decision: the one of ``materials`` was false, or (other_means) something else; ``reason``: what was found."""
        self._do(FindFraud(**self._promise(step), finding=step.reason), self._stage.officer(step.who))

    def _announce(self, step: ScenarioStep) -> None:
        """That the decision is to be revoked, because the promise instead of the one of ``materials`` was false; ``reason``."""
        self._do(AnnounceRevocation(**self._promise(step), reason=step.reason), self._stage.officer(step.who))

    def _defend(self, step: ScenarioStep) -> None:
        """What the applicant says to it in ``reason``; ``fields``: in_person."""
        self._do(StateDefence(**self._promise(step), defence=step.reason, in_person=bool(step.fields.get("in_person"))), self.applicant)

    def _revoke(self, step: ScenarioStep) -> None:
        """For this ``reason``; ``fields``: answer to what the applicant said, minutes of how he was heard."""
        said = {name: str(step.fields.get(name, "")) for name in ("answer", "minutes")}
        self._do(RevokeDecision(**self._promise(step), reason=step.reason, **said), self._stage.officer(step.who))

    def _keep(self, step: ScenarioStep) -> None:
        self._do(KeepDecision(**self._promise(step), reason=step.reason), self._stage.officer(step.who))

    def _repair(self, step: ScenarioStep) -> None:
        """His credit; ``reason`` and, in ``fields``, the basis."""
        self._do(RepairCredit(**self._promise(step), reason=step.reason, basis=str(step.fields.get("basis", ""))), self._stage.officer(step.who))

    def _rate(self, step: ScenarioStep) -> None:
        self._do(Rate(command_id=next(self._ids), case_id=self.case_id, level=step.level), self.applicant)

    def _task(self, step: ScenarioStep) -> None:
        row = self._open_task(step.task, step.who)
        if step.who != "applicant":
            self._do(
                CompleteTask(
                    command_id=next(self._ids),
                    task_id=row.task_id,
                    outcome=step.outcome or None,
                    opinion=step.opinion,
                    fields=dict(step.fields),
                    defects=dict(step.defects),
                ),
                self._stage.officer(step.who),
            )
            return
        answers = self._supplement(step) if row.act == "supplement" else None
        command = CompleteTask(
            command_id=next(self._ids), task_id=row.task_id, outcome=step.outcome or None, fields=dict(step.fields), answers=answers
        )
        self._do(command, self.applicant)

    def _supplement(self, step: ScenarioStep) -> dict[str, Any]:
        """Answer everything asked: new files for the materials, the step's corrections in the form, consent anew where answers changed."""
        sections = self._sections()
        for defect in sections.get("supplement_request", {}).get("defects", []):
            if not defect["key"].startswith("field:"):
                self._attach(defect["key"])
        before = nested_answers(sections)["application"]
        after = overlay(before, step.answers or {})
        if after != before:
            self._do(SaveDraft(command_id=next(self._ids), case_id=self.case_id, answers=after), self.applicant)
            self._consent(after, sections.get("situation") or {})
        return after

    def _open_task(self, element_id: str, who: str) -> Any:
        """Of a step that several sign, the task of this group."""
        with transaction.reading(self._stage.engine.database) as tx:
            open_now = progress.tasks_of(tx, self.case_id, status=progress.OPEN)
        there = [each for each in open_now if each.element_id == element_id]
        row = next((each for each in there if who in each.groups), next(iter(there), None))
        if row is None:
            raise Missing(
                "“{element}”现在没有待办；待办的有：{open}",
                element=element_id,
                open="、".join(each.element_id for each in open_now) or "无",
            )
        return row

    def _registry(self, step: ScenarioStep) -> None:
        self._stage.prepare(step.registry, None if step.fails else step.replies)

    def _wait(self, step: ScenarioStep) -> None:
        self._stage.pass_time(self._stage.wait_until(step))

    def _message(self, step: ScenarioStep) -> None:
        payload = dict(step.payload or step.fields)
        command = ReceiveMessage(command_id=next(self._ids), case_no=self.case.case_no, message=step.message, payload=payload)
        self._do(command, Viewer.system())


_KINDS: dict[str, Callable[[Player, ScenarioStep], None]] = {
    "command": Player._command,
    "task": Player._task,
    "registry": Player._registry,
    "wait": Player._wait,
    "message": Player._message,
}
