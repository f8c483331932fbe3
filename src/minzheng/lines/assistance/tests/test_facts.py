"""From rows to the columns of the rules: the current fact, who counts, who may look, and one answer whichever way one asks."""

import datetime as dt

import polars as pl
import pytest

from minzheng.core.access.viewer import NoViewer, acting, system
from minzheng.core.people.models import Household, Person
from minzheng.fieldwork.tests.village import (
    HUANGLONG,
    LONGGANG,
    LONGSHUI,
    NOTHING,
    TODAY,
    XUEBA,
    areas,
    household,
    know,
    officer,
)
from minzheng.lines.assistance.facts import case_of, frames
from minzheng.lines.assistance.programmes import PROGRAMMES, world_on
from minzheng.lines.assistance.rules.facts import INPUTS
from minzheng.monitoring.tests.paid import pay

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _towns():
    areas()


def person(home: Household, place: int = 0) -> Person:
    with acting(system("test")):
        return home.memberships.order_by("id")[place].person


def everybody(on: dt.date = TODAY) -> tuple[pl.DataFrame, pl.DataFrame]:
    with acting(system("test")):
        return frames(on)


def value(kind: str, on: dt.date = TODAY):
    return everybody(on)[1][kind][0]


def test_the_columns_are_those_the_rules_ask_for():
    household(HUANGLONG, ("甄一", dt.date(1960, 1, 1), NOTHING))
    homes, people = everybody()
    assert set(homes.columns) == {"household_id"} | {i.name for i in INPUTS if i.entity.name == "household"}
    assert set(people.columns) == {"person_id", "household_id"} | {i.name for i in INPUTS if i.entity.name == "person"}


def test_the_current_fact_is_the_latest_then_the_best_source_then_the_newest_row():
    someone = person(household(HUANGLONG, ("甄一", dt.date(1960, 1, 1), {})))
    know(someone, {"deposits": 1}, as_of=dt.date(2026, 1, 1), rank=0)
    know(someone, {"deposits": 2}, as_of=dt.date(2026, 5, 1), rank=2)
    assert value("deposits") == 2
    know(someone, {"deposits": 3}, as_of=dt.date(2026, 5, 1), rank=1)
    know(someone, {"deposits": 4}, as_of=dt.date(2026, 5, 1), rank=2)
    assert value("deposits") == 3
    know(someone, {"deposits": 5}, as_of=dt.date(2026, 5, 1), rank=1)
    assert value("deposits") == 5
    assert value("deposits", dt.date(2026, 4, 30)) == 1
    assert value("deposits", dt.date(2025, 12, 31)) is None


def test_unknown_is_null_and_never_zero():
    household(HUANGLONG, ("甄一", dt.date(1960, 1, 1), {"deposits": 0}))
    assert value("deposits") == 0
    assert value("wage_12m") is None


def test_age_turns_on_the_birthday_and_the_dead_are_there_but_not_alive():
    home = household(HUANGLONG, ("甄一", dt.date(1966, 11, 25), NOTHING))
    assert value("age") == 59
    assert value("age", dt.date(2026, 11, 25)) == 60
    with acting(system("test")):
        Person.objects.filter(pk=person(home).pk).update(died_on=dt.date(2026, 11, 20))
    assert [value("alive", dt.date(2026, 11, day)) for day in (19, 20, 24)] == [1, 0, 0]


def test_who_moved_counts_only_where_they_live_now():
    old, new = (household(HUANGLONG, (name, dt.date(1960, 1, 1), NOTHING)) for name in ("甄一", "甄二"))
    mover = person(old)
    with acting(system("test")):
        old.memberships.update(until=TODAY)
        new.memberships.create(person=mover, relation=73, since=TODAY)
        assert [m["person_id"] for m in case_of(old, TODAY)["persons"]] == []
        assert mover.pk in [m["person_id"] for m in case_of(new, TODAY)["persons"]]
    assert everybody()[1].filter(pl.col("person_id") == mover.pk)["household_id"].to_list() == [new.pk]


def test_who_left_today_and_lives_nowhere_else_counts_nowhere():
    home = household(HUANGLONG, ("甄一", dt.date(1960, 1, 1), NOTHING))
    with acting(system("test")):
        home.memberships.update(until=TODAY)
    assert everybody()[1].is_empty()
    assert everybody(TODAY - dt.timedelta(days=1))[1].height == 1


def test_what_is_held_and_paid_comes_with_the_household():
    home = household(HUANGLONG, ("甄一", dt.date(1960, 1, 1), NOTHING))
    assert everybody()[0].row(0, named=True) | {"household_id": 0} == {
        "household_id": 0, "urban": 0, "area": int(HUANGLONG), "holds_minimum_living": 0, "gradual_exit_months_used": 0, "last_amount": 0,
    }  # fmt: skip
    pay(home, 60000)
    pay(home, 0, programme="gradual_exit", since=dt.date(2026, 8, 15))
    row = everybody()[0].row(0, named=True)
    assert (row["holds_minimum_living"], row["last_amount"], row["gradual_exit_months_used"]) == (1, 60000, 3)


def test_an_officer_sees_only_households_of_the_area_and_never_everybody():
    here, there = (household(v, ("甄一", dt.date(1960, 1, 1), NOTHING)) for v in (HUANGLONG, XUEBA))
    with acting(officer("window_clerk", LONGSHUI)):
        assert case_of(here, TODAY)["household"]["household_id"] == here.pk
        for forbidden in ([there.pk], [here.pk, there.pk], None):
            with pytest.raises(Household.DoesNotExist):
                frames(TODAY, forbidden)
    with acting(officer("window_clerk", LONGGANG)), pytest.raises(Household.DoesNotExist):
        case_of(here, TODAY)
    with pytest.raises(NoViewer):
        frames(TODAY, [here.pk])


def test_the_district_and_the_counter_give_the_same():
    poor = household(HUANGLONG, ("甄一", dt.date(1950, 1, 1), NOTHING), ("甄二", dt.date(2016, 1, 1), {}))
    household(HUANGLONG, ("甄三", dt.date(1980, 1, 1), NOTHING | {"wage_12m": 4_800_000, "company_count": 1}))
    household(XUEBA, ("甄四", dt.date(1980, 1, 1), NOTHING | {"wage_12m": 950_000, "employment": 1}), urban=True)
    household(XUEBA, ("甄五", dt.date(1980, 1, 1), {"disability_grade": 1, "disability_kind": 4}))
    pay(poor, 123)
    world = world_on(TODAY)
    homes, people = everybody()
    names = [o for p in PROGRAMMES for o in p.outputs]
    bulk = world.evaluate(homes, people, names)
    seen = set()
    with acting(system("test")):
        for home in Household.objects.all():
            trace = world.explain(case_of(home, TODAY))
            for programme in PROGRAMMES:
                rows = bulk[programme.entity.name].filter(pl.col("household_id") == home.pk)
                for row in rows.iter_rows(named=True):
                    outcome = trace.outcome(programme.key, row[programme.entity.key])
                    assert tuple(row[o] for o in programme.outputs) == tuple(trace.find(programme.entity.name, outcome.key, o) for o in programme.outputs)
                    assert sorted({m.name for m in outcome.missing}) == sorted(filter(None, row[programme.missing_column].split(",")))
                    seen.add((programme.key, outcome.entitled))
    assert {("minimum_living", True), ("minimum_living", False), ("minimum_living", None)} <= seen
