"""Kinds of word to officers: each may go out on channels of its own."""

from __future__ import annotations

from collections.abc import Mapping

from engine.domain.sentence import Sentence

WORK, TIME, COLLEAGUES, SIGNING, DRAFTS = "work", "time", "colleagues", "signing", "drafts"
KINDS: Mapping[str, Sentence] = {
    WORK: Sentence("待办：指定给您的、退回的、已补正的、撤回的"),
    TIME: Sentence("时限：超期、催办、督办、差评整改"),
    COLLEAGUES: Sentence("同事：转办、委派、沟通、抄送、关注、请假代理"),
    SIGNING: Sentence("签署：加签、会商、意见"),
    DRAFTS: Sentence("系统：故障、流程送审和发布"),
}
_LEAVES = ("stands_in", "stands_in_no_more", "leave_taken", "leave_alone", "leave_ended")
_OF = {
    WORK: ("task", "supplemented", "withdrawn", "returned", "undone", "defence", "rests", "goes_on", "passed", "nobody"),
    TIME: (
        "overdue", "nearly_due", "nearly_due_for", "nearly_due_here",
        "due_moved",
        "reminded",
        "escalated",
        "escalation_answered",
        "escalation_closed",
        "escalation_passed",
        "escalation_holder",
        "poor_rating",
    ),
    COLLEAGUES: (
        "transferred",
        "delegated",
        "delegation_answered",
        "delegation_recalled",
        "asked",
        "answered",
        "copied",
        "watched",
        *_LEAVES,
    ),
    SIGNING: ("sign", "not_sign", "heard", "consult", "consulted"),
    DRAFTS: ("incident", "draft_submitted", "draft_returned", "draft_published"),
}
KIND_OF: Mapping[str, str] = {template: kind for kind, templates in _OF.items() for template in templates}
"""Template → kind. One that is not here is a task's."""


def kind_of(template: str) -> str:
    return KIND_OF.get(template, WORK)
