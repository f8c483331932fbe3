"""Facts about ordinary people: only what says something, and always enough to tell that the household does not qualify.

Two kinds of households. Most have savings well over the limit: the head's alone settle it, so that nothing else needs to be on
record. Some have every fact on record, little savings, and an income far over the standard. None is near a line.
Grown severely disabled people in the first kind are settled each by themselves, since they may receive alone (单人保).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from minzheng.cli.populate.law import Law
from minzheng.cli.populate.needy import ABLE, EMPLOYED, FARMING, JOBLESS, NONE, ON_RECORD
from minzheng.cli.populate.tables import MALE, assumptions, by_age

YEAR = 12


@dataclass(slots=True)
class Ordinary:
    """Arrays per person: household, relation, age, sex, urban (of the household), size (of the household)."""

    household: np.ndarray
    relation: np.ndarray
    age: np.ndarray
    sex: np.ndarray
    urban: np.ndarray
    size: np.ndarray


@dataclass(slots=True)
class Known:
    """Facts as (who, kind, value) arrays. `alone`: person → fen a month of 单人保, for those who receive it."""

    facts: list[tuple[np.ndarray, str, np.ndarray]] = field(default_factory=list)
    alone: dict[int, int] = field(default_factory=dict)

    def add(self, who: np.ndarray, kind: str, value: np.ndarray | int) -> None:
        if len(who):
            self.facts.append((who, kind, np.broadcast_to(np.asarray(value, np.int64), who.shape)))


def facts_of(people: Ordinary, law: Law, rng: np.random.Generator) -> Known:
    """Everything known about ordinary people."""
    return _Means(people, law, rng).known


class _Means:
    def __init__(self, people: Ordinary, law: Law, rng: np.random.Generator):
        self.people, self.law, self.rng, self.known = people, law, rng, Known()
        self.said = assumptions()["facts"]
        self.everyone = np.arange(len(people.age))
        self.head = people.relation == 2
        self.standard = np.where(people.urban, law.standard[True], law.standard[False])
        self.limit = self.standard * law.deposit_months
        self._bodies()
        self._choose_income_only()
        self._away()
        self._schooling()
        self._severe_alone()
        self._savings()
        self._incomes()
        self._possessions()
        self._full_records()

    def _some(self, mask: np.ndarray, share: float | np.ndarray) -> np.ndarray:
        """A mask of those who are taken."""
        return mask & (self.rng.random(len(mask)) < share)

    def _yuan(self, values: np.ndarray) -> np.ndarray:
        return np.round(values / 100).astype(np.int64) * 100

    def _add(self, mask: np.ndarray, kind: str, values: np.ndarray | int) -> None:
        self.known.add(self.everyone[mask], kind, values if np.isscalar(values) else values[mask])

    def _bodies(self) -> None:
        """Disability and serious illness."""
        people, count = self.people, len(self.people.age)
        self.disabled = self._some(np.ones(count, bool), by_age(self.said["disabled"])[people.age])
        kinds, grades = np.array(self.said["disability_kinds"]), np.array(self.said["disability_grades"])
        kind = self.rng.choice(np.arange(1, 8), count, p=kinds / kinds.sum())
        grade = self.rng.choice(np.arange(1, 5), count, p=grades / grades.sum())
        self.severe = self.disabled & ((grade <= 2) | ((grade == 3) & np.isin(kind, (5, 6))))
        self._add(self.disabled, "disability_kind", kind)
        self._add(self.disabled, "disability_grade", grade)
        self._add(self.severe, "disability_allowance_12m", 96_000)
        self.ill = self._some(people.age >= 30, self.said["serious_illness"] * 1.5)
        self._add(self.ill, "serious_illness", 1)

    def _choose_income_only(self) -> None:
        """`income_only`: mask of people in households that fail by income alone; nobody disabled or ill in them."""
        homes = int(self.people.household.max()) + 1
        burdened = np.zeros(homes, bool)
        burdened[self.people.household[self.disabled | self.ill]] = True
        chosen = ~burdened & (self.rng.random(homes) < self.said["income_only"])
        self.income_only = chosen[self.people.household]

    def _away(self) -> None:
        people = self.people
        movable = ~self.head & (people.relation != 10) & (people.age >= 18) & ~self.severe & ~self.income_only
        child = movable & np.isin(people.relation, (20, 30)) & (people.age < 40)
        apart = self._some(child, self.said["lives_apart"])
        self._add(apart, "lives_apart", 1)
        # Whether they can live on their own decides if they count, so of the disabled and the ill it has been asked.
        self._add(apart & (self.disabled | self.ill), "labour_capacity", ABLE)
        men = movable & (people.sex == MALE)
        self._add(self._some(men & (people.age < 55), self.said["imprisoned"]), "imprisoned", 1)
        self._add(self._some(men & (people.age < 25), self.said["soldier"]), "unmarried_soldier", 1)

    def _schooling(self) -> None:
        ages = self.people.age
        self.student = ((ages >= 6) & (ages < 18)) | self._some((ages >= 18) & (ages <= 22) & ~self.head & ~self.severe, self.said["student_18_22"])
        self._add(self.student, "student_level", 1)

    def _severe_alone(self) -> None:
        """Some grown, severely disabled members have nothing of their own and receive 单人保: every fact on record."""
        grown = self.severe & (self.people.age >= 18) & ~self.head & (self.people.relation != 10)
        self.alone = self._some(grown, self.said["severe_alone"] if self.law.severe_alone else 0.0)
        central = np.where(self.people.age >= 60, assumptions()["central_basic_pension"] * YEAR, 0)
        own = np.where(self.people.age >= 60, self.rng.integers(10, 60, len(central)) * 1200, 0)
        values = {"pension_12m": central + own, "central_basic_pension_12m": central}
        for kind in ON_RECORD:
            self._add(self.alone, kind, values.get(kind, 0))
        self._add(self.alone, "labour_capacity", NONE)
        for who in self.everyone[self.alone].tolist():
            self.known.alone[who] = self._alone_amount(who, int(own[who]))

    def _alone_amount(self, who: int, own: int) -> int:
        """Our own arithmetic, as in truth.py: the standard less the person's monthly income, and the highest supplement."""
        elder = self.law.elder if self.people.age[who] >= 60 else 0
        ill = self.law.illness if self.ill[who] else 0
        return int(self.standard[who]) - own // YEAR + max(self.law.severe, elder, ill)

    def _savings(self) -> None:
        low, high = self.said_farness("deposits_farness")
        count = len(self.everyone)
        far = np.exp(self.rng.uniform(np.log(low), np.log(high), count))
        heads = self._yuan(self.limit * self.people.size * far)
        others = self._yuan(np.where(self.rng.random(count) < 0.45, self.rng.lognormal(14.0, 1.1, count), 0))
        severe = self._yuan(self.limit * self.rng.uniform(1.6, 5.0, count))
        values = np.where(self.head, heads, np.where(self.severe & (self.people.age >= 16), severe, others))
        values = np.where(self.income_only, np.where(self.head, self._yuan(self.limit * self.people.size * self.rng.uniform(0.05, 0.6, count)), 0), values)
        self._add((self.people.age >= 16) & ~self.alone, "deposits", values)

    @staticmethod
    def said_farness(name: str) -> tuple[float, float]:
        return tuple(assumptions()[name])

    def _incomes(self) -> None:
        """Wages, farms, trades and pensions of the first kind of households. The severely disabled have no work."""
        people, said, count = self.people, self.said, len(self.everyone)
        able = (people.age >= 18) & (people.age < 60) & ~self.student & ~self.severe & ~self.income_only
        wages = self._some(able, np.where(people.urban, said["wage"]["urban"], said["wage"]["rural"]))
        self._add(wages, "wage_12m", self._yuan(self.rng.lognormal(np.log(4_600_000), 0.35, count)))
        farm = self._some(able & ~wages & ~people.urban, said["farm"])
        self._add(farm, "business_income_12m", self._yuan(self.rng.lognormal(np.log(1_400_000), 0.4, count)))
        trade = self._some(able & ~wages & ~farm, said["trade"])
        self._add(trade, "business_income_12m", self._yuan(self.rng.lognormal(np.log(5_000_000), 0.5, count)))
        self._add(farm, "employment", FARMING)
        self._add(self.severe & ~self.alone & (people.age >= 18), "employment", JOBLESS)
        elders = (people.age >= 60) & ~self.alone & ~self.income_only
        employee = self._some(elders, np.where(people.urban, said["employee_pension"]["urban"], said["employee_pension"]["rural"]))
        self._add(employee, "pension_12m", self._yuan(self.rng.lognormal(np.log(3_600_000), 0.3, count)))
        resident, central = elders & ~employee, assumptions()["central_basic_pension"] * YEAR
        self._add(resident, "pension_12m", central + self.rng.integers(15, 120, count) * 1200)
        self._add(resident, "central_basic_pension_12m", central)

    def _possessions(self) -> None:
        """Only the head's, and only what there is."""
        heads = self.head & ~self.income_only
        self._add(self._some(heads & (self.people.age < 65), self.said["vehicle"]), "vehicle_count", 1)
        self.companies = self._some(heads & (self.people.age < 70), self.said["company"])
        self._add(self.companies, "company_count", 1)
        self._add(self._some(heads, self.said["shop"]), "shop_count", 1)
        self._add(self._some(heads, self.said["second_home"]), "housing_count", 2)

    def _full_records(self) -> None:
        """Households that fail by income alone: the head earns it, everybody's facts are on record."""
        people, count = self.people, len(self.everyone)
        grown = self.income_only & (people.age >= 16)
        low, high = self.said_farness("ordinary_farness")
        income = self._yuan(self.standard * YEAR * people.size * self.rng.uniform(low, high, count))
        earner = self.income_only & self.head
        old = people.age >= 60
        values = {
            "wage_12m": np.where(earner & ~old, income, 0),
            "pension_12m": np.where(earner & old, income, 0),
            "employment": np.where(earner & ~old, EMPLOYED, JOBLESS),
            "housing_count": np.where(earner, 1, 0),
            "housing_area": np.where(earner, people.size * 3000, 0),
        }
        for kind in ON_RECORD:
            if kind != "deposits":
                self._add(grown, kind, values.get(kind, np.zeros(count, np.int64)))
