"""Rows by the hundred thousand, to try a site at size: straight into the tables, past what a model does on saving."""

import functools
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import DateTimeField, Max, Model
from tqdm import tqdm


def require_trial_site() -> None:
    """Raises CommandError in production, where invented stories would stand among the real ones."""
    if not settings.DEMO_ACCOUNTS_ALLOWED:
        raise CommandError("This fills the site with invented stories and comments: not in production.")


@contextmanager
def in_haste() -> Iterator[None]:
    """Within it SQLite doesn't wait for the disk: to be killed does no harm, a power cut may."""
    at_will = connection.vendor == "sqlite" and not connection.in_atomic_block
    try:
        if at_will:
            connection.cursor().execute("PRAGMA synchronous=OFF")
        yield
    finally:
        if at_will:
            connection.cursor().execute("PRAGMA synchronous=NORMAL")


def run(steps: Iterable[int], *, total: int, name: str, unit: str, quiet: bool) -> float:
    """Goes through steps that each add so many rows, in haste and with a progress bar; gives the seconds it took."""
    begun = time.perf_counter()
    with in_haste(), tqdm(total=total, desc=name, unit=unit, disable=quiet or not total) as bar:
        for added in steps:
            bar.update(added)
    return time.perf_counter() - begun


def new_ids(model: type[Model], count: int) -> Sequence[int]:
    """So many ids that no row has, rising. Call it in the transaction that stores them."""
    if connection.vendor == "postgresql":  # the sequence gives them out, so a writer at the same time gets others
        with connection.cursor() as cursor:
            table = model._meta.db_table
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return sorted(row[0] for row in cursor.fetchall())
    highest = model._default_manager.aggregate(highest=Max("pk"))["highest"] or 0
    return range(highest + 1, highest + count + 1)


def insert(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Stores rows, each the values of the fields `names`: words, numbers, moments. Fields not named get their default.

    Only what the database itself checks is checked, and nothing is rendered or counted: the values are the caller's.
    """
    fields = {field.name: field for field in model._meta.concrete_fields}
    given = [fields.pop(name) for name in names]
    rest = [field for field in fields.values() if not field.primary_key and (field.has_default() or not field.null)]
    database = connections[DEFAULT_DB_ALIAS]
    defaults = [field.get_db_prep_save(field.get_default(), database) for field in rest]
    # Every driver takes words and numbers as they are; to ask the field of each would halve the speed.
    moments = [place for place, field in enumerate(given) if isinstance(field, DateTimeField)]
    _write(model, [str(field.column) for field in [*given, *rest]], _as_stored(rows, moments, defaults))


def _as_stored(rows: Iterable[Sequence[Any]], moments: list[int], defaults: list[Any]) -> Iterator[list[Any]]:
    for row in rows:
        values = [*row, *defaults]
        for place in moments:
            values[place] = _stored_moment(values[place])
        yield values


@functools.lru_cache(10_000)  # a story's moments come again in its other columns and its other rows
def _stored_moment(moment: datetime | None) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def _write(model: type[Model], columns: list[str], rows: Iterable[list[Any]]) -> None:
    quote = connection.ops.quote_name
    into = f"{quote(model._meta.db_table)} ({', '.join(map(quote, columns))})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", list(rows))  # noqa: S608  the names are the models' own


def analyse(*models: type[Model]) -> None:
    """Tells the database's planner what the tables of these models hold now. A million stories take a minute."""
    with connection.cursor() as cursor:
        for model in models:
            # Whole on SQLite, too: from a sample (its analysis_limit) it takes a status that most rows have for rare.
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def size() -> int:
    """The size of the database, in bytes."""
    sizes = {
        "postgresql": "SELECT pg_database_size(current_database())",
        "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    }
    with connection.cursor() as cursor:
        cursor.execute(sizes[connection.vendor])
        return cursor.fetchone()[0]
