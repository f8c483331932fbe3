"""What the register pays and knows, as frames. Reads past the scope: only for the system."""

from __future__ import annotations

import datetime as dt

import polars as pl

from minzheng.core.bulk import frame

SOON_DAYS = 90  # a paper that ends within this time is told while there is time to renew it

_PAID = """
SELECT e.household_id, s.person_id, e.programme, e.amount
FROM payments_entitlement e JOIN casework_standing s ON s.id = e.standing_id
WHERE e.programme = ANY(%(programmes)s::varchar[]) AND e.from_month <= %(month)s
  AND (e.until_month IS NULL OR e.until_month >= %(month)s)
"""
_STANDINGS = """
SELECT DISTINCT household_id, programme FROM casework_standing
WHERE since <= %(on)s AND (until IS NULL OR until >= %(on)s)
"""
_DEAD = """
SELECT m.household_id, p.id, p.died_on, (m.until IS NULL OR m.until > %(on)s)::int,
       (SELECT count(*) FROM core_membership l JOIN core_person q ON q.id = l.person_id
        WHERE l.household_id = m.household_id AND l.since <= %(on)s AND (l.until IS NULL OR l.until > %(on)s)
          AND (q.died_on IS NULL OR q.died_on > %(on)s))
FROM core_membership m JOIN core_person p ON p.id = m.person_id
WHERE p.died_on <= %(on)s AND m.since <= %(on)s AND (m.until IS NULL OR m.until >= p.died_on)
"""
_PAPERS = """
SELECT household_id, person_id, kind FROM (
  SELECT DISTINCT ON (f.person_id, f.kind) m.household_id, f.person_id, f.kind, f.valid_until
  FROM payments_entitlement e
  JOIN core_membership m ON m.household_id = e.household_id AND m.since <= %(on)s AND (m.until IS NULL OR m.until > %(on)s)
  JOIN core_person p ON p.id = m.person_id AND (p.died_on IS NULL OR p.died_on > %(on)s)
  JOIN core_fact f ON f.person_id = m.person_id AND f.kind = ANY(%(papers)s::varchar[]) AND f.as_of <= %(on)s
  WHERE e.programme = ANY(%(programmes)s::varchar[]) AND e.from_month <= %(month)s
    AND (e.until_month IS NULL OR e.until_month >= %(month)s)
  ORDER BY f.person_id, f.kind, f.as_of DESC, f.rank, f.id DESC
) current WHERE valid_until <= %(soon)s
"""
_TWO = {"household_id": pl.Int64, "person_id": pl.Int64}


def _day(on: dt.date) -> dict:
    return {"on": on, "month": on.replace(day=1), "soon": on + dt.timedelta(days=SOON_DAYS)}


def payments(on: dt.date, programmes: list[str]) -> pl.DataFrame:
    """household_id, person_id (null: to the household), programme, amount (fen a month) in the month of `on`."""
    return frame(_PAID, _day(on) | {"programmes": programmes}, _TWO | {"programme": pl.String, "amount": pl.Int64})


def standings(on: dt.date) -> pl.DataFrame:
    """household_id, programme of every standing in force."""
    return frame(_STANDINGS, _day(on), {"household_id": pl.Int64, "programme": pl.String})


def deaths(on: dt.date) -> pl.DataFrame:
    """household_id, person_id, died_on, open (still on the roll), living (members alive): who was a member when they died."""
    schema = _TWO | {"died_on": pl.Date, "open": pl.Int64, "living": pl.Int64}
    return frame(_DEAD, _day(on), schema).with_columns(pl.col("open").cast(pl.Boolean))


def papers(on: dt.date, kinds: list[str], programmes: list[str]) -> pl.DataFrame:
    """household_id, person_id, kind: documents of members of paid households that have ended or end within SOON_DAYS."""
    return frame(_PAPERS, _day(on) | {"papers": kinds, "programmes": programmes}, _TWO | {"kind": pl.String})
