from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from engine.content.archive import from_zip, to_zip
from engine.content.bundle import Bundle, processes, read_folder
from engine.domain.errors import Invalid, Missing
from tests.engine.content.example_service import FILES, changed, written


def zipped(entries: dict[str, bytes], **more: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = more.get("mode", 0o644) << 16
            archive.writestr(entry, content)
    return out.getvalue()


def test_a_folder_its_zip_and_the_unzipped_zip_have_one_hash(tmp_path: Path) -> None:
    bundle = read_folder(written(tmp_path), "doorplate")
    again = from_zip(to_zip(bundle))
    assert (again.process_id, again.files) == ("doorplate", bundle.files)
    assert again.hash == bundle.hash
    assert to_zip(again) == to_zip(bundle)
    with zipfile.ZipFile(io.BytesIO(to_zip(bundle))) as archive:
        archive.extractall(tmp_path / "other")
    assert read_folder(tmp_path / "other", "doorplate").hash == bundle.hash


def test_every_changed_byte_and_every_moved_file_changes_the_hash() -> None:
    bundle = changed()
    assert changed(**{"bpmn/doorplate/README.md": "# other\n"}).hash != bundle.hash
    assert changed(**{"bpmn/doorplate/README.md": None, "bpmn/doorplate/READ.md": "# doorplate\n"}).hash != bundle.hash
    assert changed(**{"bpmn/doorplate/README.md": None}).hash != bundle.hash


def test_only_shared_letters_that_are_used_are_taken(tmp_path: Path) -> None:
    letters = read_folder(written(tmp_path), "doorplate").letters()
    assert set(letters) == {"acceptance", "refusal", "decision"}
    assert set(letters["decision"]) == {"letter.toml", "letter.txt"}


def test_a_process_may_have_a_letter_of_its_own_under_a_shared_name() -> None:
    own = changed(**{"bpmn/doorplate/letters/decision/letter.toml": 'name = "本事项决定书"'})
    assert own.letters()["decision"] == {"letter.toml": 'name = "本事项决定书"'.encode()}


def test_hidden_files_links_and_leftovers_are_not_taken(tmp_path: Path) -> None:
    root = written(tmp_path)
    (root / "bpmn/doorplate/.DS_Store").write_bytes(b"x")
    (root / "bpmn/doorplate/item.toml~").write_bytes(b"x")
    (root / "bpmn/doorplate/secret.json").symlink_to("/etc/passwd")
    assert read_folder(root, "doorplate").hash == changed().hash


def test_services_are_found_and_strangers_are_missing(tmp_path: Path) -> None:
    root = written(tmp_path)
    (root / "bpmn/Not-A-Process").mkdir()
    assert processes(root) == ["doorplate"]
    assert processes(tmp_path / "nowhere") == []
    for stranger in ("other", "../etc", "_shared"):
        with pytest.raises(Missing):
            read_folder(root, stranger)


@pytest.mark.parametrize(
    "path",
    [
        "bpmn/doorplate/../x.toml",
        "/bpmn/doorplate/x.toml",
        "bpmn/doorplate/x.py",
        "bpmn/doorplate/.x.toml",
        "bpmn/other/item.toml",
        "forms/other/apply.json",
        "engine/x.json",
        "bpmn/doorplate/a/b/c/d/e.toml",
        "bpmn/doorplate/x",
        "bpmn/_shared/calendar.toml",
        "bpmn\\doorplate\\item.toml",
        "bpmn/doorplate/\u202egnp.toml",
    ],
)
def test_files_out_of_place_are_refused_in_bundles_and_zips(path: str) -> None:
    with pytest.raises(Invalid):
        changed(**{path: b""})
    with pytest.raises(Invalid):
        from_zip(zipped({**FILES, path: b""}))


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(Invalid, match="展开后太大"):
        from_zip(zipped({**FILES, "bpmn/doorplate/big.json": b"0" * 8_000_000}))
    many = {f"bpmn/doorplate/{i}.json": b"0" * 4_900_000 for i in range(7)}
    with pytest.raises(Invalid, match="展开后太大"):
        from_zip(zipped({**FILES, **many}))


def test_a_header_that_lies_about_the_size_does_not_help_a_bomb() -> None:
    honest = zipped({**FILES, "bpmn/doorplate/big.json": b"0" * 8_000_000})
    lying = honest.replace(struct.pack("<I", 8_000_000), struct.pack("<I", 10))
    assert lying != honest
    with pytest.raises(Invalid):
        from_zip(lying)


def test_zips_with_links_passwords_doubles_or_nothing_are_refused() -> None:
    with pytest.raises(Invalid, match="链接"):
        from_zip(zipped(FILES, mode=0o120777))
    locked = bytearray(zipped(FILES))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Invalid, match="密码"):
        from_zip(bytes(locked))
    doubled = zipped({"bpmn/doorplate/a.toml": b"", "bpmn/doorplate/b.toml": b""}).replace(b"b.toml", b"a.toml")
    with pytest.raises(Invalid, match="两个"):
        from_zip(doubled)
    with pytest.raises(Invalid, match="正好有一个流程"):
        from_zip(zipped({}))
    with pytest.raises(Invalid, match="正好有一个流程"):
        from_zip(zipped({"bpmn/a/item.toml": b"", "bpmn/b/item.toml": b""}))


def test_an_entry_without_a_name_is_refused() -> None:
    entry = zipfile.ZipInfo("x")
    entry.filename = ""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(entry, b"")
    with pytest.raises(Invalid):
        from_zip(out.getvalue())


def test_what_is_no_zip_is_refused() -> None:
    whole = zipped(FILES)
    for content in (b"", b"PK", b"hello", whole[: len(whole) // 2], whole[200:], b"PK\x05\x06" + b"\0" * 18):
        with pytest.raises(Invalid):
            from_zip(content)


def test_zips_of_a_mac_are_read_without_its_leftovers() -> None:
    bundle = from_zip(zipped({**FILES, "__MACOSX/bpmn/._x": b"", "bpmn/doorplate/.DS_Store": b"", "bpmn/doorplate/": b""}))
    assert "bpmn/doorplate/item.toml" in bundle.files


def test_parts_are_found_by_what_they_are() -> None:
    bundle = changed()
    assert set(bundle.forms()) == {"apply", "decide"}
    assert set(bundle.beside(".bpmn", ".dmn")) == {"process.bpmn"}
    assert bundle.file("README.md") == b"# doorplate\n"
    with pytest.raises(Missing):
        bundle.file("nothing.md")
    with pytest.raises(Invalid):
        Bundle("Doorplate", {})
