"""Where made-up people live: villages by a stated assumption, since no population by village was published. Pure."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from minzheng.cli.populate.tables import assumptions


@dataclass(frozen=True, slots=True)
class Places:
    """Villages and communities in the order of their codes; arrays of equal length. `urban`: communities."""

    code: np.ndarray
    name: np.ndarray
    urban: np.ndarray
    second_origin: np.ndarray
    weight: np.ndarray

    def index(self, code: str) -> int:
        return int(np.flatnonzero(self.code == code)[0])

    def draw(self, count: int, rng: np.random.Generator, weight: np.ndarray | None = None) -> np.ndarray:
        """Indices of villages by chance."""
        weight = self.weight if weight is None else weight
        return rng.choice(len(self.code), count, p=weight / weight.sum())


def read_places(areas: Path, rng: np.random.Generator) -> Places:
    with areas.open(encoding="utf-8", newline="") as file:
        rows = sorted((r for r in csv.DictReader(file) if r["level"] == "village"), key=lambda r: r["code12"])
    said = assumptions()
    urban = np.array([row["kind"] == "社区" for row in rows])
    noise = rng.lognormal(0, said["places"]["noise"], len(rows))
    return Places(
        code=np.array([row["code12"] for row in rows]),
        name=np.array([row["name"] for row in rows]),
        urban=urban,
        second_origin=np.array([row["parent"] in said["second_origin_towns"] for row in rows]),
        weight=np.where(urban, said["places"]["community"], said["places"]["village"]) * noise,
    )


def addresses(villages: np.ndarray, places: Places, rng: np.random.Generator) -> np.ndarray:
    """Made-up roads, groups and house numbers, saying that they are made up."""
    number, unit = rng.integers(1, 400, len(villages)).astype("<U3"), rng.integers(1, 12, len(villages)).astype("<U2")
    join = np.strings.add
    in_town = join(join(join("虚构路", number), "号"), join(unit, "单元"))
    in_village = join(join(join(unit, "组虚构"), number), "号")
    return join(places.name[villages], np.where(places.urban[villages], in_town, in_village))
