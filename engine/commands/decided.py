"""What decision tables said in a case, as a letter cites it: the row, why it holds, and the law it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.commands.work import Work
from engine.domain.events import DecisionEvaluated
from engine.letters import words
from engine.store import journal


def decisions_of(work: Work, case_id: str) -> list[dict[str, Any]]:
    """One entry a matched rule: ``name`` of the decision, ``rule`` (its number in the table), ``result``, ``why``, ``basis``.

    Cited are rules whose table has output columns ``why`` and ``basis`` that both say something there; ``result`` is the column ``words``, if
    any. A decision that was made again counts as it was made last. In the order in which they were first made.
    """
    made = [
        (row.facts["decision_id"], work.parts.seal.open(row.details_sealed) or {})
        for row in journal.of_event(work.tx, case_id, "DecisionEvaluated")
    ]
    made += [(one.decision_id, one.details) for one in work.events if isinstance(one, DecisionEvaluated) and one.case_id == case_id]
    return [cited for details in dict(made).values() for cited in _cited(details.get("explanation"))]


def _cited(explanation: Any) -> Iterator[dict[str, Any]]:
    """Of the decision that was asked, which stands last."""
    if not isinstance(explanation, list) or not explanation:  # nothing, or erased
        return
    asked = explanation[-1]
    for rule in (rule for table in asked["tables"] for rule in table["rules"]):
        output = rule["output"]
        if isinstance(output, Mapping) and output.get("why") and output.get("basis"):
            said = {name: words(output.get(column)) for name, column in (("result", "words"), ("why", "why"), ("basis", "basis"))}
            yield {"name": asked["name"], "rule": rule["number"], **said}
