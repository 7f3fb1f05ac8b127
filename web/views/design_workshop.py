"""The workshop of one draft: the diagram in the modeler, the other files as text, what would not run, and the way to publication."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import content
from engine.commands.design import DiscardDraft, ImportDraft, Publish, ReturnDraft, SaveDraftFile, SubmitDraft
from engine.domain.command_id import new_command_id
from engine.domain.errors import EngineError, Invalid, Missing
from engine.queries.design import Draft, DraftShown
from engine.queries.design_choices import PanelChoices
from web.context import ask, command_id, engine, execute, viewer
from web.filters import in_words
from web.permissions import permit

blueprint = Blueprint("design_workshop", __name__, url_prefix="/design/<process_id>")
TEXTS = (".toml", ".json", ".dmn", ".txt", ".md", ".bpmn")


@blueprint.get("/")
@permit("designer", "publisher")
def workshop(process_id: str) -> str:
    draft = ask(DraftShown(process_id=process_id))
    problems = _problems(draft, draft.files)
    someone = viewer()
    return render_template(
        "design_workshop/workshop.html",
        draft=draft,
        problems=problems,
        errors=sum(problem["severity"] == "error" for problem in problems),
        may_draw=someone.has("designer") and draft.state == "drawing",
        may_publish=someone.has("publisher") and draft.state == "submitted",
        own_work=draft.drawn_by_id == someone.officer_id,
    )


@blueprint.get("/diagram.bpmn")
@permit("designer", "publisher")
def diagram(process_id: str) -> Response:
    draft = ask(DraftShown(process_id=process_id))
    return Response(_file(draft, draft.main_file), mimetype="application/xml")


@blueprint.post("/diagram.bpmn")
@permit("designer")
def save_diagram(process_id: str) -> Any:
    sent = _sent_json()
    draft = ask(DraftShown(process_id=process_id))
    version = _version(sent.get("revision"))
    saved = execute(
        SaveDraftFile(
            command_id=new_command_id(), process_id=process_id, path=draft.main_file, content=_text(sent, "xml").encode(), version=version
        )
    )
    return jsonify(revision=str(saved), message=_("已保存"))


@blueprint.post("/check")
@permit("designer")
def check(process_id: str) -> Any:
    draft = ask(DraftShown(process_id=process_id))
    return jsonify(problems=_problems(draft, {**draft.files, draft.main_file: _text(_sent_json(), "xml").encode()}))


@blueprint.get("/options.json")
@permit("designer", "publisher")
def options(process_id: str) -> Any:
    """What the panel offers: groups, forms, decisions, letters, parts, causes of rest."""
    return jsonify(asdict(ask(PanelChoices(process_id=process_id))))


@blueprint.get("/files/<path:path>")
@permit("designer", "publisher")
def file(process_id: str, path: str) -> str:
    draft = ask(DraftShown(process_id=process_id))
    text = _file(draft, path).decode("utf-8", "replace") if path.endswith(TEXTS) else None
    return _file_page(draft, path, text)


@blueprint.post("/files/<path:path>")
@permit("designer")
def save_file(process_id: str, path: str) -> Any:
    text = request.form.get("content", "").replace("\r\n", "\n")
    command = SaveDraftFile(
        command_id=command_id(), process_id=process_id, path=path, content=text.encode(), version=_version(request.form.get("version"))
    )
    try:
        execute(command)
    except EngineError as error:
        flash(str(error), "error")
        return _file_page(ask(DraftShown(process_id=process_id)), path, text), error.status
    flash(_("已保存"), "success")
    return redirect(url_for("design_workshop.file", process_id=process_id, path=path))


@blueprint.post("/submit")
@permit("designer")
def submit(process_id: str) -> Any:
    return _act(
        process_id,
        SubmitDraft(command_id=command_id(), process_id=process_id, note=request.form.get("note", "")),
        _("已送审，请另一位发布人员查看并发布。"),
    )


@blueprint.post("/discard")
@permit("designer")
def discard(process_id: str) -> Any:
    execute(DiscardDraft(command_id=command_id(), process_id=process_id))
    flash(_("草稿已放弃，已发布的版本没有变化。"), "success")
    return redirect(url_for("design_list.services"))


@blueprint.post("/return")
@permit("publisher")
def send_back(process_id: str) -> Any:
    return _act(
        process_id,
        ReturnDraft(command_id=command_id(), process_id=process_id, reason=request.form.get("reason", "")),
        _("已退回设计人员。"),
    )


@blueprint.post("/publish")
@permit("publisher")
def publish(process_id: str) -> Any:
    try:
        published = execute(Publish(command_id=command_id(), process_id=process_id))
    except EngineError as error:
        flash(str(error), "error")
        return redirect(url_for("design_workshop.workshop", process_id=process_id))
    flash(_("已发布第 %(n)s 版：新办件用新版，在办的办件仍按原来的版本办完。", n=published.number), "success")
    return redirect(url_for("design_list.services"))


@blueprint.get("/draft.zip")
@permit("designer", "publisher")
def export(process_id: str) -> Any:
    draft = ask(DraftShown(process_id=process_id))
    return zip_answer(content.to_zip(content.Bundle(process_id, draft.files)), process_id)


@blueprint.post("/import")
@permit("designer")
def bring(process_id: str) -> Any:
    sent = request.files.get("zip")
    if sent is None or not sent.filename:
        raise Invalid("请选择导出的 zip 文件。")
    return _act(process_id, ImportDraft(command_id=command_id(), process_id=process_id, zip=sent.read()), _("已导入到草稿。"))


def zip_answer(files: bytes, name: str) -> Response:
    return Response(files, mimetype="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}.zip"'})


def _act(process_id: str, command: Any, done: str) -> Any:
    try:
        execute(command)
        flash(done, "success")
    except EngineError as error:
        flash(str(error), "error")
    return redirect(url_for("design_workshop.workshop", process_id=process_id))


def _problems(draft: Draft, files: Mapping[str, bytes]) -> list[dict[str, str]]:
    found = engine().check_files(draft.process_id, dict(files))
    return [
        {"file": each.file, "element": each.element, "rule": each.rule, "severity": each.severity, "message": _said(each)} for each in found
    ]


def _said(problem: content.Problem) -> str:
    return in_words(problem.message) if problem.english else problem.message


def _file_page(draft: Draft, path: str, text: str | None) -> str:
    may_draw = viewer().has("designer") and draft.state == "drawing"
    problems = [each for each in _problems(draft, draft.files) if path.endswith(each["file"])]
    return render_template("design_workshop/file.html", draft=draft, path=path, text=text, may_draw=may_draw, problems=problems)


def _file(draft: Draft, path: str) -> bytes:
    if path not in draft.files:
        raise Missing("草稿中没有文件 {path}。", path=path[:200])
    return draft.files[path]


def _sent_json() -> dict[str, Any]:
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        raise Invalid("提交的内容无法读取，请刷新页面后再试。")
    return sent


def _text(sent: Mapping[str, Any], key: str) -> str:
    text = sent.get(key)
    if not isinstance(text, str):
        raise Invalid("提交的内容无法读取，请刷新页面后再试。")
    return text


def _version(text: Any) -> int:
    if not str(text or "").isdigit():
        raise Invalid("提交的内容无法读取，请刷新页面后再试。")
    return int(text)
