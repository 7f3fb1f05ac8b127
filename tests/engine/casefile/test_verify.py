"""An altered case file is found out, and the first altered row or file is named in a sentence."""

from __future__ import annotations

import io
import json
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from engine.__main__ import main
from engine.casefile import fingerprint, read_public_key, verify
from engine.domain.chain import chain_hash, digest
from engine.domain.errors import Invalid
from tests.engine.casefile.repacking import STRANGERS_KEY, Archive, opened

Altered = Callable[..., io.BytesIO]


def first_of(file: io.BytesIO) -> str:
    return verify(file).problems[0]


def test_a_file_as_exported_is_whole_and_says_who_signed_it(case_file: bytes) -> None:
    verdict = verify(io.BytesIO(case_file))
    assert verdict.problems == () and verdict.trusted is None and verdict.erased == 0
    assert verdict.journal_length == len(opened(case_file).rows()) > 20
    assert verdict.signed_by == fingerprint(opened(case_file).public_key())


@pytest.mark.parametrize("column", ["event", "actor", "element_id", "command_id", "details_digest"])
def test_an_altered_row_of_the_journal_is_named(altered: Altered, column: str) -> None:
    assert first_of(altered(lambda file: file.change_row(7, **{column: "0"}))).startswith("流转记录第 7 行（")


def test_facts_the_moment_and_details_of_a_row_are_protected_too(altered: Altered) -> None:
    assert "第 9 行" in first_of(altered(lambda file: file.change_row(9, facts={"outcome": "deny"})))
    assert "第 9 行" in first_of(altered(lambda file: file.change_row(9, at="2026-03-03T01:00:00.000000+00:00")))

    def other_details(file: Archive) -> None:
        number = next(row["seq"] for row in file.rows() if row["details"])
        file.change_row(number, details={"opinion": "换过的意见"})

    assert "细节与摘要不符" in first_of(altered(other_details))


def test_a_row_written_anew_with_a_fitting_hash_breaks_the_row_behind_it(altered: Altered) -> None:
    def forge(file: Archive) -> None:
        rows = file.rows()
        row = rows[4]
        row["actor"] = "officer:somebody"
        row["hash"] = chain_hash(
            row["previous_hash"], row["seq"], datetime.fromisoformat(row["at"]), row["event"], row["actor"], row["element_id"], row["facts"],
            row["details_digest"], row["command_id"],
        )  # fmt: skip
        file.put_rows(rows)

    assert first_of(altered(forge)).startswith("流转记录第 6 行（")


def test_rows_left_out_or_changed_about_are_named(altered: Altered) -> None:
    assert "第 5 行" in first_of(altered(lambda file: file.put_rows([row for row in file.rows() if row["seq"] != 5])))
    assert "行起不见了" in first_of(altered(lambda file: file.put_rows(file.rows()[:-2])))
    assert "第 3 行" in first_of(altered(lambda file: file.put_rows([*file.rows()[:2], file.rows()[3], file.rows()[2], *file.rows()[4:]])))


def test_a_row_that_is_no_json_is_named(altered: Altered) -> None:
    def spoil(file: Archive) -> None:
        lines = file.files["journal.jsonl"].splitlines()
        lines[2] = b"{"
        file.files["journal.jsonl"] = b"\n".join(lines)

    assert first_of(altered(spoil)) == "流转记录第 3 行（journal.jsonl）被改动：读不出来。"


def test_an_altered_letter_is_named_by_its_name_and_number(altered: Altered) -> None:
    def reword(file: Archive) -> None:
        file.change_json(file.path("letters/", "-decision.json"), lambda letter: letter["content"]["blocks"][0].update(text="不予决定书"))

    sentence = first_of(altered(reword))
    assert sentence.startswith("文书“准予") and "〔2026〕" in sentence and "与出具时的摘要不符" in sentence


def test_a_letter_reworded_with_a_fitting_digest_does_not_fit_the_journal(altered: Altered) -> None:
    def forge(file: Archive) -> None:
        def reword(letter: dict[str, Any]) -> None:
            letter["content"]["blocks"][0]["text"] = "不予决定书"
            letter["digest"] = digest(letter["content"])

        file.change_json(file.path("letters/", "-decision.json"), reword)

    assert "与出具时的摘要不符" in first_of(altered(forge))


