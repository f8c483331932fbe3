"""What the three executors say of the same people, side by side; for tests and for `benchmarks/agreement.py`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import polars as pl

from minzheng.lines.assistance.programmes import PROGRAMMES
from minzheng.policy import Trace, World

OUTPUTS = [o for p in PROGRAMMES for o in p.outputs]
Frames = Mapping[str, pl.DataFrame]
Told = dict[tuple, tuple]  # (programme, key) → (entitled, fen, names of missing facts)


def frames_of(world: World, households: list[dict], persons: list[dict]) -> dict[str, pl.DataFrame]:
    """Every input a column; a fact that a row lacks is null."""
    frames = {}
    for entity, rows, keys in (("household", households, ["household_id"]), ("person", persons, ["person_id", "household_id"])):
        columns = [*keys, *(i.name for i in world.inputs(entity))]
        schema = dict.fromkeys(columns, pl.Int64)
        frames[entity] = pl.DataFrame([[row.get(c) for c in columns] for row in rows], schema, orient="row")
    return frames


def cases_of(frames: Frames) -> Iterator[dict]:
    """Every household as `World.explain` takes it, unknown facts left out."""
    persons = defaultdict(list)
    for row in frames["person"].iter_rows(named=True):
        persons[row["household_id"]].append(_known(row))
    for home in frames["household"].iter_rows(named=True):
        yield {"household": _known(home), "persons": persons[home["household_id"]]}


def _known(row: dict) -> dict:
    return {name: value for name, value in row.items() if value is not None}


def told_by_trace(trace: Trace) -> Told:
    return {(o.programme, o.key): (o.entitled, o.amount, ",".join(dict.fromkeys(m.name for m in o.missing)))
            for o in trace.outcomes}


def told_by_columns(results: Frames) -> Told:
    return {(p.key, row[p.entity.key]): (row[p.entitled], row[p.amount] if p.amount else None, row[p.missing_column])
            for p in PROGRAMMES for row in results[p.entity.name].iter_rows(named=True)}


def told_by(executor: str, world: World, frames: Frames) -> Told:
    """`executor`: python (a trace of each household), polars or duckdb."""
    if executor != "python":
        return told_by_columns(world.evaluate_frames(frames, OUTPUTS, executor=executor))
    told: Told = {}
    for case in cases_of(frames):
        told |= told_by_trace(world.explain(case))
    return told


def disagreements(told: Mapping[str, Told]) -> list[tuple]:
    """Each (place, what each executor said) that is not the same for all."""
    places = set().union(*told.values())
    answers = {p: [said.get(p) for said in told.values()] for p in places}
    return [(p, *said) for p, said in answers.items() if any(s != said[0] for s in said)]
