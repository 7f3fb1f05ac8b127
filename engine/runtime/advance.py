"""The one door through which a case moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from engine.domain.errors import Invalid, Refused
from engine.runtime import codec, moves, returns, unsign
from engine.runtime.definition import Definition
from engine.runtime.formula import Fault
from engine.runtime.moves import Advance, Context, Move
from engine.runtime.run import Run
from engine.runtime.signers import AddSigner, RemoveSigner
from engine.runtime.token import ERROR, READY, Token
from engine.runtime.values import plain


def advance(definition: Definition, state: bytes | None, move: Move, context: Context, budget: int = 10_000) -> Advance:
    """Apply one move to a case and let it go on as far as it can, at most ``budget`` steps. Pure: no I/O, same input, same bytes.

    ``state`` is None for Start only. Raises Refused if what the move speaks of does not wait (done already, cancelled, ended) and
    Invalid for an outcome the step does not have or a value that cannot be kept. A fault of the diagram is an incident, never raised.
    """
    run = Run(definition, context, budget)
    if state is not None:
        codec.load(run, state)
        run.stuck.update([held["incident"] for token in run.tasks.values() if "incident" in (held := token.internal_data)])
    if isinstance(move, moves.Start) != (state is None):
        raise Refused("流程已经开始" if state is not None else "流程还没有开始")
    if run.completed:
        raise Refused("流程已经结束")
    _MOVES[type(move)](run, move)
    run.drain()
    done = run.advance(codec.dump(run))
    run.let_go()
    return done


def variables(definition: Definition, state: bytes) -> Mapping[str, Any]:
    """The process variables of a case, as they stand."""
    run = Run(definition, Context({}, None, None), 0)  # type: ignore[arg-type]  # nothing is evaluated
    codec.load(run, state)
    return MappingProxyType(run.variables.root)


def _start(run: Run, move: moves.Start) -> None:
    run.task_tree = Token(run, run.definition.root.start, None)
    run.variables.spread(run.task_tree, _kept(run, move.variables))
    run.queue.append(run.task_tree)


def _complete(run: Run, move: moves.Complete) -> None:
    token = _waiting(run, move.task_id, held=move.forced)
    if token.is_held:
        token.task_spec.signing.release(token)
    declared = _outcomes(run, token)
    if declared is None and move.outcome:
        raise Invalid("加签的前置意见只写意见，不选办理结果。")
    if declared and move.outcome not in declared:
        raise Invalid("办理结果“{outcome}”不在可选结果里：{declared}", outcome=move.outcome or "", declared="、".join(declared))
    token.internal_data["result"] = _kept(run, {**move.fields, "outcome": move.outcome})
    run.finish(token)


def _waiting(run: Run, task_id: str, held: bool = False) -> Token:
    """The token of an open task; with ``held`` also of one that waits for somebody who is heard first."""
    token = run.tasks.get(task_id)
    known = token is not None and token.task_spec.manual and not token.internal_data.get("done")
    if not known or not (token._state == READY or (held and token.is_held)) or "roll" in token.internal_data:
        raise Refused("任务 {task} 已经办结或取消", task=task_id)
    return token


def _outcomes(run: Run, token: Token) -> list[str] | None:
    """Of this task; None for one who gives an opinion and no more."""
    choices = token.task_spec.signing.choices_of(token) if token.is_signer else None
    if choices is not None:
        return [each for each, _label in choices] or None
    return [outcome.id for outcome in run.definition.steps[token.task_spec.name].outcomes]


def _add_signer(run: Run, move: AddSigner) -> None:
    token = _waiting(run, move.task_id)
    if token.task_spec.signing is None:
        raise Refused("申请人自己的环节不能加签。")
    token.task_spec.signing.add(token, move.group, move.officer, move.mode)


def _remove_signer(run: Run, move: RemoveSigner) -> None:
    body = run.tasks.get(move.step_id)
    if body is None or not body.is_signed or "done" in body.internal_data:
        raise Refused("这个环节已经办完或取消。")
    body.task_spec.signing.take_away(body, move.position)


def _fire(run: Run, move: moves.Fire) -> None:
    run.waits.fire(move.timer_id)


def _reply(run: Run, move: moves.Reply) -> None:
    result = _kept(run, move.result)
    token = run.waits.called(move.call_id)
    token.internal_data["result"] = result
    run.finish(token)


def _fail(run: Run, move: moves.Fail) -> None:
    token = run.waits.called(move.call_id)
    catcher = run.waits.catcher(token, "error", move.code)
    if catcher is not None:
        catcher.task_spec.happened(catcher, {"code": move.code, "message": move.message})
    else:
        run.stop_at(token, f"服务没有办成：{move.message or move.code}（{move.code}）")


def _receive(run: Run, move: moves.Receive) -> None:
    run.waits.receive(move.message, _kept(run, move.payload))


def _retry(run: Run, move: moves.Retry) -> None:
    for token in run.tasks.values():
        if token.has_state(ERROR) and token.internal_data.get("incident") == move.incident_id:
            run.retry(token)
            return
    raise Refused("异常 {incident} 已经处理", incident=move.incident_id)


def _stop(run: Run, move: moves.Stop) -> None:
    run.task_tree.cancel()
    run.completed = True


def _return(run: Run, move: moves.Return) -> None:
    token = returns.origin_of(run, move.task_id)
    returns.carry_out(run, returns.plan(run, token, move.to, errand=move.after == "resume"))


def _take_back(run: Run, move: moves.TakeBack) -> None:
    unsigned = unsign.of_task(run, move.task_id)
    if unsigned is not None:
        unsign.carry_out(run, unsigned)
        return
    returns.carry_out(run, returns.came_of(run, move.task_id, move.element_id))


def _jump(run: Run, move: moves.Jump) -> None:
    returns.carry_out(run, returns.plan(run, returns.waiting(run, move.token_id), move.to, forwards=True))


def _kept(run: Run, given: Mapping[str, Any]) -> dict[str, Any]:
    try:
        run.variables.kept = kept = plain(given)
        return kept
    except Fault as fault:
        raise Invalid("{reason}", reason=str(fault)) from None


_MOVES: dict[type, Callable[[Run, Any], None]] = {
    moves.Start: _start, moves.Complete: _complete, moves.Fire: _fire, moves.Reply: _reply, moves.Fail: _fail,
    moves.Receive: _receive, moves.Retry: _retry, moves.Stop: _stop, moves.Return: _return, moves.TakeBack: _take_back, moves.Jump: _jump,
    AddSigner: _add_signer, RemoveSigner: _remove_signer,
}  # fmt: skip
