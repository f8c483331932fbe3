"""Writes a plan as SQL for DuckDB: the independent second executor. Tables are named by the entities' plurals."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import polars as pl

from minzheng.policy import expressions as ex
from minzheng.policy.entities import Entity
from minzheng.policy.graph import Graph
from minzheng.policy.plan import Compute, Gather, Plan, Spread
from minzheng.policy.polars_executor import Asked, element, mask_columns


def answers(graph: Graph, plan: Plan, frames: Mapping[str, pl.DataFrame], asked: Asked, masks: bool) -> dict[Entity, pl.DataFrame]:
    """What is asked of each entity, sorted by its key."""
    writer = Writer(graph, plan, masks)
    tables = {e.plural: frames[e.name] for e in plan.entities}
    return {e: run(writer.select(e, columns, bits), tables) for e, (columns, bits) in asked.items()}


def run(sql: str, tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """The result of one statement over the tables given by name."""
    with duckdb.connect() as connection:
        for name, frame in tables.items():
            connection.register(name, _Stream(frame))
        return pl.DataFrame(connection.sql(sql))


class _Stream:
    """A frame as an Arrow stream and nothing else: given a Polars frame, DuckDB would ask for pyarrow."""

    def __init__(self, frame: pl.DataFrame):
        self.frame = frame

    def __arrow_c_stream__(self, requested_schema=None):
        return self.frame.__arrow_c_stream__(requested_schema)


class Writer:
    """One `WITH` chain; each step makes a new version of an entity's table."""

    def __init__(self, graph: Graph, plan: Plan, masks: bool):
        self.graph, self.plan, self.masks = graph, plan, masks
        self.parts: list[str] = []
        self.version = {e.name: q(e.plural) for e in plan.entities}
        if masks:
            for e in plan.entities:
                bits = {n: b for n, b in plan.bits.items() if n in plan.inputs and graph.quantities[n].entity is e}
                self.extend(e, [(f"?{n}", f"CASE WHEN {q(n)} IS NULL THEN {b} ELSE 0 END") for n, b in bits.items()])
        for step in plan.steps:
            {Compute: self.compute, Gather: self.gather, Spread: self.spread}[type(step)](step)

    def select(self, entity, columns: list[str], bits: dict[str, list[str]]) -> str:
        """The whole statement for what is asked of one entity, sorted by its key."""
        chosen = ", ".join([*map(q, columns), *(f"{any_bits(of)} AS {q(name)}" for name, of in bits.items())])
        chain = ",\n".join(self.parts)
        return f"{'WITH ' + chain if chain else ''}\nSELECT {chosen}\nFROM {self.version[entity.name]}\nORDER BY {q(entity.key)}"

    def extend(self, entity, columns: list[tuple[str, str]], join: str = "") -> None:
        """A new version of the table with columns (name, SQL) added."""
        if not columns:
            return
        new = f"{entity.plural}_{len(self.parts) + 1}"
        added = ",\n       ".join(f"{sql} AS {q(name)}" for name, sql in columns)
        self.parts.append(f"{q(new)} AS (\nSELECT t.*,\n       {added}\nFROM {self.version[entity.name]} t{join})")
        self.version[entity.name] = q(new)

    def compute(self, step: Compute) -> None:
        qs = self.graph.quantities
        self.extend(step.entity, [(n, to_sql(qs[n].expression)) for n in step.names])
        if self.masks:
            self.extend(step.entity, [(f"?{n}", self.mask(n)) for n in step.names if qs[n].nullable])

    def mask(self, name: str) -> str:
        below = any_bits(mask_columns(self.graph, self.graph.quantities[name]))
        if name in self.plan.bits:
            below = f"CASE WHEN ({below}) = 0 THEN {self.plan.bits[name]} ELSE ({below}) END"
        return f"CASE WHEN {q(name)} IS NULL THEN {below} ELSE 0 END"

    def gather(self, step: Gather) -> None:
        unknowns, key = self.graph.unknowns, q(step.parent.key)
        elements, sums, after, masks = [], [], [], []
        for a in step.aggregates:
            c, x = a.column, q(a.column)
            elements.append(f"{to_sql(element(a))} AS {x}")
            sums += [f"bool_or({x}) AS {x}" if a.fn == "any_member" else f"sum({x}::BIGINT)::BIGINT AS {x}",
                     f"count(*) - count({x}) AS {q('#' + c)}"]
            gap = f"coalesce(g.{q('#' + c)}, 0) > 0"
            if a.fn == "any_member":
                after.append((c, f"CASE WHEN g.{x} THEN TRUE WHEN {gap} THEN NULL ELSE FALSE END"))
            else:
                after.append((c, f"CASE WHEN {gap} THEN NULL ELSE coalesce(g.{x}, 0) END"))
            if self.masks and ex.nullable(a, unknowns):
                m = q("?" + c)
                bits = any_bits([f"?{n}" for n in a.names if n in unknowns])
                elements.append(f"CASE WHEN ({to_sql(element(a))}) IS NULL THEN {bits} ELSE 0 END AS {m}")
                sums.append(f"bit_or({m}) AS {m}")
                masks.append((f"?{c}", f"CASE WHEN ({after[-1][1]}) IS NULL THEN coalesce(g.{m}, 0) ELSE 0 END"))
        inner = f"SELECT {key}, {', '.join(elements)} FROM {self.version[step.child.name]}"
        grouped = f"SELECT {key}, {', '.join(sums)} FROM ({inner}) GROUP BY {key}"
        self.extend(step.parent, [*after, *masks], f"\nLEFT JOIN ({grouped}) g ON g.{key} = t.{key}")

    def spread(self, step: Spread) -> None:
        names = [*step.names, *(f"?{n}" for n in step.names if self.masks and self.graph.quantities[n].nullable)]
        key = q(step.parent.key)
        self.extend(step.child, [(n, f"p.{q(n)}") for n in names],
                    f"\nLEFT JOIN {self.version[step.parent.name]} p ON p.{key} = t.{key}")


