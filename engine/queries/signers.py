"""Who signs a step that several sign, on pages: the list with its rule, whom one may add, and what each way of adding leads to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from engine.commands import signers as acts
from engine.domain.errors import Missing
from engine.domain.sentence import Sentence
from engine.domain.viewer import Viewer
from engine.queries.case_file import Opened, head_of, open_case
from engine.queries.case_scope import reachable_tasks, visible_case
from engine.queries.case_shown import CaseHead, SignerShown, StepSigners
from engine.runtime import Step, parse_rule
from engine.store import progress, signing
from engine.store.reader import Reader
from engine.store.schema import task

STATES = {
    "later": Sentence("还没有轮到"), "open": Sentence("待签署"), "held": Sentence("等前置意见"), "done": Sentence("已签署"),
    "removed": Sentence("已减签"), "spared": Sentence("不再需要"),
}  # fmt: skip
MODES = {
    "drawn": "", "before": Sentence("前加签"), "after": Sentence("后加签"), "parallel": Sentence("并加签"), "consulted": Sentence("会商"),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class SignersPage:
    """Of an open task that the viewer may do."""

    task_id: str


@dataclass(frozen=True, kw_only=True)
class ColleagueShown:
    """``decides``: he may also sign beside or after the viewer; otherwise he can only be heard first."""

    officer_id: str
    name: str
    department: str
    role: str
    decides: bool


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way of adding: what happens then, in its order."""

    mode: str
    label: Sentence
    foreseen: tuple[Sentence, ...]


@dataclass(frozen=True, kw_only=True)
class SignersShown:
    task_id: str
    step: str
    head: CaseHead
    colleagues: tuple[ColleagueShown, ...]
    ways: tuple[Way, ...]
    lists: tuple[StepSigners, ...]


def signers_page(query: SignersPage, reader: Reader, viewer: Viewer) -> SignersShown:
    """Raises Missing for a task that none of the viewer's posts may do, or that cannot take signers now."""
    row = reader.connection.execute(select(task).where(task.c.task_id == query.task_id, reachable_tasks(viewer))).one_or_none()
    if row is None or row.groups == ["applicant"] or row.status not in (progress.OPEN, progress.HELD):
        raise Missing("没有找到这个任务。")
    opened = open_case(row.case_id, reader, viewer)
    step: Step = opened.process.definition.steps[row.element_id]
    return SignersShown(
        task_id=row.task_id,
        step=row.name,
        head=head_of(opened.row, reader),
        colleagues=_colleagues(opened, row, step, reader, viewer),
        ways=_ways(step, row),
        lists=tuple(each for each in lists(opened.row, opened.process, reader, viewer) if each.element_id == row.element_id and not each.ended),
    )


def _colleagues(opened: Opened, row: Any, step: Step, reader: Reader, viewer: Viewer) -> tuple[ColleagueShown, ...]:
    own = viewer.officer_id or ""
    asked = (reader.connection, opened.row, opened.process, row, own)
    heard = acts.colleagues(*asked, False)
    deciding = {each.officer_id for each in acts.colleagues(*asked, acts.needs_approver(step, "after"))}
    return tuple(
        ColleagueShown(
            officer_id=each.officer_id,
            name=each.name,
            department=reader.departments.get(each.group.partition(":")[0], each.group.partition(":")[0]),
            role=each.group.partition(":")[2],
            decides=each.officer_id in deciding,
        )
        for each in heard
    )


def _ways(step: Step, row: Any) -> tuple[Way, ...]:
    agree = row.outcomes[0][1] if row.outcomes else Sentence("办理完成")
    limit = Sentence("环节的时限不变，对方和您一样要在到期前签署") if row.due_at else Sentence("这个环节没有时限")
    before = (Sentence("“{step}”先放下，对方写好意见就回到您手上", step=row.name), Sentence("意见供您参考，不计入表决"), limit)
    after = (Sentence("您选“{agree}”以后，轮到对方签署，两人都同意才算数", agree=agree), Sentence("您不同意的，直接生效，不再请对方签署"), limit)
    parallel = (Sentence("对方马上收到任务，和您同时签署"), _counts(step), limit)
    found = [Way(mode="before", label=Sentence("前加签：先听他的意见"), foreseen=before)]
    if row.outcomes:
        found += [
            Way(mode="after", label=Sentence("后加签：我之后他再签"), foreseen=after),
            Way(mode="parallel", label=Sentence("并加签：和我一起签"), foreseen=parallel),
        ]
    return tuple(found)


