"""What left the house: jobs, messages to people, questions to registries, public notices."""

from __future__ import annotations

from collections import Counter

from engine.jobs import counting
from engine.store import progress
from tests.crash.evidence import Evidence, grouped
from tests.crash.invariants.finding import Finding

TELLING = ("CaseSubmitted", "CaseAccepted", "CaseRefused", "SupplementRequested", "DecisionMade", "CaseClosed", "CaseTerminated",
           "ClockPaused", "ClockExtended", "ClockOverdue", "HearingOffered", "HearingScheduled", "ClockResumed", "CaseSuspended",
           "CaseWoken", "MaterialsDeferred")  # fmt: skip
REGISTRY_ENDS = ("replied", "failed")


def no_job_is_lost_or_left(evidence: Evidence) -> Finding:
    """Every event that calls for a job has it, no job stands without its event, and each is done."""
    found, jobs = Finding(), {row.job_id: row for row in evidence.rows["job"]}
    wanted = {f"call:{row.facts['call_id']}" for row in evidence.events.get("ServiceCalled", ())}
    told = [row for name in TELLING for row in evidence.events.get(name, ()) if row.facts.get("cause") != "supplement"]  # the request itself tells
    wanted |= {f"tell:{row.command_id}:{row.event}:{row.element_id or ''}" for row in told}
    wanted |= {progress.timer_job(row.timer_id) for row in evidence.rows["timer"]} & set(jobs)  # only one that would not fire becomes a job
    wanted |= {f"code:{row.command_id}" for row in evidence.events.get("PartyCodeSent", ())}
    wanted |= {f"carry:{row.word_id}" for row in evidence.rows["word"] if row.officer_id}
    wanted |= {job_id for job_id, row in jobs.items() if row.kind == counting.KIND}  # by the clock, whatever happens
    for job_id in wanted - set(jobs):
        found.that(False, f"job {job_id} is lost")
    for job_id, row in jobs.items():
        found.that(job_id in wanted, f"job {job_id} stands without an event that called for it")
        found.that(row.status == "done", f"job {job_id} is {row.status} after {row.attempts} attempts: {row.error}")
    return found


def every_notice_is_on_its_page_once_and_went_out(evidence: Evidence) -> Finding:
    """Each message job has one row on the page of messages and went to the gateway under its own id, always with the same words, signed.
    What else went out are messages to officers (``words``)."""
    found, on_page = Finding(), Counter(evidence.messages_on_page)
    sent = grouped((each for each in evidence.received if each.to == "phone"), lambda each: each.key)
    jobs = {row.job_id for row in evidence.rows["job"] if row.kind == "send_message"}
    for job_id in jobs:
        out = sent.get(job_id, [])
        found.that(on_page[job_id] == 1, f"notice {job_id} stands {on_page[job_id]} times on the page")
        found.that(any(each.taken for each in out), f"notice {job_id} never reached the gateway")
        found.that(len({(each.body["mobile"], each.body["text"]) for each in out}) <= 1, f"notice {job_id} went out with different words")
        found.that(all(each.signed for each in out), f"notice {job_id} went out without the right signature")
    for key in set(sent) - jobs - set(evidence.carried):
        found.that(False, f"the gateway was told {key!r}, of which the database knows nothing")
    for message_id in set(on_page) - jobs - set(evidence.carried):
        found.that(False, f"notice {message_id} is on the page without a job")
    return found


def every_registry_was_asked_under_the_calls_key(evidence: Evidence) -> Finding:
    """An answered or failed call was asked under its id, and nothing was asked that the database does not know."""
    found, asked = Finding(), grouped((each for each in evidence.received if each.to == "registry"), lambda each: each.key)
    calls = {row.call_id: row for row in evidence.rows["service_call"] if row.topic != "notice.publish"}
    for call_id, row in calls.items():
        out = asked.get(call_id, [])
        if row.status == "replied":
            found.that(any(each.taken for each in out), f"call {call_id} was answered and nobody was asked")
        if row.status in REGISTRY_ENDS:
            found.that(bool(out), f"call {call_id} is {row.status} and nobody was asked")
    for key in set(asked) - set(calls):
        found.that(False, f"a registry was asked {key!r}, of which the database knows nothing")
    ends = evidence.about("ServiceReplied", "call_id"), evidence.about("ServiceFailed", "call_id")
    for call_id, row in calls.items():
        times = tuple(len(each.get(call_id, ())) for each in ends)
        wanted = {"replied": (1, 0), "failed": (0, 1)}.get(row.status, (0, 0))
        found.that(times == wanted, f"call {call_id} is {row.status}; replied, failed {times} times")
    return found


def every_public_notice_stands_once(evidence: Evidence) -> Finding:
    found, notices = Finding(), grouped(evidence.rows["public_notice"], lambda row: row.call_id)
    published = evidence.about("NoticePublished", "notice_id")
    for row in evidence.rows["service_call"]:
        if row.topic == "notice.publish":
            times = len(notices.get(row.call_id, ()))
            found.that(times == (row.status == "replied"), f"notice of call {row.call_id} ({row.status}) stands {times} times")
    for row in evidence.rows["public_notice"]:
        found.that(
            len(published.get(row.notice_id, ())) == 1,
            f"notice {row.notice_id} stands {len(published.get(row.notice_id, ()))} times in the journal",
        )
    return found
