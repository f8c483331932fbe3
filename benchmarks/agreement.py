"""Whether the three executors agree on a made-up district: `python -m benchmarks.agreement [households]` (default 100,000; 虚构).

Needs no database. The people are those of `./minzheng populate`, register and facts as it would store them. Prints seconds
by executor, and fails when any outcome, amount or missing fact of any household or person is not three times the same.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from pathlib import Path

import django
import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minzheng.config.settings")
DAY, SEED = dt.date(2026, 3, 1), 7
A_HOME = 2.5  # persons, a little more than the made-up district has


def register(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The tables that would be stored, as columns that the rules read; nobody is in 渐退 on the day the district begins."""
    holds = tables["casework_standing"].filter(pl.col("programme") == "minimum_living", pl.col("person_id").is_null())
    paid = holds.join(tables["payments_entitlement"], left_on="id", right_on="standing_id").select("household_id", "amount")
    homes = tables["core_household"].select(
        household_id="id", urban=pl.col("urban").cast(pl.Int64), area=pl.col("village_id").cast(pl.Int64),
        holds_minimum_living=pl.col("id").is_in(holds["household_id"].implode()).cast(pl.Int64), gradual_exit_months_used=0)
    homes = homes.join(paid.unique("household_id"), on="household_id", how="left").rename({"amount": "last_amount"})
    people = tables["core_person"].select(
        person_id="id", sex=pl.col("sex").cast(pl.Int64), alive=pl.col("died_on").is_null().cast(pl.Int64),
        age=DAY.year - pl.col("birth").dt.year() - (pl.col("birth").dt.strftime("%m%d") > DAY.strftime("%m%d")).cast(pl.Int64))
    lives = tables["core_membership"].filter(pl.col("until").is_null()).select("person_id", "household_id", "relation")
    facts = tables["core_fact"].pivot("kind", index="person_id", values="value", aggregate_function="last")
    return {"household": homes, "person": people.join(lives, on="person_id").join(facts, on="person_id", how="left")}


def main(households: int) -> int:
    django.setup()
    from minzheng.cli.populate.command import setting_for
    from minzheng.cli.populate.district import build
    from minzheng.lines.assistance.programmes import world_on
    from minzheng.lines.assistance.tests.agreement import disagreements, told_by

    frames = register(build(setting_for(int(households * A_HOME), SEED, DAY)).frames)
    world = world_on(DAY)
    print(f"{frames['household'].height:,} households, {frames['person'].height:,} persons")
    told = {}
    for executor in ("polars", "duckdb", "python"):
        start, cpu = time.perf_counter(), time.process_time()
        told[executor] = told_by(executor, world, frames)
        print(f"{time.perf_counter() - start:8.1f} s, {time.process_time() - cpu:.1f} s of CPU  {executor}, answers read one by one")
    different = disagreements(told)
    for place, *said in different[:20]:
        print(place, dict(zip(told, said, strict=True)))
    entitled = sum(entitled is True for entitled, *_ in told["python"].values())
    unknown = sum(entitled is None for entitled, *_ in told["python"].values())
    print(f"{len(told['python']):,} answers ({entitled:,} entitled, {unknown:,} undetermined), {len(different)} mismatches")
    return 1 if different else 0


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
