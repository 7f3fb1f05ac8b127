"""行政许可法 art. 49, 50: a licence is changed on application, and renewed on an application thirty days before it ends; silence renews, and never changes."""

from __future__ import annotations

from datetime import datetime

from engine.domain.calendar import SHANGHAI
from engine.queries.letter import OneLetter
from engine.queries.progress import Progress
from engine.rehearsal.player import Player
from engine.rehearsal.scenarios import Rehearsal, rehearsal
from tests.engine.world import SERVICES

SERVICE = "stall-renewal"


def test_every_story_of_changing_and_renewing_ends_on_the_dates_written_down_and_together_they_take_every_flow(database_url: str) -> None:
    with rehearsal(SERVICES, SERVICE, database_url) as own:
        told = [own.play(scenario) for scenario in own.scenarios]
        assert [f"{result.scenario}: {result.differences}" for result in told if not result.ok] == []
        missing = own.coverage()
        assert missing.complete, missing
        until_the_last_minute(own)


def until_the_last_minute(own: Rehearsal) -> None:
    """The last day of the licence is the authority's; a minute later it has renewed, and the new licence runs on from the old one."""
    told = own.scenarios[2]
    own.stage.clock.__init__(told.starts)
    player = Player(own.stage, own.process, told)
    player.play(3)
    own.stage.pass_time(datetime(2026, 8, 2, 23, 59, tzinfo=SHANGHAI))
    assert (player.case.status, player.case.decision) == ("accepted", None)
    own.stage.pass_time(datetime(2026, 8, 3, tzinfo=SHANGHAI))
    assert (player.case.decision, player.case.decided_at) == ("grant", datetime(2026, 8, 3, tzinfo=SHANGHAI))
    assert "第五十条第二款，视为准予延续" in player.case.reason
    ask = own.stage.engine.ask
    (licence,) = [line for line in ask(Progress(case_id=player.case_id), player.applicant).letters if line.name == "许可证"]
    words = str(ask(OneLetter(letter_id=licence.letter_id), player.applicant).issued.blocks)
    assert "2028年8月2日" in words and "有效期届满三十日前提出申请" in words
