"""代理: an officer, or his administrator for him, names who stands in during a dated leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.commands.work import Work
from engine.domain import leave as rules
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.officer import Post
from engine.domain.sentence import Sentence
from engine.domain.word import OFFICER, Word
from engine.store import handover, journal, office


@dataclass(frozen=True, kw_only=True)
class TakeLeave:
    """Both days included. ``substitute_id`` "": nobody stands in. ``posts``: those he stands in for, empty = all of the workbench.

    Gives the leave's id. Raises Missing for who is neither the officer nor a security administrator, Invalid on dates, Refused with the rule.
    """

    command_id: str
    officer_id: str
    from_on: date
    to_on: date
    substitute_id: str = ""
    posts: tuple[Post, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EndLeave:
    """Called off, or back before its last day: from now on his work is his own. Raises Missing as TakeLeave, Refused when it is over."""

    command_id: str
    leave_id: str


def take_leave(command: TakeLeave, work: Work) -> str:
    _may_set(work, command.officer_id)
    ids = sorted({command.officer_id, command.substitute_id} - {""})
    found = {each: office.find_officer(work.tx, lock=True, officer_id=each) for each in ids}  # two at once wait for each other here
    officer = found[command.officer_id]
    if officer is None:
        raise Missing("没有找到这位工作人员。")
    wrong = rules.dates_wrong(command.from_on, command.to_on, work.today)
    if wrong is not None:
        raise Invalid(wrong.template, {"to_on": wrong}, **wrong.facts)
    posts = _posts(command, rules.covered(office.posts_of(work.tx, command.officer_id)))
    substitute = _substitute(command, found.get(command.substitute_id))
    _check(work, command, officer, substitute, posts)
    leave_id = work.draw_id()
    handover.add_leave(
        work.tx,
        leave_id=leave_id,
        officer_id=command.officer_id,
        officer_name=officer.name,
        substitute_id=command.substitute_id or None,
        substitute_name=substitute.name if substitute is not None else None,
        from_on=command.from_on,
        to_on=command.to_on,
        posts=[[post.division, post.department, str(post.role)] for post in posts],
        named_by=work.viewer.officer_id or "system",
        named_by_name=work.viewer.name,
        created_at=work.now,
    )
    if substitute is not None:
        until = max(command.to_on, substitute.stands_in_until or command.to_on)
        office.change_officer(work.tx, command.substitute_id, stands_in_until=until)
    own = rules.Span(officer.name, substitute.name if substitute is not None else "", command.from_on, command.to_on)
    tell_absent(work, command.officer_id, own, own.substitute)
    if substitute is not None:
        tell_substitute(work, command.substitute_id, own)
    facts = {"leave_id": leave_id, "officer": officer.name, "substitute": substitute.name if substitute is not None else ""}
    _log(work, "LeaveTaken", **facts, from_on=command.from_on.isoformat(), to_on=command.to_on.isoformat())
    return leave_id


def _may_set(work: Work, officer_id: str) -> None:
    if work.viewer.officer_id != officer_id and not work.viewer.has("security_admin"):
        raise Missing("没有找到这位工作人员。")


def _posts(command: TakeLeave, own: tuple[Post, ...]) -> tuple[Post, ...]:
    if set(command.posts) - set(own):
        raise Invalid("请从本人的业务岗位里选择。", {"posts": Sentence("请从本人的业务岗位里选择。")})
    if command.substitute_id and not own:
        raise Refused("没有业务岗位，不需要代理人。")
    return command.posts or own


def _substitute(command: TakeLeave, row: Any) -> Any:
    if not command.substitute_id:
        return None
    if row is None or not row.active:
        raise Invalid("请选择一位在岗的同事。", {"substitute": Sentence("请选择一位在岗的同事。")})
    if command.substitute_id == command.officer_id:
        raise Invalid("不能请自己代理。", {"substitute": Sentence("不能请自己代理。")})
    return row


def _check(work: Work, command: TakeLeave, officer: Any, substitute: Any, posts: tuple[Post, ...]) -> None:
    def spans(officer_id: str, as_substitute: bool) -> list[rules.Span]:
        found = handover.leaves_between(work.tx, officer_id, command.from_on, command.to_on, as_substitute=as_substitute)
        return [span(row) for row in found]

    said = rules.why_not(
        rules.Span(officer.name, substitute.name if substitute is not None else "", command.from_on, command.to_on, frozenset(posts)),
        own=spans(command.officer_id, False),
        officer_stands_in=spans(command.officer_id, True),
        substitute_posts=office.posts_of(work.tx, command.substitute_id) if substitute is not None else (),
        substitute_away=spans(command.substitute_id, False) if substitute is not None else (),
        substitute_stands_in=spans(command.substitute_id, True) if substitute is not None else (),
    )
    if said is not None:
        raise Refused(said.template, **said.facts)


def span(row: Any) -> rules.Span:
    return rules.Span(row.officer_name, row.substitute_name or "", row.from_on, row.to_on, frozenset(Post(*each) for each in row.posts))


def end_leave(command: EndLeave, work: Work) -> None:
    row = handover.find_leave(work.tx, command.leave_id, lock=True)
    if row is None:
        raise Missing("没有找到这次请假。")
    _may_set(work, row.officer_id)
    if row.to_on < work.today or not handover.change_leave(work.tx, command.leave_id, ended_at=work.now):
        raise Refused("这次请假已经结束了。")
    tell_absent(work, row.officer_id, span(row), "", ended=True)
    if row.substitute_id:
        work.tell(Word(f"{OFFICER}{row.substitute_id}", "stands_in_no_more", {"who": row.officer_name, "days": span(row).words}))
    _log(work, "LeaveEnded", leave_id=row.leave_id, officer=row.officer_name, substitute=row.substitute_name or "")


def tell_substitute(work: Work, officer_id: str, leave: rules.Span) -> None:
    work.tell(Word(f"{OFFICER}{officer_id}", "stands_in", {"who": leave.officer, "days": leave.words}))


def tell_absent(work: Work, officer_id: str, leave: rules.Span, substitute: str, *, ended: bool = False) -> None:
    """Where somebody else has set it for him; what he does himself he knows."""
    template = "leave_ended" if ended else "leave_taken" if substitute else "leave_alone"
    work.tell(Word(f"{OFFICER}{officer_id}", template, {"who": work.viewer.name, "days": leave.words, "substitute": substitute}))


def _log(work: Work, event: str, **facts: Any) -> None:
    journal.log_administration(work.tx, work.draw_id(), work.viewer, work.now, event, facts)
