"""bamboo-pipeline on Django: one process for each client, its own tables, its engine called in the client instead of a worker."""

from __future__ import annotations

from contextlib import redirect_stdout
from io import StringIO
from typing import Any

from bench import packages, workload
from bench.peers.programs import database_name, socket_folder

LOCK = "bamboo-pipeline"


def migrate(url: str) -> None:
    """Make its tables."""
    _set_up(url)
    from django.core.management import call_command

    with redirect_stdout(StringIO()):
        call_command("migrate", verbosity=0)


def _set_up(url: str) -> None:
    """What it prints while it fills its tables of components is kept out of the bench's table."""
    with redirect_stdout(StringIO()):
        _configured(url)


def _configured(url: str) -> None:
    packages.use(LOCK)
    import django
    from celery import Celery
    from django.conf import settings

    postgresql = {"ENGINE": "django.db.backends.postgresql", "NAME": database_name(url), "USER": "postgres", "HOST": socket_folder(url)}
    settings.configure(
        DATABASES={"default": {**postgresql, "CONN_MAX_AGE": None}},
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "pipeline",
            "pipeline.log",
            "pipeline.engine",
            "pipeline.component_framework",
            "pipeline.variable_framework",
            "pipeline.eri",
        ],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        SECRET_KEY="bench",
        USE_TZ=True,
    )
    celery = Celery("bench", task_always_eager=True, task_eager_propagates=True)
    celery.set_default()
    django.setup()
    import pipeline.eri.celery.tasks  # noqa: F401  (registers its tasks)


class Client:
    def __init__(self, url: str) -> None:
        _set_up(url)
        from bamboo_engine import api
        from pipeline.eri.runtime import BambooDjangoRuntime

        with redirect_stdout(StringIO()):
            from bench.peers.bamboo_flow import pipeline

        self.api, self.runtime, self.pipeline = api, BambooDjangoRuntime(), pipeline
        self.tasks: dict[str, list[str]] = {}

    def start(self) -> str:
        drawn, tasks = self.pipeline(workload.ANSWERS)
        _checked(self.api.run_pipeline(runtime=self.runtime, pipeline=drawn))
        self.tasks[drawn["id"]] = tasks
        return str(drawn["id"])

    def complete(self, case_id: str, number: int) -> None:
        node, (_, _, outcome) = self.tasks[case_id][number], workload.STEPS[number]
        state = self.runtime.get_state(node)
        given = {"outcome": outcome, "opinion": workload.OPINION}
        _checked(self.api.callback(runtime=self.runtime, node_id=node, version=state.version, data=given))

    def warm(self) -> None:
        """The first batch does."""


def _checked(result: Any) -> None:
    if not result.result:
        raise RuntimeError(f"bamboo-pipeline: {result.message} {result.exc_trace}")
