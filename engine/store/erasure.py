"""Taking the personal details of one case out of every table that holds some. The hash chain keeps their digests and stays whole."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engine.store import rows
from engine.store.files import FileStore
from engine.store.schema import answers, command_log, job, journal, letter, material_file, party, process_state, service_call, task
from engine.store.schema_ban import ban
from engine.store.schema_commitments import commitment
from engine.store.schema_cosigning import cosignature
from engine.store.schema_desk import task_draft
from engine.store.schema_handover import case_copy, delegation, escalation, question, reminder
from engine.store.schema_licence import licence
from engine.store.schema_office import sent_message
from engine.store.schema_rating import rectification
from engine.store.schema_signing import signer
from engine.store.schema_word import word
from engine.store.seal import Seal

GONE = "（已删除）"


def erase(tx: Any, seal: Seal, case_id: str, now: datetime) -> None:
    """Everything but the case's own row and the contents of files. What may not be empty holds a sealed null."""
    mine, null = {"case_id": case_id}, seal.close(None)
    for table in (answers, process_state, task_draft):
        rows.remove(tx, table, **mine)
    rows.change(tx, journal, mine, details_sealed=None)
    rows.change(tx, letter, mine, blocks_sealed=null)
    rows.change(tx, task, mine, opinion=None, fields_sealed=None)
    rows.change(tx, signer, mine, reason=None)
    rows.change(tx, cosignature, mine, opinion=None, fields_sealed=None)
    rows.change(tx, delegation, mine, note_sealed=null, opinion_sealed=None)
    rows.change(tx, question, mine, question_sealed=null, answer_sealed=None)
    rows.change(tx, escalation, mine, reason_sealed=null, feedback_sealed=None, conclusion_sealed=None)
    for table in (case_copy, reminder):
        rows.change(tx, table, mine, note_sealed=null)
    rows.change(tx, rectification, mine, call_note=None, result=None)
    rows.change(tx, commitment, mine, finding=None, announced_reason=None, defence_sealed=None)
    rows.change(tx, ban, mine, lifted_reason=None, lifted_basis=None)
    rows.change(tx, licence, mine, holder_sealed=null, holder_mask="", holder_lookup=None, holder_initials="")
    rows.change(tx, service_call, mine, inputs_sealed=null, reply_sealed=None)
    rows.change(tx, party, mine, code_hash=None)
    rows.change(tx, job, mine, arguments_sealed=seal.close({}))
    rows.change(tx, command_log, mine, body_sealed=null, result_sealed=null)
    rows.change(tx, sent_message, mine, recipient_sealed=null, recipient_mask="", text_sealed=null)
    rows.change(tx, word, mine, places_sealed=null)
    rows.change(tx, material_file, mine, filename=GONE, removed_at=now)


def forget_files(tx: Any, files: FileStore, case_id: str) -> None:
    """The contents of an erased case's files, those removed before too; what another case handed in as well stays for that one.

    After the commit of ``erase``, because a directory knows no way back.
    """
    for sha256 in sorted({row.sha256 for row in rows.every(tx, material_file, case_id=case_id)}):
        if all(row.filename == GONE for row in rows.every(tx, material_file, sha256=sha256)):
            files.forget(tx, sha256)
