"""退回 inside a parallel review: three departments look at once, one sends back inside its own branch, the others never notice."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from lxml import etree
from playwright.sync_api import expect
from werkzeug.serving import make_server

from tests.databases import Databases
from tests.engine.commands.test_design import DIAGRAM, publish, with_third_review
from tests.engine.commands.test_returning import with_returns
from tests.engine.world import World, world_of
from tests.journeys.people import BROWSED, browser_session, sign_in
from tests.journeys.waiting import is_there, press
from tests.web.cast import PASSWORD, enrol
from web import create_app

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = (
    'xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:wp="http://www.omg.org/spec/DD/20100524/DI"'
)


def inspected_first(diagram: bytes) -> bytes:
    """In the branch of the site, an inspection before the review; the reviewer may send back to it and gets the case straight back."""
    step = (
        '<bpmn:userTask id="inspect_site" name="现场踏勘" camunda:candidateGroups="city_appearance:reviewer"/>'
        '<bpmn:sequenceFlow id="flow_inspected" sourceRef="inspect_site" targetRef="review_site"/></bpmn:process>'
    )
    changed = diagram.replace(b'sourceRef="fork" targetRef="review_site"', b'sourceRef="fork" targetRef="inspect_site"')
    changed = changed.replace(b"</bpmn:process>", step.encode())
    return with_returns(changed, review_site="return_to=inspect_site after_return=resume")


def with_picture(diagram: bytes) -> bytes:
    """Every element in a column as far right as it is from the start, so that a browser has something to draw."""
    root = etree.fromstring(diagram)
    process = root.find(f"{BPMN}process")
    flows = [(each.get("id"), each.get("sourceRef"), each.get("targetRef")) for each in process.iter(f"{BPMN}sequenceFlow")]
    column, line = {"start": 0}, ["start"]
    for at in line:
        for target in [target for _, source, target in flows if source == at and target not in column]:
            column[target] = column[at] + 1
            line.append(target)
    taken: dict[int, int] = {}
    place: dict[str, tuple[int, int]] = {}
    for each in [each for each in process if isinstance(each.tag, str) and each.tag != f"{BPMN}sequenceFlow"]:
        x = column.get(each.get("id"), 1)
        place[each.get("id")] = (x * 150, taken.setdefault(x, 0) * 110)
        taken[x] += 1
    shapes = "".join(
        f'<di:BPMNShape id="s_{each}" bpmnElement="{each}"><dc:Bounds x="{x}" y="{y}" width="100" height="80"/></di:BPMNShape>'
        for each, (x, y) in place.items()
    )
    edges = "".join(
        f'<di:BPMNEdge id="e_{flow}" bpmnElement="{flow}"><wp:waypoint x="{place[a][0] + 100}" y="{place[a][1] + 40}"/>'
        f'<wp:waypoint x="{place[b][0]}" y="{place[b][1] + 40}"/></di:BPMNEdge>'
        for flow, a, b in flows
    )
    picture = f'<di:BPMNDiagram {DI} id="picture"><di:BPMNPlane id="plane" bpmnElement="street_stall">{shapes}{edges}</di:BPMNPlane></di:BPMNDiagram>'
    return diagram.replace(b"</bpmn:definitions>", picture.encode() + b"</bpmn:definitions>")


@pytest.fixture(params=BROWSED)
def office(request: pytest.FixtureRequest, databases: dict[str, Databases]) -> Iterator[tuple[World, str]]:
    """The tests' office, served to a browser."""
    with world_of(databases[request.param]) as world:
        server = make_server("127.0.0.1", 0, create_app(world.engine), threaded=True)
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield world, f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def signed_in(browser: Any, address: str, login: str) -> Any:
    page = browser_session(browser, address, 1280)
    sign_in(page, login, PASSWORD)
    return page


def finish(page: Any, world: World, case_id: str, element: str, outcome: str = "") -> None:
    page.goto(f"/desk/tasks/{world.task(case_id, element).task_id}")
    if is_there(page.locator("[name=passage]")):
        page.fill("[name=passage]", "2.5")
    press(page.locator(f"#act button[name=outcome][value='{outcome}']"))
    expect(page.get_by_text("已办理").first).to_be_visible()


def test_one_department_sends_back_in_its_own_branch_while_the_others_work_and_resumes(browser: Any, office: tuple[World, str]) -> None:
    world, address = office
    enrol(world, "zhao", "qian", "sun")
    publish(world, with_picture(inspected_first(with_third_review(world.bundle.files[DIAGRAM]))))
    case_id = world.accepted().case_id
    site, goods = signed_in(browser, address, "zhao"), signed_in(browser, address, "qian")
    finish(site, world, case_id, "inspect_site")
    finish(goods, world, case_id, "review_goods", "agree")
    site.goto(f"/desk/tasks/{world.task(case_id, 'review_site').task_id}")
    site.click(".more-menu summary")
    press(site.locator(".more-menu a:has-text('退回')"))
    # before pressing: in words and on the diagram
    for kind, words in (("undo", "现场审查"), ("again", "现场踏勘"), ("undo", "等“现场踏勘”重办完再继续"), ("keep", "食品审查"), ("keep", "经营范围审查")):
        expect(site.locator(f".move-{kind}").first).to_contain_text(words)
    for kind, element in (("undo", "review_site"), ("again", "inspect_site"), ("keep", "review_food")):
        expect(site.locator(f"[data-element-id={element}].mark-{kind}")).to_be_attached()
    site.fill("#reason", "照片看不清摊位边线")
    press(site.locator("button:has-text('退回到“现场踏勘”')"))
    expect(site.get_by_text("已退回到“现场踏勘”").first).to_be_visible()
    assert world.open_steps(case_id) == ["inspect_site", "review_food"]
    finish(goods, world, case_id, "review_food", "agree")
    assert world.open_steps(case_id) == ["inspect_site"]
    finish(site, world, case_id, "inspect_site")
    assert world.open_steps(case_id) == ["review_site"]
    finish(site, world, case_id, "review_site", "agree")
    assert world.open_steps(case_id) == ["approve"]
    approver = signed_in(browser, address, "sun")
    approver.goto(f"/desk/cases/{case_id}")
    for words in ("第 1 轮 · 已作废", "照片看不清摊位边线"):
        expect(approver.locator("#opinions")).to_contain_text(words)
    for page in (site, goods, approver):
        assert page.complaints == []
        page.context.close()
