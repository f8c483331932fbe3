"""The ordinary people of the district: how many of which age, in which households, and who died within the last year. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from minzheng.cli.populate.calendar import birthdays, days
from minzheng.cli.populate.chance import Chance, counts_of
from minzheng.cli.populate.families import assemble
from minzheng.cli.populate.tables import MALE, age_sex_shares, death_rates


@dataclass(slots=True)
class Crowd:
    """Arrays per person. `died`, `birth`: days since 1970-01-01, died -1 for the living. Households from 0, without gaps."""

    household: np.ndarray
    relation: np.ndarray
    age: np.ndarray
    sex: np.ndarray
    birth: np.ndarray
    died: np.ndarray


def deaths_in(persons: int) -> int:
    """Deaths of one year, by the UN's rates."""
    return round(float((age_sex_shares() * death_rates()).sum()) * persons)


def crowd(living: int, dead: int, taken: np.ndarray, day: dt.date, chance: Chance) -> Crowd:
    """`living` people of whom, with those `taken` ([age, sex] counts, not made here), the whole has the published structure; and `dead`."""
    target = counts_of(age_sex_shares(), living + int(taken.sum()))
    wanted = counts_of(np.maximum(target - taken, 0).astype(float), living)
    ages, sexes = _listed(wanted, chance.arrays("order"))
    household, relation = assemble(ages, sexes, chance.arrays("families"))
    gone_ages, gone_sexes = _listed(counts_of(age_sex_shares() * death_rates(), dead), chance.arrays("deaths"))
    gone_household, gone_relation = _mourners(gone_ages, gone_sexes, ages, household, relation, chance.arrays("mourners"))
    births = birthdays(np.concatenate([ages, gone_ages]), day, chance.arrays("birthdays"))
    died = days(day) - 1 - chance.arrays("days of death").integers(0, 364, dead)
    return Crowd(
        household=np.concatenate([household, gone_household]),
        relation=np.concatenate([relation, gone_relation]),
        age=np.concatenate([ages, gone_ages]),
        sex=np.concatenate([sexes, gone_sexes]),
        birth=births,
        died=np.concatenate([np.full(living, -1), np.maximum(died, births[living:])]),
    )


def _listed(counts: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """[age, sex] counts as (ages, sexes), shuffled."""
    cell = rng.permutation(np.repeat(np.arange(counts.size), counts.ravel()))
    return cell // 2, cell % 2 + 1


def _mourners(ages, sexes, living_ages, household, relation, rng) -> tuple[np.ndarray, np.ndarray]:
    """The household each dead person belonged to, as parent or child of a head of about the fitting age."""
    heads = np.flatnonzero(relation == 2)
    heads = heads[np.argsort(living_ages[heads], kind="stable")]
    parent = ages >= 46
    wanted = np.clip(np.where(parent, ages - 27, ages + 27), 24, 75)
    near = np.searchsorted(living_ages[heads], wanted) + rng.integers(0, max(1, len(heads) // 50), len(ages))
    found = heads[np.minimum(near, len(heads) - 1)]
    male = sexes == MALE
    return household[found], np.where(parent, np.where(male, 51, 52), np.where(male, 20, 30))
