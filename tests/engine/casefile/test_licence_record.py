"""A case whose licence stands in the register: what its file says of it, and that its holder is not forgotten while it is in force."""

from __future__ import annotations

import io

import pytest

from engine.casefile import verify
from engine.domain import exact_json
from engine.domain.errors import Refused
from engine.domain.licence import LicenceStatus
from tests.engine.casefile.conftest import Told
from tests.engine.casefile.repacking import opened
from tests.engine.casefile.test_erasure import PERSONAL, erase, everything_said
from tests.engine.licensing import Licensing
from tests.engine.world import APPROVER, World


def test_the_file_tells_of_the_licence_what_became_of_it_and_verifies(world: World) -> None:
    office = Licensing(world)
    player = office.grant()
    office.deregister(player, "impossible", reason="山洪冲毁了摊位所在的道路")
    content = Told(world, player).export()
    assert verify(io.BytesIO(content)).problems == ()
    file = opened(content)
    number = office.row(player).number
    assert exact_json.loads(file.files["case.json"])["head"]["许可证"] == f"{number} 已注销，2026-03-02 至 2028-03-01"
    assert [row["event"] for row in file.rows() if row["event"].startswith("Licence")] == ["LicenceDelivered", "LicenceRecorded", "LicenceEnded"]
    assert file.path("letters/", "-licence.pdf") and file.path("letters/", "-deregistration.pdf")


def test_the_holder_is_not_erased_while_his_licence_is_in_force_and_then_from_the_register_too(world: World) -> None:
    office = Licensing(world, {"stall-permit/process.bpmn": (('today() + duration("P2Y") - duration("P1D")', 'today() + duration("P11Y")'),)})
    player = office.grant()
    told = Told(world, player)
    office.until("2037-03-02 12:00")
    with pytest.raises(Refused, match="还有效，登记簿要有持证人"):
        erase(told)
    office.until("2037-03-03 00:00")
    erase(told)
    left = everything_said(world)
    assert [words for words in PERSONAL[:3] if words in left] == []
    shown = office.file(player, APPROVER)
    assert shown.erased and (shown.holder, shown.identity) == ("", "") and shown.licence.standing.status == LicenceStatus.EXPIRED
