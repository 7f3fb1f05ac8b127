"""What runs."""

from __future__ import annotations

from tests.crash.evidence import Evidence
from tests.crash.invariants.finding import Finding


def no_program_outlives_its_supervisor(evidence: Evidence) -> Finding:
    """Whoever lost its parent to a -9 has noticed and ended: nothing holds a port, a file or a connection behind everybody's back."""
    found = Finding()
    found.that(not evidence.orphans, f"these ran on: {', '.join(evidence.orphans)}")
    return found
