"""Who may take a case out of the house, what lies in the file, and that taking it is written down."""

from __future__ import annotations

import io
from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import update

from engine.commands.case_record import RecordExport
from engine.domain import exact_json
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.viewer import Viewer
from engine.queries.signing_keys import SigningKeys
from engine.queries.whole_case import WholeCase
from engine.service import Engine
from engine.store import letters, transaction
from engine.store.schema import letter
from tests.engine.casefile.conftest import SYSTEM, Told
from tests.engine.casefile.repacking import STRANGERS_KEY, opened
from tests.engine.world import APPROVER, GOODS, NEXT_TOWN, STRANGER, WINDOW, fresh, officer

AUDITOR = officer("data_bureau:auditor", "沈")
OTHER_AUDITOR = officer("data_bureau:auditor", "沈", NEXT_TOWN)
ASSISTING = officer("market_regulation:approver")


def test_the_file_holds_answers_materials_letters_opinions_and_the_journal(told: Told) -> None:
    file = opened(told.export())
    case = exact_json.loads(file.files["case.json"])
    assert case["answers"]["application"]["identity"] == "33019919650512609X" and case["head"]["申请人"] == "王敏"
    assert [each["opinion"] for each in case["opinions"] if each["opinion"]] == ["不影响通行", "符合条件"]
    assert file.files[file.path("materials/", ".pdf")].startswith(b"%PDF") and file.files[file.path("letters/", "-decision.pdf")].startswith(b"%PDF")
    assert {"CaseSubmitted", "CaseAccepted", "DecisionMade", "CaseClosed"} <= {row["event"] for row in file.rows()}
    index = "".join(page.extract_text() for page in PdfReader(io.BytesIO(file.files["index.pdf"])).pages)
    for words in ("案卷目录", told.player.case.case_no, "流转记录", "不影响通行", "怎样核验"):
        assert words in index


def test_letters_are_numbered_as_the_journal_tells_them_whatever_the_clock_said(told: Told) -> None:
    with transaction.writing(told.world.engine.database) as tx:
        last = letters.of_case(tx, told.player.case_id)[-1]
        tx.execute(update(letter).where(letter.c.letter_id == last.letter_id).values(issued_at=last.issued_at - timedelta(days=1)))
    file = opened(told.export())
    papers = [name for name in sorted(file.files) if name.startswith("letters/") and name.endswith(".json")]
    numbered = [exact_json.loads(file.files[name])["letter_id"] for name in papers]
    assert numbered == [row["facts"]["letter_id"] for row in file.rows() if row["event"] == "LetterIssued"] and len(numbered) > 1


def test_a_second_export_differs_in_nothing_but_who_looked_and_when(told: Told) -> None:
    first, second = opened(told.export()).files, opened(told.export()).files
    assert {name for name in first if first[name] != second[name]} == {"case.json", "index.pdf", "manifest.json", "signature.json"}


@pytest.mark.parametrize("viewer", [WINDOW, GOODS, STRANGER, Viewer.public(), OTHER_AUDITOR, ASSISTING])
def test_a_case_is_not_there_to_be_taken_for_who_neither_leads_nor_audits_it(told: Told, viewer: Viewer) -> None:
    with pytest.raises(Missing):
        told.export(viewer)
    with pytest.raises(Missing):
        told.world.engine.ask(WholeCase(case_id=told.player.case_id), viewer)


@pytest.mark.parametrize("viewer", [APPROVER, AUDITOR])
def test_the_approver_who_led_it_and_the_auditor_may_and_it_is_written_down(told: Told, viewer: Viewer) -> None:
    told.export(viewer)
    views = exact_json.loads(opened(told.export(viewer)).files["case.json"])["views"]
    assert [(each["officer"], each["what"]) for each in views] == [(viewer.name, "导出案卷：复议")] * 2


def test_no_export_without_a_reason_and_none_without_a_signing_key(told: Told) -> None:
    number = told.player.case.case_no
    with pytest.raises(Invalid):
        told.world.engine.execute(RecordExport(command_id=fresh(), case_no=number, reason=" "), SYSTEM)
    unsigned = Engine(replace(told.world.settings, signing_key=""), told.world.clock)
    with pytest.raises(Refused, match="SIGNING_KEY"):
        unsigned.execute(RecordExport(command_id=fresh(), case_no=number, reason="复议"), SYSTEM)
    unsigned.dispose()


def test_a_key_that_was_replaced_stays_known_with_its_first_day(told: Told) -> None:
    told.export()
    renewed = Engine(replace(told.world.settings, signing_key=urlsafe_b64encode(STRANGERS_KEY).decode()), told.world.clock)
    renewed.execute(RecordExport(command_id=fresh(), case_no=told.player.case.case_no, reason="复议"), SYSTEM)
    keys = renewed.ask(SigningKeys(), Viewer.public()).keys
    renewed.dispose()
    assert [key.current for key in keys] == [False, True] and all(key.since for key in keys)
    assert keys[0].fingerprint == told.world.engine.ask(SigningKeys(), Viewer.public()).keys[-1].fingerprint


