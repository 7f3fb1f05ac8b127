"""The file of a case of each shipped service: with decisions by table, registries, notices and timers in its journal."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from engine.casefile import verify
from engine.commands.case_record import RecordExport
from engine.queries.whole_case import WholeCase
from engine.rehearsal.player import Player
from engine.rehearsal.scenarios import rehearsal
from engine.service import Engine
from engine.settings import ROOT
from tests.engine.casefile.conftest import SYSTEM
from tests.engine.casefile.repacking import opened
from tests.engine.world import KEY, fresh


@pytest.mark.parametrize(
    ("process_id", "story", "sentence"),
    [
        ("company-deregistration", "简易注销：公告20日没有异议，期满第3天申请，当场登记", "按规则表判断：决定走哪条路"),
        ("equity-transfer", "继承：不征收个人所得税，不等缴税", "按规则表判断：判断转让价是否公允"),
    ],
)
def test_a_case_of_a_shipped_service_is_taken_out_whole_with_every_row_in_words(process_id: str, story: str, sentence: str) -> None:
    with rehearsal(ROOT, process_id) as own:
        scenario = next(each for each in own.scenarios if each.name == story)
        own.stage.clock.set(scenario.starts)
        player = Player(own.stage, own.process, scenario)
        player.play()
        engine = Engine(replace(own.stage.engine.parts.settings, signing_key=KEY), own.stage.clock)
        found = engine.execute(RecordExport(command_id=fresh(), case_no=player.case.case_no, reason="复议"), SYSTEM)
        with engine.ask(WholeCase(case_id=found.case_id), SYSTEM) as file:
            content = file.read()
        engine.dispose()
    assert verify(io.BytesIO(content)).problems == ()
    assert sentence in [row["said"] for row in opened(content).rows()]
