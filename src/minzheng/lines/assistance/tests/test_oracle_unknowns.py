"""Unknown facts against the second opinion: what the engine calls determined stays so whatever the missing facts turn out to be.

Facts that count as none when nobody recorded them (README of the line) are filled with none; all others with values
drawn from other made-up households (虚构), the limits among them.
"""

from __future__ import annotations

from datetime import date
from random import Random

import polars as pl
import pytest

from minzheng.lines.assistance.programmes import PROGRAMMES, world_on
from minzheng.lines.assistance.tests.made_up import many, with_gaps
from minzheng.lines.assistance.tests.oracle import Law
from minzheng.lines.assistance.tests.test_oracle import OUTPUTS, by_oracle, chosen

# Children have none of these unless recorded (`working_age` in the parameters).
NONE_FOR_CHILDREN = ("wage_12m", "business_income_12m", "pension_12m", "deposits", "housing_count", "shop_count", "vehicle_count",
                     "company_count", "employment")
# Whose record tells of none of these is taken as able to work while nobody recorded the ability.
TELLING = ("disability_grade", "serious_illness", "bedridden")
ABLE = 2
HOUSEHOLDS, COMPLETIONS = 1000, 8


def open_facts(world, entity: str) -> set[str]:
    """Facts that are not taken as none when missing, but for the area: the second opinion knows one district."""
    return {i.name for i in world.inputs(entity) if i.missing == "review"} - {"area"}


def gapped(world, random: Random, households: list) -> list[tuple[dict, list[dict]]]:
    """Some facts taken away: from most households one or two, from some many; those taken as none go more rarely."""
    of_home, of_person = open_facts(world, "household"), sorted(open_facts(world, "person"))
    may_go = sorted({i.name for i in world.inputs("person")} - set(of_person))
    found = []
    for home, persons in households:
        share = random.choice((0.01, 0.03, 0.2))
        found.append((with_gaps(random, home, sorted(of_home), share),
                      [with_gaps(random, with_gaps(random, p, of_person, share), may_go, 0.01) for p in persons]))
    return found


def completed(world, random: Random, row: dict, entity: str, donor: dict, only: set[str] | None = None, original: dict | None = None) -> dict:
    """The row with its gaps filled: from the donor, or where `only` does not name them from the original."""
    filled = dict(row)
    for i in world.inputs(entity):
        if i.name not in filled:
            source = donor if only is None or i.name in only else original
            filled[i.name] = source[i.name] if i.missing == "review" else 0
    if entity == "person":
        if "labour_capacity" not in row and not any(filled[n] for n in TELLING):
            filled["labour_capacity"] = ABLE
        taken_as_none = [n for n in NONE_FOR_CHILDREN if n not in row] if filled["age"] < 16 else []
        filled |= dict.fromkeys(taken_as_none, 0)
        if "housing_area" not in row and filled["housing_count"] == 0:
            filled["housing_area"] = 0
    return filled


def completions(world, random: Random, gaps: list, households: list, only: dict | None = None) -> list[tuple[dict, list[dict]]]:
    """Every household completed once; `only`: (programme's) names of facts by household, the rest as they were."""
    donors, homes = [p for _, ps in households for p in ps], [h for h, _ in households]
    found = []
    for (home, persons), (whole_home, whole) in zip(gaps, households, strict=True):
        names = None if only is None else only.get(home["household_id"], set())
        found.append((completed(world, random, home, "household", random.choice(homes), names, whole_home),
                      [completed(world, random, p, "person", random.choice(donors), names, w)
                       for p, w in zip(persons, whole, strict=True)]))
    return found


def evaluate(world, gaps: list) -> dict:
    """{(programme, key): (entitled, fen, missing names, household)}"""
    frames = {}
    for entity, rows, keys in (("household", [h for h, _ in gaps], ("household_id",)),
                               ("person", [p for _, ps in gaps for p in ps], ("person_id", "household_id"))):
        columns = [*keys, *(i.name for i in world.inputs(entity))]
        frames[entity] = pl.DataFrame([[r.get(c) for c in columns] for r in rows], dict.fromkeys(columns, pl.Int64), orient="row")
    results = world.evaluate_frames(frames, OUTPUTS)
    return {(p.key, r[p.entity.key]): (r[p.entitled], r[p.amount] if p.amount else None, set(r[p.missing_column].split(",")) - {""},
                                       r["household_id"])
            for p in PROGRAMMES for r in results[p.entity.name].iter_rows(named=True)}


DAYS = (date(2022, 10, 19), date(2025, 12, 31), date(2026, 3, 1), date(2026, 3, 1))


@pytest.fixture(scope="module", params=range(len(DAYS)), ids=lambda n: f"{DAYS[n]}-{n}")
def made(request):
    day, readings, random = DAYS[request.param], chosen(request.param), Random(request.param)
    world, law = world_on(day, readings=readings), Law.on(day, readings)
    households = many(1000 + request.param, HOUSEHOLDS, law.standards)
    gaps = gapped(world, random, households)
    return world, law, random, households, gaps, evaluate(world, gaps)


def test_determined_means_determined(made):
    world, law, random, households, gaps, engine = made
    determined = {place for place, (entitled, *_) in engine.items() if entitled is not None}
    assert len(determined) > len(engine) // 4
    for _ in range(COMPLETIONS):
        filled = completions(world, random, gaps, households)
        oracle = by_oracle(law, filled)
        for place in determined:
            entitled, amount, missing, _ = engine[place]
            assert oracle[place][0] == entitled, (place, engine[place], filled)
            assert missing or amount == oracle[place][1], (place, engine[place], oracle[place])


def test_a_named_fact_would_change_the_outcome(made, record_property):
    """In a fair part of the cases: a draw of eight values does not meet every limit."""
    world, law, random, households, gaps, engine = made
    for programme in PROGRAMMES:
        places = [p for p, (entitled, *_) in engine.items() if p[0] == programme.key and entitled is None]
        names = {}
        for p in places:
            names.setdefault(engine[p][3], set()).update(engine[p][2])
        seen = {p: set() for p in places}
        for _ in range(COMPLETIONS):
            oracle = by_oracle(law, completions(world, random, gaps, households, names))
            for p in places:
                seen[p].add(oracle[p][0])
        changed = sum(len(outcomes) > 1 for outcomes in seen.values())
        record_property(programme.key, f"{changed} of {len(places)}")
        print(f"{programme.key}: a named fact changes the outcome in {changed} of {len(places)}")
        assert places
        assert all(engine[p][2] for p in places), "undetermined, and no fact named"
        assert changed, programme.key
