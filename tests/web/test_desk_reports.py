"""效能报表 on its page: figures with their tables, every address a supervisor may type, and nobody else."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape

from flask import Flask

from engine.commands.task import CompleteTask
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from engine.jobs import counting
from tests.engine.jobs.test_counting import told
from tests.engine.world import HERE, World
from tests.web.cast import enrol, sign_in
from web.report_words import per_cent, spent
from web.views.desk_reports import named_period

WHERE = "/supervision/reports"


def test_a_supervisor_reads_figures_charts_with_their_tables_and_the_heat_of_each_step(site: Flask, world: World) -> None:
    enrol(world, "du", "li")
    told(world)
    counting.anew(world.engine)
    supervisor = sign_in(site, "du")
    assert supervisor.get(WHERE).status_code == 200
    assert supervisor.says("临时占道经营") and supervisor.says("好差评") and not supervisor.says("四减")

    assert supervisor.get(f"{WHERE}?service=street-stall&period=month").status_code == 200
    for words in ("四减：改革前后", "现场审查", "非常不满意", "城市管理局", "统计截至"):
        assert supervisor.says(words), words
    drawn = [json.loads(text) for text in re.findall(r"data-chart>(.*?)</script>", supervisor.page, re.S)]
    tables = re.findall(r'class="chart-table".*?</table>', supervisor.page, re.S)
    assert len(drawn) == len(tables) == 3
    for chart, table in zip(drawn, tables, strict=True):
        cells = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", table, re.S)]
        values = zip(*(one["values"] for one in chart["series"]), strict=True)
        assert cells == [["–" if value is None else f"{value}{chart['unit']}" for value in row] for row in values], "the table says what the chart draws"
    heat = json.loads(unescape(re.search(r'data-heat="([^"]+)"', supervisor.page)[1]))  # type: ignore[index]
    assert 0 < heat["review_site"]["value"] < 1 and "2 次" in heat["review_site"]["words"]
    assert supervisor.get(f"{WHERE}/street-stall/diagram.bpmn").mimetype == "application/xml"

    assert supervisor.get(f"{WHERE}?since=2026-03-01&until=2026-03-31&service=street-stall").status_code == 200
    assert supervisor.get(f"{WHERE}?since=nonsense&until=9999-99-99&period=odd").status_code == 200
    assert supervisor.get(f"{WHERE}?service=no-such").status_code == 404
    assert sign_in(site, "li").get(WHERE).status_code in (403, 404)


def test_officers_by_name_are_read_by_their_supervisor_and_each_ones_own_by_himself(site: Flask, world: World) -> None:
    ids = enrol(world, "du", "du_elsewhere", "zhao", "li")
    case_id = world.accepted().case_id
    zhao = Viewer.officer(ids["zhao"], "赵敏", (Post(HERE, "city_appearance", "reviewer"),))
    done = CompleteTask(command_id="done", task_id=world.task(case_id, "review_site").task_id, outcome="agree", opinion="同意", fields={"passage": 3})
    world.engine.execute(done, zhao)
    counting.anew(world.engine)
    supervisor = sign_in(site, "du")
    assert supervisor.get(f"{WHERE}/officers").status_code == 200 and supervisor.says("赵敏") and supervisor.says("100.0%")
    assert supervisor.get(f"{WHERE}/officers?service=no-such").status_code == 404
    supervisor.get(WHERE)
    assert supervisor.says("各部门分项") and supervisor.says("按经办人")
    elsewhere = sign_in(site, "du_elsewhere")
    assert elsewhere.get(f"{WHERE}/officers").status_code == 200 and elsewhere.says("这段时间没有人办过环节") and not elsewhere.says("赵敏")
    own = sign_in(site, "zhao")
    assert own.get("/desk/figures").status_code == 200 and own.says("临时占道经营") and own.says("100.0%")
    assert own.get(f"{WHERE}/officers").status_code == 403
    other = sign_in(site, "li")
    other.get("/desk/figures")
    assert other.says("这段时间您没有办过环节") and not other.says("赵敏")
    assert supervisor.get("/desk/figures").status_code == 403, "she has no desk"


def test_a_file_is_asked_for_on_the_report_waited_for_with_a_bar_and_fetched(site: Flask, world: World) -> None:
    enrol(world, "du", "du_elsewhere")
    world.submitted()
    supervisor = sign_in(site, "du")
    supervisor.get(WHERE)
    supervisor.post("/supervision/exports", {"what": "cases.csv", "since": "2026-03-01", "until": "2026-03-31", "service": ""})
    assert supervisor.says("正在制作文件") and "<progress" in supervisor.page and 'http-equiv="refresh"' in supervisor.page
    world.stage.settle()
    supervisor.get("/supervision/exports")
    assert supervisor.says("已完成") and supervisor.says("1 行") and 'http-equiv="refresh"' not in supervisor.page
    address = re.search(r'href="(/supervision/exports/[0-9a-f]+)"', supervisor.page)[1]  # type: ignore[index]
    answer = supervisor.get(address)
    assert answer.mimetype == "text/csv" and "attachment" in answer.headers["Content-Disposition"] and "临时占道经营" in answer.get_data(as_text=True)
    assert sign_in(site, "du_elsewhere").get(address).status_code == 404
    supervisor.get(WHERE)
    supervisor.post("/supervision/exports", {"what": "nonsense", "since": "x"})
    assert supervisor.says("请选择要导出的内容")


def test_periods_are_whole_days_up_to_today() -> None:
    today = date(2026, 3, 18)
    assert named_period("week", today) == (date(2026, 3, 12), today)
    assert named_period("month", today) == (date(2026, 3, 1), today)
    assert named_period("last_month", today) == (date(2026, 2, 1), date(2026, 2, 28))
    assert named_period("quarter", today) == (date(2025, 12, 19), today)
    assert named_period("year", today) == (date(2026, 1, 1), today)


def test_what_is_not_all_is_never_said_to_be_all(site: Flask) -> None:
    with site.test_request_context():
        assert [per_cent(each) for each in (None, 0.0, 0.5, 0.99999, 1.0)] == ["–", "0.0%", "50.0%", "99.9%", "100.0%"]
        assert [spent(each, 450) for each in (None, 20, 90, 675)] == ["–", "20 分钟", "1.5 个工作小时", "1.5 个工作日"]


def test_before_anything_was_counted_the_page_says_so(site: Flask, world: World) -> None:
    enrol(world, "du")
    supervisor = sign_in(site, "du")
    supervisor.get(WHERE)
    assert supervisor.says("还没有统计过")
