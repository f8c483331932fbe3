"""The amounts, limits and readings of a day, read from the YAML files by this file's own few lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

LINE = Path(__file__).parents[2]
DISTRICT = Path(__file__).parents[6] / "districts" / "dazu"


@cache
def _texts() -> tuple[dict, dict]:
    """Dated parameters; readings with their options."""
    texts: dict = {}
    for folder in (LINE, DISTRICT):
        for path in sorted((folder / "parameters").glob("*.yaml")):
            texts |= yaml.safe_load(path.read_text(encoding="utf-8"))
    dated = {name: text for name, text in texts.items() if isinstance(text, dict) and "values" in text}
    readings = {name: text for name, text in texts.items() if isinstance(text, dict) and "options" in text}
    return dated, readings


def options() -> dict[str, list[str]]:
    """Every reading with the names of its options, the default first."""
    return {n: sorted(text["options"], key=lambda o: o != text["default"]) for n, text in _texts()[1].items()}


@dataclass(frozen=True)
class Law:
    """What holds on a day: `number` by name of parameter, `reading` by name of reading."""

    day: date
    number: Mapping[str, int]
    reading: Mapping[str, int]
    standards: Mapping[int, int]

    @classmethod
    def on(cls, day: date, chosen: Mapping[str, str] | None = None) -> Law:
        dated, readings = _texts()
        number = {}
        for name, text in dated.items():
            number[name] = text["values"][max(start for start in text["values"] if start <= day)]["value"]
        chosen = chosen or {}
        reading = {n: t["options"][chosen.get(n, t["default"])]["value"] for n, t in readings.items()}
        return cls(day, number, reading, number["minimum_living_standard"])

    def standard(self, household: Mapping[str, int]) -> int:
        """低保标准, fen a month a head, of town (1) or country (0)."""
        return self.standards[household["urban"]]
