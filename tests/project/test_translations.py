"""Every sentence a person can meet is in both languages: Chinese is the message id, English the catalogue's."""

from __future__ import annotations

import re
import tomllib
from functools import cache

import pytest
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.project.source_tree import ROOT, tracked

CATALOGUE = ROOT / "web" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SPOKEN = re.compile(r"[\u4e00-\u9fff；，、：（）]")  # a sentence may join others with nothing but a Chinese mark
PLACES = re.compile(r"%\(\w+\)s|\{\w+\}")
# what marks a sentence: gettext's names, the engine's errors and what it says of fields and clocks, whose first argument is a message id
MARKS = (
    "_", "_l", "gettext", "lazy_gettext", "Refused", "Overtaken", "Forbidden", "Missing", "Invalid", "Unreachable", "NotYet", "Unavailable", "OutOfSpace",
    "Sentence",
)


@cache
def sentences() -> frozenset[str]:
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["babel"]["mappings"]
    methods = [(pattern, mapping["method"]) for mapping in mappings for pattern in [mapping["pattern"]] if isinstance(pattern, str)]
    methods += [(one, mapping["method"]) for mapping in mappings if not isinstance(mapping["pattern"], str) for one in mapping["pattern"]]
    found = extract_from_dir(ROOT, methods, keywords={**dict.fromkeys(MARKS), "ngettext": (1, 2)}, directory_filter=a_source_folder)
    return frozenset(message for *_, message, _, _ in found if isinstance(message, str) and SPOKEN.search(message))


def a_source_folder(path: str) -> bool:
    return not path.endswith(("node_modules", "/var", "/tests", "/bench")) and "/." not in path.removeprefix(str(ROOT))


@cache
def english() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def test_every_sentence_has_an_english_one() -> None:
    known = {message.id for message in english() if message.string and not message.fuzzy}
    assert sorted(sentences() - known) == []


def test_a_translation_keeps_the_places_of_its_facts() -> None:
    wrong = [
        message.id for message in english()
        if message.id and message.string and set(PLACES.findall(message.id)) != set(PLACES.findall(message.string))
    ]
    assert wrong == []


def test_no_english_sentence_has_lost_its_original() -> None:
    assert sorted(message.id for message in english() if message.id and message.id not in sentences()) == []


@pytest.mark.parametrize("template", [path for path in tracked() if path.startswith("web/templates/")])
def test_a_template_says_nothing_that_cannot_be_translated(template: str) -> None:
    text = (ROOT / template).read_text(encoding="utf-8")
    bare = re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", "", text, flags=re.S)
    assert [line.strip() for line in bare.splitlines() if CHINESE.search(line)] == []
