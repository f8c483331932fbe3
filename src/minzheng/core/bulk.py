"""Whole tables in and out of the database, as polars frames.

This goes past the scope of models on purpose: only code that acts as the system, or that asked a scoped manager first, calls it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from django.db import connection

_ROWS_AT_ONCE = 5000


def frame(query: str, parameters: Mapping[str, Any], schema: Mapping[str, Any]) -> pl.DataFrame:
    """The rows of a SELECT, in no order. `schema`: name → polars type, in the order of its columns; yes/no must be cast to int.

    The database glues thousands of rows into one text: taking three million rows from the driver one by one costs 6 s, this 0.2 s.
    """
    columns = [f"c{place}" for place in range(len(schema))]
    row = ", ',', ".join(_cell(column, kind) for column, kind in zip(columns, schema.values(), strict=True))
    glued = (
        f"SELECT string_agg(concat({row}), E'\\n') FROM (SELECT row_number() OVER () / {_ROWS_AT_ONCE} AS part, rows.*"
        f" FROM ({query}) AS rows({', '.join(columns)})) AS parts GROUP BY part"
    )
    with connection.cursor() as cursor:
        cursor.execute(glued, parameters)
        text = "\n".join(part for (part,) in cursor.fetchall())
    if not text:
        return pl.DataFrame(schema=schema)
    return pl.read_csv(text.encode(), has_header=False, schema=dict(schema))


def _cell(column: str, kind: Any) -> str:
    """SQL for one cell of CSV; nothing stays nothing, which is read as null."""
    return f"""'"' || replace({column}, '"', '""') || '"'""" if kind == pl.String else column


def store(rows: pl.DataFrame, table: str) -> None:
    """Append `rows` to a table with columns of the same names, by COPY, inside the transaction in force."""
    columns = ", ".join(f'"{name}"' for name in rows.columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)") as copy:
        copy.write(rows.write_csv(include_header=False).encode())
