"""Income of twelve months and property, of one person or several together (57号 13, 14; 83号一(一); 2013)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from .law import Law
from .people import Person

FIFTEENTH_PLAN = date(2026, 1, 1)


def income_12m(person: Person, law: Law) -> int:
    """57号 13: four kinds of income, net; what the article leaves out is simply not in the sum."""
    wage = max(0, person["wage_12m"] - person["work_cost_12m"])
    business = person["business_income_12m"]
    if not law.reading["negative_business_income"]:
        business = max(0, business)
    received = pension_12m(person, law) + person["support_received_12m"] + person["other_transfer_12m"]
    transfers, yields = received - person["transfer_paid_12m"], person["property_income_12m"]
    if not law.reading["negative_transfers"]:
        transfers, yields = max(0, transfers), max(0, yields)
    rigid = person["rigid_expense_12m"] if law.reading["rigid_expense_deduction"] else 0
    return wage + business + yields + transfers - rigid


def pension_12m(person: Person, law: Law) -> int:
    """Without the centre's basic pension through 2025; from 2026 as the reading says."""
    counted = law.day >= FIFTEENTH_PLAN and law.reading["central_basic_pension_after_2025"]
    central = 0 if counted else person["central_basic_pension_12m"]
    return max(0, person["pension_12m"] - central)


def monthly_per_head(persons: Sequence[Person], law: Law) -> int:
    """Fen a month a head, not below zero, rounded as the reading says."""
    total = sum(income_12m(p, law) for p in persons)
    exact = Fraction(max(0, total), law.number["income_months"] * len(persons))
    rounding = law.reading["per_head_rounding"]
    if rounding == 0:
        return exact.numerator // exact.denominator
    unit = 1 if rounding == 1 else 100
    return int((exact / unit + Fraction(1, 2)) // 1) * unit


def property_ok(persons: Sequence[Person], standard: int, law: Law) -> bool:
    """2013: none of the five refusals, all members together."""
    have = {name: sum(p[name] for p in persons) for name in (
        "deposits", "housing_count", "housing_area", "shop_count", "vehicle_count", "company_count")}
    too_rich = have["deposits"] > len(persons) * standard * law.number["deposit_multiple"]
    area_a_head = Fraction(have["housing_area"], len(persons))
    area_limit = law.number["housing_area_multiple"] * law.number["housing_standard_area"]
    too_housed = have["housing_count"] > law.number["housing_count_limit"] and area_a_head > area_limit
    things = any(have[f"{thing}_count"] > law.number[f"{thing}_limit"] for thing in ("shop", "vehicle", "company"))
    return not (too_rich or too_housed or things)
