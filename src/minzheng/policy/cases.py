"""Worked examples as YAML: for tests, and for the pages that show them beside the articles and the rules.

    household: {urban: 1}                  what the household of every case has (an entity by name: one row)
    persons: {age: 40, alive: 1}           what each person has (an entity by its plural: a row among several)
    cases:
      - name: 刚好低于标准
        source: 最低生活保障审核确认办法#23
        date: 2026-03-01
        household: {…}
        persons: [{person_id: 1, …}, …]
        readings: {…}                      options tried out, if any
        expect: {income_per_head: 33566, persons: {1: {own_income: 0}}, missing: {minimum_living: "wage"}}
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from minzheng.policy.parameters import read_yaml

REQUIRED = ("name", "source", "date", "expect")


@dataclass(frozen=True)
class Case:
    """`source` is the article (instrument#number); `rows` as `World.explain` takes a case; `expect` as above."""

    name: str
    source: str
    date: date
    readings: dict[str, str]
    rows: dict[str, Any]
    expect: dict[str, Any]

    @property
    def expected(self) -> dict[tuple[str, Hashable], Any]:
        """(quantity, key of its row, None where there is one row) → value."""
        tables = {n: rows for n, rows in self.expect.items() if isinstance(rows, dict) and n != "missing"}
        plain = {(n, None): v for n, v in self.expect.items() if n not in (*tables, "missing")}
        return plain | {(n, k): v for rows in tables.values() for k, row in rows.items() for n, v in row.items()}


def read_cases(folder: Path) -> tuple[Case, ...]:
    """All of a folder. Raises ValueError for what a case lacks or a repeated name; rows are checked when it is worked out."""
    found: list[Case] = []
    for file in sorted(folder.glob("*.yaml")):
        data = read_yaml(file)
        found += [_case(file.name, data, c) for c in data["cases"]]
    names = [c.name for c in found]
    if len(set(names)) != len(names):
        raise ValueError(f"cases named twice: {sorted({n for n in names if names.count(n) > 1})}")
    return tuple(found)


def _case(file: str, defaults: dict[str, Any], c: dict[str, Any]) -> Case:
    lacking = [k for k in REQUIRED if k not in c]
    if lacking:
        raise ValueError(f"{file}: {c.get('name')}: no {', '.join(lacking)}")
    entities = list(dict.fromkeys([*(k for k in defaults if k != "cases"), *(k for k in c if k not in (*REQUIRED, "readings"))]))
    rows = {e: _rows(defaults.get(e, {}), c.get(e, {} if isinstance(defaults.get(e), dict) else [])) for e in entities}
    return Case(c["name"], c["source"], c["date"], c.get("readings", {}), rows, c["expect"])


def _rows(default: dict[str, Any], own: dict[str, Any] | list[dict[str, Any]]) -> dict[str, Any] | list[dict[str, Any]]:
    return [{**default, **row} for row in own] if isinstance(own, list) else {**default, **own}
