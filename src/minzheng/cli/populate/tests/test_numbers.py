"""Numbers are valid in form, given once, and bear the prefixes that were in force."""

import datetime as dt

import numpy as np
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from minzheng.cli.populate.calendar import ages_on, birthday, birthdays, days
from minzheng.cli.populate.chance import Chance, counts_of
from minzheng.cli.populate.numbers import PER_DAY, bank_accounts, id_numbers, prefixes_of, read_prefixes, with_check
from minzheng.core.identity import IdNumber, age_on, check_digit

people = st.lists(
    st.tuples(
        st.sampled_from([510230, 500225, 500111, 510217]),
        st.dates(dt.date(1925, 1, 1), dt.date(2026, 11, 1)) | st.just(dt.date(1964, 2, 29)),
        st.sampled_from([1, 2]),
    ),
    max_size=60,
)


@given(people, st.integers(0, 2**32))
def test_every_id_number_is_valid_once_and_says_birth_and_sex(rows, seed):
    prefixes, births, sexes = (np.array([row[i] if i != 1 else days(row[1]) for row in rows], np.int64) for i in range(3))
    numbers = id_numbers(prefixes, births, sexes, np.random.default_rng(seed)).tolist()
    assert len(set(numbers)) == len(rows)
    for number, (prefix, birth, sex) in zip(numbers, rows, strict=True):
        parsed = IdNumber.parse(number, today=dt.date(2026, 11, 24))
        assert (number[:6], parsed.birth, parsed.sex) == (str(prefix), birth, sex)


@given(st.integers(10**16, 10**17 - 1))
def test_the_check_character_agrees_with_the_standard(first17):
    assert with_check(np.array([first17]))[0] == f"{first17}{check_digit(str(first17))}"


def test_a_crowded_day_uses_every_number_and_then_refuses():
    def born(count):
        same = np.full(count, 500111), np.full(count, 20_000), np.ones(count, np.int64)
        return id_numbers(*same, np.random.default_rng(1))

    assert len(set(born(PER_DAY).tolist())) == PER_DAY
    with pytest.raises(ValueError, match="born on one day"):
        born(PER_DAY + 1)


@pytest.mark.parametrize(
    ("year", "second", "code"),
    [
        (1985, False, 510230), (1996, False, 510230), (1997, False, 500225), (2010, False, 500225), (2011, False, 500111), (2026, False, 500111),
        (1985, True, 510217), (1997, True, 500111), (2010, True, 500111), (2020, True, 500111),
    ],
)  # fmt: skip
def test_prefixes_are_those_in_force_when_the_number_was_given(year, second, code):
    table = read_prefixes(settings.MINZHENG_DISTRICT / settings.DISTRICT["files"]["id_prefixes"])
    assert prefixes_of(np.array([year]), np.array([second]), table).tolist() == [code]


def test_a_year_without_a_prefix_is_refused():
    with pytest.raises(ValueError, match="no ID prefix"):
        prefixes_of(np.array([1990]), np.array([False]), [])


def test_bank_accounts_carry_luhn_and_cannot_exist():
    for number in bank_accounts(200).tolist():
        doubled = [int(d) * (2 if place % 2 else 1) for place, d in enumerate(reversed(number))]
        assert sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0
        assert (len(number), number[:6]) == (19, "000000")


@given(st.dates(dt.date(2022, 1, 1), dt.date(2032, 12, 31)) | st.just(dt.date(2028, 2, 29)), st.integers(0, 100), st.integers(0, 99))
def test_birthdays_give_exactly_the_age(day, age, seed):
    chance = Chance(seed)
    one = birthday(age, day, chance.singles("x"))
    many = birthdays(np.full(20, age), day, chance.arrays("x"))
    assert age_on(one, day) == age
    assert ages_on(many, day).tolist() == [age] * 20
    assert [age_on(dt.date(1970, 1, 1) + dt.timedelta(int(b)), day) for b in many] == [age] * 20


@given(st.lists(st.floats(0.001, 1e6), min_size=1, max_size=30), st.integers(0, 10_000))
def test_counts_add_up_and_stay_within_one_of_the_share(shares, total):
    shares = np.array(shares)
    counts = counts_of(shares, total)
    assert counts.sum() == total
    assert (abs(counts - shares / shares.sum() * total) < 1 + 1e-6).all()
