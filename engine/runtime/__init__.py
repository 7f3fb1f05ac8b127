"""The BPMN runtime: pure, no I/O. Files in, a definition out; a state and a move in, the next state and what it means out.

``compile_definition`` and ``lint`` read a service's files; ``advance`` moves a case; ``play`` tries a diagram out, ``transfer``
carries a running case over to another edition.
The interpreter is SpiffWorkflow's workflow, task and task-spec classes, extended through subclasses (``run``, ``token``, ``specs``).
"""

from engine.runtime.adjacent import steps_before
from engine.runtime.advance import advance, variables
from engine.runtime.asked import asked_now
from engine.runtime.definition import Definition, compile_definition
from engine.runtime.lint import lint
from engine.runtime.moves import (
    Advance,
    AwaitMessage,
    CallService,
    CancelCall,
    Cancelled,
    CancelMessage,
    CancelTimer,
    Complete,
    Context,
    Effect,
    Entered,
    Fact,
    Fail,
    Fire,
    Incident,
    Jump,
    Matched,
    Move,
    OpenTask,
    Passed,
    Receive,
    Reply,
    Retry,
    Return,
    SendMessage,
    SetTimer,
    Signed,
    Start,
    Stop,
    TakeBack,
    TookFlow,
)
from engine.runtime.people import parse_rule
from engine.runtime.play import play
from engine.runtime.preview import Preview, Spot, landings, places, preview, targets, waiting
from engine.runtime.problem import Problem, Unpublishable
from engine.runtime.signers import AddSigner, Held, RemoveSigner, Resumed, Signer, SignersChanged
from engine.runtime.step import Limit, Outcome, Step
from engine.runtime.transfer import Transfer, transfer

__all__ = [
    "AddSigner", "Advance", "AwaitMessage", "CallService", "CancelCall", "CancelMessage", "CancelTimer", "Cancelled", "Complete", "Context",
    "Definition", "Effect", "Entered", "Fact", "Fail", "Fire", "Held", "Incident", "Jump", "Limit", "Matched", "Move", "OpenTask",
    "Outcome", "Passed", "Preview", "Problem", "Receive", "RemoveSigner", "Reply", "Resumed", "Retry", "Return", "SendMessage", "SetTimer",
    "Signed", "Signer", "SignersChanged", "Spot", "Start", "Step", "Stop", "TakeBack", "TookFlow", "Transfer", "Unpublishable", "advance", "asked_now",
    "compile_definition", "landings", "lint", "parse_rule", "places", "play", "preview", "steps_before", "targets", "transfer", "variables", "waiting",
]  # fmt: skip
