"""A world: rules, parameters and readings resolved for one date. It answers for one case and for a district."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from minzheng.policy import boundary, duckdb_executor, polars_executor, spark_executor
from minzheng.policy.amendments import Amendment, amend
from minzheng.policy.entities import Entity
from minzheng.policy.errors import DataError, UnknownName, unknown
from minzheng.policy.explain import explain
from minzheng.policy.graph import Graph, link
from minzheng.policy.parameters import load
from minzheng.policy.plan import Plan, make_plan
from minzheng.policy.programmes import Programme, Registry
from minzheng.policy.resolved import Resolved
from minzheng.policy.rules import RuleSet
from minzheng.policy.trace import Trace

EXECUTORS = ("polars", "duckdb", "spark")


def resolve(rules: RuleSet, day: date, parameters: Sequence[Path | str] = (), readings: Mapping[str, str] | None = None,
            amendments: Iterable[Amendment] = ()) -> World:
    """The world of `day`. `parameters`: folders or files, national first; `amendments`: values and decisions published
    later than the files; `readings`: name → option, over those decided.

    Raises UnknownName (with the three nearest), CircularDefinition, LanguageError, NotPublished, ParameterError.
    """
    values, questions = load(parameters)
    amend(values, questions, amendments)
    overrides = dict(readings or {})
    for name, option in overrides.items():
        if name not in questions:
            raise unknown("reading", name, questions)
        questions[name].option(option)
    options = {n: overrides.get(n, r.on(day).option) for n, r in questions.items()}
    graph = link(rules, day, values, questions, options)
    _programmes_exist(rules.programmes, graph)
    return World(day, rules, graph, values, questions, frozenset(overrides))


def _programmes_exist(programmes: Registry[Programme], graph: Graph) -> None:
    for p in programmes:
        for name in (*p.outputs, *p.conditions):
            if name not in graph.quantities:
                raise unknown("quantity", name, graph.quantities, f"programme {p.key} on {graph.day}")


@dataclass(eq=False)
class World(Resolved):
    """See `minzheng.policy` for how to use it. Immutable; safe to share between threads."""

    def explain(self, case: Mapping[str, Any]) -> Trace:
        """One case: {entity name: row} or {entity plural: [rows]}. Raises DataError (Chinese) for unusable facts."""
        return explain(self, case)

    def evaluate(self, households: pl.DataFrame, persons: pl.DataFrame | None = None, outputs: Sequence[str] = (),
                 executor: str = "polars", missing: bool = True) -> pl.DataFrame | dict[str, pl.DataFrame]:
        """`outputs` for many households; see the package's docstring. `missing=False` leaves out the columns that name
        missing facts (faster). Raises DataError, UnknownName."""
        frames = {"household": households} | ({} if persons is None else {"person": persons})
        return self.evaluate_frames(frames, outputs, executor, missing)

    def evaluate_frames(self, frames: Mapping[str, pl.DataFrame], outputs: Sequence[str], executor: str = "polars",
                        missing: bool = True) -> pl.DataFrame | dict[str, pl.DataFrame]:
        """The same for any entities, by entity name."""
        if executor not in EXECUTORS:
            raise unknown("executor", executor, EXECUTORS)
        plan, reported = self._plan(outputs, missing)
        clean = self._clean(plan, frames)
        entities = list(dict.fromkeys(self.quantity(o).entity for o in outputs))
        asked = {e: self._asked(e, outputs, reported) for e in entities}
        run = {"polars": polars_executor.answers, "duckdb": duckdb_executor.answers, "spark": spark_executor.run}[executor]
        results = {e.name: self._name_facts(plan, e, frame, reported)
                   for e, frame in run(self.graph, plan, clean, asked, bool(reported)).items()}
        return results if len(results) > 1 else next(iter(results.values()))

    def sql(self, outputs: Sequence[str], missing: bool = False) -> dict[str, str]:
        """The statement per entity name that DuckDB runs, over tables named by the entities' plurals."""
        plan, reported = self._plan(outputs, missing)
        writer = duckdb_executor.Writer(self.graph, plan, bool(reported))
        return {e.name: writer.select(e, *self._asked(e, outputs, reported))
                for e in dict.fromkeys(self.quantity(o).entity for o in outputs)}

    def _plan(self, outputs: Sequence[str], missing: bool) -> tuple[Plan, list[Programme]]:
        if not outputs:
            raise UnknownName("evaluate needs at least one output")
        asked = {self.quantity(o).name for o in outputs}
        reported = [p for p in self.programmes if asked & set(p.outputs)] if missing else []
        wanted = list(dict.fromkeys([*outputs, *(o for p in reported for o in p.outputs)]))
        return make_plan(self.graph, wanted), reported

    def _clean(self, plan: Plan, frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
        clean = {}
        for e in plan.entities:
            if e.name not in frames:
                raise DataError(f"缺少{e.title}表（{e.plural}）")
            inputs = [i for i in self.rules.inputs if i.name in plan.inputs and i.entity is e]
            clean[e.name] = boundary.clean_frame(e, inputs, frames[e.name], [i for i in self.rules.inputs if i.entity is e])
        for e in plan.entities:
            boundary.check_parents(e, clean)
        return clean

    def _asked(self, e: Entity, outputs: Sequence[str], reported: list[Programme]) -> tuple[list[str], dict[str, list[str]]]:
        """Columns of the result for one entity, and of which bits each of its columns of missing facts is made."""
        columns = list(dict.fromkeys([e.key, *(p.key for p in e.belongs_to), *(o for o in outputs if self.quantity(o).entity is e)]))
        bits = {p.missing_column: [f"?{o}" for o in p.outputs if self.quantity(o).nullable] for p in reported if p.entity is e}
        return columns, bits

    def _name_facts(self, plan: Plan, e: Entity, frame: pl.DataFrame, reported: list[Programme]) -> pl.DataFrame:
        """Bits to comma-separated names: in order of the graph, as traces give them."""
        for p in reported:
            if p.entity is e:
                bits = pl.col(p.missing_column).cast(pl.Int64)
                words = [pl.when(bits & b != 0).then(pl.lit(n)) for n, b in plan.bits.items()]
                text = pl.concat_str(words, separator=",", ignore_nulls=True) if words else pl.lit("")
                frame = frame.with_columns(text.fill_null("").alias(p.missing_column))
        return frame
