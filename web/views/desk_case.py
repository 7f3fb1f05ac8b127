"""One case, read-only, for officers whose posts reach it; full numbers on request and logged; a new query code at the window."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.commands.account import RecordAccess
from engine.commands.follow import ReissueQueryCode
from engine.commands.material import CheckMaterial
from engine.commands.task import CompleteTask
from engine.domain.command_id import new_command_id
from engine.domain.errors import EngineError, Invalid, Refused
from engine.queries.bans import CaseBan
from engine.queries.case_file import CaseFile
from engine.queries.case_shown import CaseFileShown, SupplementShown
from engine.queries.draft import Draft, DraftFile
from engine.queries.finish import LikelyFinish
from engine.queries.fraud import FraudChoices
from engine.queries.generated import GeneratedPaper
from engine.queries.licences import CaseLicences
from engine.queries.signers import CaseSigners
from engine.queries.standstill import Standstill
from engine.queries.talk import Talk
from web.context import ask, command_id, execute, look, safe_next, viewer
from web.desk_helps import helps_shown
from web.desk_more import case_links
from web.desk_sheet import drawn
from web.error_pages import say, say_problems
from web.forms_page.papers import take_files
from web.permissions import permit
from web.security import takes_files
from web.views.public_guide import diagram_of

blueprint = Blueprint("desk_case", __name__, url_prefix="/desk/cases/<case_id>")
CASE_ROLES = ("window", "reviewer", "approver", "inspector", "hearing_chair", "proxy", "supervisor")
# A browser may draw what was uploaded, and nothing in it may run or reach further.
_FILE_POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"


def file_words(file: CaseFileShown) -> dict[str, Any]:
    """What the parts of a case's page take (templates/desk_case/parts.html)."""
    edition = file.head.edition_hash
    opinions = [(one, drawn(edition, one.sheet) if one.sheet else None) for one in file.opinions]
    return {"file": file, "sheets": [drawn(edition, sheet) for sheet in file.sheets], "opinions": opinions}


@blueprint.get("")
@permit(*CASE_ROLES)
def case(case_id: str) -> Any:
    """``?before=<number>``: the journal further back."""
    file = ask(CaseFile(case_id=case_id, before=request.args.get("before", type=int)))
    if file.head.status == "draft":
        return redirect(url_for("desk_intake_case.form", case_id=case_id))
    talk, signing = ask(Talk(case_id=case_id)), ask(CaseSigners(case_id=case_id))
    why = [(each, helps_shown(each.helps)) for each in ask(Standstill(case_id=case_id))]
    finish = ask(LikelyFinish(case_id=case_id))
    granted = file.head.decision == "grant"
    ban = ask(CaseBan(case_id=case_id)) if granted or file.head.refusal else None  # a case under way is asked neither
    beside = {"ban": ban, "licences": ask(CaseLicences(case_id=case_id)), "talk": talk, "signing": signing}
    beside["more"] = case_links(file, granted and ask(FraudChoices(case_id=case_id)) is not None)
    return render_template("desk_case/case.html", finish=finish, why=why, **beside, **file_words(file))


@blueprint.get("/diagram.bpmn")
@permit(*CASE_ROLES)
def diagram(case_id: str) -> Response:
    """The diagram of the edition this case runs on."""
    answer: Response = diagram_of(look().process(ask(CaseFile(case_id=case_id)).head.edition_hash))
    return answer


@blueprint.get("/files/<file_id>")
@permit(*CASE_ROLES)
def file(case_id: str, file_id: str) -> Response:
    found = ask(DraftFile(case_id=case_id, file_id=file_id))
    response = Response(found.content, mimetype=found.media_type)
    response.headers.set("Content-Disposition", "inline", filename=found.filename)
    response.headers["Content-Security-Policy"] = _FILE_POLICY
    return response


@blueprint.get("/papers/<material_id>")
@permit(*CASE_ROLES)
def paper(case_id: str, material_id: str) -> str:
    """A paper the system prints from the answers."""
    return render_template("desk_case/paper.html", paper=ask(GeneratedPaper(case_id=case_id, material_id=material_id)), case_id=case_id)


@blueprint.post("/full")
@permit(*CASE_ROLES)
def unmask(case_id: str) -> Any:
    """The case must exist for him before his look at it is written down."""
    head = ask(CaseFile(case_id=case_id)).head
    what = _("完整证件号码和手机号，原因：%(why)s", why=request.form.get("why", "").strip()[:100] or _("办理需要"))
    execute(RecordAccess(command_id=command_id(), case_id=head.case_id, what=what))
    flash(_("完整号码显示 15 分钟。这次查看已记入查阅记录。"), "info")
    return redirect(safe_next(url_for("desk_case.case", case_id=case_id)))


@blueprint.post("/query-code")
@permit("window")
def reissue(case_id: str) -> str:
    """Shown on the answer to this request and nowhere else."""
    ask(CaseFile(case_id=case_id))
    code = execute(ReissueQueryCode(command_id=command_id(), case_id=case_id))
    return render_template("desk_case/query_code.html", head=ask(CaseFile(case_id=case_id)).head, code=code)


@takes_files
@blueprint.post("/supplement")
@permit("window")
def supplement(case_id: str) -> Any:
    """Papers brought to the window for a request of supplement: counted, scanned, and the applicant's step finished for him."""
    file = ask(CaseFile(case_id=case_id))
    if file.supplement is None:
        raise Refused("这个办件现在没有等待补正。")
    wrong = take_files(case_id, ask(Draft(case_id=case_id)), viewer()) | _count_papers(file)
    if not wrong:
        wrong = _hand_in(file.supplement)
    for sentence in wrong.values():
        flash(sentence, "warning")
    if not wrong:
        flash(_("补正已收，办理部门会继续办理。"), "success")
    return redirect(url_for("desk_case.case", case_id=case_id, _anchor="supplement" if wrong else None))


def _count_papers(file: CaseFileShown) -> dict[str, str]:
    """Every asked material whose papers lie on the counter, as just received."""
    wrong = {}
    for one in file.supplement.asked if file.supplement else ():
        originals, copies = (request.form.get(f"{kind}.{one.key}", 0, type=int) for kind in ("originals", "copies"))
        if not originals + copies:
            continue
        try:
            execute(
                CheckMaterial(
                    command_id=new_command_id(),
                    case_id=file.head.case_id,
                    material_id=one.key,
                    state="handed_in",
                    originals=originals,
                    copies=copies,
                )
            )
        except EngineError as error:
            wrong[one.key] = say(error)
    return wrong


def _hand_in(asked: SupplementShown) -> dict[str, str]:
    try:
        execute(CompleteTask(command_id=command_id(), task_id=asked.task_id, outcome=asked.outcome))
    except Invalid as error:
        return say_problems(error) or {"": say(error)}
    return {}
