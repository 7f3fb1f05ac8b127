"""The administrator's own words in which people are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.commands.work import Work
from engine.domain.errors import Invalid, Missing
from engine.domain.sentence import Sentence
from engine.domain.word import places_in
from engine.domain.word_template import Template
from engine.domain.word_templates import TEMPLATES
from engine.store import journal, office
from engine.store.directory import TEXTS

MOST: Mapping[str, int] = {"title": 60, "text": 500, "phone": 200}


@dataclass(frozen=True, kw_only=True)
class SaveWordText:
    """``phone``: what a text message says instead; empty: the same as ``text``. Words that are the shipped ones are not kept as his own. All
    empty: back to the shipped words. Role system_admin. Raises Missing for an unknown template, Invalid naming ``title`` or ``text`` that is
    empty, or what is too long or uses a place the template does not have."""

    command_id: str
    template: str
    title: str
    text: str
    phone: str = ""


def save_word_text(command: SaveWordText, work: Work) -> None:
    work.viewer.require_role("system_admin")
    shipped = TEMPLATES.get(command.template)
    if shipped is None:
        raise Missing("没有这个消息模板。")
    said = {"title": command.title.strip(), "text": command.text.strip(), "phone": command.phone.strip()}
    if any(said.values()):
        _check(shipped, said)
    every = dict(office.read_setting(work.tx, TEXTS, {}))
    was = every.pop(command.template, {})
    own = {name: words for name, words in said.items() if words and words != str(getattr(shipped, name, ""))}
    if own:
        every[command.template] = own
    office.put_setting(work.tx, TEXTS, every)
    facts = {"template": str(shipped.label), "reset": not own, "was": _words(was), "now": _words(own)}
    journal.log_administration(work.tx, work.draw_id(), work.viewer, work.now, "WordTextSaved", facts)


def _words(own: Mapping[str, str]) -> list[str]:
    """The words that were not the shipped ones, as the journal keeps them."""
    return [own[name] for name in MOST if own.get(name)]


def _check(shipped: Template, said: Mapping[str, str]) -> None:
    problems = {}
    for name, most in MOST.items():
        unknown = [place for place in places_in(said[name]) if place not in shipped.allowed]
        if not said[name] and name != "phone":
            problems[name] = Sentence("请填写内容；要用回原来的文字，请点“恢复默认”。")
        elif said[name] and name == "phone" and not shipped.phone:
            problems[name] = Sentence("这条消息不发短信。")
        elif len(said[name]) > most:
            problems[name] = Sentence("最多 {most} 个字。", most=most)
        elif unknown:
            problems[name] = Sentence("不认识“{place}”，可以用的见下面的列表。", place=unknown[0][:60])
    if problems:
        raise Invalid("有内容需要修改。", problems)
