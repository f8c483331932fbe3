"""Whole tables in and out of the database by COPY, as polars frames.

This goes past the scope of models on purpose: only code that acts as the system, or that asked a scoped manager first, calls it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from django.db import connection


def frame(query: str, parameters: Mapping[str, Any], schema: Mapping[str, Any]) -> pl.DataFrame:
    """The rows of a SELECT. `schema`: name → polars type, in the order of its columns; yes/no must be cast to int in the query."""
    with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)", parameters) as copy:
        text = b"".join(copy)
    if not text:
        return pl.DataFrame(schema=schema)
    return pl.read_csv(text, has_header=False, schema=dict(schema))


def store(rows: pl.DataFrame, table: str) -> None:
    """Append `rows` to a table with columns of the same names. Inside the transaction in force."""
    columns = ", ".join(f'"{name}"' for name in rows.columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)") as copy:
        copy.write(rows.write_csv(include_header=False).encode())
