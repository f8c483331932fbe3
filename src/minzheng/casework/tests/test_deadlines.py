"""Periods of law against brute force, on a calendar made for the purpose and on the published one."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.casework.deadlines import ONE_DAY, Day, Period, YearNotPublished, last_day, working_days_left

START = dt.date(2026, 1, 1)
DAYS = [START + ONE_DAY * i for i in range(400)]
calendars = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=len(DAYS), max_size=len(DAYS)).map(
    lambda flags: {day: Day(works and not off, off) for day, (works, off) in zip(DAYS, flags, strict=True)}
)
starts = st.sampled_from(DAYS[:200])


@given(calendars, starts, st.integers(1, 45))
def test_working_days_are_counted_from_the_day_after(calendar, start, number):
    try:
        found = last_day(start, Period(number, True), calendar)
    except YearNotPublished:
        return  # too few working days in the calendar: said, not guessed
    worked = [d for d in DAYS if start < d <= found and calendar[d].works]
    assert len(worked) == number
    assert calendar[found].works


@given(calendars, starts, st.integers(1, 60))
def test_calendar_days_end_after_the_statutory_holiday(calendar, start, number):
    try:
        found = last_day(start, Period(number, False), calendar)
    except YearNotPublished:
        return
    nominal = start + ONE_DAY * number
    assert found >= nominal
    assert not calendar[found].statutory_holiday
    assert all(calendar[nominal + ONE_DAY * i].statutory_holiday for i in range((found - nominal).days))


@given(calendars, starts, st.integers(1, 45))
def test_days_left_agree_with_the_deadline(calendar, start, number):
    try:
        due = last_day(start, Period(number, True), calendar)
    except YearNotPublished:
        return
    assert working_days_left(start, due, calendar) == number
    assert working_days_left(due, due, calendar) == 0


def test_accepted_on_a_friday_begins_on_monday():
    week = {dt.date(2026, 11, 27) + ONE_DAY * i: Day((dt.date(2026, 11, 27) + ONE_DAY * i).weekday() < 5) for i in range(20)}
    assert last_day(dt.date(2026, 11, 27), Period.parse("1wd"), week) == dt.date(2026, 11, 30)


def test_a_year_that_is_not_published_is_said():
    with pytest.raises(YearNotPublished, match="2027 年工作日历尚未公布"):
        last_day(dt.date(2026, 12, 31), Period(1, True), {dt.date(2026, 12, 31): Day(True)})


@pytest.mark.parametrize("text", ["3", "wd", "3 wd", "-1wd", "3w"])
def test_what_is_not_a_period_is_refused(text):
    with pytest.raises(ValueError, match="not a period"):
        Period.parse(text)


@pytest.mark.django_db
def test_the_published_calendar_knows_make_up_days():
    from minzheng.casework.calendar import deadline, seed, working_calendar

    assert seed() > 2000
    assert seed() == 0  # a second time nothing is changed
    calendar = working_calendar()
    assert not calendar[dt.date(2026, 10, 1)].works
    assert calendar[dt.date(2026, 10, 1)].statutory_holiday
    assert calendar[dt.date(2026, 10, 10)].works  # a Saturday made up for the National Day holiday
    assert deadline(dt.date(2026, 9, 30), "1wd") == dt.date(2026, 10, 8)
    assert deadline(dt.date(2026, 12, 30), "30wd") is None  # 2027 is not published
