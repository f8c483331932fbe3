"""The engine from the shell, without a database or a server.

    python -m minzheng.policy check    FOLDER                   rules, articles and worked cases: do they hold together?
    python -m minzheng.policy explain  FOLDER KEY [--json]      one row of FOLDER/people, worked out and told
    python -m minzheng.policy evaluate FOLDER [--executor duckdb] [-o FILE.csv]      everybody in FOLDER/people
    python -m minzheng.policy sql      FOLDER                   the same as SQL

FOLDER holds benefit.py (entities, INPUTS, rules, PROGRAMMES), parameters/*.yaml, and if there are any law/*.md, cases/*.yaml
and people/<entity plural>.csv. --date says the day of the law (default: today).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl

from minzheng.policy.cases import Case, read_cases
from minzheng.policy.errors import PolicyError
from minzheng.policy.law import read_law
from minzheng.policy.rules import RuleSet
from minzheng.policy.world import World, resolve

EXECUTORS = ("polars", "duckdb")  # those that need nothing around them


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0: all well; 1: something does not hold; 2: it could not be read."""
    parser = argparse.ArgumentParser(prog="python -m minzheng.policy", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["check", "explain", "evaluate", "sql"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("key", nargs="?", help="for explain: the row's key")
    parser.add_argument("--date", type=date.fromisoformat, default=date.today())
    parser.add_argument("--executor", choices=EXECUTORS, default="polars")
    parser.add_argument("--json", action="store_true", help="the whole trace")
    parser.add_argument("-o", "--output", type=Path)
    given = parser.parse_args(arguments)
    try:
        return {"check": check, "explain": explain, "evaluate": evaluate, "sql": sql}[given.command](given)
    except (PolicyError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2


def rules_of(folder: Path) -> RuleSet:
    """The rule set of FOLDER/benefit.py. Raises LanguageError with file and line."""
    spec = importlib.util.spec_from_file_location(f"benefit_{folder.name}", folder / "benefit.py")
    module: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return RuleSet.collect([module], module.PROGRAMMES)


def world_of(folder: Path, day: date, readings: dict[str, str] | None = None, rules: RuleSet | None = None) -> World:
    return resolve(rules or rules_of(folder), day, [folder / "parameters"], readings)


def check(given: argparse.Namespace) -> int:
    """Every rule cites an article that exists, every case gives what it says in every executor."""
    rules = rules_of(given.folder)
    world = world_of(given.folder, given.date, rules=rules)
    wrong = _uncited(rules, given.folder / "law")
    cases = read_cases(given.folder / "cases")
    for case in cases:
        wrong += _departs(world_of(given.folder, case.date, case.readings, rules), case)
    print(f"{len(rules.entities)} entities, {len(rules.inputs)} inputs, {len(rules.rules)} rules, {len(rules.programmes)} programmes; "
          f"{len(cases)} cases in python, {', '.join(EXECUTORS)}")
    print(*(f"unverified: {title}" for title in world.unverified()), *wrong, sep="\n")
    return 1 if wrong else 0


def _uncited(rules: RuleSet, folder: Path) -> list[str]:
    articles = {a.cite for i in read_law(folder).values() for a in i.articles}
    return [f"{r.where}: {r.name} cites {c}, which is not in law/" for r in rules.rules for c in r.cites if articles and c not in articles]


def _departs(world: World, case: Case) -> list[str]:
    """Where a worked case does not come out as it says."""
    trace = world.explain(case.rows)
    frames = _frames(world, trace.case)
    wrong = []
    for (name, key), value in case.expected.items():
        found = {"python": trace.value(name, key)}
        entity = world.quantity(name).entity
        for executor in EXECUTORS:
            result = world.evaluate_frames(frames, [name], executor=executor)
            row = result if key is None else result.filter(pl.col(entity.key) == key)
            found[executor] = row[name][0]
        wrong += [f"{case.name}: {name} should be {value}, {how} gives {got}" for how, got in found.items() if got != value]
    for programme, names in case.expect.get("missing", {}).items():
        got = ",".join(dict.fromkeys(m.name for m in trace.outcome(programme).missing))
        wrong += [] if got == names else [f"{case.name}: {programme} should lack {names}, lacks {got}"]
    return wrong


def _frames(world: World, tables: dict[str, list[dict[str, Any]]]) -> dict[str, pl.DataFrame]:
    """By entity name; columns that are not keys are whole numbers."""
    frames = {}
    for e in world.rules.entities:
        keys = [e.key, *(p.key for p in e.belongs_to)]
        rows = tables.get(e.plural, [])
        columns = dict.fromkeys([*keys, *(c for row in rows for c in row)])
        schema = {c: None if c in keys else pl.Int64 for c in columns}
        frames[e.name] = pl.DataFrame([{c: row.get(c) for c in columns} for row in rows], schema=schema, strict=False)
    return frames


def _people(world: World, folder: Path) -> dict[str, pl.DataFrame]:
    keys = {e.key for e in world.rules.entities}
    frames = {}
    for e in world.rules.entities:
        frame = pl.read_csv(folder / "people" / f"{e.plural}.csv", infer_schema=False)
        frames[e.name] = frame.with_columns(pl.col(c).cast(pl.Int64) for c in frame.columns if c not in keys)
    return frames


def explain(given: argparse.Namespace) -> int:
    """Everybody of the folder goes in, so that what is counted over members is right; one row is told."""
    world = world_of(given.folder, given.date)
    rows = {e.plural: frame.rows(named=True) for e, frame in zip(world.rules.entities, _people(world, given.folder).values(), strict=True)}
    trace = world.explain(rows)
    if given.json:
        print(json.dumps(trace.to_json(), ensure_ascii=False, indent=1))
        return 0
    told = [p for p in world.programmes if given.key in trace.values[p.entity.name]]
    if not told:
        print(f"no row has the key {given.key!r}; say one of people/*.csv", file=sys.stderr)
        return 2
    for p in told:
        print(*trace.sentences(p.key, given.key), sep="\n")
    return 0


def evaluate(given: argparse.Namespace) -> int:
    """Entitled, amount and what is missing, of every programme, as CSV."""
    world = world_of(given.folder, given.date)
    outputs = [o for p in world.programmes for o in p.outputs]
    result = world.evaluate_frames(_people(world, given.folder), outputs, executor=given.executor)
    frames = list(result.values()) if isinstance(result, dict) else [result]
    text = "\n".join(frame.write_csv() for frame in frames)
    given.output.write_text(text, "utf-8") if given.output else print(text, end="")
    return 0


def sql(given: argparse.Namespace) -> int:
    world = world_of(given.folder, given.date)
    print(*world.sql([o for p in world.programmes for o in p.outputs]).values(), sep=";\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
