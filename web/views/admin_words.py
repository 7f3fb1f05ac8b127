"""消息模板: the words in which people are told, as shipped or as the administrator wrote them; what a text message says may be shorter."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engine.commands.word_text import MOST, SaveWordText
from engine.domain import phone_text
from engine.domain.errors import Invalid
from engine.domain.word import fill
from engine.domain.word_kinds import KIND_OF
from engine.domain.word_template import Template
from engine.domain.word_templates import TEMPLATES
from engine.queries.words import WordTextChanges, WordTexts
from web.context import ask, command_id, engine, execute
from web.error_pages import say_problems
from web.permissions import permit

blueprint = Blueprint("admin_words", __name__, url_prefix="/admin/word-texts")
# place → what stands in its stead, and an example of it: messages are Chinese, so is that
PLACES = {
    "service": (_l("事项名称"), "股权转让一件事"), "case_no": (_l("办件编号"), "33078320261124GQZR0000013"),
    "number": (_l("数目或编号"), "3"), "until": (_l("到什么时候"), "12月11日"), "days": (_l("天数"), "10"), "cause": (_l("原因"), "听证"),
    "which": (_l("哪种时限"), "法定时限"), "was": (_l("原来的日期"), "12月9日"), "at": (_l("时间"), "12月15日 9:30"),
    "letter": (_l("文书名称"), "受理通知书"), "reason": (_l("理由"), "材料与登记不一致"), "step": (_l("环节"), "登记材料形式审查"),
    "to_step": (_l("退回到的环节"), "窗口核对申请"), "who": (_l("谁"), "吴晓燕"), "note": (_l("留言"), "请今天看一下"),
    "question": (_l("问题"), "转让协议签了哪天？"), "answer": (_l("答复"), "11月20日"), "times": (_l("第几次"), "2"),
    "feedback": (_l("反馈"), "今天办完"), "conclusion": (_l("结论"), "已办结"), "process": (_l("服务"), "股权转让一件事"),
    "materials": (_l("材料"), "营业执照正本、副本"), "material": (_l("材料"), "股权转让协议"), "own": (_l("手上的数目"), "4"),
    "pool": (_l("没人认领的数目"), "2"), "free": (_l("没人认领的数目"), "2"), "first": (_l("最急的环节"), "登记材料形式审查"),
    "outcome": (_l("结果"), "同意"), "what": (_l("进展"), "已受理"), "to_name": (_l("新的责任人"), "周晓燕"), "substitute": (_l("代理人"), "周晓燕"),
    "licence": (_l("许可证名称"), "临时占道许可证"), "file_by": (_l("最晚哪天提出"), "11月11日"),
}  # fmt: skip


@blueprint.get("")
@permit("system_admin")
def texts() -> str:
    return render_template("admin_words/list.html", templates=TEMPLATES, own=ask(WordTexts()))


@blueprint.get("/<template>")
@permit("system_admin")
def edit(template: str) -> str:
    return _page(template, ask(WordTexts()).get(template, {}), {})


@blueprint.post("/<template>")
@permit("system_admin")
def save(template: str) -> Any:
    """``act``: preview, save or reset."""
    said, act = {name: request.form.get(name, "") for name in MOST}, request.form.get("act", "save")
    if act == "preview":
        return _page(template, said, {})
    try:
        execute(SaveWordText(command_id=command_id(), template=template, **(dict.fromkeys(said, "") if act == "reset" else said)))
    except Invalid as error:
        return _page(template, said, say_problems(error)), error.status
    flash(_("已恢复默认文字。") if act == "reset" else _("已保存。"), "success")
    return redirect(url_for("admin_words.edit", template=template))


def _page(template: str, said: dict[str, str], problems: dict[str, str]) -> str:
    shipped = TEMPLATES.get(template)
    if shipped is None:
        abort(404)
    said = {"title": said.get("title") or str(shipped.title), "text": said.get("text") or str(shipped.text), "phone": said.get("phone", "").strip()}
    places = [(name, *PLACES[name]) for name in shipped.allowed]
    example = {name: value for name, _label, value in places}
    on_phone = _on_phone(template, shipped, said, example)
    return render_template(
        "admin_words/edit.html", template=template, shipped=shipped, said=said, places=places, most=MOST, problems=problems,
        seen=(fill(said["title"], example), fill(said["text"], example)), on_phone=on_phone,
        characters=phone_text.characters(on_phone), parts=phone_text.parts(on_phone), changes=ask(WordTextChanges(label=str(shipped.label))),
    )  # fmt: skip


def _on_phone(template: str, shipped: Template, said: dict[str, str], example: dict[str, str]) -> str:
    """The whole text message; "" where none is sent."""
    if not shipped.phone:
        return ""
    if template in KIND_OF:
        return phone_text.to_officer(engine().settings.city, shipped, said, example, f"{engine().settings.public_address}{url_for('desk_words.mine')}")
    return phone_text.to_applicant(engine().settings.city, shipped, said, example)
