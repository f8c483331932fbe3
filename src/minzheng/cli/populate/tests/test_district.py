"""The made-up district: the same for the same seed, of the published shape, marked 虚构, and away from every line."""

import datetime as dt
import inspect

import numpy as np
import polars as pl
import pytest
from django.conf import settings

from minzheng.cli.populate import faults, needy, truth
from minzheng.cli.populate.district import build, needy_homes
from minzheng.cli.populate.tables import age_sex_shares, assumptions
from minzheng.cli.populate.tests.made import DAY, district, setting
from minzheng.cli.populate.truth import amount_due, per_head
from minzheng.core.identity import IdNumber, age_on

BIG = 40_000


def ages(frame: pl.DataFrame) -> np.ndarray:
    return np.array([age_on(birth, DAY) for birth in frame["birth"]])


def living() -> pl.DataFrame:
    return district(BIG).frames["core_person"].filter(pl.col("died_on").is_null())


# --- the same again


def test_same_seed_same_district():
    first, again = district(), build(setting())
    assert first.key == again.key
    for table, frame in first.frames.items():
        assert frame.write_csv() == again.frames[table].write_csv(), table


@pytest.mark.parametrize("other", [{"seed": 8}, {"persons": 2_001}, {"day": dt.date(2026, 11, 23)}])
def test_another_seed_number_or_day_is_another_district(other):
    names = build(setting(**other)).frames["core_person"]["name"]
    assert names.to_list()[:50] != district().frames["core_person"]["name"].to_list()[:50]


def test_too_few_persons_are_refused_in_chinese():
    with pytest.raises(faults.TooFew, match="至少生成"):
        build(setting(persons=200))


# --- who they are


def test_everybody_is_marked_fictitious_and_counted():
    frames = district().frames
    assert frames["core_person"].height == 2_000
    assert frames["core_person"]["fictitious"].all()
    assert frames["core_household"]["fictitious"].all()
    assert frames["core_household"]["address"].str.contains("虚构").all()


def test_id_numbers_are_valid_and_agree_with_birth_and_sex():
    people = district(BIG).frames["core_person"]
    assert people["id_number"].n_unique() == BIG
    for number, birth, sex in people.select("id_number", "birth", "sex").rows():
        parsed = IdNumber.parse(number, today=DAY)
        assert (parsed.birth, parsed.sex) == (birth, sex)
    assert set(people["id_number"].str.head(6)) == {"510230", "500225", "500111", "510217"}
    old = people.filter(pl.col("birth") < dt.date(1990, 1, 1))["id_number"].str.head(6)
    assert set(old) == {"510230", "510217"}


def test_age_and_sex_follow_the_published_shares():
    found = ages(living())
    for start, end, percent in ((0, 15, 16.33), (15, 60, 57.59), (60, 200, 26.08), (65, 200, 20.96)):
        assert abs(100 * ((found >= start) & (found < end)).mean() - percent) < 0.5
    men = age_sex_shares()[:, 0].sum()
    assert abs((living()["sex"] == 1).mean() - men) < 0.01


def test_households_have_one_head_a_plausible_size_and_nobody_under_age_alone():
    frames = district(BIG).frames
    rows = frames["core_membership"].filter(pl.col("until").is_null()).join(frames["core_person"], left_on="person_id", right_on="id")
    homes = rows.group_by("household_id").agg(heads=(pl.col("relation") == 2).sum(), oldest=pl.col("birth").min(), size=pl.len())
    assert (homes["heads"] == 1).all()
    assert homes["oldest"].max() <= DAY.replace(year=DAY.year - 18)
    assert abs(homes["size"].mean() - 2.45) < 0.15  # 重庆市 2020; the district's neighbours 2.57
    assert homes.height == frames["core_household"].height


