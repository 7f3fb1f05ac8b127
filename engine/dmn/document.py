"""XML → a tree that is safe to read: no DOCTYPE, no entities, no network, bounded size and depth."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.dmn.errors import DmnError

MOST_BYTES = 10_000_000
MOST_DEPTH = 100

_MODEL = (
    "https://www.omg.org/spec/DMN/20240513/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
)
_EXPORT = "请用 dmn-js 或 Camunda Modeler 重新导出 DMN 1.2 至 1.5 文件。"
_EXPORT_ENGLISH = "Export it again from dmn-js or Camunda Modeler as DMN 1.2 to 1.5."


def read_document(xml: bytes) -> etree._Element:
    """The ``definitions`` element. Raises DmnError."""
    if len(xml) > MOST_BYTES:
        raise DmnError(
            "决策文件太大：{size} 字节，最多 {most} 字节。",
            english="The decision file is too large: {size} bytes, at most {most}. Split it into several files with imports.",
            mend="请拆成几个文件并用 import 引用。",
            size=len(xml),
            most=MOST_BYTES,
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DmnError(
            "决策文件不是完整的 XML：{reason}。",
            english="The decision file is not well-formed XML: {reason}. " + _EXPORT_ENGLISH,
            mend=_EXPORT,
            reason=str(error),
        ) from error
    if root.getroottree().docinfo.doctype:
        raise DmnError(
            "决策文件含有 DOCTYPE 声明，不予读取。",
            english="The decision file has a DOCTYPE, which is not read. Delete the DOCTYPE.",
            mend="请删除 DOCTYPE 声明。",
        )
    name = etree.QName(root)
    if name.localname != "definitions" or name.namespace not in _MODEL:
        raise DmnError(
            "不是 DMN 1.1 至 1.5 的决策文件：根元素是“{root}”。",
            english="Not a decision file of DMN 1.1 to 1.5: the root element is “{root}”. " + _EXPORT_ENGLISH,
            mend=_EXPORT,
            root=root.tag,
        )
    _check_depth(root)
    return root


def _check_depth(root: etree._Element) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MOST_DEPTH:
            raise too_deep()


def too_deep() -> DmnError:
    return DmnError(
        "决策文件嵌套太深，最多 {most} 层。",
        english="The decision file is nested too deeply, at most {most} levels. Move the inner expressions into decisions of their own.",
        mend="请把内层表达式拆成单独的决策。",
        most=MOST_DEPTH,
    )


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Child elements of the model's own namespace, of these names or of any."""
    namespace = etree.QName(element).namespace
    for child in element:
        if isinstance(child.tag, str):
            tag = etree.QName(child)
            if tag.namespace == namespace and (not names or tag.localname in names):
                yield child


def child(element: etree._Element, *names: str) -> etree._Element | None:
    return next(children(element, *names), None)


def local_name(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def text_of(element: etree._Element | None) -> str:
    """The text of the element's ``text`` child, blanks around removed; empty if there is none."""
    if element is None:
        return ""
    found = child(element, "text")
    return "" if found is None else "".join(found.itertext()).strip()


def own_text(element: etree._Element | None) -> str:
    return "" if element is None else "".join(element.itertext()).strip()


def name_of(element: etree._Element | None) -> str:
    """A name with runs of blanks made one, as FEEL reads it."""
    return "" if element is None else " ".join(element.get("name", "").split())
