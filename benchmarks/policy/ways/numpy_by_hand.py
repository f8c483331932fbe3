"""The model in NumPy, whole columns at a time; sums by household with bincount (float64, exact here: far below 2⁵³ fen)."""

from __future__ import annotations

import numpy as np

from benchmarks.policy.data import Arrays
from benchmarks.policy.values import values

V = values()


def load(option: str) -> None:
    """The rules are this module."""


def prepare(rules: None, arrays: Arrays) -> Arrays:
    """The household of each person as its place among the households."""
    order = np.argsort(arrays["household"]["household_id"], kind="stable")
    homes = {name: column[order] for name, column in arrays["household"].items()}
    place = np.searchsorted(homes["household_id"], arrays["person"]["household_id"])
    return {"household": homes, "person": arrays["person"] | {"home": place}}


def run(ready: Arrays) -> tuple[np.ndarray, np.ndarray]:
    people, homes = ready["person"], ready["household"]
    adult = people["age"] >= V["adult_age"]
    counted = people["alive"] & (~adult | ~people["lives_apart"])
    home, size = people["home"][counted], len(homes["household_id"])

    def total(column: np.ndarray) -> np.ndarray:
        return np.bincount(home, weights=column[counted], minlength=size).astype(np.int64)

    members = np.bincount(home, minlength=size)
    per_head = np.maximum(total(_income(people)), 0) // (V["income_months"] * np.maximum(members, 1))
    standard = np.where(homes["urban"], *(V["minimum_living_standard"][u] for u in (1, 0)))
    entitled = ((members >= 1) & (per_head < standard) & (total(people["vehicle_count"]) <= V["vehicle_limit"])
                & (total(people["deposits"]) <= members * standard * V["deposit_multiple"]))
    supplement = total(_supplement(people, adult))
    return entitled, np.where(entitled, (standard - per_head) * members + supplement, 0)


def _income(p: dict[str, np.ndarray]) -> np.ndarray:
    return (np.maximum(p["wage_12m"] - p["work_cost_12m"], 0) + np.maximum(p["business_income_12m"], 0)
            + np.maximum(p["pension_12m"] - p["central_basic_pension_12m"], 0) + p["support_received_12m"] - p["transfer_paid_12m"])


def _supplement(p: dict[str, np.ndarray], adult: np.ndarray) -> np.ndarray:
    grade, kind = p["disability_grade"], p["disability_kind"]
    severe = (grade == 1) | (grade == 2) | ((grade == 3) & ((kind == 5) | (kind == 6)))
    classes = ((p["age"] >= V["elder_age"], "elder"), (~adult, "minor"), (severe, "severe"), (p["serious_illness"], "illness"))
    return np.maximum.reduce([np.where(holds, V[f"supplement_{name}"], 0) for holds, name in classes])


def versions() -> dict[str, str]:
    return {"NumPy": np.__version__}
