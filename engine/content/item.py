"""``item.toml``: everything published about a service. Field names follow GB/T 39046-2020; the file format is in formats.md.

An ``ItemSpec`` has the right shape and readable durations; whether its parts fit each other and the diagram is ``check``'s business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from engine.content import schema
from engine.domain.calendar import Mode
from engine.domain.clock_kind import SPECIAL_PROCEDURES
from engine.domain.duration import Duration
from engine.domain.errors import Invalid

THIRTY_DAYS, SIXTY_DAYS = Duration.parse("P30D"), Duration.parse("P60D")


class Handling(StrEnum):
    """办件类型: decided on the spot, or within a promised time."""

    INSTANT = "instant"
    PROMISED = "promised"

    @property
    def label(self) -> str:
        return {"instant": "即办件", "promised": "承诺件"}[self]


class MaterialSource(StrEnum):
    """Where a material comes from; only ``applicant`` is asked for."""

    APPLICANT = "applicant"
    REGISTRY = "registry"
    RESULT = "result"
    GENERATED = "generated"

    @property
    def label(self) -> str:
        return {"applicant": "申请人提交", "registry": "数据共享获取", "result": "前序环节产生", "generated": "系统生成"}[self]


@dataclass(frozen=True, slots=True)
class Limits:
    """``None`` = the item sets none. ``calendar`` says what D and H mean. ``extension``: how much more the head may grant, once (art. 42);
    ``extension_basis``: id of another law that allows more than art. 42 does; ``commitment_check``: for checking a 告知承诺 after the decision."""

    statutory: Duration
    promised: Duration
    notice: Duration | None = None
    delivery: Duration | None = None
    supplement: Duration | None = None
    extension: Duration | None = None
    commitment_check: Duration | None = None
    extension_basis: str = ""
    calendar: Mode = "working"


@dataclass(frozen=True, slots=True)
class Before:
    """What the service cost before the reform: the baseline of 四减. ``None`` = not known."""

    days: Decimal | None = None
    steps: int | None = None
    materials: int | None = None
    visits: int | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    id: str
    law: str
    article: str = ""

    def __str__(self) -> str:
        return f"《{self.law}》第{self.article}条" if self.article else f"《{self.law}》"


@dataclass(frozen=True, slots=True)
class PauseRule:
    cause: str
    basis: str


@dataclass(frozen=True, slots=True)
class SilenceRule:
    """A department that lets its time pass is taken to have said ``outcome``. ``step``: the element; ``basis``: the document that says so."""

    step: str
    outcome: str
    basis: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """数量限制 (art. 57): no more than ``limit`` are granted in a division; first accepted, first granted. ``basis``: the document that says so."""

    limit: int
    basis: str


@dataclass(frozen=True, slots=True)
class LicenceRule:
    """What this service's licences are subject to. ``renewal``: the service that renews or changes them; ``renews``: those whose licences this one does.
    ``file_before``, ``remind``: days before the last one until when renewal is asked for (art. 50: thirty), and on which the holder is told.
    ``renewing``: FEEL, whether an application to a service that ``renews`` asks for more time (延续) rather than a change."""

    renewal: str = ""
    renews: tuple[str, ...] = ()
    file_before: Duration = THIRTY_DAYS
    remind: Duration = SIXTY_DAYS
    renewing: str = "= true"


@dataclass(frozen=True, slots=True)
class DepartmentItem:
    """A department's part in a joint item. ``duty`` is lead or assisting."""

    id: str
    item_code: str = ""
    promised: Duration | None = None
    duty: str = "assisting"


@dataclass(frozen=True, slots=True)
class MaterialRule:
    """What the item asks for. ``required`` is FEEL text, perhaps with a leading ``=``. ``commitment``: 告知承诺 may stand in for it."""

    id: str
    name: str
    required: str = "= true"
    originals: int = 1
    copies: int = 0
    source: MaterialSource = MaterialSource.APPLICANT
    deferrable: bool = False
    commitment: bool = False
    concerns: tuple[str, ...] = ()
    basis: str = ""
    accept: tuple[str, ...] = (".pdf", ".jpg", ".jpeg", ".png")


@dataclass(frozen=True, slots=True)
class ResultSpec:
    id: str
    name: str


