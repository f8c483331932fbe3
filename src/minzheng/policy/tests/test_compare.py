"""Two worlds over the same people: what holds for every country, and what a change of values, rules and days does."""

from datetime import date

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from minzheng.policy import Value, area_prefix, compare, members, resolve, rule
from minzheng.policy.compare import CHANGES, MIRRORED
from minzheng.policy.tests.made_country import PARAMETERS, PROGRAMMES, RULES
from minzheng.policy.tests.made_country.laws import hearth, resident
from minzheng.policy.tests.made_country.people import countries, frames

DAY = date(2020, 5, 1)


@rule(hearth, title="烛火珠", cites="烛火法#4")
def candle_beads(candle_right, stones):
    return 10 + 2 * stones if candle_right else 0


def world(beads: int | None = None, rules=RULES, day=DAY):
    news = [] if beads is None else [
        ("bead_limit", Value(date(2020, 1, 1), None, area, {(): beads}, "提案", "unverified")) for area in ("", "77")]
    return resolve(rules, day, [PARAMETERS], amendments=news)


WORLDS = [world(), world(0), world(90), world(rules=RULES.swapped(candle_beads)), world(day=date(2005, 5, 1)), world(day=date(1970, 5, 1))]
some_world = st.sampled_from(WORLDS)


def compared(before, after, country):
    made = frames(country, RULES.entities)
    columns = {"hearth": members(made, hearth, resident).with_columns(pl.col("size").clip(0, 3).alias("band"))}
    return compare(before, after, made, columns=columns)


@given(country=countries(), before=some_world, after=some_world)
@settings(max_examples=60, deadline=None)
def test_every_grouping_adds_up_to_the_whole(country, before, after):
    found = compared(before, after, country)
    whole = found.totals(people="size")
    for by in (["band"], ["valley_id"], [area_prefix(3)], ["band", area_prefix(6)]):
        groups = found.totals(*by, people="size")
        again = groups.group_by("programme").agg(pl.col(c).sum() for c in whole.columns if c != "programme").sort("programme")
        assert again.rows() == [row for row in whole.rows() if row[0] in set(groups["programme"])]
    counted = whole.select(pl.sum_horizontal(CHANGES)).to_series().to_list()
    assert counted == [found.rows(p).height for p in whole["programme"]]


@given(country=countries(), one=some_world)
@settings(max_examples=30, deadline=None)
def test_a_world_compared_with_itself_changes_nobody(country, one):
    for p in PROGRAMMES:
        rows = compared(one, one, country).rows(p.key)
        assert set(rows["change"]) <= {"same", "undetermined"}
        assert set(rows["difference"]) <= {0, None}


@given(country=countries(), before=some_world, after=some_world)
@settings(max_examples=60, deadline=None)
def test_the_way_back_is_the_mirror(country, before, after):
    there, back = compared(before, after, country), compared(after, before, country)
    for p in PROGRAMMES:
        a, b = there.rows(p.key), back.rows(p.key)
        assert [MIRRORED.get(c, c) for c in a["change"]] == b["change"].to_list()
        assert [d and -d for d in a["difference"]] == b["difference"].to_list()
        assert (a["before"].to_list(), a["after"].to_list()) == (b["after"].to_list(), b["before"].to_list())


@given(country=countries(), before=some_world, after=some_world)
@settings(max_examples=30, deadline=None)
def test_each_side_is_what_its_world_says_of_each_case(country, before, after):
    """The columns against the functions themselves, one country at a time."""
    assume(country["residents"])
    found = compared(before, after, country)
    for world_, side in ((before, "before"), (after, "after")):
        told = {(o.programme, o.key): o for o in world_.explain(country).outcomes}
        for p in PROGRAMMES:
            for row in found.rows(p.key).iter_rows(named=True):
                outcome = told[p.key, row[p.entity.key]]
                assert row[f"{side}_entitled"] == outcome.entitled
                expected = None if outcome.entitled is None else (outcome.amount if p.amount else 0) if outcome.entitled else 0
                assert row[side] == expected


COUNTRY = {
    "valleys": [{"valley_id": "v", "dark_days": 400, "area": 770000000001}], "guilds": [{"guild_id": 1, "chartered": 1}],
    "hearths": [{"hearth_id": n, "valley_id": "v", "stones": 3} for n in (1, 2, 3)],
    "residents": [{"resident_id": f"r{n}", "hearth_id": n, "guild_id": 1, "moons": 500, "beads": b, "rank": 1} for n, b in ((1, 0), (2, 50), (3, None))],
}


def test_a_higher_limit_lets_in_and_gives_more():
    totals = compared(world(20), world(90), COUNTRY).totals(people="size")
    row = totals.row(by_predicate=pl.col("programme") == "candle_right", named=True)
    assert {c: row[c] for c in CHANGES} == {"enters": 1, "leaves": 0, "gains": 1, "loses": 0, "same": 0, "undetermined": 1}
    assert (row["before_entitled"], row["after_entitled"], row["enters_people"], row["after_undetermined"]) == (1, 2, 1, 1)
    assert (row["before"], row["after"]) == (20, 90 + 40)
    assert (row["difference"], row["difference_year"]) == (110, 1320)


def test_a_swapped_rule_is_the_other_side():
    after = world(rules=RULES.swapped(candle_beads))
    rows = compared(world(90), world(90, rules=RULES.swapped(candle_beads)), COUNTRY).rows("candle_right")
    assert rows["after"].to_list() == [16, 16, None]
    assert after.version != world().version


def test_members_have_the_columns_of_what_they_belong_to():
    rows = compared(world(), world(), COUNTRY).rows("apprentice")
    assert rows.select("resident_id", "hearth_id", "valley_id", "area", "size").row(0) == ("r1", 1, "v", 770000000001, 1)


def test_an_unknown_programme_is_refused():
    with pytest.raises(LookupError, match="candel"):
        compare(world(), world(), frames(COUNTRY, RULES.entities), "candel")
