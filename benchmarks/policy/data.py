"""Made-up people (虚构) by seed, as NumPy arrays in files: the same bytes for every way. Needs NumPy alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np

SEED = 20261201
Arrays = dict[str, dict[str, np.ndarray]]  # {"household": {name: column}, "person": {…}}
RICH = 3_000_000_000  # fen: 30 million yuan, more than 32 bits hold


def generate(persons: int, folder: Path) -> None:
    """Writes `household.NAME.npy` and `person.NAME.npy`: int64, yes/no as bool; households of 2.5 on average, no fact missing,
    ids with gaps, persons in no
    particular order: as a register is after years of births and moves."""
    random = np.random.default_rng(SEED)
    homes = max(1, persons * 2 // 5)
    home = np.concatenate([np.arange(homes), random.integers(0, homes, persons - homes)])
    random.shuffle(home)
    home_ids, person_ids = (np.cumsum(random.integers(1, 4, n)) for n in (homes, persons))
    columns = {"household.household_id": home_ids, "household.urban": random.random(homes) < 0.5,
               "person.person_id": person_ids, "person.household_id": home_ids[home],
               **{f"person.{n}": c for n, c in _facts(random, persons).items()}}
    folder.mkdir(parents=True, exist_ok=True)
    for name, column in columns.items():
        np.save(folder / f"{name}.npy", column if column.dtype == bool else column.astype(np.int64))
    (folder / "complete").write_bytes(Path(__file__).read_bytes())


def stands(folder: Path) -> bool:
    """Whether this very module wrote the folder, to the end."""
    stamp = folder / "complete"
    return stamp.exists() and stamp.read_bytes() == Path(__file__).read_bytes()


def _facts(random: np.random.Generator, persons: int) -> dict[str, np.ndarray]:
    age = random.integers(0, 95, persons)
    working, old = (age >= 16) & (age < 65), age >= 60

    def some(share: float, most: int, least: int = 0) -> np.ndarray:
        return random.integers(least, most, persons) * (random.random(persons) < share)

    return {
        "age": age, "alive": random.random(persons) < 0.99, "lives_apart": random.random(persons) < 0.1,
        "disability_grade": some(0.06, 5, 1), "disability_kind": random.integers(1, 8, persons),
        "serious_illness": random.random(persons) < 0.02,
        "wage_12m": some(0.4, 6_000_000) * working, "work_cost_12m": some(0.3, 400_000) * working,
        "business_income_12m": some(0.1, 4_000_000, -1_000_000), "pension_12m": some(0.8, 2_500_000) * old,
        "central_basic_pension_12m": np.where(old, 24_000, 0), "support_received_12m": some(0.1, 600_000),
        "transfer_paid_12m": some(0.1, 800_000),
        "deposits": some(0.5, 2_500_000) + RICH * (random.random(persons) < 0.001),
        "vehicle_count": (random.random(persons) < 0.1).astype(np.int64),
    }


def load(folder: Path) -> Arrays:
    found: Arrays = {"household": {}, "person": {}}
    for path in sorted(folder.glob("*.npy")):
        entity, name, _ = path.name.split(".")
        found[entity][name] = np.load(path)
    return found
