"""All rules of `lines/assistance` as they are in force, with facts missing here and there. Options: the executor; `named`."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import polars as pl

from benchmarks.policy.data import Arrays
from benchmarks.policy.model import DAY
from benchmarks.policy.ways.ours import explain_some
from minzheng.lines.assistance.programmes import GRADUAL_EXIT, MINIMUM_LIVING, PROGRAMMES, world_on

OUTPUTS = [o for p in PROGRAMMES if p.entity is MINIMUM_LIVING.entity for o in p.outputs]
AREA = 500111001000
MISSING = 50  # every fiftieth person has no record of wages


def load(option: str) -> SimpleNamespace:
    executor, *named = option.split()
    return SimpleNamespace(world=world_on(DAY), executor=executor, named=bool(named))


def prepare(rules: SimpleNamespace, arrays: Arrays) -> SimpleNamespace:
    return SimpleNamespace(**vars(rules), frames=frames(arrays))


def frames(arrays: Arrays) -> dict[str, pl.DataFrame]:
    """The model's people with the facts that only the whole law asks for. All of it from their numbers, so that it is the
    same for everybody."""
    c, number = pl.col, pl.int_range(pl.len())
    homes = pl.DataFrame(arrays["household"]).with_columns(
        area=pl.lit(AREA), holds_minimum_living=number % 10 == 9, gradual_exit_months_used=number % 8, last_amount=number % 200_000)
    people = pl.DataFrame(arrays["person"]).with_columns(
        wage_12m=pl.when(number % MISSING > 0).then("wage_12m"),
        relation=pl.when(c("household_id").is_first_distinct()).then(1).otherwise(number % 4 * 10 + 10),
        housing_count=number % 3 // 2, housing_area=number % 10_000 + 2_000, shop_count=pl.lit(0),
        company_count=(number % 97 == 0).cast(pl.Int64), labour_capacity=pl.when(c("age").is_between(16, 64)).then(2).otherwise(1),
        employment=pl.when(c("age").is_between(16, 64)).then(number % 4).otherwise(0))
    return {"household": homes, "person": people}


def run(ready: SimpleNamespace) -> tuple[np.ndarray, np.ndarray]:
    """Entitled to anything, and the fen of all programmes; unknown as no and −1."""
    found = ready.world.evaluate_frames(ready.frames, OUTPUTS, ready.executor, missing=ready.named)
    amount = pl.col(MINIMUM_LIVING.amount) + pl.col(GRADUAL_EXIT.amount)
    either = pl.col(MINIMUM_LIVING.entitled) | pl.col(GRADUAL_EXIT.entitled) | pl.col("edge_entitled")
    answers = found.select(entitled=either.fill_null(False), amount=amount.fill_null(-1))
    return answers["entitled"].to_numpy(), answers["amount"].to_numpy()


def one_case(rules: SimpleNamespace, arrays: Arrays) -> tuple[float, bool]:
    return explain_some(rules.world, frames(arrays), MINIMUM_LIVING.entitled, MINIMUM_LIVING.amount)


def versions() -> dict:
    """How many quantities are computed for the outputs, of households and persons."""
    world = world_on(DAY)
    return {"quantities": sum(world.quantity(n).expression is not None for n in world.graph.closure(OUTPUTS))}