def test_parents_are_older_than_their_children():
    frames = district(BIG).frames
    rows = frames["core_membership"].join(frames["core_person"], left_on="person_id", right_on="id")
    heads = rows.filter(pl.col("relation") == 2).select("household_id", head="birth")
    pairs = rows.join(heads, on="household_id").filter(pl.col("until").is_null())
    gap = (pl.col("birth") - pl.col("head")).dt.total_days() / 365.25
    young = pairs.filter(pl.col("relation").is_in([20, 30])).select(gap)["birth"]
    old = pairs.filter(pl.col("relation").is_in([51, 52, 55, 56])).select(-gap)["birth"]
    assert young.min() > 10
    assert (young > 17).mean() > 0.99
    assert old.min() > 10


def test_deaths_of_the_year_are_struck_off_unless_planted():
    frames = district(BIG).frames
    dead = frames["core_person"].filter(pl.col("died_on").is_not_null())
    assert 0.006 < dead.height / BIG < 0.014
    assert dead.select((pl.col("died_on") < DAY) & (pl.col("died_on") >= pl.col("birth"))).to_series().all()
    rows = frames["core_membership"].join(dead.select("id", "died_on"), left_on="person_id", right_on="id")
    planted = [row for row in district(BIG).key if row["kind"] == faults.DEAD]
    assert rows["until"].null_count() == len(planted)
    assert rows.filter(pl.col("until").is_not_null()).select(pl.col("until") == pl.col("died_on")).to_series().all()


def test_recipients_have_the_published_shape():
    homes = [h for h in needy_homes(setting(BIG)) if h.programme == "minimum_living"]
    members = [m for h in homes for m in h.members]
    share = lambda test: sum(map(test, members)) / len(members)  # noqa: E731
    assert 4.0 <= 100 * len(members) / BIG <= 5.0
    assert abs(len(members) / len(homes) - 1.80) < 0.20  # 福建省 2021, rural
    assert abs(share(lambda m: m.age >= 60) - 0.26) < 0.08
    assert abs(share(lambda m: m.age < 18) - 0.16) < 0.06
    assert abs(share(lambda m: "disability_kind" in m.facts) - 0.21) < 0.06


# --- the key


def test_the_key_is_computed_without_the_rules():
    for module in (truth, faults, needy):
        assert "minzheng.lines" not in inspect.getsource(module)


def test_every_kind_is_planted_and_the_first_village_shows_one_of_each():
    frames, key = district(BIG).frames, district(BIG).key
    kinds = {faults.MISSED, faults.NOT_ENTITLED, faults.WRONG, faults.DEAD, faults.CARD, faults.SAME_NAME, faults.UNDETERMINED}
    each = BIG // assumptions()["faults_per_persons"]
    assert {kind: sum(row["kind"] == kind for row in key) for kind in kinds} == dict.fromkeys(kinds, each)
    village = next(p["area"] for p in settings.DISTRICT["demo_posts"] if p["role"] == "village_worker")
    shown = set(frames["core_household"].filter(pl.col("village_id") == village)["number"])
    assert {row["kind"] for row in key if row["household"] in shown} == kinds


def test_same_named_owner_exists_and_is_somebody_else():
    frames, key = district().frames, district().key
    people = frames["core_person"].join(frames["core_membership"].select("person_id", "household_id", "relation"), left_on="id", right_on="person_id")
    people = people.join(frames["core_household"].select("id", "number"), left_on="household_id", right_on="id")
    owners = frames["core_fact"].filter(pl.col("kind") == "company_count", pl.col("value") > 0).select(id="person_id")
    for row in (r for r in key if r["kind"] == faults.SAME_NAME):
        head = people.filter(pl.col("number") == row["household"], pl.col("relation") == 2).row(0, named=True)
        namesakes = people.filter(pl.col("name") == head["name"], pl.col("id") != head["id"]).join(owners, on="id")
        assert namesakes.height >= 1
        assert head["id_number"] not in namesakes["id_number"].to_list()


