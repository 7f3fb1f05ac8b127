"""The programs themselves."""

from __future__ import annotations

from tests.crash.evidence import Evidence
from tests.crash.invariants.finding import Finding


def no_program_outlives_its_supervisor(evidence: Evidence) -> Finding:
    """Whoever lost its parent to a -9 has noticed and ended: nothing holds a port, a file or a connection behind everybody's back."""
    found = Finding()
    found.that(not evidence.unseen.orphans, f"these ran on: {', '.join(evidence.unseen.orphans)}")
    return found


def everybody_was_answered_in_the_end(evidence: Evidence) -> Finding:
    """Nobody gave up waiting for a page, and no page met a bug: an outage is told as one (503), whatever was killed."""
    found = Finding()
    found.that(not evidence.unseen.troubles, "; ".join(evidence.unseen.troubles))
    return found
