"""Numbers that look right and belong to nobody: ID numbers with the prefixes of their time, telephones, bank accounts. Pure."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from minzheng.cli.populate.tables import MALE

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = np.array(list("10X98765432"))
PER_DAY = 499  # sequence numbers for one sex, prefix and day of birth; a prime, so that steps of any size visit all of them


@dataclass(frozen=True, slots=True)
class Prefix:
    """A six-digit code in force in the years [since, until)."""

    code: int
    since: int
    until: int
    name: str


def read_prefixes(path: Path) -> list[Prefix]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Prefix(int(row["prefix"]), int(row["from"] or 0), int(row["until"] or 9999), row["name"]) for row in csv.DictReader(file)
        ]


def prefixes_of(years: np.ndarray, second: np.ndarray, table: list[Prefix], second_name: str = "双桥区") -> np.ndarray:
    """The code in force in the year a number was first given; `second`: from the county that was merged in later."""
    merged = max((p.until for p in table if p.name.startswith(second_name)), default=0)
    found = np.zeros(len(years), np.int64)
    for prefix in table:
        its_own = (second == prefix.name.startswith(second_name)) | (years >= merged)
        found[(years >= prefix.since) & (years < prefix.until) & its_own] = prefix.code
    if (found == 0).any():
        raise ValueError("no ID prefix was in force in some year")
    return found


def id_numbers(prefixes: np.ndarray, births: np.ndarray, sexes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """18-character numbers, each once. `births`: days since 1970-01-01. Raises ValueError when one day has more people than numbers."""
    group = np.unique(np.stack([prefixes, births, sexes]), axis=1, return_inverse=True)[1].ravel()
    rank = _rank_within(group)
    if rank.max(initial=0) >= PER_DAY:
        raise ValueError(f"more than {PER_DAY} people of one sex with one prefix born on one day")
    start = rng.integers(0, PER_DAY, int(group.max(initial=-1)) + 1)[group]
    place = (start + rank * 37) % PER_DAY
    sequence = np.where(sexes == MALE, place * 2 + 1, place * 2 + 2)
    return with_check(prefixes * 10**11 + _yyyymmdd(births) * 1000 + sequence)


def _rank_within(group: np.ndarray) -> np.ndarray:
    """0, 1, 2 … within equal values, in the order they come."""
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    first = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(group) else np.zeros(0, np.int64)
    rank = np.arange(len(group)) - np.repeat(first, np.diff(np.r_[first, len(group)]))
    back = np.empty_like(rank)
    back[order] = rank
    return back


def _yyyymmdd(births: np.ndarray) -> np.ndarray:
    born = births.astype("datetime64[D]")
    year, month = born.astype("datetime64[Y]"), born.astype("datetime64[M]")
    y = year.astype(np.int64) + 1970
    m = (month - year.astype("datetime64[M]")).astype(np.int64) + 1
    d = (born - month.astype("datetime64[D]")).astype(np.int64) + 1
    return y * 10000 + m * 100 + d


def with_check(first17: np.ndarray) -> np.ndarray:
    """The check character added (GB 11643: ISO 7064 MOD 11-2), computed on whole arrays."""
    total = sum((first17 // 10 ** (16 - place)) % 10 * weight for place, weight in enumerate(_WEIGHTS))
    return np.strings.add(first17.astype("<U17"), _CHECKS[total % 11])


def phones(count: int) -> np.ndarray:
    """1690 0000001 …: no operator is known to have been given 169."""
    return (16_900_000_000 + 1 + np.arange(count)).astype("<U11")


def bank_accounts(count: int) -> np.ndarray:
    """19 digits that begin with six zeros, which no bank issues, with Luhn's check digit."""
    body = np.arange(1, count + 1, dtype=np.int64) * 7919 % 10**12
    digits = [(body // 10**place) % 10 for place in range(12)]  # the last first: every other one is doubled
    total = sum(np.where(place % 2 == 0, d * 2 - np.where(d > 4, 9, 0), d) for place, d in enumerate(digits))
    return np.strings.add(np.strings.zfill(body.astype("<U12"), 18), ((-total) % 10).astype("<U1"))
