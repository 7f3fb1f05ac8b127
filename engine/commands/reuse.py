"""What an applicant has handed in before need not be handed in again (优化营商环境; domain.md 2A.10, 材料复用): the same file, from another case of his."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from engine.commands.apply import editable
from engine.commands.attach import asked, hold, is_accepted
from engine.commands.context import feel_context
from engine.commands.work import Work
from engine.content.item import MaterialRule
from engine.content.meaning import meant
from engine.domain.errors import Missing
from engine.domain.reuse_events import MaterialReused
from engine.store import commitments, materials


@dataclass(frozen=True, kw_only=True)
class ReuseMaterial:
    """The files of the same kind of material from the newest of his other cases: the same contents, not copied, and where they come from on record.

    Only by the applicant, from a case that he follows with number and code and whose applicant is whom this form names. Raises Missing where
    there is none, Refused and Invalid as ``AttachFile``.
    """

    command_id: str
    case_id: str
    material_id: str


def reuse_material(command: ReuseMaterial, work: Work) -> None:
    case = editable(work, command.case_id)
    rule = asked(work, case, command.material_id)
    process = work.process(case)
    context = feel_context(work, case)
    named = meant(process.forms[process.start_form], context["answers"]["application"], context)
    identity = named.get("applicant_identity", "")
    lookup = work.parts.seal.lookup(identity) if identity and work.viewer.kind == "applicant" else ""
    found = reusable(work.tx, (rule,), case, lookup, work.viewer.case_ids)
    if rule.id not in found:
        raise Missing("没有找到可以沿用的材料。")
    held = {row.sha256 for row in materials.files_of(work.tx, case.case_id) if row.material_id == rule.id}
    for row in found[rule.id]:
        if row.sha256 in held:
            continue
        hold(work, case, rule, filename=row.filename, media_type=row.media_type, size=row.size, sha256=row.sha256)
    from_case = found[rule.id][0].case_no
    work.emit(MaterialReused(case_id=case.case_id, material_id=rule.id, material_name=rule.name, from_case=from_case))


def reusable(tx: Any, rules: Iterable[MaterialRule], case: Any, applicant_lookup: str, case_ids: Iterable[str]) -> dict[str, list[Any]]:
    """Material id → the files (``materials.files_of_person``) that the newest other case of his has of it. ``case``: the value or its row.

    The same kind is the same material of the same service, or one of the same name; nothing that was found wanting or false, and nothing the rule
    does not take.
    """
    others = [case_id for case_id in case_ids if case_id != case.case_id]
    if not others or not applicant_lookup:
        return {}
    kept = [row for row in materials.files_of_person(tx, others, applicant_lookup) if row.state != "defective"]
    false = {(row.case_id, each.material_id) for row in kept for each in commitments.of_case(tx, row.case_id) if each.outcome == commitments.FALSE}
    found: dict[str, list[Any]] = {}
    for rule in rules:
        own = [row for row in kept if _same(rule, case, row) and (row.case_id, row.material_id) not in false]
        newest = [row for row in own if (row.case_id, row.material_id) == (own[0].case_id, own[0].material_id)]
        if newest and all(is_accepted(row.media_type, rule.accept) for row in newest):
            found[rule.id] = newest
    return found


def _same(rule: MaterialRule, case: Any, row: Any) -> bool:
    return row.name == rule.name or (row.process_id, row.material_id) == (case.process_id, rule.id)
