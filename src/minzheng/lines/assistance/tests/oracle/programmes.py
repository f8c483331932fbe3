"""The four programmes (57号 8, 21, 23, 27, 33; 83号一; rules A1-05…07, A1-32, A1-33, A1-36, A2-01)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from .law import Law
from .means import monthly_per_head, property_ok
from .people import (
    Person,
    grown,
    has_card_of_article_8,
    has_severe_card,
    is_member,
    lives_with_parents_or_siblings,
)

Household = Mapping[str, int]
NOTHING = (False, 0)
JOBLESS, HIRED, FARMING, FLEXIBLE = range(4)
DOCUMENT_83 = date(2022, 10, 20)


def judge(law: Law, household: Household, persons: Sequence[Person]) -> dict:
    """The answers of all four, as the package says."""
    members = [p for p in persons if is_member(p, law)]
    standard = law.standard(household)
    living, edge, leaving = NOTHING, False, NOTHING
    if members:
        income, fit = monthly_per_head(members, law), property_ok(members, standard, law)
        if fit and income < standard:
            living = True, (standard - income) * len(members) + sum(supplement(p, law) for p in members)
        if fit and leaves_gradually(law, household, members, income, standard):
            leaving = True, household["last_amount"]
        # 渐退 is a way of still being in 低保, so such a household is not beside it.
        edge = fit and not living[0] and not leaving[0] and income < Fraction(law.number["edge_percent"] * standard, 100)
    # Is somebody already provided for through the household, so that nobody of it may apply alone?
    provided = living[0] or (leaving[0] and not law.reading["single_person_beside_gradual_exit"])
    alone = {p["person_id"]: single(law, p, persons, standard, provided, edge) for p in persons}
    return {"minimum_living": living, "edge_household": (edge, None), "gradual_exit": leaving,
            "single_person_minimum": alone}


def supplement(person: Person, law: Law) -> int:
    """57号 27: the elders, the minors, the severely disabled, the seriously ill; the reading says how of several."""
    amounts = [0]
    if person["age"] >= law.number["elder_age"]:
        amounts.append(law.number["supplement_elder"])
    if not grown(person, law):
        amounts.append(law.number["supplement_minor"])
    if has_severe_card(person, law):
        amounts.append(law.number["supplement_severe"])
    if person["serious_illness"]:
        amounts.append(law.number["supplement_illness"])
    return sum(amounts) if law.reading["supplement_several_classes"] else max(amounts)


def leaves_gradually(law: Law, household: Household, members: Sequence[Person], income: int, standard: int) -> bool:
    """57号 33, 83号一(三): on the list, somebody found work, income now above the standard and under the ceiling."""
    kinds = (HIRED, FARMING, FLEXIBLE) if law.reading["gradual_exit_farming"] else (HIRED, FLEXIBLE)
    works = any(p["employment"] in kinds for p in members)
    above = income > standard or (income == standard and law.reading["gradual_exit_at_standard"])
    percent = law.reading["gradual_exit_ceiling_percent"]
    under = percent == 0 or income < Fraction(percent * standard, 100)
    months_left = household["gradual_exit_months_used"] < law.number["gradual_exit_limit_months"]
    return bool(household["holds_minimum_living"] and works and above and under and months_left)


def single(law: Law, person: Person, persons: Sequence[Person], standard: int, household_provided: bool,
           household_at_edge: bool) -> tuple[bool, int]:
    """57号 8, 83号一(一): a ground of their own, not provided for through the household, own income and property."""
    if household_provided or not has_ground(law, person, persons, household_at_edge):
        return NOTHING
    income = monthly_per_head([person], law)
    if income >= standard or not property_ok([person], standard, law):
        return NOTHING
    basis = standard if law.reading["single_person_amount_basis"] else standard - income
    return True, basis + supplement(person, law)


def has_ground(law: Law, person: Person, persons: Sequence[Person], household_at_edge: bool) -> bool:
    """Why somebody may apply alone."""
    if not person["alive"] or person["imprisoned"] or person["compulsory_rehab"] or person["declared_missing"]:
        return False
    if person["clergy_away_months"] >= law.number["clergy_alone_months"]:
        return True
    if not is_member(person, law):
        return False
    if household_at_edge and (has_card_of_article_8(person) or person["serious_illness"]):
        return True
    jobless = grown(person, law) and person["employment"] == JOBLESS and has_severe_card(person, law)
    if jobless and law.day >= DOCUMENT_83:
        return True
    return bool(law.reading["separate_counting"]) and may_be_counted_apart(law, person, persons)


def may_be_counted_apart(law: Law, person: Person, persons: Sequence[Person]) -> bool:
    """条例 11: a disabled adult without labour ability, or long bedridden, living with parents or siblings."""
    others = [o for o in persons if o is not person and is_member(o, law) and not o["lives_apart"]]
    unable = grown(person, law) and person["disability_grade"] > 0 and person["labour_capacity"] == 0
    together = not person["lives_apart"] and lives_with_parents_or_siblings(person, others)
    return bool((unable or person["bedridden"]) and together)
