"""Word to those who watch a case (关注): what everybody may know of it, once it has happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.commands.tell import Reaction
from engine.commands.work import Job, Work
from engine.domain.errors import Missing
from engine.domain.sentence import Sentence
from engine.domain.viewer import Viewer
from engine.domain.word import OFFICER, Word
from engine.queries.case_scope import visible_case
from engine.store import office, signals


def watched(said: Sentence | Callable[[Any], Sentence], reaction: Reaction | None = None) -> Reaction:
    """The ``reaction``, and ``said`` to every watcher who may still see the case and is not told by it anyway. A case that nobody watches
    is known by its own row, so that it costs no look-up."""

    def react(event: Any, work: Work) -> list[Job | Word]:
        told = reaction(event, work) if reaction is not None else []
        if not work.case(event.case_id).watched:
            return told
        known = {each.to for each in told if isinstance(each, Word)}
        words = {"what": str(said(event) if callable(said) else said)}
        watchers = [each for each in signals.watchers_of(work.tx, event.case_id) if f"{OFFICER}{each}" not in known]
        return [*told, *(Word(f"{OFFICER}{each}", "watched", words) for each in watchers if _may_see(work, event.case_id, each))]

    return react


def _may_see(work: Work, case_id: str, officer_id: str) -> bool:
    row = office.find_officer(work.tx, officer_id=officer_id)
    if row is None or not row.active:
        return False
    try:
        visible_case(work.tx, case_id, Viewer.officer(row.officer_id, row.name, office.posts_of(work.tx, row.officer_id)))
    except Missing:
        return False
    return True
