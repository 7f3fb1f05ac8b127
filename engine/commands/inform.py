"""抄送, 已阅, 关注 and 沟通: colleagues told of a case or asked about it, without anybody's task changing hands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.commands.hand_over import require_officers_task, told
from engine.commands.task import open_task
from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.events import CaseCopied, ColleagueAnswered, ColleagueAsked
from engine.domain.sentence import Sentence
from engine.domain.viewer import Viewer
from engine.queries.case_scope import visible_case
from engine.store import office, progress, signals

MOST_AT_ONCE = 20


@dataclass(frozen=True, kw_only=True)
class CopyCase:
    """Tell officers who may see the case, without asking for an act. ``step``: where one stood, in words. Gives their names.

    Raises Missing for who may not see the case himself, Invalid without anybody, Refused for one who may not see it.
    """

    command_id: str
    case_id: str
    to: tuple[str, ...]
    note: str = ""
    step: str = ""


@dataclass(frozen=True, kw_only=True)
class MarkRead:
    """已阅. Raises Missing for a copy that is not his."""

    command_id: str
    copy_id: str


@dataclass(frozen=True, kw_only=True)
class WatchCase:
    """``on`` False: not any more. Raises Missing for a case he may not see."""

    command_id: str
    case_id: str
    on: bool = True


@dataclass(frozen=True, kw_only=True)
class AskColleague:
    """A question about an open task; its holder stays who he is. Gives the colleague's name. Raises as CopyCase."""

    command_id: str
    task_id: str
    to: str
    question: str


@dataclass(frozen=True, kw_only=True)
class AnswerColleague:
    """Raises Missing for a question that was not asked of him, Refused when it is answered."""

    command_id: str
    question_id: str
    answer: str


def copy_case(command: CopyCase, work: Work) -> str:
    case = seen_case(work, command.case_id)
    wanted = tuple(dict.fromkeys(each for each in command.to if each and each != work.viewer.officer_id))
    if not wanted:
        raise Invalid("请选择抄送给谁。", {"to": Sentence("请选择抄送给谁。")})
    if len(wanted) > MOST_AT_ONCE or len(command.note) > 500:
        raise Invalid("一次最多抄送 {most} 人，留言最多 500 字。", most=MOST_AT_ONCE)
    note, names = command.note.strip(), []
    for officer_id in wanted:
        one = colleague(work, case, officer_id)
        signals.add_copy(
            work.tx,
            copy_id=work.draw_id(),
            case_id=case.case_id,
            division_code=case.division_code,
            step=command.step[:200],
            sent_by=work.viewer.officer_id,
            sent_by_name=work.viewer.name,
            sent_to=one.officer_id,
            sent_to_name=one.name,
            note_sealed=work.parts.seal.close(note),
            sent_at=work.now,
        )
        details = {"note": note} if note else {}
        work.emit(CaseCopied(case_id=case.case_id, step=command.step[:200], to_id=one.officer_id, to_name=one.name, details=details))
        names.append(one.name)
    return "、".join(names)


def mark_read(command: MarkRead, work: Work) -> None:
    row = signals.find_copy(work.tx, command.copy_id)
    if row is None or row.sent_to not in work.viewer.holders:
        raise Missing("没有找到这条抄送。")
    signals.read_copy(work.tx, row.copy_id, read_at=work.now)


def watch_case(command: WatchCase, work: Work) -> None:
    officer_id = work.viewer.officer_id
    row = visible_case(work.tx, command.case_id, work.viewer)
    if officer_id is None:
        raise Missing("没有找到这个办件。")
    if command.on:
        work.put(work.case(row.case_id).watch())
        signals.put_watch(work.tx, officer_id, row.case_id, division_code=row.division_code, since=work.now)
    else:
        signals.drop_watch(work.tx, officer_id, row.case_id)


def ask_colleague(command: AskColleague, work: Work) -> str:
    row, case = open_task(work, command.task_id)
    require_officers_task(work, row, case)
    if not command.to or command.to == work.viewer.officer_id:
        raise Invalid("请选择一位同事。", {"to": Sentence("请选择一位同事。")})
    asked = told(command.question, "question", Sentence("请写明要问什么。"))
    one, question_id = colleague(work, case, command.to), work.draw_id()
    signals.add_question(
        work.tx,
        question_id=question_id,
        case_id=case.case_id,
        division_code=case.division_code,
        task_id=row.task_id,
        step=row.name,
        asked_by=work.viewer.officer_id,
        asked_by_name=work.viewer.name,
        asked_to=one.officer_id,
        asked_to_name=one.name,
        question_sealed=work.parts.seal.close(asked),
        asked_at=work.now,
    )
    facts = {"case_id": case.case_id, "element_id": row.element_id, "task_id": row.task_id, "step": row.name, "question_id": question_id}
    work.emit(ColleagueAsked(**facts, to_id=one.officer_id, to_name=one.name, details={"question": asked}))
    return str(one.name)


def answer_colleague(command: AnswerColleague, work: Work) -> str:
    """The name of who asked."""
    row = signals.find_question(work.tx, command.question_id)
    if row is None or row.asked_to not in work.viewer.holders:
        raise Missing("没有找到这个问题。")
    absent = next((one for one in work.viewer.stands_in if one.officer_id == row.asked_to), None)
    if absent is not None:
        work.viewer = work.viewer.signing_for(absent)
    case = work.case(row.case_id)
    answer = told(command.answer, "answer", Sentence("请写明答复。"))
    if not signals.answer_question(work.tx, row.question_id, answer_sealed=work.parts.seal.close(answer), answered_at=work.now):
        raise Refused("这个问题已经答复过了。")
    task = progress.find_task(work.tx, row.task_id)
    facts = {"task_id": row.task_id, "step": row.step, "question_id": row.question_id, "element_id": task.element_id if task else ""}
    work.emit(ColleagueAnswered(case_id=case.case_id, **facts, to_id=row.asked_by, to_name=row.asked_by_name, details={"answer": answer}))
    return str(row.asked_by_name)


def seen_case(work: Work, case_id: str) -> Case:
    """The case, taken, if this officer may see it. Raises Missing."""
    if work.viewer.kind != "officer":
        raise Missing("没有找到这个办件。")
    visible_case(work.tx, case_id, work.viewer)
    return work.case(case_id)


def colleague(work: Work, case: Case, officer_id: str) -> Any:
    """An officer's row. Raises Refused unless he is there and may see the case himself."""
    row = office.find_officer(work.tx, officer_id=officer_id)
    if row is None or not row.active:
        raise Refused("没有这位同事，或者他的账号已停用。")
    try:
        visible_case(work.tx, case.case_id, Viewer.officer(row.officer_id, row.name, office.posts_of(work.tx, row.officer_id)))
    except Missing:
        raise Refused("{name}的部门没有参加这个办件，不能看到它。", name=row.name) from None
    return row
