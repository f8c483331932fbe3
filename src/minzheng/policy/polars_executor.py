"""Runs a plan on Polars lazy frames. Columns `?name` hold, as bits, the facts for want of which `name` is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import and_, or_

import polars as pl

from minzheng.policy import expressions as ex
from minzheng.policy.entities import Entity
from minzheng.policy.graph import Graph
from minzheng.policy.plan import Compute, Gather, Plan, Spread

# What is asked of each entity: its columns, and for each column of missing facts the columns whose bits it gathers.
Asked = Mapping[Entity, tuple[list[str], dict[str, list[str]]]]

COMPARE = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne"}


def run(graph: Graph, plan: Plan, frames: Mapping[str, pl.DataFrame], masks: bool) -> dict[str, pl.LazyFrame]:
    """Frames by entity name, with every column of the plan; `frames` are checked and typed (see boundary)."""
    lazy = {e.name: frames[e.name].lazy() for e in plan.entities}
    if masks:
        for e in plan.entities:
            bits = {n: b for n, b in plan.bits.items() if n in plan.inputs and graph.quantities[n].entity is e}
            lazy[e.name] = lazy[e.name].with_columns(
                _flag(pl.col(n).is_null(), pl.lit(b, pl.Int64)).alias(f"?{n}") for n, b in bits.items())
    for step in plan.steps:
        {Compute: _compute, Gather: _gather, Spread: _spread}[type(step)](graph, plan, lazy, step, masks)
    return lazy


def answers(graph: Graph, plan: Plan, frames: Mapping[str, pl.DataFrame], asked: Asked, masks: bool) -> dict[Entity, pl.DataFrame]:
    """What is asked of each entity, sorted by its key."""
    lazy = run(graph, plan, frames, masks)
    wanted = [lazy[e.name].select(*columns, *(any_bits(of).alias(name) for name, of in bits.items())).sort(e.key)
              for e, (columns, bits) in asked.items()]
    return dict(zip(asked, pl.collect_all(wanted, engine="streaming"), strict=True))


def _flag(cond: pl.Expr, bits: pl.Expr) -> pl.Expr:
    return pl.when(cond).then(bits).otherwise(pl.lit(0, pl.Int64))


def any_bits(columns: list[str]) -> pl.Expr:
    return reduce(or_, (pl.col(c) for c in columns)) if columns else pl.lit(0, pl.Int64)


def _compute(graph: Graph, plan: Plan, lazy: dict, step: Compute, masks: bool) -> None:
    unknowns = graph.unknowns
    frame = lazy[step.entity.name].with_columns(
        to_polars(graph.quantities[n].expression, unknowns).alias(n) for n in step.names)
    if masks:
        frame = frame.with_columns(m for n in step.names if (m := _mask(graph, plan, n)) is not None)
    lazy[step.entity.name] = frame


def _mask(graph: Graph, plan: Plan, name: str) -> pl.Expr | None:
    q = graph.quantities[name]
    if not q.nullable:
        return None
    below = any_bits(mask_columns(graph, q))
    if name in plan.bits:
        below = pl.when(below == 0).then(pl.lit(plan.bits[name], pl.Int64)).otherwise(below)
    return _flag(pl.col(name).is_null(), below).alias(f"?{name}")


def mask_columns(graph: Graph, q) -> list[str]:
    """The `?` columns of what `q` reads that can be unknown."""
    return [f"?{n}" for n in q.names if graph.quantities[n].nullable] + [
        f"?{a.column}" for a in q.aggregates if ex.nullable(a, graph.unknowns)]



def _gather(graph: Graph, plan: Plan, lazy: dict, step: Gather, masks: bool) -> None:
    key, unknowns = step.parent.key, graph.unknowns
    parts, sums, after = [], [], []
    for a in step.aggregates:
        c, unsure = a.column, ex.nullable(a, unknowns)
        parts.append(to_polars(element(a), unknowns).alias(c))
        sums.append(pl.col(c).max() if a.fn == "any_member" else pl.col(c).sum().cast(pl.Int64))
        value = pl.col(c).fill_null(False if a.fn == "any_member" else 0)
        if unsure:
            sums.append(pl.col(c).null_count().cast(pl.Int64).alias(f"#{c}"))
            gap = pl.col(f"#{c}").fill_null(0) > 0
            value = pl.when(value).then(True).when(gap).then(None).otherwise(False) if a.fn == "any_member" else (
                pl.when(gap).then(None).otherwise(value))
            if masks:
                sums.append(pl.col(f"?{c}").bitwise_or())
        after.append(value.alias(c))
    child = lazy[step.child.name].with_columns(parts)
    if masks:
        unsure_ones = [a for a in step.aggregates if ex.nullable(a, unknowns)]
        child = child.with_columns(
            _flag(pl.col(a.column).is_null(), any_bits([f"?{n}" for n in a.names if n in unknowns])).alias(f"?{a.column}")
            for a in unsure_ones)
    gathered = child.group_by(key).agg(sums)
    frame = lazy[step.parent.name].join(gathered, on=key, how="left").with_columns(after)
    if masks:
        frame = frame.with_columns(
            _flag(pl.col(a.column).is_null(), pl.col(f"?{a.column}").fill_null(0)).alias(f"?{a.column}") for a in unsure_ones)
    lazy[step.parent.name] = frame


def element(a: ex.Aggregate) -> ex.Expr:
    """What one member adds to an aggregation."""
    of = ex.Name(a.of)
    if a.where is None:
        return of
    where = ex.Name(a.where)
    return ex.Choose(where, of, ex.Const(0)) if a.fn == "total" else ex.And((of, where))


def _spread(graph: Graph, plan: Plan, lazy: dict, step: Spread, masks: bool) -> None:
    columns = [*step.names, *(f"?{n}" for n in step.names if masks and graph.quantities[n].nullable)]
    parent = lazy[step.parent.name].select(step.parent.key, *columns)
    lazy[step.child.name] = lazy[step.child.name].join(parent, on=step.parent.key, how="left")


def to_polars(e: ex.Expr, unknowns: frozenset[str]) -> pl.Expr:
    """An expression as Polars; null stays unknown. `unknowns`: names that may be null (others are spared the checks)."""
    def go(x: ex.Expr) -> pl.Expr:
        return to_polars(x, unknowns)

    if isinstance(e, ex.Const):
        return pl.lit(e.value, pl.Boolean if isinstance(e.value, bool) else pl.Int64)
    if isinstance(e, ex.Name):
        return pl.col(e.id)
    if isinstance(e, ex.Aggregate):
        return pl.col(e.column)
    if isinstance(e, ex.Neg):
        return -go(e.x)
    if isinstance(e, ex.Not):
        return ~go(e.x)
    if isinstance(e, ex.Arith):
        a, b = go(e.a), go(e.b)
        return {"+": a.__add__, "-": a.__sub__, "*": a.__mul__, "//": a.__floordiv__}[e.op](b)
    if isinstance(e, ex.Compare):
        return getattr(go(e.a), COMPARE[e.op])(go(e.b))
    if isinstance(e, ex.Member):
        x = go(e.x)
        return reduce(or_, (x == pl.lit(c, pl.Int64) for c in e.codes))
    if isinstance(e, ex.And | ex.Or):
        return reduce(and_ if isinstance(e, ex.And) else or_, map(go, e.items))
    if isinstance(e, ex.Choose):
        return _unless_unknown([e.cond], unknowns, pl.when(go(e.cond)).then(go(e.then)).otherwise(go(e.other)))
    if isinstance(e, ex.Extreme):
        fn = pl.max_horizontal if e.fn == "max" else pl.min_horizontal
        return _unless_unknown(list(e.items), unknowns, fn(*map(go, e.items)))
    if isinstance(e, ex.Given):
        return go(e.x).fill_null(go(e.default))
    raise TypeError(type(e))


def _unless_unknown(parts: list[ex.Expr], unknowns: frozenset[str], value: pl.Expr) -> pl.Expr:
    """Polars takes the else branch on null and skips nulls in max: here null means unknown."""
    gaps = [to_polars(p, unknowns).is_null() for p in parts if ex.nullable(p, unknowns)]
    return pl.when(reduce(or_, gaps)).then(None).otherwise(value) if gaps else value
