"""What a change would do: two worlds over the same people, who enters, leaves, gains, loses, and what it costs by area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from minzheng.policy.errors import PolicyError
from minzheng.policy.graph import AREA, AREA_DIGITS
from minzheng.policy.world import World

CHANGE_TITLES = {"enters": "新纳入", "leaves": "退出", "gains": "增加", "loses": "减少", "same": "不变", "undetermined": "无法判定"}
CHANGES = tuple(CHANGE_TITLES)


@dataclass(frozen=True)
class Comparison:
    """`rows`: key, area (null where the entity has none), before, after, difference (fen a month), change (one of CHANGES;
    *undetermined* when either world cannot tell, its amounts null)."""

    rows: pl.DataFrame

    def totals(self, digits: int = 9) -> pl.DataFrame:
        """Counts of each change and the sum of `difference`, by the first `digits` of the area (9: town, 6: district)."""
        group = pl.col("area") // 10 ** (AREA_DIGITS - digits)
        counts = [(pl.col("change") == c).sum().cast(pl.Int64).alias(c) for c in CHANGES]
        return self.rows.group_by(group).agg(*counts, pl.col("difference").sum()).sort("area", nulls_last=True)


def compare(before: World, after: World, frames: Mapping[str, pl.DataFrame], programme: str) -> Comparison:
    """Frames by entity name, as `World.evaluate_frames` takes them. A programme without money compares as 0.

    Raises PolicyError when the worlds are not of the same rules.
    """
    if before.rules is not after.rules:
        raise PolicyError("compare needs two worlds of the same rules; change parameters, readings or the date")
    p = before.programmes.get(programme)
    sides = [_side(world, frames, p, name) for world, name in ((before, "before"), (after, "after"))]
    rows = sides[0].join(sides[1], on=p.entity.key, how="inner").sort(p.entity.key)
    area = before.graph.quantities.get(AREA)
    if area is not None and area.entity is p.entity and AREA in frames[p.entity.name].columns:
        rows = rows.join(frames[p.entity.name].select(p.entity.key, pl.col(AREA).cast(pl.Int64)), on=p.entity.key, how="left")
    else:
        rows = rows.with_columns(pl.lit(None, pl.Int64).alias("area"))
    rows = rows.with_columns((pl.col("after") - pl.col("before")).alias("difference"), _change())
    return Comparison(rows.select(p.entity.key, "area", "before", "after", "difference", "change"))


def _side(world: World, frames: Mapping[str, pl.DataFrame], p, name: str) -> pl.DataFrame:
    result = world.evaluate_frames(frames, list(p.outputs), missing=False)
    amount = pl.col(p.amount) if p.amount else pl.lit(0, pl.Int64)
    return result.select(p.entity.key, pl.col(p.entitled).alias(f"{name}_entitled"),
                         pl.when(pl.col(p.entitled).is_not_null()).then(amount).alias(name))


def _change() -> pl.Expr:
    had, has = pl.col("before_entitled"), pl.col("after_entitled")
    unsure = pl.col("before").is_null() | pl.col("after").is_null()
    return (
        pl.when(unsure).then(pl.lit("undetermined")).when(~had & has).then(pl.lit("enters")).when(had & ~has).then(pl.lit("leaves"))
        .when(pl.col("after") > pl.col("before")).then(pl.lit("gains"))
        .when(pl.col("after") < pl.col("before")).then(pl.lit("loses")).otherwise(pl.lit("same")).alias("change")
    )