def _counts(step: Step) -> Sentence:
    several = step.sign not in ("", "single")
    return Sentence("他的签署计入这个环节的规则：{rule}", rule=rule_words(step)) if several else Sentence("两人都同意才算数，一人不同意就按不同意办")


def rule_words(step: Step) -> Sentence:
    if step.properties.get("consult"):
        return Sentence("各部门说明意见，牵头部门作结论")
    kind, share = parse_rule(step.sign or "all") if step.sign != "single" else ("all", Decimal(1))
    plain = {
        "all": Sentence("会签：全部同意才通过，一人不同意就按不同意办"),
        "any": Sentence("或签：最先签署的人决定"),
        "sequential": Sentence("依次签署：前一位同意才轮到后一位"),
    }
    if kind in plain:
        return plain[kind]
    percent = f"{share * 100:.4f}".rstrip("0").rstrip(".")
    if kind == "weighted":
        return Sentence("票签：同意的权重达到 {percent}% 就通过，弃权不计", percent=percent)
    return Sentence("比例：{percent}% 的人同意就通过，弃权不计", percent=percent)


def lists(case: Any, process: Any, reader: Reader, viewer: Viewer) -> tuple[StepSigners, ...]:
    """Every list of a case that has more than one line or somebody added, the newest first."""
    steps: dict[str, list[Any]] = {}
    for row in signing.of_case(reader.connection, case.case_id):
        steps.setdefault(row.step_token, []).append(row)
    tasks = {row.task_id: row for row in progress.tasks_of(reader.connection, case.case_id)} if steps else {}
    found = [_list(rows, case, process, tasks, reader, viewer) for rows in steps.values()]
    return tuple(each for each in reversed(found) if each is not None)


def _list(rows: list[Any], case: Any, process: Any, tasks: Any, reader: Reader, viewer: Viewer) -> StepSigners | None:
    step = process.definition.steps.get(rows[0].element_id)
    if step is None:
        return None
    ended = not any(row.state in signing.NOT_SIGNED for row in rows)
    weighted = step.sign.startswith("weighted:")
    return StepSigners(
        element_id=step.id,
        step=step.name,
        rule=rule_words(step),
        ended=ended,
        signers=tuple(_signer(row, step, case, tasks.get(row.task_id), weighted, reader, viewer) for row in rows),
    )


def _signer(row: Any, step: Step, case: Any, own: Any, weighted: bool, reader: Reader, viewer: Viewer) -> SignerShown:
    houses = [reader.departments.get(group.partition(":")[0], group.partition(":")[0]) for group in row.groups]
    labels = dict(own.outcomes) if own is not None else {}
    return SignerShown(
        step_token=row.step_token,
        position=row.position,
        name=row.officer_name or (own.done_by_name if own is not None and own.done_by_name else "") or (own.claimed_name or "" if own else ""),
        department="、".join(dict.fromkeys(houses)),
        weight=row.weight if weighted else 0,
        mode=MODES[row.mode],
        state=row.state,
        state_words=STATES[row.state],
        outcome=labels.get(row.outcome, row.outcome or ""),
        opinion=own.opinion or "" if own is not None else "",
        at=_done_at(own),
        added_by=row.added_by_name or "",
        reason=row.reason or "",
        may_remove=row.state in signing.NOT_SIGNED and acts.may_remove(row, step, case, viewer),
    )


def _done_at(own: Any) -> datetime | None:
    return own.done_at if own is not None and own.status == progress.DONE else None


@dataclass(frozen=True, kw_only=True)
class CaseSigners:
    """The lists of a case that the viewer may see."""

    case_id: str


def case_signers(query: CaseSigners, reader: Reader, viewer: Viewer) -> Iterable[StepSigners]:
    row = visible_case(reader.connection, query.case_id, viewer)
    return lists(row, reader.process(row.edition_hash), reader, viewer)


QUERIES = {SignersPage: signers_page, CaseSigners: case_signers}
