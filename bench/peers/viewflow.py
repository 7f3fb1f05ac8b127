"""Viewflow on Django: one process for each client, its own tables, the process row locked while a task is completed."""

from __future__ import annotations

from typing import Any

from bench import packages, workload
from bench.peers.programs import database_name, socket_folder

LOCK = "viewflow"
TASKS = ("intake", "tax", "housing", "market", "approve")


def migrate(url: str) -> None:
    """Make its tables."""
    _set_up(url)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _set_up(url: str) -> None:
    packages.use(LOCK)
    import django
    from django.conf import settings

    postgresql = {"ENGINE": "django.db.backends.postgresql", "NAME": database_name(url), "USER": "postgres", "HOST": socket_folder(url)}
    settings.configure(
        DATABASES={"default": {**postgresql, "CONN_MAX_AGE": None}},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "viewflow", "viewflow.workflow", "bench.peers"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()


class Client:
    def __init__(self, url: str) -> None:
        _set_up(url)
        from viewflow.workflow.models import Task

        from bench.peers.viewflow_flow import CommonWorkload

        self.flow: Any = CommonWorkload
        self.tasks = Task.objects

    def start(self) -> str:
        return str(self.flow.start.run(answers=workload.ANSWERS).pk)

    def complete(self, case_id: str, number: int) -> None:
        node = getattr(self.flow, TASKS[number])
        element, _, outcome = workload.STEPS[number]
        task = self.tasks.select_related("process").get(process_id=case_id, flow_task=node, status="NEW")
        node.run(task, element=element, outcome=outcome, opinion=workload.OPINION)

    def warm(self) -> None:
        """The first batch does."""
