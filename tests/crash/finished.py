"""A finished run in small: one process, a clock that is set, no kills. It holds one of everything that the invariants look at."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from engine import content
from engine.commands.apply import SaveDraft, StartDraft, Submit
from engine.commands.attach import AttachFile
from engine.commands.consent import ConfirmParty, SendPartyCode
from engine.commands.design import PublishBundle
from engine.commands.follow import Rate, Withdraw
from engine.commands.found import FoundOffice
from engine.commands.task import ClaimTask, CompleteTask, ReleaseTask
from engine.domain.errors import EngineError, Unreachable
from engine.domain.viewer import Viewer
from engine.jobs import Runner, Surroundings
from engine.rehearsal.clock import SetClock
from engine.service import Engine
from engine.store import progress, schema, transaction
from tests.crash.applicant import DIVISION, SERVICE, paper
from tests.crash.city import enrolled, lay_out_content, viewer_of
from tests.crash.diary import Act
from tests.crash.evidence import Evidence
from tests.crash.invariants.words import message_id
from tests.crash.receiver import SENDER, Receiver
from tests.engine.world import MONDAY, fresh, settings_for

ANSWERS = {"name": "王敏", "identity": "33019919650512609X", "mobile": "13800000001"}
PARTNER = "13800000002"


class Letters:
    """The mail server."""

    name = "邮件"

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver

    def send(self, key: str, address: str, subject: str, text: str) -> None:
        self._receiver.take("mail", message_id(key), {"to": address, "subject": subject, "text": text})


class FinishedRun:
    def __init__(self, database_url: str, folder: Path) -> None:
        lay_out_content(folder / "content")
        self.clock, self.receiver, self.chance = SetClock(MONDAY), Receiver(0, silent=0, mute=0), random.Random(0)
        outside = {
            "smtp_url": "smtp://127.0.0.1:1",
            "mail_from": SENDER,
            "phone_url": "http://127.0.0.1:1/phone",
        }  # this object stands for both
        settings = replace(settings_for(database_url, folder), content_root=folder / "content", files="database", **outside)
        self.engine = Engine(settings, self.clock)
        self.acts: list[Act] = []
        self.seen: dict[tuple[str, int], str] = {}
        self.viewers: dict[str, Viewer] = {}
        self._open_office(folder / "content")
        registries = {topic: replace(own, retries=0) for topic, own in content.read_registries(folder / "content").items()}
        self.runner = Runner(self.engine, Surroundings(registries=registries, phone=self, mail=Letters(self.receiver), ask=self._ask))

    def _open_office(self, root: Path) -> None:
        system = Viewer.system()
        office = FoundOffice(command_id="found", departments=content.read_departments(root), calendar=content.read_calendar(root))
        self.engine.execute(office, system)
        bundle = content.read_folder(root, SERVICE)
        self.engine.execute(PublishBundle(command_id="publish", zip=content.to_zip(bundle)), system)
        self.viewers = {login: viewer_of(login, officer_id) for login, officer_id in enrolled(self.engine).items()}

    # --- the world outside ---
    name = "短信"

    def send(self, message_id: str, mobile: str, text: str) -> None:
        self.receiver.take("phone", message_id, {"mobile": mobile, "text": text})

    def _ask(self, address: str, topic: str, inputs: Any, key: str, seconds: float) -> tuple[dict[str, Any], str]:
        self.receiver.take("registry", key, {"topic": topic})
        if self.silent:
            raise Unreachable("没有回答")
        return {"matched": True, "mismatch": []}, "演示数据"

    silent = False

    # --- people ---
    def do(self, kind: str, command: Any, viewer: Viewer, **about: Any) -> Any:
        """The act, written down as a client would; then the worker does what became ready."""
        act = Act(f"test-{len(self.acts)}", kind, len(self.acts), {"command_id": command.command_id, **about}, sent=1)
        self.acts.append(act)
        try:
            result = self.engine.execute(command, viewer)
        except EngineError as error:
            act.answers.append(("refused", act.at, {"why": str(error)}))
            return None
        act.answers.append(("confirmed", act.at, {"case_id": result.case_id} if kind == "start" else {}))
        self.runner.work_until_idle()
        return result

    def apply(self, partner: str = "") -> str:
        started = self.do("start", StartDraft(command_id=fresh(), process_id=SERVICE, division=DIVISION), Viewer.public())
        case_id, applicant = started.case_id, Viewer.applicant({started.case_id})
        area = self.chance.randrange(1, 1000)
        answers = {**ANSWERS, "stall": f"夜市{area}", "area": area, **({"partner": partner} if partner else {})}
        self.do("save", SaveDraft(command_id=fresh(), case_id=case_id, answers=answers), applicant, case_id=case_id, area=area)
        self.upload(case_id)
        if partner:
            self.do("code", SendPartyCode(command_id=fresh(), case_id=case_id, party="partner"), applicant)
            code = self.receiver.code_for(partner)
            self.do("consent", ConfirmParty(command_id=fresh(), case_id=case_id, party="partner", code=code), applicant)
        self.do("submit", Submit(command_id=fresh(), case_id=case_id), applicant, case_id=case_id)
        return case_id

    def upload(self, case_id: str) -> None:
        name, pdf = paper(self.chance)
        command = AttachFile(command_id=fresh(), case_id=case_id, material_id="site_plan", filename=name, content=pdf)
        self.do("upload", command, Viewer.applicant({case_id}), filename=name, sha256=hashlib.sha256(pdf).hexdigest())

    def task(self, case_id: str, element: str) -> str:
        with transaction.reading(self.engine.database) as tx:
            return next(row.task_id for row in progress.tasks_of(tx, case_id, status=progress.OPEN) if row.element_id == element)

    def claim(self, login: str, case_id: str, element: str) -> None:
        task_id = self.task(case_id, element)
        self.do("claim", ClaimTask(command_id=fresh(), task_id=task_id), self.viewers[login], who=login, task_id=task_id)

    def put_back(self, login: str, case_id: str, element: str) -> None:
        task_id = self.task(case_id, element)
        self.do("release", ReleaseTask(command_id=fresh(), task_id=task_id), self.viewers[login], who=login, task_id=task_id)

    def finish(self, login: str, case_id: str, element: str, outcome: str = "", **more: Any) -> None:
        task_id = self.task(case_id, element)
        command = CompleteTask(command_id=fresh(), task_id=task_id, outcome=outcome or None, **more)
        self.do("complete", command, self.viewers[login], who=login, task_id=task_id, outcome=outcome)

    def wait(self, seconds: float) -> None:
        """Second by second, so that each timer fires when it is due."""
        for _ in range(int(seconds)):
            self.clock.set(self.clock.now() + timedelta(seconds=1))
            self.runner.work_until_idle()

    def look(self) -> None:
        """What a bystander would read now."""
        with transaction.reading(self.engine.database) as tx:
            for row in tx.execute(select(schema.cases)):
                self.seen[row.case_id, row.journal_length] = row.journal_head

    def evidence(self, tx: Any) -> Evidence:
        ids = {login: str(viewer.officer_id) for login, viewer in self.viewers.items()}
        return Evidence(self.engine, tx, deepcopy(self.acts), list(self.receiver.received), self.seen, ids, self.clock.now()).read()

    # --- the story ---
    def tell(self) -> None:
        """One granted and rated, one supplemented and under way, one withdrawn, one at a check by hand."""
        granted = self.apply(PARTNER)
        self.claim("li", granted, "check_application")
        self.put_back("li", granted, "check_application")
        self.claim("lin", granted, "check_application")
        self.claim("li", granted, "check_application")
        self.finish("lin", granted, "check_application", "accept")
        self.wait(5)
        self.finish("zhao", granted, "review_site", "agree", fields={"passage": 2})
        self.finish("sun", granted, "approve", "grant", opinion="同意")
        self.look()
        self.finish("li", granted, "hand_out")
        self.do("rate", Rate(command_id=fresh(), case_id=granted, level=5), Viewer.applicant({granted}))
        self._supplemented()
        withdrawn = self.apply()
        self.do("withdraw", Withdraw(command_id=fresh(), case_id=withdrawn, reason="不办了"), Viewer.applicant({withdrawn}))
        self.silent = True
        self.apply()

    def _supplemented(self) -> None:
        case_id = self.apply()
        self.finish("li", case_id, "check_application", "supplement", defects={"site_plan": "缺第3页"})
        self.wait(2)
        self.upload(case_id)
        task_id = self.task(case_id, "supplement")
        command = CompleteTask(command_id=fresh(), task_id=task_id, outcome="done")
        self.do("supplement", command, Viewer.applicant({case_id}), task_id=task_id)
        self.finish("li", case_id, "check_application", "accept")
        self.claim("zhao", case_id, "review_site")


@contextmanager
def finished_run(database_url: str, folder: Path) -> Iterator[FinishedRun]:
    run = FinishedRun(database_url, folder)
    try:
        run.tell()
        yield run
    finally:
        run.engine.dispose()
