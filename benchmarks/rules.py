"""How fast the assistance rules are: `python benchmarks/rules.py [persons]` (default one million; made-up people 虚构).

Prints seconds and peak memory of Polars and DuckDB over the whole population, in one run, and milliseconds for one case
with its trace. Fails when the two executors disagree by a fen anywhere.
"""

from __future__ import annotations

import resource
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from minzheng.lines.assistance.programmes import world_on

OUTPUTS = ["minimum_living_entitled", "minimum_living_amount", "edge_entitled", "gradual_exit_entitled", "gradual_exit_amount"]


def population(persons: int, seed: int = 1) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Households of about 2.5, a twentieth of some facts missing."""
    random = np.random.default_rng(seed)
    homes = max(1, persons * 2 // 5)
    households = pl.DataFrame({
        "household_id": np.arange(homes), "urban": random.integers(0, 2, homes), "area": np.full(homes, 500111001000),
        "holds_minimum_living": random.integers(0, 10, homes) // 9, "gradual_exit_months_used": random.integers(0, 8, homes),
        "last_amount": random.integers(0, 200000, homes)})
    age = random.integers(0, 95, persons)
    working = (age >= 16) & (age < 65)
    money = {n: random.integers(0, 3_000_000, persons) * (random.random(persons) < share) for n, share in {
        "wage_12m": 0.4, "business_income_12m": 0.1, "property_income_12m": 0.05, "support_received_12m": 0.1,
        "other_transfer_12m": 0.05, "transfer_paid_12m": 0.1, "deposits": 0.5}.items()}
    people = pl.DataFrame({
        "person_id": np.arange(persons), "household_id": np.arange(persons) % homes, "age": age,
        "relation": np.where(np.arange(persons) < homes, 1, random.choice([10, 20, 30, 51], persons)),
        "alive": (random.random(persons) < 0.99).astype(int), **money,
        "pension_12m": random.integers(0, 2_000_000, persons) * (age >= 60),
        "central_basic_pension_12m": np.full(persons, 20000) * (age >= 60),
        "housing_count": random.integers(0, 3, persons) // 2, "housing_area": random.integers(2000, 12000, persons),
        "vehicle_count": (random.random(persons) < 0.1).astype(int), "shop_count": np.zeros(persons, int),
        "company_count": (random.random(persons) < 0.01).astype(int), "labour_capacity": np.where(working, 2, 1),
        "employment": np.where(working, random.integers(0, 4, persons), 0), "lives_apart": (random.random(persons) < 0.1).astype(int),
        "disability_grade": np.where(random.random(persons) < 0.05, random.integers(1, 5, persons), 0),
        "disability_kind": random.integers(1, 8, persons), "serious_illness": (random.random(persons) < 0.02).astype(int)})
    gaps = [pl.when(pl.Series(random.random(persons) < 0.02)).then(None).otherwise(pl.col(n)).alias(n) for n in ("wage_12m", "deposits")]
    return households, people.with_columns(gaps)


def peak() -> int:
    """Megabytes the process has used at most, so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(persons: int) -> None:
    world = world_on(date(2026, 12, 1))
    households, people = population(persons)
    print(f"{persons:,} persons, {households.height:,} households; frames in memory: {peak()} MB")
    seconds, results = {}, {}
    for executor, missing in (("polars", False), ("polars", True), ("duckdb", False)):
        start = time.perf_counter()
        results[executor] = world.evaluate(households, people, OUTPUTS, executor=executor, missing=missing)
        seconds[executor, missing] = time.perf_counter() - start
        print(f"{executor}{' with missing facts named' if missing else ''}: {seconds[executor, missing]:.2f} s, peak {peak()} MB")
    print(f"duckdb / polars: {seconds['duckdb', False] / seconds['polars', False]:.1f}")
    assert results["polars"].select(results["duckdb"].columns).equals(results["duckdb"]), "the executors disagree"
    undetermined = results["polars"]["minimum_living_entitled"].null_count()
    entitled = results["polars"]["minimum_living_entitled"].sum()
    print(f"entitled {entitled:,}, undetermined {undetermined:,} of {households.height:,}")
    case = {"household": households.row(0, named=True), "persons": people.filter(pl.col("household_id") == 0).to_dicts()}
    start = time.perf_counter()
    for _ in range(300):
        world.explain(case)
    print(f"one case with trace in Python: {(time.perf_counter() - start) / 300 * 1000:.2f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
