"""Worked examples as YAML: for tests, and for the pages that show them beside the articles and the rules.

    household: {urban: 1}                  what every household of the file has
    base: {age: 40, alive: 1}              what every person of the file has
    cases:
      - name: 刚好低于标准
        source: 最低生活保障审核确认办法#23
        date: 2026-03-01
        household: {…}
        persons: [{person_id: 1, …}, …]
        readings: {…}                      options tried out, if any
        expect: {income_per_head: 33566, persons: {1: {…}}, missing: {minimum_living: "wage"}}
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from minzheng.policy.parameters import read_yaml

KEYS = {"name", "source", "date", "readings", "household", "persons", "expect"}


@dataclass(frozen=True)
class Case:
    """`source` is the article (instrument#number); the household's key is 1, `persons` carry theirs."""

    name: str
    source: str
    date: date
    readings: dict[str, str]
    household: dict[str, Any]
    persons: list[dict[str, Any]]
    expect: dict[str, Any]

    @property
    def expected(self) -> dict[tuple[str, Any], Any]:
        """(quantity, key of its row) → value."""
        plain = {(n, 1): v for n, v in self.expect.items() if n not in ("persons", "missing")}
        return plain | {(n, k): v for k, row in self.expect.get("persons", {}).items() for n, v in row.items()}


def read_cases(folder: Path) -> tuple[Case, ...]:
    """All of a folder. Raises ValueError for an unknown key or a repeated name."""
    found: list[Case] = []
    for file in sorted(folder.glob("*.yaml")):
        data = read_yaml(file)
        found += [_case(file.name, data, c) for c in data["cases"]]
    names = [c.name for c in found]
    if len(set(names)) != len(names):
        raise ValueError(f"cases named twice: {sorted({n for n in names if names.count(n) > 1})}")
    return tuple(found)


def _case(file: str, data: dict[str, Any], c: dict[str, Any]) -> Case:
    if set(c) - KEYS:
        raise ValueError(f"{file}: {c.get('name')}: unknown keys {sorted(set(c) - KEYS)}")
    persons = [{"household_id": 1, **data["base"], **p} for p in c["persons"]]
    household = {**data["household"], **c.get("household", {})}
    return Case(c["name"], c["source"], c["date"], c.get("readings", {}), household, persons, c["expect"])
