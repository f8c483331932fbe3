"""Chance that comes out the same for the same seed: one generator per purpose, so that one part's draws never shift another's."""

from __future__ import annotations

import random
import zlib

import numpy as np


class Chance:
    """Generators named by purpose, all following from (persons, seed, date)."""

    def __init__(self, *words: object):
        self._words = "|".join(map(str, words))

    def arrays(self, purpose: str) -> np.random.Generator:
        return np.random.default_rng([zlib.crc32(self._words.encode()), zlib.crc32(purpose.encode())])

    def singles(self, purpose: str) -> random.Random:
        return random.Random(f"{self._words}|{purpose}")


def counts_of(shares: np.ndarray, total: int) -> np.ndarray:
    """Whole numbers in the proportion of `shares` that add up to `total` (largest remainders)."""
    exact = shares / shares.sum() * total
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole).ravel(), kind="stable")
    whole.ravel()[order[: total - int(whole.sum())]] += 1
    return whole