def test_a_letter_that_is_gone_or_was_never_issued_is_named(altered: Altered) -> None:
    assert "不见了" in first_of(altered(lambda file: file.files.pop(file.path("letters/", "-decision.json"))))
    assert "流转记录里没有出具过它" in first_of(altered(lambda file: file.files.update({"letters/99-decision.json": b'{"letter_id": "x"}'})))


def test_an_altered_material_is_named(altered: Altered) -> None:
    def spoil(file: Archive) -> None:
        file.files[file.path("materials/", ".pdf")] += b"%"

    sentence = first_of(altered(spoil))
    assert sentence.startswith("材料“") and "与收到时的摘要不符" in sentence
    assert "不见了" in first_of(altered(lambda file: file.files.pop(file.path("materials/", ".pdf"))))
    unlisted = first_of(altered(lambda file: file.change_json("materials/materials.json", lambda listed: listed.clear())))
    assert unlisted == "1 份收到过的材料不在案卷里。"


@pytest.mark.parametrize("ending", ["case.json", "index.pdf", "-acceptance.pdf"])
def test_any_other_altered_file_is_named(altered: Altered, ending: str) -> None:
    path = opened(altered(lambda file: None).read()).path("", ending)
    sentence = first_of(altered(lambda file: file.files.update({path: file.files[path] + b" "})))
    assert sentence == f"文件 {path} 被改动：与清单里的 SHA-256 不符。"


def test_a_file_put_in_or_taken_out_is_named(altered: Altered) -> None:
    assert first_of(altered(lambda file: file.files.update({"more.txt": b"x"}))) == "文件 more.txt 是后来添加的：清单里没有它。"
    assert first_of(altered(lambda file: file.files.pop("index.pdf"))) == "文件 index.pdf 不见了。"


def test_an_altered_manifest_does_not_fit_the_signature(altered: Altered) -> None:
    assert "签名不符" in first_of(altered(lambda file: file.change_json("manifest.json", lambda m: m.update(exported_by="别人"))))
    assert "签名" in first_of(altered(lambda file: file.files.pop("signature.json")))


def test_who_signs_anew_with_another_key_is_found_out_by_the_key_one_trusts(altered: Altered, case_file: bytes) -> None:
    own = fingerprint(opened(case_file).public_key())

    def forge(file: Archive) -> None:
        file.change_json("case.json", lambda case: case["head"].update(决定="不予"))
        file.sign_anew(STRANGERS_KEY)

    verdict = verify(altered(forge), [own])
    assert verdict.trusted is False and "不在您信任的公钥里" in verdict.problems[0]
    assert verify(io.BytesIO(case_file), ["0000 0000 0000 0000 0000", own]).trusted is True, "a key that was replaced is trusted beside the new one"


def test_details_that_vanished_without_an_erasure_are_named(altered: Altered) -> None:
    def hide(file: Archive) -> None:
        file.change_row(next(row["seq"] for row in file.rows() if row["details"]), details=None)
        file.sign_anew(STRANGERS_KEY)

    assert "的细节不见了" in first_of(altered(hide))


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut"])
def test_what_is_no_case_file_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Invalid):
        verify(io.BytesIO(content))


def test_a_trusted_key_is_read_from_base64_from_its_fingerprint_and_from_a_file(case_file: bytes, tmp_path: Path) -> None:
    raw = opened(case_file).public_key()
    (tmp_path / "key.txt").write_text(b64encode(raw).decode() + "\n", encoding="utf-8")
    for text in (b64encode(raw).decode(), fingerprint(raw), fingerprint(raw).replace(" ", "").upper(), str(tmp_path / "key.txt")):
        assert read_public_key(text) == fingerprint(raw)
    with pytest.raises(Invalid):
        read_public_key("no key")


def test_the_command_line_says_it_in_a_sentence_and_by_its_code(
    case_file: bytes, altered: Altered, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, spoilt, broken = tmp_path / "whole.zip", tmp_path / "spoilt.zip", tmp_path / "broken.zip"
    whole.write_bytes(case_file)
    spoilt.write_bytes(altered(lambda file: file.change_row(3, actor="officer:x")).read())
    broken.write_bytes(case_file[: len(case_file) // 2])
    key = b64encode(opened(case_file).public_key()).decode()
    assert [main(["verify", str(path), "--key", key]) for path in (whole, spoilt, broken, tmp_path / "none.zip")] == [0, 1, 2, 2]
    said = capsys.readouterr()
    assert "完整" in said.out and "流转记录第 3 行" in said.out and "zip" in said.err
    assert main(["verify", str(whole), "--key", "0000 0000 0000 0000 0000", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["trusted"] is False
