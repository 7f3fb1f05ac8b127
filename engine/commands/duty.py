"""Whether an officer may act on a case at all, given what he did on it before (engine.domain.duties)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.commands.work import Work
from engine.content.item import Handling
from engine.domain.case import Case
from engine.domain.duties import Hands, against, asks_for_the_past
from engine.domain.errors import Forbidden
from engine.domain.sentence import Sentence
from engine.domain.viewer import StandIn, Viewer
from engine.store import progress, signatures


def require(work: Work, case: Case, roles: Iterable[str]) -> None:
    """Raises Forbidden with the rule that stands against acting in any of these roles. The system and applicants have no duties to keep apart."""
    viewer, acting = work.viewer, tuple(roles)
    if viewer.officer_id is None or not acting:
        return
    past = asks_for_the_past(acting, (post.role for post in viewer.posts))
    done = _done(work, case, viewer.officer_id) if past else frozenset()
    promised = work.process(case).item.kind == Handling.PROMISED
    said = against(acting, _hands(case, viewer, done), promised=promised)
    if said is None and viewer.acts_for is not None:
        said = _of_the_absent(work, case, acting, viewer.acts_for, promised)
    if said is not None:
        raise Forbidden(said.template, **said.facts)


def is_free(work: Work, case: Case, officer: Any, roles: Iterable[str]) -> bool:
    """Whether nothing stands against this officer's (a row) acting in one of these roles."""
    own = bool(officer.identity_lookup) and officer.identity_lookup == case.applicant_lookup
    done = _done(work, case, officer.officer_id)
    hands = Hands(roles=done, took_in=case.taken_in_by == officer.officer_id, is_applicant=own)
    return against(tuple(roles), hands, promised=work.process(case).item.kind == Handling.PROMISED) is None


def _done(work: Work, case: Case, officer_id: str) -> frozenset[str]:
    """Steps finished, and, where the process has steps for two, those signed beside another."""
    done = progress.roles_done(work.tx, case.case_id, officer_id)
    if any(step.officers > 1 for step in work.process(case).definition.steps.values()):
        done |= signatures.roles_signed(work.tx, case.case_id, officer_id)
    return done


def _of_the_absent(work: Work, case: Case, acting: tuple[str, ...], absent: StandIn, promised: bool) -> Sentence | None:
    """What he may not do himself he cannot have done by his substitute."""
    hands = Hands(
        roles=_done(work, case, absent.officer_id),
        took_in=case.taken_in_by == absent.officer_id,
        is_applicant=bool(absent.identity_lookup) and absent.identity_lookup == case.applicant_lookup,
    )
    said = against(acting, hands, promised=promised)
    return said and Sentence("{name}本人不能办理这个办件，代理人也不能以其名义办理：{why}", name=absent.name, why=said)


def _hands(case: Case, viewer: Viewer, done: frozenset[str]) -> Hands:
    own = bool(viewer.identity_lookup) and viewer.identity_lookup == case.applicant_lookup
    return Hands(roles=done, took_in=case.taken_in_by == viewer.officer_id, is_applicant=own)
