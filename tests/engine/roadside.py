"""The tests' service with everything the law's clock knows: expert review, extension, two inspectors, silence, a hearing before a denial."""

from __future__ import annotations

from datetime import datetime

from engine import content
from engine.commands.design import PublishBundle
from engine.domain.calendar import SHANGHAI
from engine.domain.viewer import Viewer
from engine.queries.case_file import CaseFile
from engine.queries.clock_table import ClockShown
from engine.queries.letter import OneLetter
from engine.queries.progress import Progress
from engine.rehearsal.player import Player
from tests.engine.world import APPROVER, SERVICES, SITE, WINDOW, World, fresh, officer

SIGN = "roadside-sign"
FIRST = officer("city_appearance:inspector", "吴", officer_id="inspector-wu")
SECOND = officer("city_appearance:inspector", "郑", officer_id="inspector-zheng")
CHAIR = officer("city_appearance:hearing_chair", "冯")
FOUND = {"width": 3, "found": "招牌尺寸与效果图一致"}


def at(text: str) -> datetime:
    """An instant in Shanghai of the year 2026: ``at("02-12 10:00")``."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


class Roadside:
    """One case of the service, moved on by whoever is named."""

    def __init__(
        self, world: World, accepted_at: str = "03-02 10:00", changed: dict[str, tuple[str, ...]] | None = None, accepted: bool = True
    ) -> None:
        """``changed``: file of the service → a text in it and what stands there instead, and so on. ``accepted`` False: received then, and no more."""
        self.world = world
        bundle = content.read_folder(SERVICES, SIGN)
        for file, changes in (changed or {}).items():
            text = bundle.files[f"bpmn/{SIGN}/{file}"].decode()
            for old, new in zip(changes[::2], changes[1::2], strict=True):
                assert old in text
                text = text.replace(old, new)
            bundle = content.Bundle(SIGN, {**bundle.files, f"bpmn/{SIGN}/{file}": text.encode()})
        world.engine.execute(PublishBundle(command_id=fresh(), zip=content.to_zip(bundle)), Viewer.system())
        self.player = Player(world.stage, content.load(bundle), content.read_scenarios(bundle)[0])
        if at(accepted_at) < world.clock.now():
            world.clock.__init__(at(accepted_at))  # a case older than the tests' first day
        world.clock.set(at(accepted_at))
        self.player.play(1)
        if accepted:
            self.finish("check_application", WINDOW, "accept")

    @property
    def case_id(self) -> str:
        return self.player.case_id

    def until(self, moment: str) -> None:
        """The clock goes on; what falls due on the way happens."""
        self.world.stage.pass_time(at(moment))

    def finish(self, element: str, who: Viewer, outcome: str | None = None, **more: object) -> None:
        self.world.finish(self.player, element, who, outcome, **more)

    def reviewed(self, outcome: str) -> None:
        """Inspected by two, consulted, and reviewed."""
        self.finish("inspect", FIRST, "fits", fields=FOUND)
        self.finish("inspect", SECOND, "fits", fields=FOUND)
        if "consult" in self.steps:
            self.finish("consult", officer("market_regulation:reviewer", "钱"), "agree")
        self.finish("review", SITE, outcome)

    @property
    def steps(self) -> list[str]:
        return self.world.open_steps(self.case_id)

    def clock(self, kind: str, whose: str = "") -> ClockShown:
        file = self.world.engine.ask(CaseFile(case_id=self.case_id), APPROVER)
        return next(one for one in file.clocks if one.kind == kind and one.whose == whose)

    def due(self, kind: str = "statutory", whose: str = "") -> str:
        return f"{self.clock(kind, whose).due_at.astimezone(SHANGHAI):%m-%d %H:%M}"

    def story(self):
        return self.world.engine.ask(Progress(case_id=self.case_id), self.player.applicant)

    def letter(self, name: str) -> str:
        """The words of the last letter of this name."""
        line = next(one for one in self.story().letters if one.name == name)
        return str(self.world.engine.ask(OneLetter(letter_id=line.letter_id), self.player.applicant).issued.blocks)
