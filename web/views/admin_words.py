"""消息模板: the words in which people are told, as shipped or as the administrator wrote them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engine.commands.word_text import SaveWordText
from engine.domain.errors import Invalid
from engine.domain.word import fill
from engine.domain.word_templates import TEMPLATES
from engine.queries.words import WordTexts
from web.context import ask, command_id, execute
from web.error_pages import say_problems
from web.permissions import permit

blueprint = Blueprint("admin_words", __name__, url_prefix="/admin/word-texts")
# place → what stands in its stead
PLACES = {
    "service": _l("事项名称"), "case_no": _l("办件编号"), "number": _l("数目或编号"), "until": _l("到什么时候"), "days": _l("天数"),
    "cause": _l("原因"), "which": _l("哪种时限"), "was": _l("原来的日期"), "at": _l("时间"), "letter": _l("文书名称"), "reason": _l("理由"),
    "step": _l("环节"), "to_step": _l("退回到的环节"), "who": _l("谁"), "note": _l("留言"), "question": _l("问题"), "answer": _l("答复"),
    "times": _l("第几次"), "feedback": _l("反馈"), "conclusion": _l("结论"), "process": _l("服务"), "materials": _l("材料"),
}  # fmt: skip


@blueprint.get("")
@permit("system_admin")
def texts() -> str:
    return render_template("admin_words/list.html", templates=TEMPLATES, own=ask(WordTexts()))


@blueprint.get("/<template>")
@permit("system_admin")
def edit(template: str) -> str:
    own = ask(WordTexts()).get(template, {})
    return _page(template, own.get("title", ""), own.get("text", ""), {})


@blueprint.post("/<template>")
@permit("system_admin")
def save(template: str) -> Any:
    """``act``: preview, save or reset."""
    title, text, act = request.form.get("title", ""), request.form.get("text", ""), request.form.get("act", "save")
    if act == "preview":
        return _page(template, title, text, {})
    try:
        execute(SaveWordText(command_id=command_id(), template=template, title="" if act == "reset" else title, text="" if act == "reset" else text))
    except Invalid as error:
        return _page(template, title, text, say_problems(error)), error.status
    flash(_("已恢复默认文字。") if act == "reset" else _("已保存。"), "success")
    return redirect(url_for("admin_words.edit", template=template))


def _page(template: str, title: str, text: str, problems: dict[str, str]) -> str:
    shipped = TEMPLATES.get(template)
    if shipped is None:
        abort(404)
    title, text = title or str(shipped.title), text or str(shipped.text)
    places = [(name, PLACES.get(name, name)) for name in shipped.allowed]
    example = {name: f"〔{label}〕" for name, label in places}
    seen = fill(title, example), fill(text, example)
    return render_template(
        "admin_words/edit.html", template=template, shipped=shipped, title=title, text=text, places=places, seen=seen, problems=problems
    )
