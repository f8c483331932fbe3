"""The whole made-up district as plain frames, from (persons, seed, day). Nothing is sealed or stored here. Pure.

Frames are what the tables are, with `id_number`, `phone` and `account` still readable. Ids are given here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from minzheng.cli.populate import register
from minzheng.cli.populate.calendar import days
from minzheng.cli.populate.faults import Planter, TooFew
from minzheng.cli.populate.means import Known, Ordinary, facts_of
from minzheng.cli.populate.names import names_of
from minzheng.cli.populate.needy import Home, Maker
from minzheng.cli.populate.numbers import id_numbers, prefixes_of
from minzheng.cli.populate.ordinary import Crowd, crowd, deaths_in
from minzheng.cli.populate.places import Places, addresses
from minzheng.cli.populate.setting import Setting
from minzheng.cli.populate.tables import OLDEST, assumptions

LEAST = 1_000
SHOWN = 16  # needy homes of the village that the demo shows: enough for one fault of each kind and some that are right


@dataclass(slots=True)
class District:
    """Frames by table name (without the application's prefix), and the answer key's rows."""

    frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    key: list[dict] = field(default_factory=list)


def build(setting: Setting, say: Callable[[str], None] = lambda _: None) -> District:
    """Raises TooFew."""
    if setting.persons < LEAST:
        raise TooFew(f"至少生成 {LEAST} 人，才放得下各类差错。请用 --persons {LEAST} 或更多。")
    homes = needy_homes(setting)
    say(f"困难家庭 {len(homes)} 户")
    members = [m for home in homes for m in home.members]
    dead = deaths_in(setting.persons)
    taken = np.zeros((OLDEST + 1, 2), np.int64)
    for member in (m for m in members if m.died_on is None):
        taken[member.age, member.sex - 1] += 1
    people = crowd(setting.persons - dead - len(members), dead, taken, setting.day, setting.chance)
    homes_of_ordinary = int(people.household.max()) + 1
    villages = setting.places.draw(homes_of_ordinary, setting.chance.arrays("villages"))
    known = facts_of(_ordinary(people, villages, setting.places), setting.law, setting.chance.arrays("facts"))
    say(f"一般家庭 {homes_of_ordinary} 户")
    return _numbered(setting, homes, people, villages, known, say)


def needy_homes(setting: Setting) -> list[Home]:
    """Households that qualify or nearly do: holders, planted faults, gradual exits, 特困. The first ones live in the first village."""
    said, places, chance = assumptions(), setting.places, setting.chance
    single, arrays = chance.singles("needy"), chance.arrays("needy villages")
    share = np.where(places.urban, said["needy_percent"]["urban"], said["needy_percent"]["rural"]) * places.weight / places.weight.sum()
    wanted = round(setting.persons * float(share.sum()) / 100)
    villages = iter(places.draw(wanted, arrays, share).tolist())
    maker, names, weights = Maker(setting.day, setting.law, single), list(said["shapes"]), list(said["shapes"].values())
    homes: list[Home] = []
    while wanted > 0:
        village = places.index(setting.first_village) if len(homes) < SHOWN else next(villages)
        home = maker.home(village, bool(places.urban[village]), single.choices(names, weights)[0])
        homes.append(home)
        wanted -= len(home.members)
    each = max(2, round(setting.persons / said["faults_per_persons"]))
    Planter(setting.day, setting.law, chance.singles("faults")).plant(homes, each)
    return homes + _leaving(setting, maker, len(homes)) + _destitute(setting, maker)


def _leaving(setting: Setting, maker: Maker, holders: int) -> list[Home]:
    """Receivers whose income has risen above the standard and who are in work: they go on receiving for some months (渐退)."""
    count = max(1, holders * assumptions()["gradual_percent"] // 100)
    homes = []
    for village in setting.places.draw(count, setting.chance.arrays("leaving")).tolist():
        urban = bool(setting.places.urban[village])
        home = maker.home(village, urban, "parent_child", share=maker.chance.uniform(0.3, 0.8))
        worker = home.members[0].facts
        year = setting.law.standard[urban] * 12 * len(home.members)
        worker["wage_12m"] = round(year * maker.chance.uniform(1.15, 1.35)) + worker.get("work_cost_12m", 0)
        homes.append(home)
    return homes


def _destitute(setting: Setting, maker: Maker) -> list[Home]:
    """Persons in 特困: alone, with next to nothing; not counted in 低保."""
    count = max(1, setting.persons * assumptions()["destitute_per_mille"] // 1000)
    homes = []
    for village in setting.places.draw(count, setting.chance.arrays("destitute")).tolist():
        home = maker.home(village, bool(setting.places.urban[village]), "elder_alone", share=0.02)
        home.programme, home.paid = "destitute", None
        homes.append(home)
    return homes


def _ordinary(people: Crowd, villages: np.ndarray, places: Places) -> Ordinary:
    """The living ones, as `facts_of` takes them."""
    living = people.died < 0
    size = np.bincount(people.household[living])
    household = people.household[living]
    return Ordinary(
        household, people.relation[living], people.age[living], people.sex[living], places.urban[villages[household]], size[household]
    )


def _numbered(
    setting: Setting, homes: list[Home], people: Crowd, villages: np.ndarray, known: Known, say: Callable[[str], None]
) -> District:
    """Everyone in the order of villages and households, with ids, names and numbers."""
    ordinary_homes, ordinary_people = len(villages), len(people.age)
    village = np.concatenate([villages, np.array([h.village for h in homes], np.int64)])
    members = [(ordinary_homes + i, m) for i, home in enumerate(homes) for m in home.members]
    household = np.concatenate([people.household, np.array([i for i, _ in members])])
    relation = np.concatenate([people.relation, np.array([m.relation for _, m in members])])
    sex = np.concatenate([people.sex, np.array([m.sex for _, m in members])])
    birth = np.concatenate([people.birth, np.array([days(m.birth) for _, m in members])])
    died = np.concatenate([people.died, np.array([days(m.died_on) if m.died_on else -1 for _, m in members])])
    open_roll = np.concatenate([people.died < 0, np.array([not m.struck_off for _, m in members])])

    home_order = np.lexsort((setting.chance.arrays("doors").permutation(len(village)), village))
    home_id = np.empty(len(village), np.int64)
    home_id[home_order] = np.arange(1, len(village) + 1)
    order = np.lexsort((birth, relation != 2, home_id[household]))
    person_id = np.empty(len(order), np.int64)
    person_id[order] = np.arange(1, len(order) + 1)

    head = np.zeros(len(village), np.int64)
    heads = np.flatnonzero(relation == 2)
    head[household[heads]] = heads
    years = birth.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    names, pinyin = names_of(head[household], relation, sex, years, setting.chance.arrays("names"))
    say("姓名")
    people_frame = register.persons(
        setting, order, person_id, names, pinyin, sex, birth, died, village[household],
        _numbers(setting, years, birth, sex, village[household]), relation == 2,
    )  # fmt: skip
    planting = register.Planted(homes, ordinary_homes, ordinary_people, home_id, person_id, head)
    people_frame = register.same_names(setting, planting, people_frame, people, known)
    frames = {
        "core_household": _households(setting, village, home_order),
        "core_person": people_frame,
        "core_membership": register.memberships(setting, order, person_id, home_id[household], relation, birth, died, open_roll),
        "core_fact": register.facts(setting, planting, known),
        **register.holdings(setting, planting, people_frame, known, home_id[people.household]),
    }
    return District(frames, register.key_rows(planting))


def _numbers(setting: Setting, years: np.ndarray, birth: np.ndarray, sex: np.ndarray, village: np.ndarray) -> np.ndarray:
    given = np.maximum(years, assumptions()["first_numbers_given"])
    prefix = prefixes_of(given, setting.places.second_origin[village], setting.prefixes)
    return id_numbers(prefix, birth, sex, setting.chance.arrays("sequence numbers"))


def _households(setting: Setting, village: np.ndarray, home_order: np.ndarray) -> pl.DataFrame:
    count, places = len(village), setting.places
    where = village[home_order]
    return pl.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "number": register.household_numbers(np.arange(1, count + 1)),
            "village_id": places.code[where],
            "address": addresses(where, places, setting.chance.arrays("addresses")),
            "urban": places.urban[where],
            "fictitious": np.ones(count, bool),
        }
    )
