"""The rules of `model.py` through the engine. Options: the executor; `reject` or `review` missing facts; `named`."""

from __future__ import annotations

import time
from statistics import median
from types import SimpleNamespace

import duckdb
import numpy as np
import polars as pl

from benchmarks.policy import model
from benchmarks.policy.data import Arrays
from minzheng.policy import World

ENTITLED, AMOUNT = model.MINIMUM_LIVING.outputs
CASES = 300


def load(option: str) -> SimpleNamespace:
    executor, missing, *named = option.split()
    return SimpleNamespace(world=model.world(missing), executor=executor, named=bool(named))


def prepare(rules: SimpleNamespace, arrays: Arrays) -> SimpleNamespace:
    return SimpleNamespace(**vars(rules), frames=frames(arrays))


def frames(arrays: Arrays) -> dict[str, pl.DataFrame]:
    return {entity: pl.DataFrame(columns) for entity, columns in arrays.items()}


def run(ready: SimpleNamespace) -> tuple[np.ndarray, np.ndarray]:
    found = ready.world.evaluate_frames(ready.frames, [ENTITLED, AMOUNT], ready.executor, missing=ready.named)
    if ready.named and (found[model.MINIMUM_LIVING.missing_column] != "").any():
        raise AssertionError("facts reported missing though none is")
    return found[ENTITLED].to_numpy(), found[AMOUNT].to_numpy()


def one_case(rules: SimpleNamespace, arrays: Arrays) -> tuple[float, bool]:
    return explain_some(rules.world, frames(arrays), ENTITLED, AMOUNT)


def explain_some(world: World, frames: dict[str, pl.DataFrame], entitled: str, amount: str) -> tuple[float, bool]:
    """Median seconds of the trace of one household, and whether the traces agree with the columns."""
    homes = frames["household"].head(CASES)
    people = frames["person"].filter(pl.col("household_id").is_in(homes["household_id"].implode()))
    expected = world.evaluate_frames({"household": homes, "person": people}, [entitled, amount], missing=False)
    members = people.partition_by("household_id", as_dict=True)
    seconds, agrees = [], True
    for home, want in zip(homes.to_dicts(), expected.iter_rows(named=True), strict=True):
        case = {"household": home, "persons": members[(home["household_id"],)].to_dicts()}
        start = time.perf_counter()
        trace = world.explain(case)
        seconds.append(time.perf_counter() - start)
        agrees &= all(trace.value(n) == want[n] for n in (entitled, amount))
    return median(seconds), agrees


def versions() -> dict[str, str]:
    return {"Polars": pl.__version__, "DuckDB": duckdb.__version__}
