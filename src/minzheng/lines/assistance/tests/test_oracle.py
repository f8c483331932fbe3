"""The rules against the second opinion of `oracle/`: 60,000 made-up households (虚构) without one difference."""

from __future__ import annotations

import ast
import sys
from datetime import date
from pathlib import Path
from random import Random

import polars as pl
import pytest

from minzheng.lines.assistance.programmes import PROGRAMMES, world_on
from minzheng.lines.assistance.tests.made_up import many
from minzheng.lines.assistance.tests.oracle import Law, judge, options

HOUSEHOLDS = 60_000
DAYS = (date(2021, 8, 1), date(2021, 9, 1), date(2022, 11, 1), date(2023, 10, 1), date(2025, 12, 31), date(2026, 3, 1))
PARTS = 24
OUTPUTS = [o for p in PROGRAMMES for o in p.outputs]


def chosen(seed: int) -> dict[str, str]:
    """Every option of every reading comes up: half of the parts leave the defaults, the others draw each reading."""
    random = Random(seed)
    return {} if seed % 4 == 0 else {name: random.choice(several) for name, several in options().items()}


def frames(households: list[tuple[dict, list[dict]]]) -> dict[str, pl.DataFrame]:
    return {"household": pl.DataFrame([h for h, _ in households]), "person": pl.DataFrame([p for _, ps in households for p in ps])}


def by_engine(results: dict[str, pl.DataFrame]) -> dict:
    """{(programme, key): (entitled, fen)}"""
    return {(p.key, row[p.entity.key]): (row[p.entitled], row[p.amount] if p.amount else None)
            for p in PROGRAMMES for row in results[p.entity.name].iter_rows(named=True)}


def by_oracle(law: Law, households: list[tuple[dict, list[dict]]]) -> dict:
    answers = {}
    for home, persons in households:
        told = judge(law, home, persons)
        answers |= {("single_person_minimum", key): answer for key, answer in told.pop("single_person_minimum").items()}
        answers |= {(programme, home["household_id"]): answer for programme, answer in told.items()}
    return answers


@pytest.mark.parametrize("part", range(PARTS))
def test_no_difference(part):
    day, readings = DAYS[part % len(DAYS)], chosen(part)
    law = Law.on(day, readings)
    households = many(part, HOUSEHOLDS // PARTS, law.standards)
    engine = by_engine(world_on(day, readings=readings).evaluate_frames(frames(households), OUTPUTS))
    oracle = by_oracle(law, households)
    assert engine.keys() == oracle.keys()
    different = [(place, engine[place], oracle[place]) for place in oracle if engine[place] != oracle[place]]
    assert not different, f"{len(different)} of {len(oracle)} on {day} with {readings}: {different[:5]}"


def test_the_oracle_shares_no_code():
    """It imports its own files, the standard library and the YAML reader; nothing else."""
    for path in Path(judge.__code__.co_filename).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = [node.module] if node.level == 0 else []
            else:
                continue
            assert {m.partition(".")[0] for m in modules} <= {*sys.stdlib_module_names, "yaml"}, path.name
            assert getattr(node, "level", 0) <= 1, f"{path.name} reaches outside its folder"