def test_holders_receive_what_they_are_due_unless_planted():
    made = setting(BIG)
    for home in needy_homes(made):
        due = amount_due(made.law, home.urban, home.members)
        if home.programme != "minimum_living":
            assert home.paid is None
        elif home.fault is None:
            assert home.paid == due or per_head(home.members) > made.law.standard[home.urban]
        elif home.fault.kind in (faults.MISSED, faults.WRONG, faults.DEAD, faults.CARD, faults.SAME_NAME):
            assert home.fault.expected == due
        assert home.fault is None or home.fault.paid == (home.paid or 0)


def test_some_holders_have_members_who_must_not_count():
    members = [m for h in needy_homes(setting(BIG)) if h.fault is None and h.paid for m in h.members]
    away = [m for m in members if m.facts.get("lives_apart")]
    prison = [m for m in members if m.facts.get("imprisoned")]
    gone = [m for m in members if m.struck_off]
    assert min(len(away), len(prison), len(gone)) >= 3
    assert all(m.facts["wage_12m"] > 0 for m in away)


def test_a_planted_wrong_amount_is_wrong_and_a_planted_card_ends_in_time():
    made = setting(BIG)
    for home in needy_homes(made):
        if home.fault and home.fault.kind in (faults.WRONG, faults.DEAD):
            assert home.fault.expected != home.fault.paid
        ends = [(m.card_until - DAY).days for m in home.members if m.card_until]
        planted = home.fault is not None and home.fault.kind == faults.CARD
        assert (min(ends, default=999) <= 90) == planted


# --- no household straddles a line


def test_needy_income_stays_away_from_the_standard():
    made = setting(BIG)
    for home in needy_homes(made):
        if not truth.counted(home.members):
            continue
        share = per_head(home.members) / made.law.standard[home.urban]
        assert share <= 0.90 or 1.10 <= share <= 1.40 or share >= 2.1, (home.shape, share)


def test_ordinary_households_are_far_over_by_savings_or_by_income():
    made, frames = setting(BIG), district(BIG).frames
    holders = frames["casework_standing"].filter(pl.col("person_id").is_null())["household_id"]
    numbers = [row["household"] for row in district(BIG).key]
    homes = frames["core_household"].filter(~pl.col("id").is_in(holders.implode()), ~pl.col("number").is_in(numbers))
    members = frames["core_membership"].filter(pl.col("until").is_null())
    known = frames["core_fact"].join(members.select("person_id", "household_id", "relation"), on="person_id")
    size = members.group_by("household_id").len("size")
    heads = known.filter(pl.col("relation") == 2).pivot("kind", index="household_id", values="value")
    rows = homes.select(household_id="id", urban="urban").join(size, on="household_id").join(heads, on="household_id", how="left")
    standard = pl.when("urban").then(made.law.standard[True]).otherwise(made.law.standard[False])
    saved = pl.col("deposits") / (standard * made.law.deposit_months * pl.col("size"))
    earned = (pl.col("wage_12m").fill_null(0) + pl.col("pension_12m").fill_null(0)) / (standard * 12 * pl.col("size"))
    rows = rows.with_columns(saved=saved, earned=earned)
    assert rows["saved"].null_count() == 0
    assert rows.filter((pl.col("saved") < 1.5) & (pl.col("earned") < 1.7)).is_empty()
    assert rows.filter(pl.col("saved") < 1.5).height > 500


def test_cards_of_paid_households_end_late_unless_planted():
    frames, key = district(BIG).frames, district(BIG).key
    numbers = [row["household"] for row in key if row["kind"] == faults.CARD]
    members = frames["core_membership"].join(frames["core_household"].select("id", "number"), left_on="household_id", right_on="id")
    paid = members.join(frames["payments_entitlement"].select("household_id").unique(), on="household_id").join(frames["core_fact"], on="person_id")
    soon = paid.filter(pl.col("valid_until") <= DAY + dt.timedelta(90))
    assert set(soon["number"]) == set(numbers)
