"""Made-up households (虚构) crowded around the limits: incomes at a line, one fen beside it, ages at a birthday, cards of each grade.

All facts known, unless `with_gaps` takes some away. `household(random, standards)` gives one household and its persons.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from random import Random

MONEY = (
    "wage_12m", "work_cost_12m", "business_income_12m", "property_income_12m", "pension_12m", "central_basic_pension_12m",
    "support_received_12m", "other_transfer_12m", "transfer_paid_12m", "rigid_expense_12m",
)
NOT_INCOME = (
    "preferential_treatment_12m", "family_planning_aid_12m", "scholarship_12m", "bravery_award_12m", "assistance_received_12m",
    "disability_allowance_12m", "unattended_child_allowance_12m",
)
PROPERTY = ("deposits", "housing_count", "housing_area", "shop_count", "vehicle_count", "company_count")
AGES = (0, 6, 15, 16, 17, 18, 19, 25, 40, 45, 59, 60, 61, 80)
RELATIONS = (10, 11, 12, 20, 21, 27, 28, 30, 38, 40, 45, 46, 47, 51, 52, 53, 54, 55, 56, 57, 61, 65, 68, 70, 72, 73, 74, 76, 78, 79, 80,
             81, 90, 99)


def household(random: Random, standards: Mapping[int, int]) -> tuple[dict, list[dict]]:
    """One household of one to six, everything known."""
    urban = random.randint(0, 1)
    home = {"urban": urban, "area": random.choice((500111001000, 500111100201)),
            "holds_minimum_living": int(random.random() < 0.4), "gradual_exit_months_used": random.choice((0, 1, 5, 6, 7)),
            "last_amount": random.randint(0, 200_000)}
    persons = [person(random, head=n == 0) for n in range(random.choice((1, 1, 2, 2, 3, 3, 4, 5, 6)))]
    standard = standards[urban]
    give_income(random, persons, standard)
    give_property(random, persons, standard)
    return home, persons


def person(random: Random, head: bool) -> dict:
    """Somebody without income or property yet."""
    rare = {n: int(random.random() < 0.02) for n in ("imprisoned", "compulsory_rehab", "declared_missing", "unmarried_soldier")}
    card = random.random() < 0.35
    return {
        "age": random.choice(AGES), "relation": random.choice((0, 1, 2)) if head else random.choice(RELATIONS),
        "sex": random.choice((1, 2)), "alive": int(random.random() < 0.96),
        "disability_kind": random.randint(0, 7) if card else 0, "disability_grade": random.randint(1, 4) if card else 0,
        "serious_illness": int(random.random() < 0.1), "bedridden": int(random.random() < 0.08),
        "labour_capacity": random.choice((0, 1, 2, 2)), "employment": random.choice((0, 0, 1, 2, 3)),
        "student_level": random.choice((0, 0, 0, 1, 2, 3)), "lives_apart": int(random.random() < 0.15),
        "clergy_away_months": random.choice((0,) * 20 + (11, 12, 35, 36)), **rare,
        **dict.fromkeys(MONEY + PROPERTY, 0), **{n: random.choice((0, 0, 0, 50_000)) for n in NOT_INCOME},
    }


def give_income(random: Random, persons: list[dict], standard: int) -> None:
    """The sum over all, or over all but one, is at a line of the standard or a fen or a yuan beside it."""
    heads = max(1, len(persons) - random.choice((0, 0, 0, 1)))
    a_month = random.choice((standard, standard, standard * 3 // 2, standard * 5 // 4, standard // 2, 0))
    total = max(0, a_month * 12 * heads + random.choice((0, 0, 1, -1, -6, 6, 11, -12, 12, -600, 600, -1200, 1200)) * heads)
    left = total
    for earner in random.sample(persons, len(persons))[1:]:
        own = random.choice((0, 0, standard * 12, standard * 12 - 1, standard * 6, total // 3))
        own = min(own, left)
        earn(random, earner, own)
        left -= own
    random.choice((earn, earn_by_many))(random, random.choice(persons), left)


def earn(random: Random, earner: dict, amount: int) -> None:
    """The amount in one kind of income, on top."""
    earner[random.choice(("wage_12m", "business_income_12m", "property_income_12m", "support_received_12m",
                          "other_transfer_12m", "pension_12m"))] += amount


def earn_by_many(random: Random, earner: dict, amount: int) -> None:
    """The amount after costs, what is paid away, what is not counted, and losses."""
    parts = [random.randint(0, amount) for _ in range(2)]
    wage, pension = min(parts), max(parts) - min(parts)
    cost, paid, central = (random.choice((0, 100, 99_999)) for _ in range(3))
    earner["wage_12m"] += wage + cost
    earner["work_cost_12m"] += random.choice((cost, cost, wage + 2 * cost))
    earner["pension_12m"] += pension + central
    earner["central_basic_pension_12m"] += random.choice((central, central, pension + 2 * central))
    earner["support_received_12m"] += amount - wage - pension + paid
    earner["transfer_paid_12m"] += random.choice((paid, paid, 2 * amount))
    earner["business_income_12m"] += random.choice((0, 0, -1, -50_000))
    earner["property_income_12m"] += random.choice((0, 0, 0, -7_000))
    earner["rigid_expense_12m"] += random.choice((0, 0, 12, 300_000))


def give_property(random: Random, persons: list[dict], standard: int) -> None:
    """Deposits and floor space at the limits, by all or by one person; a car, a shop or a firm now and then."""
    heads = max(1, len(persons) - random.choice((0, 0, 1)))
    owner = random.choice(persons)
    owner["deposits"] = random.choice((0, 0, standard * 12 * heads, standard * 12 * heads - 1, standard * 12 * heads + 1,
                                       standard * 12, standard * 12 + 1))
    owner["housing_area"] = 3900 * heads + random.choice((-1, 0, 1, 4000, -2000))
    owner["housing_count"] = random.choice((0, 0, 1, 1, 1, 2, 2, 3))
    random.choice(persons)["deposits"] += random.choice((0, 0, 0, 1))
    random.choice(persons)["housing_count"] += random.choice((0, 0, 0, 1))
    for thing in ("shop_count", "vehicle_count", "company_count"):
        random.choice(persons)[thing] += int(random.random() < 0.03)


def many(seed: int, number: int, standards: Mapping[int, int]) -> list[tuple[dict, list[dict]]]:
    """Households numbered from 0, persons numbered on; the same for the same seed."""
    random = Random(seed)
    made = [household(random, standards) for _ in range(number)]
    next_person = 0
    for key, (home, persons) in enumerate(made):
        home["household_id"] = key
        for p in persons:
            p |= {"person_id": next_person, "household_id": key}
            next_person += 1
    return made


def with_gaps(random: Random, row: Mapping[str, int], names: Iterable[str], share: float) -> dict:
    """The row with some of the named facts not known."""
    gone = {n for n in names if random.random() < share}
    return {n: v for n, v in row.items() if n not in gone}
