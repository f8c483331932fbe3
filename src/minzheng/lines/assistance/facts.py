"""Rows of the register → the columns that the rules read. One path for everybody and for one household, so that the night's
evaluation and the answer at the counter cannot disagree.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from minzheng.core.access.viewer import current_viewer
from minzheng.core.bulk import frame
from minzheng.core.facts.catalogue import catalogue
from minzheng.core.people.models import Household
from minzheng.lines.assistance.programmes import GRADUAL_EXIT, MINIMUM_LIVING
from minzheng.lines.assistance.rules.facts import INPUTS

KINDS = list(catalogue())

# A standing counts from its first day to its last; what is paid counts for whole months.
# Months of gradual exit used: the months begun before this one (0 in the month it starts).
_HOUSEHOLDS = """
SELECT DISTINCT ON (h.id) h.id, h.urban::int, h.village_id::bigint, (holds.id IS NOT NULL)::int,
       coalesce((extract(year FROM age(%(month)s::date, date_trunc('month', leaving.since))) * 12
                 + extract(month FROM age(%(month)s::date, date_trunc('month', leaving.since))))::int, 0),
       coalesce(paid.amount, CASE WHEN holds.id IS NULL THEN 0 END)
FROM core_household h
LEFT JOIN casework_standing holds ON holds.household_id = h.id AND holds.programme = %(holds)s AND holds.person_id IS NULL
     AND holds.since <= %(on)s AND (holds.until IS NULL OR holds.until >= %(on)s)
LEFT JOIN casework_standing leaving ON leaving.household_id = h.id AND leaving.programme = %(leaving)s AND leaving.person_id IS NULL
     AND leaving.since <= %(on)s AND (leaving.until IS NULL OR leaving.until >= %(on)s)
LEFT JOIN payments_entitlement paid ON paid.standing_id = holds.id
     AND paid.from_month <= %(month)s AND (paid.until_month IS NULL OR paid.until_month >= %(month)s)
WHERE %(households)s::bigint[] IS NULL OR h.id = ANY(%(households)s::bigint[])
ORDER BY h.id, holds.since DESC, leaving.since DESC, paid.from_month DESC
"""
# A person belongs to one household at a time: the last one joined.
_PERSONS = """
SELECT p.id, m.household_id, extract(year FROM age(%(on)s::date, p.birth))::int, m.relation, p.sex,
       (p.died_on IS NULL OR p.died_on > %(on)s)::int
FROM core_membership m JOIN core_person p ON p.id = m.person_id
WHERE m.since <= %(on)s AND (m.until IS NULL OR m.until > %(on)s) AND p.birth <= %(on)s
  AND NOT EXISTS (SELECT 1 FROM core_membership n WHERE n.person_id = m.person_id AND n.since <= %(on)s
                  AND (n.until IS NULL OR n.until > %(on)s) AND (n.since, n.id) > (m.since, m.id))
  AND (%(households)s::bigint[] IS NULL OR m.household_id = ANY(%(households)s::bigint[]))
"""
# The current value of each kind: the latest as-of date, then the best source, then the row that came last.
_FACTS = """
SELECT DISTINCT ON (f.person_id, f.kind) f.person_id, array_position(%(kinds)s::varchar[], f.kind) - 1, f.value
FROM core_fact f
WHERE f.as_of <= %(on)s AND f.kind = ANY(%(kinds)s::varchar[])
  AND (%(persons)s::bigint[] IS NULL OR f.person_id = ANY(%(persons)s::bigint[]))
ORDER BY f.person_id, f.kind, f.as_of DESC, f.rank, f.id DESC
"""
_OWN = {
    "household": ("household_id", "urban", "area", "holds_minimum_living", "gradual_exit_months_used", "last_amount"),
    "person": ("person_id", "household_id", "age", "relation", "sex", "alive"),
}  # the columns of the two statements above, in their order
_LONG = {"person_id": pl.Int64, "kind": pl.Int16, "value": pl.Int64}

unknown = {i.name for i in INPUTS} - {*_OWN["household"], *_OWN["person"], *KINDS}
if unknown:
    raise ImportError(f"rules ask for facts that nobody brings: {', '.join(sorted(unknown))}")


def frames(on: dt.date, households: list[int] | None = None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(households, persons) on a day, every input of the rules a column, unknown as null; persons who died are there, `alive` 0.

    Everybody only for the system; a list of households for whoever may see each of them. Raises Household.DoesNotExist.
    """
    _permit(households)
    day = {
        "on": on, "month": on.replace(day=1), "households": households, "kinds": KINDS,
        "holds": MINIMUM_LIVING.key, "leaving": GRADUAL_EXIT.key,
    }  # fmt: skip
    homes = frame(_HOUSEHOLDS, day, dict.fromkeys(_OWN["household"], pl.Int64))
    people = frame(_PERSONS, day, dict.fromkeys(_OWN["person"], pl.Int64)).join(homes.select("household_id"), on="household_id", how="semi")
    known = frame(_FACTS, day | {"persons": None if households is None else people["person_id"].to_list()}, _LONG)
    return homes.sort("household_id"), _widen(people, known).sort("person_id")


def _widen(people: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """One column per kind. Done here and not in SQL: a column is scattered by row number, without a join per kind."""
    place = people.with_row_index("row").select("person_id", pl.col("row").cast(pl.Int64))
    by_kind = known.join(place, on="person_id").partition_by("kind", as_dict=True)
    columns = []
    for number, name in enumerate(KINDS):
        column = pl.Series(name, [None], pl.Int64).new_from_index(0, people.height)
        rows = by_kind.get((number,))
        columns.append(column if rows is None else column.scatter(rows["row"], rows["value"]))
    return people.with_columns(columns)


def _permit(households: list[int] | None) -> None:
    if current_viewer().kind == "system":
        return
    if households is None or Household.objects.filter(pk__in=households).count() < len(set(households)):
        raise Household.DoesNotExist("没有这个家庭，或者它不在您的管理区域内。")


def case_of(household: Household, on: dt.date) -> dict:
    """One household as `World.explain` takes it: facts that are unknown are left out."""
    homes, people = frames(on, [household.pk])
    if homes.is_empty():
        raise Household.DoesNotExist("没有这个家庭，或者它不在您的管理区域内。")
    return {"household": _known(homes.row(0, named=True)), "persons": [_known(row) for row in people.iter_rows(named=True)]}


def _known(row: dict) -> dict:
    return {name: value for name, value in row.items() if value is not None}
