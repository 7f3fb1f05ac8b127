"""An office that grants stall permits for two years, two at most, and renews and changes them (tests/services): by a clock that is set."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from engine import content
from engine.commands.commitment import CheckCommitment
from engine.commands.design import PublishBundle
from engine.commands.licence import DeregisterLicence
from engine.commands.revoke import AnnounceRevocation, RevokeDecision, StateDefence
from engine.domain.calendar import SHANGHAI
from engine.domain.viewer import Viewer
from engine.jobs.licences import see_to_licences
from engine.queries.letter import CheckLetter, LetterChecked, OneLetter
from engine.queries.licences import CaseLicences, LicenceFile, OneLicence
from engine.queries.progress import Progress
from engine.queries.words import CaseWords
from engine.rehearsal.player import Player
from engine.store import licences, quantities, rows, transaction
from engine.store.schema_quantity import quantity
from tests.engine.world import APPROVER, HERE, SERVICES, SITE, WINDOW, World, fresh

PERMIT, RENEWAL, FOOD = "stall-permit", "stall-renewal", "food_licence"


class Licensing:
    """``changed``: file of a service → replacements, ``{"stall-permit/item.toml": (("limit = 2", "limit = 1"),)}``."""

    def __init__(self, world: World, changed: dict[str, tuple[tuple[str, str], ...]] | None = None) -> None:
        self.world = world
        self.permit, self.renewal = (self._published(name, changed or {}) for name in (PERMIT, RENEWAL))

    def _published(self, name: str, changed: dict[str, tuple[tuple[str, str], ...]]) -> content.Process:
        bundle = content.read_folder(SERVICES, name)
        files = dict(bundle.files)
        for path, turns in changed.items():
            for old, new in turns if f"bpmn/{path}" in files else ():
                assert old in files[f"bpmn/{path}"].decode(), old
                files[f"bpmn/{path}"] = files[f"bpmn/{path}"].decode().replace(old, new, 1).encode()
        bundle = content.Bundle(name, files)
        self.world.engine.execute(PublishBundle(command_id=fresh(), zip=content.to_zip(bundle)), Viewer.system())
        return content.load(bundle)

    # --- time ---
    def until(self, moment: str) -> None:
        """Pass the time to ``2028-03-01 23:59``, and let the worker look at the licences."""
        self.world.stage.pass_time(datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI))
        see_to_licences(self.world.engine)
        self.world.stage.settle()

    def after(self, player: Player) -> datetime:
        """The first instant after the last day of the licence, with nobody looking at it."""
        return datetime.combine(self.row(player).valid_until + timedelta(days=1), time(), SHANGHAI)

    # --- cases ---
    def apply(self, **more: Any) -> Player:
        """Handed in and accepted."""
        (story, *_) = content.read_scenarios(self.permit.bundle)
        player = Player(self.world.stage, self.permit, replace(story, steps=(replace(story.steps[0], **more),)))
        player.play()
        self.world.finish(player, "check_application", WINDOW, "accept")
        return player

    def decide(self, player: Player, outcome: str = "grant") -> None:
        self.world.finish(player, "approve", APPROVER, outcome, opinion="已审查")

    def grant(self, **more: Any) -> Player:
        """With the licence handed out."""
        player = self.apply(**more)
        self.decide(player)
        self.world.finish(player, "hand_out", WINDOW)
        return player

    def ask(self, licence: Any, kind: str = "renew", commitments: tuple[str, ...] = (), **answers: Any) -> Player:
        """An application to renew or change it, handed in."""
        (story, *_) = content.read_scenarios(self.renewal.bundle)
        told = {**(story.steps[0].answers or {}), "kind": kind, "number": licence.number, "valid_until": licence.valid_until.isoformat(), **answers}
        player = Player(self.world.stage, self.renewal, replace(story, steps=(replace(story.steps[0], answers=told, commitments=commitments),)))
        player.play()
        return player

    def review(self, player: Player, kind: str = "renewal") -> None:
        self.world.finish(player, "check_application", WINDOW, "accept")
        self.world.finish(player, f"review_{kind}", SITE, "agree")

    def renew(self, licence: Any, commitments: tuple[str, ...] = ()) -> Player:
        """Asked for, granted and handed out at once."""
        player = self.ask(licence, commitments=commitments)
        self.review(player)
        self.world.finish(player, "approve_renewal", APPROVER, "grant", opinion="符合条件")
        self.world.finish(player, "hand_out", WINDOW)
        return player

    # --- what is known ---
    def row(self, player: Player) -> Any:
        """The licence issued last in this case, as the register has it."""
        with transaction.reading(self.world.engine.database) as tx:
            return licences.of_case(tx, player.case_id)[-1]

    def has(self, player: Player) -> bool:
        """Whether a licence was issued in this case."""
        with transaction.reading(self.world.engine.database) as tx:
            return bool(licences.of_case(tx, player.case_id))

    def may_ask(self, row: Any) -> bool:
        """Whether it is in force and nobody has asked for more."""
        shown = self.world.engine.ask(OneLicence(licence_id=row.licence_id), APPROVER)
        return bool(shown.licence.may_ask)

    def file(self, player: Player, who: Viewer = APPROVER) -> LicenceFile:
        return self.world.engine.ask(OneLicence(licence_id=self.row(player).licence_id), who)

    def in_force(self) -> int:
        """Places taken, as the row of the quantity says."""
        with transaction.reading(self.world.engine.database) as tx:
            found = rows.first(tx, quantity, division_code=HERE, process_id=PERMIT)
            return found.granted if found else 0

    def counted(self) -> int:
        """The same, counted anew."""
        with transaction.reading(self.world.engine.database) as tx:
            return quantities.counted(tx, HERE, PERMIT)

    def checked(self, player: Player, name: str = "许可证") -> LetterChecked:
        """What whoever holds the paper is told."""
        (line,) = [one for one in self.world.engine.ask(Progress(case_id=player.case_id), player.applicant).letters if one.name == name]
        digest = self.world.engine.ask(OneLetter(letter_id=line.letter_id), player.applicant).digest
        return self.world.engine.ask(CheckLetter(letter_id=line.letter_id, digest=digest), Viewer.public())

    def letter(self, player: Player, name: str) -> str:
        """The words of the letter of this name in the case."""
        (line,) = [one for one in self.world.engine.ask(Progress(case_id=player.case_id), player.applicant).letters if one.name == name]
        return str(self.world.engine.ask(OneLetter(letter_id=line.letter_id), player.applicant).issued.blocks)

    def told(self, player: Player) -> list[str]:
        """What the applicant of this case was told, the newest first."""
        return [word.filled(word.text) for word in self.world.engine.ask(CaseWords(case_id=player.case_id), player.applicant)]

    def deregister(self, player: Player, cause: str, who: Viewer = APPROVER, reason: str = "已核实", basis: str = "") -> str:
        command = DeregisterLicence(command_id=fresh(), licence_id=self.row(player).licence_id, cause=cause, reason=reason, basis=basis)
        return str(self.world.do(command, who))

    def revoke(self, player: Player, material_id: str = FOOD) -> None:
        """The promise in it was false: told, heard, revoked."""
        about = {"case_id": player.case_id, "material_id": material_id}
        self.world.do(CheckCommitment(command_id=fresh(), **about, held=False, finding="没有食品经营证明"), SITE)
        self.world.do(AnnounceRevocation(command_id=fresh(), **about, reason="承诺不属实"), APPROVER)
        self.world.do(StateDefence(command_id=fresh(), **about, defence="没有意见"), player.applicant)
        self.world.do(RevokeDecision(command_id=fresh(), **about, reason="承诺不属实", answer="没有新的事实"), APPROVER)

    def of_case(self, player: Player) -> Any:
        return self.world.engine.ask(CaseLicences(case_id=player.case_id), player.applicant)
