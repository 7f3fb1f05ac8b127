"""What an applicant does until the case is handed in: begin, fill in, submit. (Files: ``attach``; consent: ``consent``.)"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine import content
from engine.commands import ban, renewal, timing
from engine.commands.consent import answers_digest, missing_consents
from engine.commands.context import feel_context
from engine.commands.credit import broken_promises
from engine.commands.letter import environment, issue_standing
from engine.commands.naming import named
from engine.commands.progress import move_on
from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.case_number import CaseNumber, draw_query_code, normalise_query_code
from engine.domain.deadline import ClockKind
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.events import CaseStarted, CaseSubmitted
from engine.domain.sentence import Sentence
from engine.domain.status import CaseStatus
from engine.runtime import Start
from engine.store import cases, materials, office
from engine.store.saved_answers import just_saved, saved_answers, section_of
from engine.store.whole_draft import whole_draft


@dataclass(frozen=True, kw_only=True)
class StartDraft:
    """Begin a case. Gives Started. ``channel`` window only by a clerk or proxy of the division."""

    command_id: str
    process_id: str
    division: str
    channel: str = "online"
    situation: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SaveDraft:
    """Keep what was filled in so far, complete or not. None leaves a part as it is. Gives Saved.

    ``based_on``: the mark of the saved answers the form was drawn from (``DraftShown.mark``); None writes over whatever is there. Raises
    Overtaken when others were saved since, unless they are the very same."""

    command_id: str
    case_id: str
    situation: dict[str, Any] | None = None
    answers: dict[str, Any] | None = None
    based_on: str | None = None


@dataclass(frozen=True, kw_only=True)
class Submit:
    """Hand in. Raises Invalid with every field, material (``material:<id>``) and consent (``party:<path>``) that is still wanting.

    At the window an incomplete set of papers is taken in too: what is missing is told there and then, once (art. 32(4)).

    ``based_on``: the mark of the answers and files that were looked through (``WholeDraft.mark``); None hands in whatever is there. Raises
    Overtaken when they are others by now."""

    command_id: str
    case_id: str
    based_on: str | None = None


@dataclass(frozen=True)
class Started:
    case_id: str
    case_no: str
    query_code: str


@dataclass(frozen=True)
class Saved:
    """``mark``: of the answers that stand now."""

    mark: str


@dataclass(frozen=True)
class Submitted:
    case_no: str


def code_hash(work: Work, case_id: str, code: str) -> str:
    """How a 查询码 is kept: keyed, per case."""
    return work.parts.seal.lookup(f"{case_id}:{normalise_query_code(code)}")


def start_draft(command: StartDraft, work: Work) -> Started:
    edition_hash, process = work.parts.library.current(work.tx, command.process_id)
    if command.division not in work.division_names:
        raise Invalid("没有这个办理地区。", {"division": Sentence("请选择办理地区。")})
    at_counter = command.channel == "window"
    if at_counter and not (work.viewer.has("window", command.division) or work.viewer.has("proxy", command.division)):
        raise Refused("只有本地区的窗口人员或代办员可以代为收件。")
    serial = office.next_serial(work.tx, f"case:{command.division}:{work.today:%Y%m%d}:{process.item.short_code}")
    number = CaseNumber(command.division, work.today, process.item.short_code, serial)
    code, case_id = draw_query_code(work.parts.draw), work.draw_id()
    work.add_case(
        Case(
            case_id=case_id,
            case_no=str(number),
            division_code=command.division,
            process_id=command.process_id,
            process_name=process.item.name,
            edition_hash=edition_hash,
            lead_department=process.item.lead_department,
            status=CaseStatus.DRAFT,
            channel="window" if at_counter else "online",
            query_code_hash=code_hash(work, case_id, code),
            taken_in_by=work.viewer.officer_id if at_counter else None,
            created_at=work.now,
            updated_at=work.now,
        )
    )
    cases.save_answers(work.tx, work.parts.seal, work.case(case_id), "situation", command.situation, work.now)
    work.emit(CaseStarted(case_id=case_id, case_no=str(number), channel=command.channel))
    return Started(case_id, str(number), code)


def save_draft(command: SaveDraft, work: Work) -> Saved:
    case = editable(work, command.case_id)
    if command.situation is not None and case.status == CaseStatus.DRAFT:
        cases.save_answers(work.tx, work.parts.seal, case, "situation", command.situation, work.now)
    standing = saved_answers(work.tx, work.parts.seal, case.case_id, case.status)
    if command.answers is None or standing.are(command.answers):
        return Saved(standing.mark)
    standing.require_still(command.based_on)
    cases.save_answers(work.tx, work.parts.seal, case, section_of(case.status), command.answers, work.now)
    return Saved(just_saved(command.answers, work.now).mark)


def editable(work: Work, case_id: str) -> Case:
    """The case, if this viewer may fill it in now: a draft, or one of which a supplement was asked. Raises Missing, Refused."""
    case = work.case(case_id)
    work.viewer.require_case(case_id, case.division_code)
    asked = "supplement_request" in cases.all_answers(work.tx, work.parts.seal, case_id)
    if case.status != CaseStatus.DRAFT and not asked:
        raise Refused("办件 {case_no} 已经提交，现在不能修改。", case_no=case.case_no)
    return work.put(case)


def asked_in_draft(work: Work, case_id: str, material_id: str) -> tuple[Case, content.MaterialRule]:
    """A draft and one of the materials its applicant is to hand in, or to promise. Raises Missing, Refused."""
    case = editable(work, case_id)
    if case.status != CaseStatus.DRAFT:
        raise Refused("办件 {case_no} 已经提交，现在不能修改。", case_no=case.case_no)
    rules = content.materials_for(work.process(case), feel_context(work, case))
    rule = next((one for one in rules if one.id == material_id and one.source == "applicant"), None)
    if rule is None:
        raise Missing("这项服务不需要这份材料。")
    return case, rule


def submit(command: Submit, work: Work) -> Submitted:
    case = work.case(command.case_id)
    work.viewer.require_case(case.case_id, case.division_code)
    if case.status != CaseStatus.DRAFT:
        raise Refused("办件 {case_no} 已经提交过了。", case_no=case.case_no)
    if command.based_on is not None:
        whole_draft(work.tx, work.parts.seal, case.case_id).require_still(command.based_on)
    context = feel_context(work, case)
    application = context["answers"]["application"]
    problems = application_problems(work, case, application, context)
    wanting = missing_materials(work, case, context)
    problems |= missing_consents(work, case, application) | ({} if case.channel == "window" else wanting)
    if not problems:
        case = named(work, case, application)
        problems = broken_promises(work, case) | renewal.problems(work, case, application, context)
    if problems:
        raise Invalid("还有 {number} 处需要完善，请按提示补充后再提交。", problems, number=len(problems))
    ban.require_free(work, case)
    work.put(case.submit(work.now))
    work.emit(CaseSubmitted(case_id=case.case_id, case_no=case.case_no, details={"answers_digest": answers_digest(application)}))
    renewal.file(work, case, application, context)
    timing.start(work, case, ClockKind.NOTICE, work.process(case).item.limits.notice, work.now)
    issue_standing(work, work.case(case.case_id), "intake_receipt")
    move_on(work, case.case_id, Start({}))
    return Submitted(case.case_no)


def application_problems(work: Work, case: Case, application: dict[str, Any], context: dict[str, Any]) -> dict[str, str]:
    process = work.process(case)
    return dict(process.forms[process.start_form].validate(application, context, environment(work)))


def missing_materials(work: Work, case: Case, context: dict[str, Any]) -> dict[str, str]:
    """``material:<id>`` → sentence. Online a file is needed; at the window papers counted there count too. What was promised (告知承诺, 容缺) counts."""
    with_files = {row.material_id for row in materials.files_of(work.tx, case.case_id)}
    rows = {row.material_id: row for row in materials.of_case(work.tx, case.case_id)}
    wanting = {}
    for rule in content.materials_for(work.process(case), context):
        row = rows.get(rule.id)
        on_paper = row is not None and row.originals + row.copies > 0
        settled = rule.source != "applicant" or rule.id in with_files or on_paper or (row is not None and row.state in ("committed", "deferred"))
        if not settled:
            wanting[f"material:{rule.id}"] = Sentence("还没有提交“{name}”。", name=rule.name)
        if row is None:
            present = rule.source != "applicant" or rule.id in with_files
            materials.ensure(work.tx, case, rule.id, rule.name, "handed_in" if present else "missing")
    return wanting
