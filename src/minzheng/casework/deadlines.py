"""Periods of law as pure functions on a working calendar. No Django, no tables.

Readings (rules.md X-01, X-03): the day on which a period begins is not counted; a period in calendar days whose last day is a
statutory holiday ends on the first day after the holiday (an ordinary weekend is not a statutory holiday).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

ONE_DAY = dt.timedelta(days=1)


class YearNotPublished(LookupError):
    """The working calendar of `year` is not in the table yet, so a deadline in it cannot be known."""

    def __init__(self, year: int):
        super().__init__(f"{year} 年工作日历尚未公布，请在国务院办公厅公布放假安排后录入")
        self.year = year


@dataclass(frozen=True, slots=True)
class Day:
    works: bool
    statutory_holiday: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """`3wd` (working days) or `7d` (calendar days)."""

    number: int
    working: bool

    @classmethod
    def parse(cls, text: str) -> Period:
        """Raises ValueError."""
        found = re.fullmatch(r"(\d+)(wd|d)", text)
        if not found:
            raise ValueError(f"not a period: {text!r} (write 3wd for working days or 7d for days)")
        return cls(int(found[1]), found[2] == "wd")

    def __str__(self) -> str:
        return f"{self.number} 个工作日" if self.working else f"{self.number} 日"


def last_day(start: dt.date, period: Period, calendar: Mapping[dt.date, Day]) -> dt.date:
    """The last day of a period that begins on `start`. Raises YearNotPublished."""
    if period.working:
        return _working(start, period.number, calendar)
    day = start + ONE_DAY * period.number
    while _look(day, calendar).statutory_holiday:
        day += ONE_DAY
    return day


def working_days_left(today: dt.date, due: dt.date, calendar: Mapping[dt.date, Day]) -> int:
    """Working days after `today` up to and with `due`; negative when overdue. Raises YearNotPublished."""
    early, late = sorted((today, due))
    count = sum(_look(early + ONE_DAY * i, calendar).works for i in range(1, (late - early).days + 1))
    return count if due >= today else -count


def _working(start: dt.date, number: int, calendar: Mapping[dt.date, Day]) -> dt.date:
    day, counted = start, 0
    while counted < number:
        day += ONE_DAY
        counted += _look(day, calendar).works
    return day


def _look(day: dt.date, calendar: Mapping[dt.date, Day]) -> Day:
    try:
        return calendar[day]
    except KeyError:
        raise YearNotPublished(day.year) from None
