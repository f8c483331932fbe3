"""Birthdays and ages as arrays of days. Pure."""

from __future__ import annotations

import datetime as dt

import numpy as np

from minzheng.core.identity import age_on

EPOCH = dt.date(1970, 1, 1)


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day `years` earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def months_before(day: dt.date, months: int) -> dt.date:
    """The first day of the month, `months` months earlier."""
    count = day.year * 12 + day.month - 1 - months
    return dt.date(count // 12, count % 12 + 1, 1)


def birthdays(ages: np.ndarray, day: dt.date, rng: np.random.Generator) -> np.ndarray:
    """Days of birth (days since 1970-01-01) of people who have these full years on `day`; nobody on 29 February."""
    oldest = int(ages.max(initial=0))
    first = np.array([(years_before(day, age + 1) - EPOCH).days + 1 for age in range(oldest + 1)])
    last = np.array([(years_before(day, age) - EPOCH).days for age in range(oldest + 1)])
    born = first[ages] + np.floor(rng.random(len(ages)) * (last - first + 1)[ages]).astype(np.int64)
    leap = {(dt.date(year, 2, 29) - EPOCH).days for year in range(1904, day.year + 1, 4)}
    on_leap_day = np.isin(born, list(leap))
    return np.where(on_leap_day, np.where(born < last[ages], born + 1, born - 1), born)


def birthday(age: int, day: dt.date, rng) -> dt.date:
    """One such birthday from a `random.Random`."""
    first, last = years_before(day, age + 1) + dt.timedelta(1), years_before(day, age)
    born = first + dt.timedelta(rng.randrange((last - first).days + 1))
    if (born.month, born.day) == (2, 29):
        born += dt.timedelta(1 if age_on(born + dt.timedelta(1), day) == age else -1)
    return born


def days(date: dt.date) -> int:
    return (date - EPOCH).days


def ages_on(births: np.ndarray, day: dt.date) -> np.ndarray:
    """Full years on `day` of people born on these days since 1970-01-01."""
    born = births.astype("datetime64[D]")
    years = born.astype("datetime64[Y]")
    month_day = (born.astype("datetime64[M]") - years.astype("datetime64[M]")).astype(np.int64) * 100
    month_day = month_day + (born - born.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64)
    today = (day.month - 1) * 100 + day.day - 1
    return day.year - (years.astype(np.int64) + 1970) - (month_day > today)
