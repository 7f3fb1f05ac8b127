"""An applicant who goes all the way through the tests' own service, page by page."""

from __future__ import annotations

import re
from io import BytesIO

from engine.rehearsal.player import PAPER
from tests.engine.world import HERE, STALL, World
from tests.web.conftest import Visitor

ANSWERS = {"stall": "老王早点", "name": "王敏", "identity": "33019919650512609X", "mobile": "13800000001", "area": "6"}


def paper(name: str = "平面图.pdf", content: bytes = PAPER) -> tuple[BytesIO, str]:
    return BytesIO(content), name


class Applicant:
    def __init__(self, visitor: Visitor, world: World) -> None:
        self.visitor, self.world = visitor, world
        self.case_id = self.case_no = self.query_code = ""

    def begin(self) -> Applicant:
        """From the personal list to the form, where number and code are shown."""
        self.visitor.get(f"/apply/{STALL}", follow_redirects=True)
        response = self.visitor.post(f"/apply/{STALL}/start", {"division": HERE})
        found = re.search(r"/apply/case/([0-9a-f]{32})/form", response.request.path)
        assert found, response.request.path
        self.case_id = found[1]
        self.case_no, self.query_code = re.findall(r"<span data-words>([^<]+)</span>", self.visitor.page)[:2]
        return self

    def at(self, step: str) -> str:
        return f"/apply/case/{self.case_id}/{step}"

    def fill(self, act: str = "next", **changed: str) -> Applicant:
        self.visitor.get(self.at("form"))
        self.visitor.post(self.at("form"), {**ANSWERS, "act": act, **changed})
        return self

    def hand_in(self, material: str = "site_plan") -> Applicant:
        self.visitor.get(self.at("materials"))
        self.visitor.post(self.at("materials"), {f"file:{material}": paper(), f"_upload:{material}": "1"})
        return self

    def consent(self) -> Applicant:
        self.visitor.get(self.at("confirm"))
        self.visitor.post(self.at("confirm/code"), {"party": "mobile"})
        self.world.stage.settle()
        self.visitor.post(self.at("confirm"), {"party": "mobile", "code": self.world.stage.phone.code_for(ANSWERS["mobile"])})
        return self

    def submit(self) -> Applicant:
        self.visitor.get(self.at("review"))
        self.visitor.post(self.at("submit"), {"truthful": "yes"})
        self.world.stage.settle()
        return self

    def submitted(self) -> Applicant:
        # `Stage` answers registries as the story of the service says
        self.world.stage.begin(self.world.story)
        return self.begin().fill().hand_in().consent().submit()
