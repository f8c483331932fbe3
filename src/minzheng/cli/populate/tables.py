"""The tables beside this package: age structure, mortality, names, assumptions. Pure: no Django."""

from __future__ import annotations

import csv
import functools
from pathlib import Path

import numpy as np
import yaml

FOLDER = Path(__file__).parent / "tables"
OLDEST = 100
MALE, FEMALE = 1, 2


def rows_of(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@functools.cache
def assumptions() -> dict:
    return yaml.safe_load((FOLDER / "assumptions.yaml").read_text("utf-8"))


def by_age(steps: dict[int, float]) -> np.ndarray:
    """Values that hold from an age on, as one value per year of age."""
    table = np.zeros(OLDEST + 1)
    for start in sorted(steps):
        table[start:] = steps[start]
    return table


def between_ages(points: dict[int, float]) -> np.ndarray:
    """Values at some ages with straight lines between them, as one value per year of age."""
    return np.interp(np.arange(OLDEST + 1), sorted(points), [points[age] for age in sorted(points)])


@functools.cache
def age_sex_shares() -> np.ndarray:
    """[age 0–100, sex male|female] summing to 1: the UN's structure, each band re-weighted to the published share."""
    shares = np.zeros((OLDEST + 1, 2))
    for row in rows_of("age_sex.csv"):
        start = int(row["age"].rstrip("+").split("-")[0])
        years = 1 if row["age"].endswith("+") else 5
        shares[start : start + years] = float(row["male"]) / years, float(row["female"]) / years
    bands = assumptions()["age_shares"]
    starts = [*sorted(bands), OLDEST + 1]
    for start, end in zip(starts, starts[1:], strict=False):
        shares[start:end] *= bands[start] / shares[start:end].sum()
    return shares / shares.sum()


@functools.cache
def death_rates() -> np.ndarray:
    """[age, sex]: deaths per person and year."""
    rates = np.zeros((OLDEST + 1, 2))
    for row in rows_of("mortality.csv"):
        rates[int(row["age"].rstrip("+")) :, "MF".index(row["sex"])] = float(row["rate"])
    return rates
