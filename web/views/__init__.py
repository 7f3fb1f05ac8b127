"""Every blueprint of the site, one line each: nothing is found by itself."""

from __future__ import annotations

from flask import Blueprint

from web.views import (
    admin_calendar,
    admin_logs,
    admin_office,
    admin_officers,
    admin_operations,
    apply_case,
    apply_start,
    design_list,
    design_workshop,
    desk_account,
    desk_board,
    desk_case,
    desk_intake,
    desk_supervision,
    desk_task,
    health,
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
    desk_account.blueprint,
    desk_board.blueprint,
    desk_intake.blueprint,
    desk_supervision.blueprint,
    desk_task.blueprint,
    desk_case.blueprint,
    desk_intake.case_blueprint,
    admin_calendar.blueprint,
    admin_logs.blueprint,
    admin_office.blueprint,
    admin_officers.blueprint,
    admin_operations.blueprint,
    health.blueprint,
)
