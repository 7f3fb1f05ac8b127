"""Whether an officer may act on a case at all, given what he did on it before (engine.domain.duties). Commands require it, pages ask it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.commands.work import Work
from engine.content.item import Handling
from engine.domain.case import Case
from engine.domain.duties import Hands, against, asks_for_the_past
from engine.domain.errors import Forbidden
from engine.domain.sentence import Sentence
from engine.domain.viewer import Viewer
from engine.store import progress, signatures


def require(work: Work, case: Case, roles: Iterable[str]) -> None:
    """Raises Forbidden with the rule that stands against acting in any of these roles. The system and applicants have no duties to keep apart."""
    said = standing(work.tx, case, roles, work.process(case), work.viewer)
    if said is not None:
        raise Forbidden(said.template, **said.facts)


def standing(tx: Any, case: Any, roles: Iterable[str], process: Any, viewer: Viewer) -> Sentence | None:
    """What stands against the viewer's acting in any of these roles on a case (or its row); None = nothing, or he is no officer."""
    acting, promised = tuple(roles), is_promised(case, process)
    if viewer.officer_id is None or not acting:
        return None
    past = asks_for_the_past(acting, [post.role for post in viewer.posts])
    said = against(acting, _hands(tx, case, process, viewer.officer_id, viewer.identity_lookup, past=past), promised=promised)
    if said is None and viewer.acts_for is not None:
        absent = viewer.acts_for
        said = against(acting, _hands(tx, case, process, absent.officer_id, absent.identity_lookup), promised=promised)
        return said and Sentence("{name}本人不能办理这个办件，代理人也不能以其名义办理：{why}", name=absent.name, why=said)
    return said


def is_promised(case: Any, process: Any) -> bool:
    """Not decided on the spot: a 承诺件, or an 即办件 that follows the ordinary limit."""
    return process.item.kind == Handling.PROMISED or case.ordinary_at is not None


def is_free(tx: Any, case: Any, process: Any, officer: Any, roles: Iterable[str]) -> bool:
    """Whether nothing stands against this officer's (a row) acting in one of these roles."""
    hands = _hands(tx, case, process, officer.officer_id, officer.identity_lookup)
    return against(tuple(roles), hands, promised=is_promised(case, process)) is None


def _hands(tx: Any, case: Any, process: Any, officer_id: str, identity_lookup: str | None, *, past: bool = True) -> Hands:
    """``past`` False: what he finished is not read, because no rule asks for it."""
    own = bool(identity_lookup) and identity_lookup == case.applicant_lookup
    done = _done(tx, case.case_id, process, officer_id) if past else frozenset()
    return Hands(roles=done, took_in=case.taken_in_by == officer_id, is_applicant=own)


def _done(tx: Any, case_id: str, process: Any, officer_id: str) -> frozenset[str]:
    """Steps finished, and, where the process has steps for two, those signed beside another."""
    done = progress.roles_done(tx, case_id, officer_id)
    if process.definition.officers > 1:
        done |= signatures.roles_signed(tx, case_id, officer_id)
    return done
