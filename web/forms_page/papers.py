"""材料: what this case needs, what was handed in; upload, replace, remove, look at."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from engine.commands.attach import AttachFile, RemoveFile
from engine.commands.commitment import MakeCommitment
from engine.commands.promise import PromiseDeferral
from engine.commands.reuse import ReuseMaterial
from engine.domain.command_id import new_command_id
from engine.domain.errors import Invalid, Refused
from engine.domain.viewer import Viewer
from engine.queries.draft import DraftFile, DraftShown
from engine.queries.generated import GeneratedPaper
from engine.queries.reusable import ReusableMaterials, ReusableShown
from web.context import ask, command_id, execute
from web.error_pages import say
from web.filters import clock_time, size
from web.forms_page import Steps, is_editable
from web.forms_page.answers import pressed

# A browser may draw what was uploaded, and nothing in it may run or reach further.
_FILE_POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"
_MOST_MB = 20


def show_materials(steps: Steps, case_id: str, errors: dict[str, str] | None = None) -> Any:
    draft = steps.draft(case_id)
    if not is_editable(draft):
        return redirect(steps.after(case_id))
    if request.args.get("check") == "1":
        errors = {**_missing(draft), **(errors or {})}
    rows = rows_of(draft, before={} if steps.counter else ask(ReusableMaterials(case_id=case_id), steps.viewer()))
    page = render_template("forms_page/materials.html", steps=steps, draft=draft, step="materials", errors=errors or {}, **rows)
    return (page, 422) if errors else page


def change_materials(steps: Steps, case_id: str) -> Any:
    """Uploads chosen in any row, or one file removed, or on to the next step."""
    draft = steps.draft(case_id)
    if gone := pressed("_delete_file:"):
        execute(RemoveFile(command_id=new_command_id(), case_id=case_id, file_id=gone), steps.viewer())
        flash(_("文件已删除。"), "success")
        return redirect(url_for(".materials", case_id=case_id))
    if "commitments" in request.form:
        _commit(steps, draft)
    if again := pressed("_reuse:"):
        execute(ReuseMaterial(command_id=_press_id(again), case_id=case_id, material_id=again), steps.viewer())
        flash(_("已沿用，不用再上传。"), "success")
    errors = take_files(case_id, draft, steps.viewer())
    if request.headers.get("X-Partial") == "row":
        return row_page(steps.draft(case_id), request.form.get("material", ""), errors, url_for(".change_materials", case_id=case_id))
    if errors:
        return show_materials(steps, case_id, errors)
    if request.form.get("act") == "next":
        fresh = steps.draft(case_id)
        onward = ".confirm" if fresh.parties else ".review"  # where nobody has to, there is nothing to confirm
        return redirect(url_for(onward, case_id=case_id) if not _missing(fresh) else url_for(".materials", case_id=case_id, check=1))
    return redirect(url_for(".materials", case_id=case_id))


def _commit(steps: Steps, draft: DraftShown) -> None:
    """告知承诺 and 容缺 ticked, or ticked no more, below the materials that allow it."""
    for each in draft.materials:
        made = f"commit.{each.material_id}" in request.form
        if each.commitment and not each.files and made != (each.state == "committed"):
            command = MakeCommitment(command_id=new_command_id(), case_id=draft.case_id, material_id=each.material_id, made=made)
            execute(command, steps.viewer())
        later = f"later.{each.material_id}" in request.form
        if each.deferrable and not each.files and later != (each.state == "deferred"):
            execute(PromiseDeferral(command_id=new_command_id(), case_id=draft.case_id, material_id=each.material_id, made=later), steps.viewer())


def take_files(case_id: str, draft: DraftShown, viewer: Viewer) -> dict[str, str]:
    """Attach everything the request carries; material id → why one was not taken. The same form sent again attaches nothing twice."""
    errors = {}
    for material_id, upload in _uploads(draft):
        content = upload.read()
        own_id = _own_id(material_id, content)
        try:
            execute(
                AttachFile(command_id=own_id, case_id=case_id, material_id=material_id, filename=upload.filename or "", content=content), viewer
            )
        except (Invalid, Refused) as error:
            errors[material_id] = say(error)
    return errors


def _press_id(material_id: str) -> str:
    """An id for this button of the form, made from the form's: pressed twice, it is done once."""
    return hashlib.sha256(f"{command_id()}:reuse:{material_id}".encode()).hexdigest()[:32]


