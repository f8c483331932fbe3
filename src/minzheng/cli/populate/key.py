"""The answer key: which faults were planted in the made-up district. Only `minzheng answers` reads it."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path

COLUMNS = ("household", "kind", "programme", "expected", "paid", "note")


@dataclass(frozen=True, slots=True)
class Planted:
    """`household`: its number; amounts in fen a month, `paid` 0 when not receiving."""

    household: str
    kind: str
    programme: str
    expected: int
    paid: int
    note: str


def default_path(home: Path, persons: int, seed: int) -> Path:
    return home / "answers" / f"{persons}-{seed}.csv"


def write_key(path: Path, rows: list[dict]) -> None:
    """The whole file or none of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with fresh.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
    fresh.replace(path)


def read_key(path: Path) -> list[Planted]:
    """Raises FileNotFoundError; ValueError with a Chinese message when the file is not an answer key."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{path.name} 不是答案文件：应有列 {'、'.join(COLUMNS)}")
        return [Planted(**row | {"expected": int(row["expected"]), "paid": int(row["paid"])}) for row in reader]
