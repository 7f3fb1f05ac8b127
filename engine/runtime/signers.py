"""What a move says of those who sign a step: added, taken away, put on hold. All frozen; ids as everywhere in ``moves``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mode = Literal["drawn", "before", "after", "parallel", "consulted"]
"""How a signer came to sign: the diagram says so; added (加签) before, after or beside a present one; or heard in a consultation (会商)."""
State = Literal["later", "open", "held", "done", "removed", "spared"]
"""Not yet his turn; signing; waiting for one who is heard before him; signed; taken away (减签); no longer needed."""


@dataclass(frozen=True)
class AddSigner:
    """加签 at the open task ``task_id``: ``officer`` (a login) of ``group`` signs too. ``mode`` before: he gives his opinion and it comes
    back; after: he signs when the present signer has agreed; parallel: at the same time, and he counts in the rule."""

    task_id: str
    group: str
    officer: str
    mode: Literal["before", "after", "parallel"]


@dataclass(frozen=True)
class RemoveSigner:
    """减签: signer number ``position`` of the step whose token is ``step_id`` is not needed any more. Raises Refused if he has signed."""

    step_id: str
    position: int


@dataclass(frozen=True)
class Signer:
    """One line of a step's list of signers. ``host``: position of him beside whom he was added, -1 = drawn. ``officer`` "" = whoever of the
    groups comes first. ``about``: of one consulted, the id of the step in which his department has spoken."""

    position: int
    groups: tuple[str, ...]
    officer: str
    weight: int
    mode: Mode
    host: int
    state: State
    task_id: str
    outcome: str | None
    about: str = ""


@dataclass(frozen=True)
class SignersChanged:
    """The whole list of a step that several sign, as it stands after this move. ``step_id`` is the token of the step itself."""

    element_id: str
    step_id: str
    signers: tuple[Signer, ...]
    ended: bool


@dataclass(frozen=True)
class Held:
    """An open task waits for somebody who is heard first: nobody can finish it now."""

    element_id: str
    task_id: str


@dataclass(frozen=True)
class Resumed:
    """It has come back, and is open again."""

    element_id: str
    task_id: str
