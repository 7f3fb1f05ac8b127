"""Tables as a file for a spreadsheet. Cells are text or numbers, never formulas: a name that begins like one is told as text (xlsx), or gets an
apostrophe before it (csv), so that no spreadsheet runs what an applicant typed."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

import xlsxwriter

BOM = "\ufeff"  # without it a spreadsheet takes UTF-8 for something else
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Sheet:
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def as_file(sheets: tuple[Sheet, ...], format_: str) -> bytes:
    return _xlsx(sheets) if format_ == "xlsx" else _csv(sheets)


def _xlsx(sheets: tuple[Sheet, ...]) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for sheet in sheets:
            page = book.add_worksheet(sheet.title)
            page.freeze_panes(1, 0)
            for column, words in enumerate(sheet.columns):
                page.write_string(0, column, words, bold)
                page.set_column(column, column, max(10, 2.2 * len(words)))
            for number, row in enumerate(sheet.rows, 1):
                for column, value in enumerate(row):
                    _cell(page, number, column, value)
    return held.getvalue()


def _cell(page: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, str):
        page.write_string(row, column, value)
    elif value is not None:
        page.write_number(row, column, value)


def _csv(sheets: tuple[Sheet, ...]) -> bytes:
    """Several tables one below the other, each under its title."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    for number, sheet in enumerate(sheets):
        if len(sheets) > 1:
            writer.writerows([[]] * bool(number) + [[sheet.title]])
        writer.writerow([_harmless(each) for each in sheet.columns])
        writer.writerows([_harmless(each) for each in row] for row in sheet.rows)
    return (BOM + held.getvalue()).encode()


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
