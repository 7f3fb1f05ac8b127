"""Finds an address for every page there is: walks through the city's links over HTTP, as each kind of person, and knows each route by its pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import islice, product
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, BrowserContext
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from engine.rehearsal.demo import PASSWORD
from tests.journeys.people import scenario_situation

ROUTES = Path(__file__).resolve().parents[1] / "web" / "routes.txt"
OFFICERS = (
    "service_hall.window", "market_regulation.reviewer", "market_regulation.approver", "supervisor", "designer", "publisher", "admin",
    "security", "auditor",
)  # fmt: skip
_LINK = re.compile(r'href="([^"#]+)')
_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
_LETTER = re.compile(r'class="letter-number">([^<]+)<.*?([0-9A-Z]{4}-[0-9A-Z]{4})', re.DOTALL)
_COMMAND = re.compile(r'name="command_id" value="([0-9a-f]{32})"')
NOT_A_PAGE = {
    "/health": "for machines",
    "/health/live": "for machines",
    "/api/v1/openapi.json": "for machines",
    "/api/v1/tasks": "for machines",
    "/api/v1/tasks/<task_id>": "for machines",
    "/track/link/<token>": "the picture in a receipt leads here, and on to the progress page",
    "/supervision/exports/<export_id>": "a file, there once its job is done",
    "/desk/intake/<case_id>/files/<file_id>": "a file",
    "/desk/intake/<case_id>/known": "a part of the form's page, drawn anew by its script",
    "/desk/intake/<case_id>/barred": "a part of the form's page, drawn anew by its script",
    "/apply/case/<case_id>/barred": "a part of the form's page, drawn anew by its script",
    "/desk/cases/<case_id>/ban": "there once somebody may not apply again, which no shipped item leads to",
    "/desk/commitments/<case_id>/<material_id>": "there once a promise was found false, which the city's stories have not come to",
    "/desk/quantity/<process_id>": "there for a service with a limited number, which no shipped one is",
    "/desk/licences/<licence_id>": "there once a licence was issued, which no shipped service does",
    "/admin/calendar": "leads on to this year's",
    "/apply/<process_id>": "leads on to the first question",
}
MOST_OF_A_ROUTE = 1  # addresses of one pattern that a person looks into for further links
MOST_CASES = 8
MOST_TRIES = 40


def routes() -> Map:
    """Every route that answers GET, from the golden list."""
    lines = [line.split() for line in ROUTES.read_text(encoding="utf-8").splitlines()]
    return Map([Rule(words[0], endpoint=words[0], strict_slashes=False) for words in lines if words[1] == "GET" and words[2] != "static"])


@dataclass
class Person:
    """A browser session, and the addresses of pages found in it, one for each route."""

    name: str
    context: BrowserContext
    found: dict[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def ask(self, address: str) -> Any:
        return self.context.request.get(address, headers={"Accept": "text/html"})

    def post(self, page: str, address: str, form: dict[str, Any]) -> Any:
        """The form of the page at ``page``."""
        text = self.ask(page).text()
        token, command = _TOKEN.search(text), _COMMAND.search(text)
        hidden = {"csrf_token": token[1] if token else "", "command_id": command[1] if command else ""}
        return self.context.request.post(address, form={**hidden, **form}, headers={"Accept": "text/html"})


class Walk:
    def __init__(self, browser: Browser, city: str) -> None:
        self._browser, self._city = browser, city
        self._routes = routes().bind(urlsplit(city).netloc)
        self._values: dict[str, dict[str, None]] = {}  # name of a part of an address → what stood there
        self.others: set[str] = set()  # routes that answer with something else than a page
        self.people: list[Person] = []

    def everywhere(self) -> list[Person]:
        """Every person with the pages he found; first by links, then by putting known ids into the patterns nothing led to."""
        for login in OFFICERS:
            self._person(login).post("/login", "/login", {"login": login, "password": PASSWORD})
        self._applies(self._person("applicant"))
        for person in self.people:
            self._from(person, ["/desk", "/"])
        approver = self.people[OFFICERS.index("market_regulation.approver")]
        for case_id in self._cases(approver, "handled"):  # of one that he has granted
            self._what_leads_on(approver, f"/desk/cases/{case_id}")
        self._checks_a_letter(self.people[-1])
        for route in self.missing():
            self._guess(route)
        return self.people

    def missing(self) -> list[str]:
        known = {route for person in self.people for route in person.found} | self.others | NOT_A_PAGE.keys()
        return sorted(rule.endpoint for rule in self._routes.map.iter_rules() if rule.endpoint not in known)

    def _person(self, name: str) -> Person:
        person = Person(name, self._browser.new_context(base_url=self._city, locale="zh-CN", timezone_id="Asia/Shanghai"))
        self.people.append(person)
        return person

    def _applies(self, person: Person) -> None:
        """An application begun at home, one at the window, a service opened for drawing; and cases followed with codes the window gives anew."""
        window, designer = self.people[0], self.people[OFFICERS.index("designer")]
        for service in sorted(set(re.findall(r"/services/([a-z0-9-]+)", person.ask("/").text()))):
            situation = scenario_situation(service)
            for number in range(1, len(situation) + 1):
                person.post(f"/apply/{service}/{number}", f"/apply/{service}/{number}", situation)
            self._look(person, f"/apply/{service}/list")
            begun = person.post(f"/apply/{service}/list", f"/apply/{service}/start", {"division": "330783"})
            taken = window.post(f"/desk/intake/new/{service}", f"/desk/intake/new/{service}", {"division": "330783", **situation})
            designer.post("/design", f"/design/{service}/open", {})
            self._from(person, [urlsplit(begun.url).path])
            self._from(window, [urlsplit(taken.url).path])
        for case_id in self._cases(window, "supplementing", "all", "handled"):
            self._what_leads_on(window, f"/desk/cases/{case_id}")
            given = window.post(f"/desk/cases/{case_id}", f"/desk/cases/{case_id}/query-code", {}).text()
            codes = re.findall(r"data-words>([^<]+)<", given)
            if len(codes) == 2:
                person.post("/track", "/track", {"case_no": codes[0], "query_code": codes[1]})
                self._from(person, [f"/track/{case_id}"])

    def _checks_a_letter(self, person: Person) -> None:
        """As whoever holds the paper does: by the number and the check code printed on it."""
        printed = _LETTER.search(person.ask(person.found.get("/letters/<letter_id>", "/letters")).text())
        if printed:
            checked = person.post("/letters", "/letters", {"number": unescape(printed[1]).strip(), "code": printed[2]})
            self._look(person, urlsplit(checked.url).path)

    def _what_leads_on(self, person: Person, address: str) -> None:
        """One more page of a kind that was looked at: what stands only there, as 拿回 of a step just done."""
        at, page = self._look(person, address)
        for link in map(unescape, _LINK.findall(page)):
            route = self._route(urljoin(at, link))
            if route is not None and route not in person.found:
                self._look(person, urljoin(at, link))

    def _cases(self, officer: Person, *folders: str) -> Iterator[str]:
        listed = "".join(officer.ask(f"/desk?folder={folder}").text() for folder in folders)
        yield from list(dict.fromkeys(re.findall(r"/desk/cases/([0-9a-f]{32})", listed)))[:MOST_CASES]

    def _from(self, person: Person, addresses: list[str]) -> None:
        waiting, looked = list(addresses), dict[str, int]()
        while waiting:
            address = waiting.pop(0)
            route = self._route(address)
            if route is None or address in person.seen or looked.get(route, 0) >= MOST_OF_A_ROUTE:
                continue
            looked[route] = looked.get(route, 0) + 1
            at, page = self._look(person, address)
            waiting += [urljoin(at, unescape(link)) for link in _LINK.findall(page) if not link.startswith("?")]

    def _look(self, person: Person, address: str) -> tuple[str, str]:
        """(where it led, the page there or "")."""
        person.seen.add(address)
        answer = person.ask(address)
        route = self._route(answer.url)
        if not answer.ok or route is None:
            return address, ""
        if not answer.headers.get("content-type", "").startswith("text/html"):
            self.others.add(route)
            return address, ""
        person.found.setdefault(route, answer.url)
        return answer.url, answer.text()

    def _guess(self, route: str) -> None:
        """No link led there: the parts of other addresses are put in its place."""
        names = re.findall(r"<(?:\w+:)?(\w+)>", route)
        tries = islice(product(*(self._values.get(name, ()) for name in names)), MOST_TRIES)
        for values in tries:
            address = route
            for value in values:
                address = re.sub(r"<[^>]+>", value.replace("\\", ""), address, count=1)
            for person in self.people:
                self._look(person, address)
                if route in person.found or route in self.others:
                    return

    def _route(self, address: str) -> str | None:
        parts = urlsplit(address)
        if parts.netloc and parts.netloc != urlsplit(self._city).netloc:
            return None
        try:
            route, values = self._routes.match(parts.path, method="GET")
        except HTTPException:
            return None
        for name, value in values.items():
            self._values.setdefault(name, {})[str(value)] = None
        return str(route)
