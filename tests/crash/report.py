"""The report of a run: what was done to it, what people did meanwhile, and every invariant with what was looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.crash.diary import Act
from tests.crash.invariants import Finding

SHOWN = 8  # breaches of one invariant that are printed


@dataclass(frozen=True)
class Report:
    database: str
    seed: int
    seconds: float
    blows: Mapping[str, int]
    hardships: Mapping[str, int]
    acts: Sequence[Act]
    findings: Mapping[str, Finding]

    @property
    def breaches(self) -> int:
        return sum(len(finding.breaches) for finding in self.findings.values())

    def lines(self) -> Iterator[str]:
        yield f"Crash run on {self.database}, seed {self.seed}, {self.seconds:.0f} s"
        yield ""
        yield f"{sum(self.blows.values()):>6}  kills -9"
        for kind, number in _most_first(self.blows):
            yield f"{number:>6}      {kind}"
        for kind, number in _most_first(self.hardships):
            yield f"{number:>6}  times {kind}"
        yield ""
        yield from self._acts()
        yield ""
        for name, finding in self.findings.items():
            yield f"{'ok' if not finding.breaches else 'BROKEN':>6}  {name}: {finding.checked} looked at, {len(finding.breaches)} breaches"
            for sentence in finding.breaches[:SHOWN]:
                yield f"{'':>10}{sentence}"
        yield ""
        verdict = "Nothing lost, nothing doubled." if not self.breaches else f"{self.breaches} breaches."
        yield f"{verdict} {sum(finding.checked for finding in self.findings.values())} checks."

    def _acts(self) -> Iterator[str]:
        fates = Counter(_fate(act) for act in self.acts)
        yield f"{len(self.acts):>6}  acts of people"
        for fate in ("confirmed", "refused", "without an answer to the end"):
            yield f"{fates[fate]:>6}      {fate}"
        resent = [act for act in self.acts if any(said == "unknown" for said, _, _ in act.answers) and act.sent > 1]
        yield f"{len(resent):>6}      sent again after no answer, {sum(act.sent - 1 for act in resent)} times in all"
        kinds = Counter(act.kind for act in self.acts)
        yield f"{'':>12}{', '.join(f'{number} {kind}' for kind, number in kinds.most_common())}"


def _most_first(counted: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda pair: -pair[1])


def _fate(act: Act) -> str:
    if act.confirmation is not None:
        return "confirmed"
    return "refused" if any(said == "refused" for said, _, _ in act.answers) else "without an answer to the end"
