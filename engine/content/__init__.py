"""Process content: what designers write under ``bpmn/`` and ``forms/``, read, checked and ready for use. No database, no running case.

A ``Bundle`` is a service's files, a ``Process`` what they say; ``check`` finds what is wrong with them, ``load`` reads them.
"""

from __future__ import annotations

from engine.content.answers import get as value_at
from engine.content.answers import is_blank
from engine.content.archive import from_zip, to_zip
from engine.content.bundle import Bundle, processes, read_folder
from engine.content.check import check
from engine.content.check_path import Report, check_path
from engine.content.form_component import Component
from engine.content.forms import Form, parse_form
from engine.content.item import ItemSpec, MaterialRule, MaterialSource, parse_item
from engine.content.play_files import read_play_answers, read_play_files
from engine.content.process import Party, Process, load, materials_for
from engine.content.scenarios import Expectation, Scenario, ScenarioStep, overlay, read_scenarios
from engine.content.shared import Departments, Registry, read_calendar, read_departments, read_letters, read_registries
from engine.runtime.problem import Problem

__all__ = [
    "Bundle",
    "Component",
    "Departments",
    "Expectation",
    "Form",
    "ItemSpec",
    "MaterialRule",
    "MaterialSource",
    "Party",
    "Problem",
    "Process",
    "Registry",
    "Report",
    "Scenario",
    "ScenarioStep",
    "check",
    "check_path",
    "from_zip",
    "is_blank",
    "load",
    "materials_for",
    "overlay",
    "parse_form",
    "parse_item",
    "processes",
    "read_calendar",
    "read_departments",
    "read_folder",
    "read_letters",
    "read_play_answers",
    "read_play_files",
    "read_registries",
    "read_scenarios",
    "to_zip",
    "value_at",
]
