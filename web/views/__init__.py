"""Every blueprint of the site, one line each: nothing is found by itself."""

from __future__ import annotations

from flask import Blueprint

from web.views import (
    apply_case,
    apply_start,
    design_list,
    design_workshop,
    notice_board,
    public_guide,
    public_home,
    track_case,
    track_find,
    track_letter,
    track_task,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    public_home.blueprint,
    public_guide.blueprint,
    apply_start.blueprint,
    apply_case.blueprint,
    track_find.blueprint,
    track_case.blueprint,
    track_task.blueprint,
    track_letter.blueprint,
    notice_board.blueprint,
    design_list.blueprint,
    design_workshop.blueprint,
)
