"""The questions pages ask: a frozen dataclass each, and the function that answers it. ``QUERIES`` is the whole list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.queries import (
    accounts,
    batch,
    case_file,
    catalogue,
    design,
    design_choices,
    desk,
    draft,
    extension,
    followed,
    generated,
    health,
    leaves,
    letter,
    moving,
    notice,
    office,
    operations,
    passing,
    personal_list,
    progress,
    session,
    signers,
    signing_keys,
    supervision,
    task_in_hand,
    task_page,
    whole_case,
    working_time,
)

QUERIES: dict[type, Callable[..., Any]] = {
    **accounts.QUERIES,
    **batch.QUERIES,
    **case_file.QUERIES,
    **catalogue.QUERIES,
    **design.QUERIES,
    **design_choices.QUERIES,
    **desk.QUERIES,
    **draft.QUERIES,
    **extension.QUERIES,
    **followed.QUERIES,
    **generated.QUERIES,
    **health.QUERIES,
    **leaves.QUERIES,
    **letter.QUERIES,
    **moving.QUERIES,
    **notice.QUERIES,
    **office.QUERIES,
    **operations.QUERIES,
    **passing.QUERIES,
    **personal_list.QUERIES,
    **progress.QUERIES,
    **session.QUERIES,
    **signers.QUERIES,
    **signing_keys.QUERIES,
    **supervision.QUERIES,
    **task_in_hand.QUERIES,
    **task_page.QUERIES,
    **whole_case.QUERIES,
    **working_time.QUERIES,
}

__all__ = ["QUERIES"]