@dataclass(frozen=True)
class ItemSpec:
    """One service of the catalogue. ``process_id`` is the folder's name, ``process`` the main BPMN file beside the item. ``touches_safety``: it
    directly concerns public safety, people's health, or the safety of life and property (art. 78, 79: false papers bar from applying again)."""

    process_id: str
    name: str
    short_code: str
    kind: Handling
    audience: tuple[str, ...]
    lead_department: str
    process: str
    limits: Limits
    theme: str = ""
    base_code: str = ""
    before: Before = field(default_factory=Before)
    basis: tuple[Basis, ...] = ()
    pauses: tuple[PauseRule, ...] = ()
    silence: tuple[SilenceRule, ...] = ()
    quantity: Quantity | None = None
    touches_safety: bool = False
    licence: LicenceRule = LicenceRule()
    departments: tuple[DepartmentItem, ...] = ()
    materials: tuple[MaterialRule, ...] = ()
    results: tuple[ResultSpec, ...] = ()

    @property
    def department_ids(self) -> frozenset[str]:
        """The lead and everyone who takes part."""
        return frozenset({self.lead_department, *(department.id for department in self.departments)})

    @property
    def is_joint(self) -> bool:
        """统一、联合、集中办理 (art. 26, 42): more than one department takes part."""
        return len(self.department_ids) > 1

    @property
    def cited(self) -> dict[str, str]:
        """Id of a basis → how pages and letters cite it."""
        return {basis.id: str(basis) for basis in self.basis}

    def silence_of(self, step: str, outcome: str) -> SilenceRule | None:
        return next((rule for rule in self.silence if (rule.step, rule.outcome) == (step, outcome)), None)

    @property
    def legal_basis(self) -> list[str]:
        """One line a law, with the articles of it that the item names."""
        articles: dict[str, list[str]] = {}
        for basis in self.basis:
            articles.setdefault(basis.law, []).extend([basis.article] if basis.article else [])
        return [str(Basis("", law, "、".join(sorted(named, key=_in_order)))) for law, named in articles.items()]

    def basis_of(self, basis_id: str) -> Basis | None:
        return next((basis for basis in self.basis if basis.id == basis_id), None)

    def pause_basis(self, cause: str) -> str | None:
        """The basis id of a cause: "" for art. 45 (the law itself), the listed one otherwise; None if the item does not know the cause."""
        listed = next((pause.basis for pause in self.pauses if pause.cause == cause), None)
        return "" if listed is None and cause in SPECIAL_PROCEDURES else listed

    def as_context(self) -> dict[str, Any]:
        """What FEEL sees as ``item``."""
        return {
            "process_id": self.process_id,
            "name": self.name,
            "short_code": self.short_code,
            "kind": str(self.kind),
            "theme": self.theme,
            "lead_department": self.lead_department,
            "departments": [department.id for department in self.departments],
        }


def parse_item(process_id: str, content: bytes, file: str = "item.toml") -> ItemSpec:
    """Raises Invalid: unknown keys (with the nearest known one), missing ones, wrong types, unreadable durations."""
    document = schema.read_toml(content, file)
    schema.require(document, "item", file)
    limits = _limits(document["limits"], file)
    return ItemSpec(
        process_id=process_id,
        name=document["name"],
        short_code=document["short_code"],
        kind=Handling(document["kind"]),
        audience=tuple(document["audience"]),
        lead_department=document["lead_department"],
        process=document["process"],
        limits=limits,
        theme=document.get("theme", ""),
        base_code=document.get("base_code", ""),
        before=_before(document.get("before", {})),
        basis=tuple(Basis(**each) for each in document.get("basis", ())),
        pauses=tuple(PauseRule(**each) for each in document.get("pauses", ())),
        silence=tuple(SilenceRule(**each) for each in document.get("silence", ())),
        quantity=Quantity(**document["quantity"]) if "quantity" in document else None,
        touches_safety=document.get("touches_safety", False),
        licence=_licence(document.get("licence", {}), file),
        departments=tuple(_department(each, file) for each in document.get("departments", ())),
        materials=tuple(_material(each) for each in document.get("materials", ())),
        results=tuple(ResultSpec(**each) for each in document.get("results", ())),
    )


def _limits(table: Mapping[str, Any], file: str) -> Limits:
    words = {key: text for key, text in table.items() if key in ("calendar", "extension_basis")}
    return Limits(**{key: _duration(text, f"limits.{key}", file) for key, text in table.items() if key not in words}, **words)


def _before(table: Mapping[str, Any]) -> Before:
    days = table.get("days")
    return Before(**{**table, "days": None if days is None else Decimal(days)})


def _licence(table: Mapping[str, Any], file: str) -> LicenceRule:
    days = {name: _duration(table[name], f"licence.{name}", file) for name in ("file_before", "remind") if name in table}
    return LicenceRule(**{**table, **days, "renews": tuple(table.get("renews", ()))})


def _department(table: Mapping[str, Any], file: str) -> DepartmentItem:
    promised = table.get("promised")
    return DepartmentItem(**{**table, "promised": promised and _duration(promised, f"departments.{table['id']}.promised", file)})


def _material(table: Mapping[str, Any]) -> MaterialRule:
    known = dict(table)
    for key in ("concerns", "accept"):
        if key in known:
            known[key] = tuple(known[key])
    if "source" in known:
        known["source"] = MaterialSource(known["source"])
    return MaterialRule(**known)


def _duration(text: str, where: str, file: str) -> Duration:
    try:
        return Duration.parse(text)
    except Invalid as wrong:
        raise Invalid("{file}：“{where}”{reason}", {where: str(wrong)}, file=file, where=where, reason=str(wrong)) from None


def _in_order(article: str) -> tuple[bool, int, str]:
    """Articles as a law counts them; those that are not plain numbers (三十二, 32-1) behind, by their text."""
    return (not article.isdecimal(), int(article) if article.isdecimal() else 0, article)
