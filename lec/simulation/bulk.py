"""Rows by the hundred thousand: COPY on PostgreSQL, one INSERT for many elsewhere. Ids are the caller's.

Only the synthetic nation is written so: past rules and actions, because it plays years that nobody acted in.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, models

Row = tuple[Any, ...]
HELD = 200_000


class Table:
    """The rows of one model in the order of `columns`; every other column gets its default."""

    def __init__(self, model: type[models.Model], *columns: str) -> None:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        rest = [field for name, field in fields.items() if name not in columns and not field.primary_key]
        listed = [*(fields[name] for name in columns), *rest]
        quote = connection.ops.quote_name
        self.model = model
        self.name = quote(model._meta.db_table)
        self.columns = ", ".join(quote(str(field.column)) for field in listed)
        self.rest = tuple(_plain(field, field.get_default()) for field in rest)
        self.rows: list[Row] = []

    def add(self, *row: Any) -> None:
        """One row more; it is written with the others."""
        self.rows.append(row + self.rest)

    def write(self) -> None:
        """Send what is held to the database."""
        rows, self.rows = self.rows, []
        if rows:
            (_copy if connection.vendor == "postgresql" else _insert)(self.name, self.columns, rows)


class Tables:
    """Tables that are written together, those first that others point at."""

    def __init__(self, *tables: Table) -> None:
        self.tables = tables

    def write(self, least: int = 1) -> None:
        """Write all, if they hold so many rows."""
        if sum(len(table.rows) for table in self.tables) >= least:
            for table in self.tables:
                table.write()

    def tell_planner(self) -> None:
        """Without figures of its own PostgreSQL takes what was just written for empty tables."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"ANALYZE {', '.join(table.name for table in self.tables)}")

    def count_on(self) -> None:
        """The database's own numbering goes on after ours; SQLite's does so by itself."""
        if connection.vendor != "postgresql":
            return
        with connection.cursor() as cursor:
            for table in self.tables:
                sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
                cursor.execute(
                    f"SELECT setval({sequence}, max(id)) FROM {table.name} "  # noqa: S608
                    f"HAVING max(id) > nextval({sequence})"
                )


def as_json(value: object) -> str:
    """What a JSON column is given."""
    return json.dumps(value, ensure_ascii=False)


def _plain(field: "models.Field[Any, Any]", value: Any) -> Any:
    return as_json(value) if isinstance(field, models.JSONField) else value


def _copy(table: str, columns: str, rows: Iterable[Row]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _insert(table: str, columns: str, rows: Sequence[Row]) -> None:
    places = ", ".join(["%s"] * len(rows[0]))
    adapted = [tuple(_ADAPTED.get(type(value), _same)(value) for value in row) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", adapted)  # noqa: S608


def _same(value: Any) -> Any:
    return value


_ADAPTED: dict[type, Callable[[Any], Any]] = {
    datetime: lambda value: connection.ops.adapt_datetimefield_value(value),
    date: lambda value: connection.ops.adapt_datefield_value(value),
}
