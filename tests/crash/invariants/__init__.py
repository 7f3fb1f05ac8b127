"""The invariants of the house as checks over a run's evidence: name → check. The list is the whole proof; a new invariant is a row here."""

from __future__ import annotations

from tests.crash.invariants import acts, moving, outside, programs, records, words
from tests.crash.invariants.finding import Check, Finding

INVARIANTS: dict[str, Check] = {
    "no confirmed act is lost": acts.no_confirmed_act_is_lost,
    "no act is applied twice, one without an answer once or not at all": acts.no_act_is_applied_twice,
    "the same form sent twice gets the same answer": acts.both_presses_get_the_same_answer,
    "uploads are kept once, with their bytes": acts.uploads_are_kept_once,
    "the answers saved last stand": acts.the_last_saved_answers_stand,
    "no two officers hold one task": acts.no_two_officers_hold_one_task,
    "a case has exactly one live process state": moving.one_live_state_per_case,
    "a task row is open iff its BPMN task is ready": moving.a_task_is_open_iff_its_bpmn_task_is_ready,
    "no task is both open and done": moving.no_task_is_both_open_and_done,
    "every due timer fired once": moving.every_due_timer_fired_once,
    "a task's limit runs while it is open": moving.a_limit_runs_while_its_task_is_open,
    "calls, awaited messages and incidents stand as the state says": moving.calls_waits_and_incidents_stand_as_the_state_says,
    "a pause never moves a due date earlier": moving.a_pause_never_moves_a_due_date_earlier,
    "no job is lost or left": outside.no_job_is_lost_or_left,
    "every notice is on its page once and went out under its key": outside.every_notice_is_on_its_page_once_and_went_out,
    "every word to an officer went out under its key": words.every_word_to_an_officer_went_out_under_its_key,
    "every word stands once on its page": words.every_word_stands_once_on_its_page,
    "every applicant was told once": words.every_applicant_was_told_once,
    "every registry was asked under the call's key": outside.every_registry_was_asked_under_the_calls_key,
    "every public notice stands once": outside.every_public_notice_stands_once,
    "journals are whole": records.journals_are_whole,
    "what was once read still stands": records.what_was_once_read_still_stands,
    "a command left all its rows or none": records.a_command_left_all_its_rows_or_none,
    "every letter was issued once": records.every_letter_was_issued_once,
    "every licence stands in the register once": records.every_licence_stands_in_the_register_once,
    "no program outlives its supervisor": programs.no_program_outlives_its_supervisor,
    "everybody was answered in the end": programs.everybody_was_answered_in_the_end,
}

__all__ = ["INVARIANTS", "Check", "Finding"]
