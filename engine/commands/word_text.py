"""The administrator's own words in which people are told."""

from __future__ import annotations

from dataclasses import dataclass

from engine.commands.work import Work
from engine.domain.errors import Invalid, Missing
from engine.domain.sentence import Sentence
from engine.domain.word import places_in
from engine.domain.word_templates import TEMPLATES
from engine.store import journal, office
from engine.store.directory import TEXTS

MOST_TITLE, MOST_TEXT = 60, 500


@dataclass(frozen=True, kw_only=True)
class SaveWordText:
    """Both empty: back to the shipped words. Role system_admin. Raises Missing for an unknown template, Invalid naming ``title`` or ``text``
    that is empty, too long or uses a place the template does not have."""

    command_id: str
    template: str
    title: str
    text: str


def save_word_text(command: SaveWordText, work: Work) -> None:
    work.viewer.require_role("system_admin")
    if command.template not in TEMPLATES:
        raise Missing("没有这个消息模板。")
    own = {"title": command.title.strip(), "text": command.text.strip()}
    kept = {name: words for name, words in office.read_setting(work.tx, TEXTS, {}).items() if name != command.template}
    if any(own.values()):
        _check(command.template, own)
        kept[command.template] = own
    office.put_setting(work.tx, TEXTS, kept)
    facts = {"template": str(TEMPLATES[command.template].label), "reset": not any(own.values())}
    journal.log_administration(work.tx, work.draw_id(), work.viewer, work.now, "WordTextSaved", facts)


def _check(template: str, own: dict[str, str]) -> None:
    problems = {}
    for name, most in (("title", MOST_TITLE), ("text", MOST_TEXT)):
        unknown = [place for place in places_in(own[name]) if place not in TEMPLATES[template].allowed]
        if not own[name]:
            problems[name] = Sentence("请填写内容；要用回原来的文字，请点“恢复默认”。")
        elif len(own[name]) > most:
            problems[name] = Sentence("最多 {most} 个字。", most=most)
        elif unknown:
            problems[name] = Sentence("不认识“{place}”，可以用的见下面的列表。", place=unknown[0][:60])
    if problems:
        raise Invalid("有内容需要修改。", problems)
