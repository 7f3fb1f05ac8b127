"""Files from anywhere: whatever the bytes, the linter answers and soon, and a try-out ends."""

from __future__ import annotations

import copy
import random
import time
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from engine import runtime
from tests.engine.runtime.drawing import (
    HEAD,
    diagram,
    element,
    end,
    file,
    flows,
    gateway,
    many,
    process,
    script,
    start,
    subprocess,
    timer,
    user,
)
from tests.engine.runtime.test_codec import EVERYTHING
from tests.engine.runtime.test_foreign import FLOWABLE, ZEEBE

BILLION = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="&c;"/></definitions>"""
OUTSIDE = b"""<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p" name="&x;"/></definitions>"""
DEEP = b"<a>" * 5_000 + b"</a>" * 5_000


def nested(depth: int) -> bytes:
    inner = start("in") + end("out") + flows("in > out")
    for level in range(depth):
        inner = start(f"s{level}") + subprocess(f"sub{level}", inner) + end(f"e{level}") + flows(f"s{level} > sub{level} > e{level}")
    return file(process(inner))


HOSTILE = {
    "nothing": (b"", "broken_xml"),
    "no XML": (b"PK\x03\x04\x00\x00", "broken_xml"),
    "half a file": (file(process(start()))[:-30], "broken_xml"),
    "another XML": (b"<html/>", "not_bpmn"),
    "a DOCTYPE": (BILLION, "doctype"),
    "an entity from outside": (OUTSIDE, "doctype"),
    "a DOCTYPE in UTF-16": (BILLION.decode().encode("utf-16"), "doctype"),
    "too much": (b" " * 2_000_001, "too_large"),
    "too deep": (DEEP, "broken_xml"),
    "too nested": (nested(25), "too_deep"),
    "too many": (file(process(start(), *(user(f"u{number}") for number in range(2_001)))), "too_large"),
    "no process": (file(), "no_process"),
    "an empty process": (file(process()), "no_start"),
    "an unknown encoding": (b'<?xml version="1.0" encoding="x-none"?><a/>', "broken_xml"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_with_a_reason(what: str):
    content, rule = HOSTILE[what]
    began = time.process_time()
    problems = runtime.lint({"process.bpmn": content}, "process.bpmn")
    assert rule in {problem.rule for problem in problems if problem.severity == "error"}
    assert runtime.play({"process.bpmn": content})["end"] == "refused"
    assert time.process_time() - began < 5


def test_a_long_chain_is_no_deep_one():
    """SpiffWorkflow's own parser goes one level deeper for each element and stops at Python's limit."""
    ids = [f"step_{number}" for number in range(1_900)]
    files = diagram(start(), *(element("task", each) for each in ids), end(), flows(" > ".join(["start", *ids, "end"])))
    told = runtime.play(files)
    assert (told["end"], len(told["path"])) == ("completed", 1_902)


def test_many_inclusive_gateways_are_read_in_time():
    ids = [f"g{number}" for number in range(400)]
    ways = [f"{a} > {b}" for a, b in pairwise(ids)]
    parts = [gateway(each, "inclusive") for each in ids]
    files = diagram(start(), *parts, end(), flows("start > g0", *ways, "g399 > end"), flows(*(f"start > {each}" for each in ids[1:])))
    began = time.process_time()
    runtime.lint(files, "process.bpmn")
    runtime.play(files, max_steps=5)
    assert time.process_time() - began < 10


def test_thousands_of_wrong_names_are_found_in_time():
    ids = [f"gateway_number_{number}" for number in range(1_000)]
    ways = [f"{a} > {b} | wrong_{a} and wrong_{b}" for a, b in pairwise(ids)]
    files = diagram(start(), *(gateway(each) for each in ids), end(), flows(f"start > {ids[0]}", *ways, f"{ids[-1]} > end"))
    began = time.process_time()
    assert "unknown_name" in {problem.rule for problem in runtime.lint(files, "process.bpmn")}
    assert time.process_time() - began < 10


BOMBS = {
    "tokens that double": (
        start(), gateway("round"), gateway("split", "parallel"), end(), element("task", "a"), element("task", "b"),
        flows("start > round > split", "split > a > round", "split > b > round"),
    ),
    "a text that doubles": (
        start(), script("first", '"xxxxxxxxxxxxxxxx"', "text"), gateway("round"), script("grow", "text + text", "text"),
        flows("start > first > round > grow > round"),
    ),
    "a list that doubles": (
        start(), script("first", "[1, 2]", "found"), gateway("round"), script("grow", "concatenate(found, found)", "found"),
        flows("start > first > round > grow > round"),
    ),
    "a million instances": (start(), user("a", many("= for i in 1..1000000 return i")), end(), flows("start > a > end")),
    "instances of instances": (
        start(), subprocess("a", many("= for i in 1..60 return i"), start("in"), end("out"), flows("in > b > out"),
                            user("b", many("= for i in 1..700 return i", "k"))), end(), flows("start > a > end"),
    ),
    "a timer for ever": (
        start(), user("a", many("= []")), gateway("round"), element("intermediateCatchEvent", "wait", timer("PT0S")), flows("start > a > round > wait > round"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BOMBS)
def test_a_bomb_ends_as_an_incident_or_at_the_limit(what: str):
    began = time.process_time()
    told = runtime.play(diagram(*BOMBS[what]), max_steps=40)
    assert told["end"] in ("incident", "step_limit")
    assert time.process_time() - began < 20


TAGS = ["startEvent", "endEvent", "userTask", "task", "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway",
        "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent", "subProcess", "scriptTask", "sequenceFlow", "lane", "dataObject"]  # fmt: skip
IDS = st.sampled_from(["a", "b", "c", "d", "e", "", "1"])
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["id", "sourceRef", "targetRef", "attachedToRef", "default", "triggeredByEvent", "messageRef", "calledElement"]), IDS, max_size=5
)


@st.composite
def scribbles(draw: st.DrawFn) -> bytes:
    def one(depth: int) -> str:
        tag, written = draw(st.sampled_from(TAGS)), draw(ATTRIBUTES)
        inner = "".join(one(depth - 1) for _ in range(draw(st.integers(0, 2)))) if depth else draw(st.sampled_from(["", timer("PT1S"), "1 = 1"]))
        return f"<bpmn:{tag} " + " ".join(f'{key}="{value}"' for key, value in written.items()) + f">{inner}</bpmn:{tag}>"

    body = "".join(one(2) for _ in range(draw(st.integers(0, 10))))
    return f'{HEAD}<bpmn:process id="p" isExecutable="true">{body}</bpmn:process></bpmn:definitions>'.encode()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(scribbles() | st.binary(max_size=200))
def test_no_scribble_makes_the_linter_or_a_try_out_fail(content: bytes):
    runtime.lint({"process.bpmn": content, "x.dmn": content}, "process.bpmn")
    assert runtime.play({"process.bpmn": content}, max_steps=30)["end"] in ("completed", "waiting", "refused", "incident", "step_limit")


WORDS = ["", "= 1", "null", "P1D", "${a}", "R3/PT1H", "= [1, 2]", "true"]


def _bent(content: bytes, chance: random.Random) -> bytes:
    """A good diagram with a few parts taken out, renamed, copied to the wrong place or given somebody else's words."""
    root = etree.fromstring(content)
    for _ in range(chance.randint(1, 6)):
        parts = [part for part in root.iter(etree.Element) if part.getparent() is not None]
        if not parts:
            break
        part, other = chance.choice(parts), chance.choice(parts)
        match chance.randint(0, 4):
            case 0:
                part.getparent().remove(part)
            case 1 if part.attrib and other.attrib:
                part.set(chance.choice(list(part.attrib)), chance.choice(list(other.attrib.values())))
            case 2:
                part.tag = other.tag
            case 3:
                part.text = chance.choice(WORDS)
            case _:
                other.append(copy.deepcopy(part))
    return etree.tostring(root)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([EVERYTHING["process.bpmn"], ZEEBE, FLOWABLE]), st.randoms(use_true_random=False))
def test_no_bent_diagram_makes_them_fail_either(content: bytes, chance: random.Random):
    files = {"process.bpmn": _bent(content, chance)}
    runtime.lint(files, "process.bpmn")
    assert runtime.play(files, max_steps=40)["end"] in ("completed", "waiting", "refused", "incident", "step_limit")


def test_a_file_of_which_nothing_is_left_but_a_translated_part_is_refused():
    """Found by bending: a warning about the file hid that it has no process."""
    assert runtime.play({"process.bpmn": ZEEBE.replace(b"bpmn:process", b"bpmn:task")})["end"] == "refused"
