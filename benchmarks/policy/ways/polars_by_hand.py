"""The model as somebody who knows Polars would write it: one pass over the persons, one join, one pass over the homes."""

from __future__ import annotations

import numpy as np
import polars as pl

from benchmarks.policy.data import Arrays
from benchmarks.policy.values import values

V = values()


def load(option: str) -> None:
    """The rules are this module."""


def prepare(rules: None, arrays: Arrays) -> dict[str, pl.DataFrame]:
    return {entity: pl.DataFrame(columns) for entity, columns in arrays.items()}


def run(ready: dict[str, pl.DataFrame]) -> tuple[np.ndarray, np.ndarray]:
    c = pl.col
    homes = ready["household"].lazy().join(_members(ready["person"].lazy()), on="household_id", how="left")
    homes = homes.with_columns(c("people", "income", "savings", "vehicles", "supplement").fill_null(0))
    homes = homes.with_columns(
        standard=pl.when("urban").then(V["minimum_living_standard"][1]).otherwise(V["minimum_living_standard"][0]).cast(pl.Int64),
        per_head=c("income").clip(0) // (V["income_months"] * c("people").clip(1)),
    ).with_columns(
        entitled=(c("people") >= 1) & (c("per_head") < c("standard")) & (c("vehicles") <= V["vehicle_limit"])
        & (c("savings") <= c("people") * c("standard") * V["deposit_multiple"]),
    ).with_columns(
        amount=pl.when("entitled").then((c("standard") - c("per_head")) * c("people") + c("supplement")).otherwise(0))
    found = homes.select("household_id", "entitled", "amount").sort("household_id").collect(engine="streaming")
    return found["entitled"].to_numpy(), found["amount"].to_numpy()


def _members(people: pl.LazyFrame) -> pl.LazyFrame:
    """What the counted members of each household add up to."""
    c = pl.col
    adult = c("age") >= V["adult_age"]
    severe = c("disability_grade").is_in([1, 2]) | ((c("disability_grade") == 3) & c("disability_kind").is_in([5, 6]))
    income = ((c("wage_12m") - c("work_cost_12m")).clip(0) + c("business_income_12m").clip(0)
              + (c("pension_12m") - c("central_basic_pension_12m")).clip(0) + c("support_received_12m") - c("transfer_paid_12m"))
    supplement = pl.max_horizontal(
        pl.when(condition).then(pl.lit(V[f"supplement_{kind}"], pl.Int64)).otherwise(0) for condition, kind in (
            (c("age") >= V["elder_age"], "elder"), (~adult, "minor"), (severe, "severe"), (c("serious_illness"), "illness")))
    return people.filter(c("alive") & (~adult | ~c("lives_apart"))).select(
        "household_id", "vehicle_count", "deposits", income=income, supplement=supplement,
    ).group_by("household_id").agg(
        people=pl.len().cast(pl.Int64), income=c("income").sum(), savings=c("deposits").sum(),
        vehicles=c("vehicle_count").sum(), supplement=c("supplement").sum())


def versions() -> dict[str, str]:
    return {"Polars": pl.__version__}
