"""All that is kept of somebody, as one file to take along: JSON, or a folder of tables.

Either is made a piece at a time, so that fifty thousand comments are never in memory at once.
"""

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.conf import settings
from django.utils import timezone

from readers.leaving import personal_data
from readers.models import User

Row = dict[str, Any]
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
IN_MEMORY = 1_000_000  # bytes of an archive; beyond, it is a file


def tables(person: User) -> dict[str, Iterable[Row]]:
    """By name, each an iterable of rows that can be gone through once."""
    found: dict[str, Iterable[Row]] = {}
    for module in personal_data():
        found |= module.export(person)
    return found


def as_json(person: User) -> Iterator[str]:
    """{"from": …, "made": …, "tables": {name: [row, …], …}}, in pieces."""
    yield f'{{"from": {_json(settings.SITE_NAME)}, "made": {_json(timezone.now().isoformat())}, "tables": {{'
    for number, (name, rows) in enumerate(tables(person).items()):
        yield f"{',' if number else ''}\n{_json(name)}: ["
        for place, row in enumerate(rows):
            yield f"{',' if place else ''}\n  {_json(row)}"
        yield "]"
    yield "\n}}\n"


def as_csv(person: User) -> IO[bytes]:
    """A zip with a file for each table that holds anything. The caller closes it."""
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  it is sent after this returns
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, rows in tables(person).items():
            _write(folder, f"{name.replace(' ', '-')}.csv", iter(rows))
    file.seek(0)
    return file


def _write(folder: zipfile.ZipFile, name: str, rows: Iterator[Row]) -> None:
    first = next(rows, None)
    if first is None:
        return
    with folder.open(name, "w", force_zip64=True) as raw, io.TextIOWrapper(raw, "utf-8", newline="") as text:
        text.write("\ufeff")  # by which spreadsheets know that it is UTF-8
        table = csv.writer(text)
        table.writerow(first)
        table.writerow(map(_cell, first.values()))
        table.writerows(map(_cell, row.values()) for row in rows)


def _cell(value: Any) -> Any:
    """As a spreadsheet may show it: what would be taken for a formula begins with an apostrophe."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else _json(value)
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
