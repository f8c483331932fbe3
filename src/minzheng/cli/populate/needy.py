"""Households that qualify for 低保, made of simple shapes, so that what they are due can be told by a few lines (truth.py)."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass

from minzheng.cli.populate.calendar import birthday
from minzheng.cli.populate.law import Law
from minzheng.cli.populate.tables import FEMALE, MALE, assumptions
from minzheng.cli.populate.truth import Member, amount_due, severe

# What must be on record for everyone who is old enough to work, or the outcome is undetermined; 0 is an answer too.
ON_RECORD = (
    "wage_12m", "business_income_12m", "pension_12m", "central_basic_pension_12m", "deposits", "housing_count", "housing_area",
    "shop_count", "vehicle_count", "company_count", "employment",
)  # fmt: skip
NONE, PART, ABLE = 0, 1, 2  # labour capacity
JOBLESS, EMPLOYED, FARMING = 0, 1, 2
CARD_SAFE_DAYS = 200  # cards of paid households end later than this, unless planted: told 90 days before


@dataclass(slots=True)
class Fault:
    """A planted fault. Amounts: fen a month; `paid` 0: not receiving."""

    kind: str
    expected: int
    paid: int
    note: str


@dataclass(slots=True)
class Home:
    """`village`: index. `paid`: fen a month on the register, None when not receiving. `programme`: the standing held."""

    village: int
    urban: bool
    shape: str
    members: list[Member]
    programme: str = "minimum_living"
    paid: int | None = None
    fault: Fault | None = None


class Maker:
    """Makes members and homes as of a day."""

    def __init__(self, day: dt.date, law: Law, chance: random.Random):
        self.day, self.law, self.chance = day, law, chance

    def home(self, village: int, urban: bool, shape: str, share: float | None = None) -> Home:
        """A home of a shape whose income per head is `share` of the standard; receiving what it is due."""
        members = SHAPES[shape](self)
        low, high = assumptions()["needy_farness"]
        self._earn(members, urban, self.chance.uniform(low, high) if share is None else share)
        self._settle(members, urban)
        self._beside(members)
        return Home(village, urban, shape, members, paid=amount_due(self.law, urban, members))

    def person(self, relation: int, age: int, sex: int | None = None, capacity: int = ABLE) -> Member:
        sex = sex or self.chance.choice((MALE, FEMALE))
        member = Member(relation, sex, birthday(age, self.day, self.chance), age)
        if age >= 16:
            member.facts = dict.fromkeys(ON_RECORD, 0) | {"labour_capacity": capacity}
        if 6 <= age < 18:
            member.facts["student_level"] = 1
        return member

    def elder(self, relation: int, sex: int | None = None) -> Member:
        return self.person(relation, int(self.chance.triangular(61, 90, 70)), sex, PART)

    def disabled(self, relation: int, age: int | None = None, sex: int | None = None) -> Member:
        member = self.person(relation, age or self.chance.randint(26, 58), sex, self.chance.choice((NONE, PART)))
        self._card(member)
        return member

    def ill(self, relation: int, sex: int | None = None) -> Member:
        member = self.person(relation, self.chance.randint(38, 59), sex, PART)
        member.facts["serious_illness"] = 1
        return member

    def _card(self, member: Member) -> None:
        kinds, grades = assumptions()["facts"]["disability_kinds"], assumptions()["facts"]["disability_grades"]
        member.facts["disability_kind"] = self.chance.choices(range(1, 8), kinds)[0]
        member.facts["disability_grade"] = self.chance.choices(range(1, 5), grades)[0]
        member.card_until = self.day + dt.timedelta(self.chance.randint(CARD_SAFE_DAYS, 3600))

    def _earn(self, members: list[Member], urban: bool, share: float) -> None:
        """Spread a yearly income of `share` of the standard for everyone, in whole yuan."""
        left = round(self.law.standard[urban] * 12 * len(members) * share / 100) * 100
        for member in members:
            if member.age >= 60:
                own = min(self.chance.randint(20, 110) * 1200, left // 3 // 1200 * 1200)
                central = assumptions()["central_basic_pension"] * 12
                member.facts |= {"central_basic_pension_12m": central, "pension_12m": central + own}
                left -= own
        self.earner(members, urban, left)

    def earner(self, members: list[Member], urban: bool, fen: int) -> None:
        """Let the ablest member earn what is left: a wage, the farm, or support from relatives outside."""
        grown = [m for m in members if m.age >= 18]
        worker = max(grown, key=lambda m: (m.age < 60, m.facts["labour_capacity"]))
        if worker.age < 60 and worker.facts["labour_capacity"] == ABLE:
            cost = self.chance.choice((0, 0, 60_000, 120_000))
            worker.facts |= {"employment": EMPLOYED, "wage_12m": fen + cost} | ({"work_cost_12m": cost} if cost else {})
        elif not urban and worker.facts["labour_capacity"] != NONE:
            worker.facts |= {"employment": FARMING, "business_income_12m": fen}
        else:
            worker.facts["support_received_12m"] = fen

    def _settle(self, members: list[Member], urban: bool) -> None:
        """A home, some savings well within the limit, and money that does not count as income."""
        head = members[0]
        head.facts |= {"housing_count": 1, "housing_area": len(members) * self.chance.randint(1800, 4200)}
        limit = self.law.deposit_limit(urban) * len(members)
        head.facts["deposits"] = int(limit * self.chance.uniform(0, 0.5)) // 100 * 100
        for member in members:
            if severe(member.facts):
                member.facts["disability_allowance_12m"] = 96_000

    def _beside(self, members: list[Member]) -> None:
        """Sometimes somebody who must not count: a grown son away for long or in prison, a wife who died and was struck off."""
        head, draw = members[0], self.chance.random()
        if head.age < 62 or len(members) > 2 or draw > 0.08:
            return
        if draw < 0.03 and head.sex == MALE and len(members) == 1:
            wife = self.person(10, head.age - self.chance.randint(0, 4), FEMALE)
            wife.died_on, wife.struck_off = self.day - dt.timedelta(self.chance.randint(20, 300)), True
            members.append(wife)
            return
        son = self.person(20, max(20, min(55, head.age - self.chance.randint(22, 32))), MALE)
        if draw < 0.06:
            son.facts |= {"lives_apart": 1, "employment": EMPLOYED, "wage_12m": self.chance.randint(40_000, 90_000) * 100}
        else:
            son.facts["imprisoned"] = 1
        members.append(son)

    # shapes; the head comes first

    def elder_alone(self) -> list[Member]:
        return [self.elder(2)]

    def elder_couple(self) -> list[Member]:
        return [self.elder(2, MALE), self.elder(10, FEMALE)]

    def disabled_alone(self) -> list[Member]:
        return [self.disabled(2)]

    def ill_alone(self) -> list[Member]:
        return [self.ill(2)]

    def parent_child(self) -> list[Member]:
        parent = self.person(2, self.chance.randint(28, 47))
        return [parent, *(self.child(parent.age) for _ in range(self.chance.choice((1, 1, 2))))]

    def child(self, parent_age: int, young: int = 20, old: int = 30) -> Member:
        sex = self.chance.choice((MALE, FEMALE))
        return self.person(young if sex == MALE else old, self.chance.randint(2, max(3, min(15, parent_age - 21))), sex)

    def grandparent_child(self) -> list[Member]:
        return [self.elder(2), self.child(60, 41, 42)]

    def elder_and_disabled(self) -> list[Member]:
        elder, sex = self.elder(2), self.chance.choice((MALE, FEMALE))
        age = min(57, max(22, elder.age - self.chance.randint(23, 32)))
        return [elder, self.disabled(20 if sex == MALE else 30, age, sex)]

    def couple_ill_child(self) -> list[Member]:
        ill = self.ill(2, MALE)
        return [ill, self.person(10, max(30, ill.age - self.chance.randint(0, 4)), FEMALE), self.child(min(ill.age, 38))]

    def couple_disabled(self) -> list[Member]:
        head = self.person(2, self.chance.randint(35, 58), MALE)
        return [head, self.disabled(10, max(30, head.age - self.chance.randint(0, 4)), FEMALE)]

    def three_generations(self) -> list[Member]:
        head = self.person(2, self.chance.randint(34, 44))
        elder = self.elder(52, FEMALE)
        return [head, elder, self.child(head.age), self.child(head.age)]


SHAPES: dict[str, Callable[[Maker], list[Member]]] = {name: getattr(Maker, name) for name in assumptions()["shapes"]}
