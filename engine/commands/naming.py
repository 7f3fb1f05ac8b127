"""Whose case it is: the form's fields say so themselves, by the property ``means``."""

from __future__ import annotations

from typing import Any

from engine.commands.context import feel_context
from engine.commands.work import Work
from engine.content.meaning import meant
from engine.domain.case import Case
from engine.domain.identity import mask_name


def named(work: Work, case: Case, application: dict[str, Any]) -> Case:
    """The case with its applicant and subject (the company it is about) as filled in. Lists mask a person's name, not a company's."""
    process = work.process(case)
    said = meant(process.forms[process.start_form], application, feel_context(work, case))
    name, identity = said.get("applicant_name", ""), said.get("applicant_identity", "")
    subject = said.get("subject", "")
    who = {"name": name, "identity": identity, "mobile": said.get("applicant_mobile", "")}
    return case.about(
        name=name,
        subject=subject,
        sealed=work.parts.seal.close(who),
        mask=name if name == subject else mask_name(name) if name else "",
        lookup=work.parts.seal.lookup(identity) if identity else None,
    )


def applicant_of(work: Work, case: Case) -> dict[str, Any]:
    """{name, identity, mobile}, opened."""
    known = work.applicants.get(case.applicant_sealed)
    if known is None:
        known = work.applicants[case.applicant_sealed] = work.parts.seal.open(case.applicant_sealed) or {}
    return dict(known)
