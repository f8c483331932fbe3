"""What goes into the database comes out the same, whatever stands in it."""

import datetime as dt

import polars as pl
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minzheng.core.bulk import frame, store

SCHEMA = {"number": pl.Int64, "words": pl.String, "day": pl.Date}
WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=12)
ROWS = st.lists(
    st.tuples(
        st.none() | st.integers(-(2**62), 2**62), st.none() | WORDS, st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))
    ),
    max_size=20,
)


@pytest.fixture
def table(db):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bulk_test (number bigint, words text, day date)")
    yield "bulk_test"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bulk_test")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=ROWS)
def test_rows_survive_the_way_in_and_out(table, rows):
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table}")
    given_rows = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    store(given_rows, table)
    found = frame(f"SELECT number, words, day FROM {table}", {}, SCHEMA)
    assert sorted(found.rows(), key=repr) == sorted(given_rows.rows(), key=repr)


@pytest.mark.parametrize("number", [0, 1, 4999, 5000, 5001, 12_345])
def test_every_row_comes_out_once_however_many_there_are(db, number):
    found = frame("SELECT i FROM generate_series(1, %(number)s) AS i", {"number": number}, {"i": pl.Int64})
    assert sorted(found["i"]) == list(range(1, number + 1))
