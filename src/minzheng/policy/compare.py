"""What a change would do: two worlds over the same people, who enters, leaves, gains, loses, and what it costs, by anything.

    compared = compare(before, after, frames, "minimum_living", "edge_household", columns={"household": sizes})
    compared.rows("minimum_living")
    compared.totals()                                            one line per programme
    compared.totals("urban", area_prefix(9), people="size")      by class and town, and how many persons stand behind each number
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from minzheng.policy.entities import Entity
from minzheng.policy.errors import PolicyError
from minzheng.policy.graph import AREA, AREA_DIGITS
from minzheng.policy.programmes import Programme
from minzheng.policy.world import World

CHANGE_TITLES = {"enters": "新纳入", "leaves": "退出", "gains": "增加", "loses": "减少", "same": "不变", "undetermined": "无法判定"}
CHANGES = tuple(CHANGE_TITLES)
MIRRORED = {"enters": "leaves", "leaves": "enters", "gains": "loses", "loses": "gains"}  # what the way back does
SIDES = ("before", "after")


@dataclass(frozen=True)
class Comparison:
    """What `compare` found, programme by programme."""

    programmes: tuple[Programme, ...]
    _rows: dict[str, pl.DataFrame]

    def rows(self, programme: str) -> pl.DataFrame:
        """One row per household (or whoever the programme is for), sorted by key.

        The keys of the entity and of what it belongs to · `area` and the columns asked for · before_entitled,
        after_entitled (null: undetermined) · before, after, difference (fen a month; null where undetermined) · change:
        one of CHANGES; *undetermined* when either world cannot tell. A programme without money counts 0 fen.
        """
        return self._rows[programme]

    def totals(self, *by: str | pl.Expr, people: str = "") -> pl.DataFrame:
        """Per programme and group: how many of each change; of each side how many entitled, undetermined and fen a month;
        `difference` (fen a month, of those whom both worlds determine) and `difference_year`, twelve times that.

        by      columns of `rows`, or expressions of them (see `area_prefix`)
        people  the column that says how many persons a row stands for: adds `<name>_people` to each count of rows
        """
        keys = [pl.col(b) if isinstance(b, str) else b for b in by]
        names = [k.meta.output_name() for k in keys]
        sums = _sums(people)
        parts = []
        for p in self.programmes:
            rows = self._rows[p.key]
            found = rows.group_by(keys).agg(sums) if keys else rows.select(sums)
            parts.append(found.select(pl.lit(p.key).alias("programme"), *names, pl.exclude(names)))
        return pl.concat(parts).with_columns((pl.col("difference") * 12).alias("difference_year")).sort("programme", *names, nulls_last=True)


def _sums(people: str) -> list[pl.Expr]:
    """One expression per column of the totals. No filter inside the groups: each row adds one, its people, or nothing."""
    tests = {c: pl.col("change") == c for c in CHANGES}
    for side in SIDES:
        tests |= {f"{side}_entitled": pl.col(f"{side}_entitled").fill_null(False), f"{side}_undetermined": pl.col(side).is_null()}
    found = [test.sum().cast(pl.Int64).alias(name) for name, test in tests.items()]
    if people:
        found += [pl.when(test).then(pl.col(people)).otherwise(0).sum().cast(pl.Int64).alias(f"{name}_people") for name, test in tests.items()]
    return found + [pl.col(name).sum().cast(pl.Int64) for name in (*SIDES, "difference")]


def area_prefix(digits: int, name: str = "area") -> pl.Expr:
    """The first digits of the area's code, to group by: 9 town, 6 district."""
    return (pl.col(AREA) // 10 ** (AREA_DIGITS - digits)).alias(name)


def members(frames: Mapping[str, pl.DataFrame], of: Entity, child: Entity, where: pl.Expr | None = None, name: str = "size") -> pl.DataFrame:
    """`of.key` and how many of `child` belong to each (0 too), to be handed to `compare` as a column."""
    counted = frames[child.name] if where is None else frames[child.name].filter(where)
    sizes = counted.group_by(of.key).agg(pl.len().cast(pl.Int64).alias(name))
    return frames[of.name].select(of.key).join(sizes, on=of.key, how="left").with_columns(pl.col(name).fill_null(0))


def compare(before: World, after: World, frames: Mapping[str, pl.DataFrame], *programmes: str,
            columns: Mapping[str, pl.DataFrame] | None = None) -> Comparison:
    """Two worlds, also of other rules or days, over the same frames (by entity name, as `World.evaluate_frames` takes them).

    programmes  keys; none: all
    columns     entity name → frame of its key and more columns, to group by in `totals`; members get those of what they
                belong to
    Raises PolicyError when a programme is for other entities in the two worlds, UnknownName, DataError.
    """
    keys = programmes or tuple(p.key for p in before.programmes)
    asked = tuple(before.programmes.get(key) for key in keys)
    sides = [_side(world, frames, [world.programmes.get(key) for key in keys], name) for world, name in zip((before, after), SIDES, strict=True)]
    rows = {}
    for p in asked:
        if after.programmes.get(p.key).entity is not p.entity:
            raise PolicyError(f"programme {p.key} is for another entity after the change")
        both = sides[0][p.key].join(sides[1][p.key], on=p.entity.key, how="inner")
        both = both.with_columns((pl.col("after") - pl.col("before")).alias("difference"), _change())
        rows[p.key] = _placed(both, p.entity, frames, columns or {}).sort(p.entity.key)
    return Comparison(asked, rows)


def _side(world: World, frames: Mapping[str, pl.DataFrame], programmes: list[Programme], name: str) -> dict[str, pl.DataFrame]:
    """All programmes in one run of the rules."""
    outputs = list(dict.fromkeys(o for p in programmes for o in p.outputs))
    found = world.evaluate_frames(frames, outputs, missing=False)
    by_entity = found if isinstance(found, dict) else {programmes[0].entity.name: found}
    return {p.key: _outcome(by_entity[p.entity.name], p, name) for p in programmes}


def _outcome(result: pl.DataFrame, p: Programme, name: str) -> pl.DataFrame:
    entitled = pl.col(p.entitled)
    amount = pl.col(p.amount) if p.amount else pl.lit(0, pl.Int64)
    paid = pl.when(entitled).then(amount).when(entitled.is_not_null()).then(pl.lit(0, pl.Int64))
    return result.select(p.entity.key, entitled.alias(f"{name}_entitled"), paid.alias(name))


def _change() -> pl.Expr:
    had, has = pl.col("before_entitled"), pl.col("after_entitled")
    unsure = pl.col("before").is_null() | pl.col("after").is_null()
    return (
        pl.when(unsure).then(pl.lit("undetermined")).when(~had & has).then(pl.lit("enters")).when(had & ~has).then(pl.lit("leaves"))
        .when(pl.col("after") > pl.col("before")).then(pl.lit("gains"))
        .when(pl.col("after") < pl.col("before")).then(pl.lit("loses")).otherwise(pl.lit("same")).alias("change")
    )


def _placed(rows: pl.DataFrame, entity: Entity, frames: Mapping[str, pl.DataFrame], columns: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """With the keys of what each row belongs to, its area, and the columns asked for."""
    last = ["before_entitled", "after_entitled", *SIDES, "difference", "change"]
    for e in dict.fromkeys(_chain(entity)):
        if e.name not in frames:
            continue
        wanted = [c for c in (*(p.key for p in e.belongs_to), AREA) if c in frames[e.name].columns]
        for source in (frames[e.name].select(e.key, *wanted), columns.get(e.name)):
            new = [] if source is None else [c for c in source.columns if c not in rows.columns]
            rows = rows.join(source.select(e.key, *new), on=e.key, how="left") if new else rows
    area = pl.col(AREA).cast(pl.Int64) if AREA in rows.columns else pl.lit(None, pl.Int64).alias(AREA)
    rows = rows.with_columns(area)
    return rows.select(pl.exclude(last), *last)


def _chain(entity: Entity) -> Iterator[Entity]:
    """The entity, what it belongs to, what that belongs to …"""
    yield entity
    for parent in entity.belongs_to:
        yield from _chain(parent)
