"""Reads the worked examples of `cases/` into cases the engine takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

CASES = Path(__file__).parents[1] / "cases"


@dataclass(frozen=True)
class Case:
    name: str
    source: str
    date: date
    readings: dict[str, str]
    household: dict[str, Any]
    persons: list[dict[str, Any]]
    expect: dict[str, Any]

    @property
    def expected(self) -> dict[tuple[str, Any], Any]:
        """(quantity, key) → value."""
        plain = {(n, 1): v for n, v in self.expect.items() if n not in ("persons", "missing")}
        return plain | {(n, k): v for k, row in self.expect.get("persons", {}).items() for n, v in row.items()}


def cases() -> list[Case]:
    """All of them; a repeated name or an unknown key is an error."""
    found: list[Case] = []
    for file in sorted(CASES.glob("*.yaml")):
        data = yaml.safe_load(file.read_text("utf-8"))
        for c in data["cases"]:
            unknown = set(c) - {"name", "source", "date", "readings", "household", "persons", "expect"}
            assert not unknown, (file.name, c["name"], unknown)
            persons = [{"household_id": 1, **data["base"], **p} for p in c["persons"]]
            found.append(Case(c["name"], c["source"], c["date"], c.get("readings", {}),
                              {**data["household"], **c.get("household", {})}, persons, c["expect"]))
    assert len({c.name for c in found}) == len(found)
    return found
