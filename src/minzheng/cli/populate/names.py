"""Made-up names: real surname frequencies, given names composed by cohort and sex. Pure."""

from __future__ import annotations

import functools

import numpy as np
import yaml
from pypinyin import lazy_pinyin

from minzheng.cli.populate.tables import FOLDER, MALE, rows_of

# GB/T 4761: children, grandchildren in the male line and the father bear the head's surname.
SAME_SURNAME = (20, 30, 41, 42, 51)


@functools.cache
def surnames() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(surnames, pinyin, shares)."""
    rows = rows_of("surnames.csv")
    shares = np.array([float(row["percent"]) for row in rows])
    return np.array([row["surname"] for row in rows]), np.array([row["pinyin"] for row in rows]), shares / shares.sum()


@functools.cache
def cohorts() -> list[dict]:
    return yaml.safe_load((FOLDER / "given_names.yaml").read_text("utf-8"))


def names_of(
    heads: np.ndarray, relations: np.ndarray, sexes: np.ndarray, years: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """(name, pinyin) per person. `heads`: the index of each person's head; `years`: of birth."""
    texts, sounds, shares = surnames()
    family = rng.choice(len(texts), len(heads), p=shares)
    family = np.where(np.isin(relations, SAME_SURNAME), family[heads], family)
    first, second = _given(sexes, years, rng)
    pinyin = np.strings.add(sounds[family], _sounds(first))
    pinyin = np.where(second == "", pinyin, np.strings.add(pinyin, _sounds(second)))
    return np.strings.add(np.strings.add(texts[family], first), second), pinyin


def _given(sexes: np.ndarray, years: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """First and second character ("" for names of one)."""
    count = len(sexes)
    first, second = np.full(count, "", "<U1"), np.full(count, "", "<U1")
    draws = rng.random((3, count))
    after = -1
    for cohort in cohorts():
        born = (years > after) & (years <= cohort["until"])
        after = cohort["until"]
        for sex, characters in ((MALE, cohort["male"]), (3 - MALE, cohort["female"])):
            who = np.flatnonzero(born & (sexes == sex))
            single = draws[0, who] * 100 < cohort["single_percent"]
            first[who] = np.where(single, _pick(characters["single"], draws[1, who]), _pick(characters["first"], draws[1, who]))
            second[who] = np.where(single, "", _pick(characters["second"], draws[2, who]))
    doubled = (first == second) & (second != "")
    return first, np.where(doubled, "", second)


def _pick(characters: str, draw: np.ndarray) -> np.ndarray:
    return np.array(list(characters))[np.floor(draw * len(characters)).astype(np.int64)]


@functools.cache
def _sound(character: str) -> str:
    return f" {lazy_pinyin(character)[0]}" if character else ""


def _sounds(characters: np.ndarray) -> np.ndarray:
    """Each character's pinyin with a blank before it."""
    known, which = np.unique(characters, return_inverse=True)
    return np.array([_sound(str(c)) for c in known])[which]