def q(name: str) -> str:
    return f'"{name}"'


def any_bits(columns: list[str]) -> str:
    return " | ".join(map(q, columns)) or "0"


def to_sql(e: ex.Expr) -> str:
    """An expression as SQL; NULL stays unknown. Division is written in the floor form (DuckDB truncates); numbers stand in
    brackets, because the minus of a minus would begin a comment."""
    if isinstance(e, ex.Const):
        return "NULL::BIGINT" if e.value is None else str(e.value).upper() if isinstance(e.value, bool) else f"({e.value})::BIGINT"
    if isinstance(e, ex.Name | ex.Aggregate):
        return q(e.id if isinstance(e, ex.Name) else e.column)
    parts = [to_sql(c) for c in e.children()]
    if isinstance(e, ex.Neg):
        return f"(-{parts[0]})"
    if isinstance(e, ex.Not):
        return f"(NOT {parts[0]})"
    if isinstance(e, ex.Arith) and e.op == "//":
        a, b = parts
        return f"(({a}) // ({b}) - CASE WHEN ({a}) < 0 AND ({a}) % ({b}) <> 0 THEN 1 ELSE 0 END)"
    if isinstance(e, ex.Arith | ex.Compare):
        op = {"==": "=", "!=": "<>"}.get(e.op, e.op)
        return f"({parts[0]} {op} {parts[1]})"
    if isinstance(e, ex.Member):
        return f"({parts[0]} IN ({', '.join(map(str, e.codes))}))"
    if isinstance(e, ex.And | ex.Or):
        return "(" + (" AND " if isinstance(e, ex.And) else " OR ").join(parts) + ")"
    if isinstance(e, ex.Choose):
        return f"(CASE WHEN ({parts[0]}) IS NULL THEN NULL WHEN {parts[0]} THEN {parts[1]} ELSE {parts[2]} END)"
    if isinstance(e, ex.Extreme):
        gaps = " OR ".join(f"({p}) IS NULL" for p in parts)
        return f"(CASE WHEN {gaps} THEN NULL ELSE {'greatest' if e.fn == 'max' else 'least'}({', '.join(parts)}) END)"
    if isinstance(e, ex.Given):
        return f"coalesce({parts[0]}, {parts[1]})"
    raise TypeError(type(e))
