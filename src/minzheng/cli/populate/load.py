"""Frames into tables by COPY, in one transaction: nothing half-written stays behind.

Indexes and foreign keys of the tables are taken off and put back: a million rows checked at once instead of one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import polars as pl
from django.db import connection, transaction

from minzheng.cli.populate.seal import seal_column
from minzheng.core.bulk import store

_FOREIGN_KEYS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND conrelid = ANY(%s::regclass[]) ORDER BY conname
"""
_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisunique ORDER BY 1
"""
_SEQUENCE = "SELECT setval(pg_get_serial_sequence(%s, 'id'), greatest((SELECT max(id) FROM {table}), 1))"
SEALED = {  # table → readable column → (purpose, sealed column, blind index column)
    "core_person": {"id_number": ("id", "id_sealed", "id_index"), "phone": ("phone", "phone_sealed", None)},
    "payments_payeeaccount": {"account": ("account", "number_sealed", "number_index")},
}


def load(frames: dict[str, pl.DataFrame], say: Callable[[str], None] = lambda _: None) -> None:
    """Seal and store every frame."""
    sealed = {table: _sealed(table, frame) for table, frame in frames.items()}
    say("号码已加密")
    with transaction.atomic(), _bare(list(frames)):
        for table, frame in sealed.items():
            store(frame, table)
        say("各表已写入，重建索引")
        with connection.cursor() as cursor:
            for table in frames:
                cursor.execute(_SEQUENCE.format(table=table), [table])


def analyze(tables: list[str]) -> None:
    """Tell the planner what is there now. Outside a transaction or in one."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")


def _sealed(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    for plain, (purpose, sealed, index) in SEALED.get(table, {}).items():
        text, found = seal_column(frame[plain], purpose, indexed=index is not None)
        frame = frame.drop(plain).with_columns(text.alias(sealed))
        if index:
            frame = frame.with_columns(found.alias(index))
    return frame


@contextmanager
def _bare(tables: list[str]) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(_FOREIGN_KEYS, [tables])
        foreign_keys = cursor.fetchall()
        cursor.execute(_INDEXES, [tables])
        indexes = cursor.fetchall()
        for table, name, _ in foreign_keys:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        for _, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in foreign_keys:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
