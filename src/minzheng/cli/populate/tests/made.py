"""The setting of the tests: a day on which every amount is known, and this installation's district."""

import datetime as dt
import functools

from minzheng.cli.populate.command import setting_for
from minzheng.cli.populate.district import District, build

DAY = dt.date(2026, 11, 24)


def setting(persons: int = 2_000, seed: int = 7, day: dt.date = DAY):
    return setting_for(persons, seed, day)


@functools.cache
def district(persons: int = 2_000, seed: int = 7) -> District:
    return build(setting(persons, seed))
