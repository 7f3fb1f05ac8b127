"""The first sheet of a case file: what lies in it, in words a person reads, printed like a letter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from engine.casefile.contents import Contents, erased_rows
from engine.casefile.signing import Signer, fingerprint
from engine.domain.calendar import SHANGHAI
from engine.letters import Block, FactTable, Grid, Heading, Paragraph, Title


def index_blocks(contents: Contents, signer: Signer) -> tuple[Block, ...]:
    return tuple(_blocks(contents, signer))


def _blocks(contents: Contents, signer: Signer) -> Iterator[Block]:
    yield Title("案卷目录")
    yield FactTable((("办件编号", contents.case_no), *((label, words) for label, words in contents.head.items() if words)))
    if contents.erased:
        yield Paragraph(f"个人信息已按规定删除：{len(erased_rows(contents.journal))} 行流转记录只留摘要，哈希链仍可核验。")
    yield from _listed("文书", ("序号", "名称", "编号", "出具时间"), [(one.name, one.number, _at(one.issued_at)) for one in contents.letters])
    files = [(one.name, one.filename, one.state, one.sha256[:16]) for one in contents.materials]
    yield from _listed("材料", ("序号", "材料", "文件名", "核对", "SHA-256（前16位）"), files)
    opinions = [(one.step, f"{one.department} {one.officer}", one.outcome, one.opinion, _at(one.at)) for one in contents.opinions]
    yield from _listed("意见", ("序号", "环节", "办理人", "结果", "意见", "时间"), opinions)
    yield from _listed("谁看过完整的个人信息", ("序号", "时间", "人员", "内容"), [(_at(one.at), one.officer, one.what) for one in contents.views])
    yield Heading("流转记录")
    yield Grid(
        ("行", "时间", "经过", "人员", "哈希（前16位）"),
        tuple((str(one.seq), _at(one.at), one.said or one.event, one.actor_name, one.hash[:16]) for one in contents.journal),
    )
    yield Heading("怎样核验")
    yield Paragraph("在装有本系统的任何电脑上运行 python -m engine verify 文件名，不需要网络和数据库；改动过的第一行记录或第一个文件会被指出。")
    yield FactTable((
        ("导出时间", _at(contents.exported_at)), ("导出人", contents.exported_by), ("签名公钥指纹", fingerprint(signer.public_key)),
    ))  # fmt: skip


def _listed(title: str, heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[Block]:
    if rows:
        yield Heading(f"{title}（{len(rows)}）")
        yield Grid(heads, tuple((str(number), *row) for number, row in enumerate(rows, 1)))


def _at(instant: datetime) -> str:
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
