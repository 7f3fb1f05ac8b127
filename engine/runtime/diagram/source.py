"""Bytes somebody uploaded → XML, without being harmed by them."""

from __future__ import annotations

from lxml import etree

from engine.runtime.problem import Problem

MAX_BYTES = 2_000_000
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def read_xml(file: str, content: bytes) -> etree._Element | Problem:
    """The root element, or what is wrong. No DOCTYPE, no entities, no network, at most 2 MB and 256 levels."""
    if len(content) > MAX_BYTES:
        return Problem(file, "", "too_large", "error", f"文件有 {len(content)} 字节，超过 2 MB 上限。请拆成几个流程，用调用活动相连。")
    # NULs are dropped so that UTF-16 cannot hide the word.
    if b"<!doctype" in content.replace(b"\0", b"").lower():
        return Problem(file, "", "doctype", "error", "文件里有 DOCTYPE 声明，可能夹带外部实体，不予读取。请删掉这一行后重新保存。")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as wrong:
        return Problem(file, "", "broken_xml", "error", f"文件不是完整的 XML：{_first_line(wrong)}。请从建模工具重新导出。")
    if root is None:
        return Problem(file, "", "broken_xml", "error", "文件是空的。请从建模工具重新导出。")
    if root.getroottree().docinfo.internalDTD is not None:
        return Problem(file, "", "doctype", "error", "文件里有 DOCTYPE 声明，可能夹带外部实体，不予读取。请删掉这一行后重新保存。")
    return root


def local_name(xml: etree._Element) -> str:
    return xml.tag.rpartition("}")[2] if isinstance(xml.tag, str) else ""


def namespace(xml: etree._Element) -> str:
    return xml.tag.rpartition("}")[0].lstrip("{") if isinstance(xml.tag, str) else ""


def children(xml: etree._Element, name: str) -> list[etree._Element]:
    """The BPMN children of that local name."""
    return xml.findall(f"{{{BPMN}}}{name}")


def child_text(xml: etree._Element, name: str) -> str | None:
    """The text of the first such child, stripped; None if there is none or it is blank."""
    found = xml.find(f"{{{BPMN}}}{name}")
    text = "".join(found.itertext()).strip() if found is not None else ""
    return text or None


def _first_line(wrong: Exception) -> str:
    return (str(wrong).splitlines() or ["无法解析"])[0][:200]
