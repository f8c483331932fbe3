"""The working calendar: an editable table, seeded once from published holiday arrangements."""

from __future__ import annotations

import datetime as dt
import functools

import chinese_calendar
from django.db.models import Max

from minzheng.casework.deadlines import ONE_DAY, Day, Period, YearNotPublished, last_day
from minzheng.casework.models import CalendarDay

FIRST_YEAR, LAST_PUBLISHED = 2020, 2026


def seed() -> int:
    """Enter the published years that are not there yet. Returns the number of days written; never changes a day."""
    rows = []
    for year in range(FIRST_YEAR, LAST_PUBLISHED + 1):
        if CalendarDay.objects.filter(day__year=year).exists():
            continue
        day = dt.date(year, 1, 1)
        while day.year == year:
            named = chinese_calendar.get_holiday_detail(day)[1]
            rows.append(
                CalendarDay(
                    day=day,
                    works=chinese_calendar.is_workday(day),
                    statutory_holiday=bool(named) and chinese_calendar.is_holiday(day),
                    source=f"国务院办公厅关于 {year} 年部分节假日安排的通知",
                )
            )
            day += ONE_DAY
    CalendarDay.objects.bulk_create(rows)
    working_calendar.cache_clear()
    return len(rows)


@functools.lru_cache(maxsize=1)
def _calendar(newest: dt.date | None) -> dict[dt.date, Day]:
    return {d.day: Day(d.works, d.statutory_holiday) for d in CalendarDay.objects.all()}


def working_calendar() -> dict[dt.date, Day]:
    """day → Day for every published year; read again when a newer day appears in the table."""
    return _calendar(CalendarDay.objects.aggregate(newest=Max("day"))["newest"])


working_calendar.cache_clear = _calendar.cache_clear


def deadline(start: dt.date, period: str) -> dt.date | None:
    """The last day of e.g. `30wd` from `start`; None when it falls in a year whose calendar is not published yet."""
    try:
        return last_day(start, Period.parse(period), working_calendar())
    except YearNotPublished:
        return None
