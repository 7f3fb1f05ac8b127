"""确认提交: look through everything once more, hand in; 收件凭证: what one keeps of it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.commands.apply import Submit
from engine.domain.errors import Invalid, Overtaken, Refused
from engine.queries.draft import DraftAsShown
from engine.queries.progress import Progress
from web.codes import case_link, qr_svg
from web.context import ask, command_id, execute
from web.error_pages import say, say_problems
from web.forms_page import Steps, is_editable
from web.forms_page.codes_once import forget_code, kept_code
from web.forms_page.overtaken import based_on
from web.forms_page.papers import rows_of
from web.forms_page.sheet import sheet


def show_review(steps: Steps, case_id: str, problems: dict[str, str] | None = None, error: str = "") -> Any:
    """What stands now. To a page that was pressed and showed something else it says so, whatever else is wrong with it."""
    draft = steps.draft(case_id)
    if not is_editable(draft):
        return redirect(steps.after(case_id))
    process = steps.process(draft)
    shown = sheet(process, process.start_form, draft.answers, draft.context)
    whole = ask(DraftAsShown(case_id=case_id), steps.viewer())
    changed = based_on() not in (None, whole.mark)
    page = render_template(
        "forms_page/review.html", steps=steps, draft=draft, step="review", sheet=shown, whole=whole, changed=changed,
        problems=_links(case_id, problems or {}), error=error, **rows_of(draft),
    )  # fmt: skip
    return (page, Overtaken.status) if changed else (page, Invalid.status) if problems or error else page


def submit(steps: Steps, case_id: str) -> Any:
    if request.form.get("truthful") != "yes" and not steps.counter:
        return show_review(steps, case_id, error=_("请先勾选承诺，再提交。"))
    try:
        execute(Submit(command_id=command_id(), case_id=case_id, based_on=based_on()), steps.viewer())
    except Overtaken:
        return show_review(steps, case_id)
    except Invalid as error:
        return show_review(steps, case_id, say_problems(error), say(error))
    except Refused as error:  # handed in already, or barred from applying: what was filled in stays
        if not is_editable(steps.draft(case_id)):
            raise
        return show_review(steps, case_id, error=say(error))
    flash(_("提交成功。"), "success")
    return redirect(steps.onward(case_id) or url_for(".receipt", case_id=case_id))


def show_receipt(steps: Steps, case_id: str) -> Any:
    shown = ask(Progress(case_id=case_id), steps.viewer())
    if shown.status == "draft":
        return redirect(url_for(".review", case_id=case_id))
    link = case_link(case_id, steps.viewer())
    return render_template("forms_page/receipt.html", steps=steps, case=shown, code=kept_code(case_id), link=link, picture=qr_svg(link))


def seen_code(steps: Steps, case_id: str) -> Any:
    """The person has written the query code down: it is not shown again."""
    forget_code(case_id)
    return redirect(steps.after(case_id))


def _links(case_id: str, problems: dict[str, str]) -> list[tuple[str, str]]:
    """(sentence, address where it is put right) for what Submit found wanting."""
    found = []
    for path, sentence in problems.items():
        kind, _colon, rest = path.partition(":")
        if kind == "material":
            address = url_for(".materials", case_id=case_id, check=1, _anchor=f"m-{rest}")
        elif kind == "party":
            address = url_for(".confirm", case_id=case_id, _anchor="party-" + rest.replace(".", "-"))
        else:
            address = url_for(".form", case_id=case_id, check=1, _anchor="f-" + path.replace(".", "-"))
        found.append((sentence, address))
    return found