def _own_id(material_id: str, content: bytes) -> str:
    """An id for each file, made from the form's; a script that uploads one by one has no form, and never sends twice by itself."""
    if not request.form.get("command_id"):
        return new_command_id()
    return hashlib.sha256(f"{command_id()}:{material_id}:".encode() + content).hexdigest()[:32]


def row_page(draft: DraftShown, material_id: str, errors: dict[str, str], action: str, file_endpoint: str = ".file") -> Any:
    """One row anew, for the script that uploaded into it."""
    rows = rows_of(draft, file_endpoint=file_endpoint)
    material = next((each for each in rows["rows"] if each["id"] == material_id), None)
    if material is None:
        raise Invalid("这项服务不需要这份材料。")
    page = render_template(
        "forms_page/material_row.html", material=material, files=rows["files"].get(material_id, []), error=errors.get(material_id), action=action
    )
    return page, 422 if errors else 200


def rows_of(
    draft: DraftShown, only: frozenset[str] | None = None, file_endpoint: str = ".file", before: Mapping[str, ReusableShown] | None = None
) -> dict[str, Any]:
    """``rows`` and ``files`` as components/materials.html takes them. ``only``: these materials; ``file_endpoint`` shows a file; ``before``: what he may
    take over from another case of his."""
    wanted = [each for each in draft.materials if (each.required or each.files) and (only is None or each.material_id in only)]
    words = {"generated": _("由系统按您填写的内容生成，不用另交"), "registry": _("由部门间共享获取，不用交"), "result": _("由前面的环节产生，不用交")}
    rows = [
        {
            "id": each.material_id, "name": each.name, "required": each.state != "deferred", "accept": list(each.accept), "max_mb": _MOST_MB,
            "source": each.source, "deferrable": each.deferrable, "source_words": words.get(each.source, ""), "help": _help(each),
            "template_url": None, "sample_url": None,
            "commitment": each.commitment, "committed": each.state == "committed", "promised_later": each.state == "deferred",
            "before": (before or {}).get(each.material_id),
        }
        for each in wanted
    ]
    files = {
        each.material_id: [
            {"id": one.file_id, "name": one.filename, "size": size(one.size), "at": clock_time(one.uploaded_at),
             "url": url_for(file_endpoint, case_id=draft.case_id, file_id=one.file_id)}
            for one in each.files
        ]
        for each in wanted
    }
    return {"rows": rows, "files": files}


def show_file(steps: Steps, case_id: str, file_id: str) -> Response:
    """As it was handed in; its type was read from its first bytes when it came."""
    found = ask(DraftFile(case_id=case_id, file_id=file_id), steps.viewer())
    response = Response(found.content, mimetype=found.media_type)
    response.headers.set("Content-Disposition", "inline", filename=found.filename)
    response.headers["Content-Security-Policy"] = _FILE_POLICY
    return response


def show_generated(steps: Steps, case_id: str, material_id: str) -> str:
    """The 申请书 as it would be printed from the present answers."""
    paper = ask(GeneratedPaper(case_id=case_id, material_id=material_id), steps.viewer())
    return render_template("forms_page/generated.html", steps=steps, paper=paper, case_id=case_id)


def _help(material: Any) -> str:
    said = [_("原件 %(n)s 份", n=material.asked_originals)] if material.asked_originals else []
    said += [_("复印件 %(n)s 份", n=material.asked_copies)] if material.asked_copies else []
    said += [_("依据%(basis)s", basis=material.basis)] if material.basis else []
    return _("，").join(said)


def _missing(draft: DraftShown) -> dict[str, str]:
    return {
        each.material_id: _("还没有提交“%(name)s”。", name=each.name)
        for each in draft.materials
        if each.required and each.asked and each.state not in ("committed", "deferred") and not each.files and not each.originals + each.copies
    }


def _uploads(draft: DraftShown) -> list[tuple[str, FileStorage]]:
    found = [(request.form.get("material", ""), upload) for upload in request.files.getlist("file")]
    found += [(each.material_id, upload) for each in draft.materials for upload in request.files.getlist(f"file:{each.material_id}")]
    return [(material_id, upload) for material_id, upload in found if upload.filename]
