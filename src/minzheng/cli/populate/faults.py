"""Faults planted in the register: each says by construction what an evaluation must find."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable

from minzheng.cli.populate.law import Law
from minzheng.cli.populate.needy import Fault, Home
from minzheng.cli.populate.truth import Member, amount_due, counted, counted_income, per_head, severe

MISSED, NOT_ENTITLED, WRONG, DEAD, CARD, SAME_NAME, UNDETERMINED = (
    "missed", "not_entitled", "wrong_amount", "dead_paid", "card_expiring", "same_name", "undetermined",
)  # fmt: skip
CAN_BE_UNKNOWN = {
    "deposits": "存款", "wage_12m": "工资", "business_income_12m": "经营收入", "vehicle_count": "车辆", "company_count": "企业",
    "housing_count": "住房",
}  # fmt: skip


class TooFew(ValueError):
    """Fewer persons than the planted faults need; the message is in Chinese."""


class Planter:
    """Plants faults into homes that receive what they are due. A fault that does not fit a home answers None and changes nothing."""

    def __init__(self, day: dt.date, law: Law, chance: random.Random):
        self.day, self.law, self.chance = day, law, chance

    def plant(self, homes: list[Home], each: int) -> None:
        """`each` homes of every kind, in turns, so that the first homes show one of each. Raises TooFew."""
        planters = self.kinds()
        wanted = dict.fromkeys(planters, each)
        free: Iterable[Home] = (h for h in homes if h.fault is None)
        for home in free:
            fitting = sorted((k for k in wanted if wanted[k]), key=lambda k: -wanted[k])
            for kind in fitting:
                home.fault = planters[kind](home)
                if home.fault:
                    wanted[kind] -= 1
                    break
        if any(wanted.values()):
            lacking = "、".join(f"{kind} {count} 户" for kind, count in wanted.items() if count)
            raise TooFew(f"人数太少，放不下全部差错（还缺 {lacking}），请用 --persons 增加人数。")

    def kinds(self) -> dict[str, Callable[[Home], Fault | None]]:
        return {
            DEAD: self.dead, CARD: self.card, NOT_ENTITLED: self.not_entitled, WRONG: self.wrong, UNDETERMINED: self.undetermined,
            MISSED: self.missed, SAME_NAME: self.same_name,
        }  # fmt: skip

    def missed(self, home: Home) -> Fault | None:
        due, home.paid = home.paid, None
        return Fault(MISSED, due, 0, "符合低保条件，未享受")

    def same_name(self, home: Home) -> Fault | None:
        return Fault(SAME_NAME, home.paid, home.paid, "户主与一名企业登记人同名同姓，并非同一人，应照常享受")

    def card(self, home: Home) -> Fault | None:
        holder = next((m for m in home.members if m.card_until), None)
        if holder is None:
            return None
        days = self.chance.randint(5, 85)
        holder.card_until = self.day + dt.timedelta(days)
        return Fault(CARD, home.paid, home.paid, f"残疾人证 {days} 天后到期")

    def wrong(self, home: Home) -> Fault | None:
        """Paid by the standard before the last rise, or without the supplements, or plainly less."""
        due, before = home.paid, self.law.standard_before
        living = len(counted(home.members))
        extra = due - (self.law.standard[home.urban] - per_head(home.members)) * living
        by_old = due - (self.law.standard[home.urban] - before[home.urban]) * living if before else 0
        ways = [(by_old, "仍按调标前的标准发放"), (due - extra, "漏发分类施保"), (due - 5_000, "少发 50 元"), (due + 8_000, "多发 80 元")]
        paid, note = self.chance.choice([way for way in ways if way[0] > 0 and way[0] != due])
        home.paid = paid
        return Fault(WRONG, due, paid, note)

    def undetermined(self, home: Home) -> Fault | None:
        """A fact that must be known is not on record; half of these homes receive."""
        kind = self.chance.choice(list(CAN_BE_UNKNOWN))
        if home.members[0].facts.get(kind):  # what is left must stay what it was: only an unknown zero is taken away
            kind = "vehicle_count"
        del home.members[0].facts[kind]
        if self.chance.random() < 0.5:
            home.paid = None
        return Fault(UNDETERMINED, 0, home.paid or 0, f"户主{CAN_BE_UNKNOWN[kind]}情况没有登记，不能判定")

    def not_entitled(self, home: Home) -> Fault | None:
        """Property or income well over the line since; nobody in it could receive alone instead."""
        if any(severe(m.facts) for m in home.members):
            return None
        head, limit = home.members[0], self.law.deposit_limit(home.urban) * len(counted(home.members))
        worker = next((m for m in counted(home.members) if m.facts.get("wage_12m")), None)
        way = self.chance.choice(("vehicle", "deposits", "wage") if worker else ("vehicle", "deposits"))
        if way == "vehicle":
            head.facts["vehicle_count"], note = 1, "新购机动车"
        elif way == "deposits":
            head.facts["deposits"], note = round(limit * self.chance.uniform(2.0, 5.0)), "存款远超限额"
        else:
            year = self.law.standard[home.urban] * 12 * len(counted(home.members))
            worker.facts["wage_12m"], note = round(year * self.chance.uniform(2.2, 3.5)) + 120_000, "工资明显提高"
        return Fault(NOT_ENTITLED, 0, home.paid, note)

    def dead(self, home: Home) -> Fault | None:
        """The only member, or one of several, has died and is still on the roll and in the amount."""
        living = counted(home.members)
        gone = living[0] if len(living) == 1 else self._mortal(living)
        if gone is None:
            return None
        gone.died_on = self.day - dt.timedelta(self.chance.randint(12, 110))
        due = amount_due(self.law, home.urban, home.members)
        far = not counted(home.members) or per_head(home.members) * 10 <= self.law.standard[home.urban] * 9
        if due == home.paid or not far:
            gone.died_on = None
            return None
        return Fault(DEAD, due, home.paid, "唯一成员已去世，仍在发放" if len(living) == 1 else "一名成员已去世，仍按原人数发放")

    def _mortal(self, members: list[Member]) -> Member | None:
        """An elder or grown member who is not the head and brings in the least."""
        others = [m for m in members[1:] if m.age >= 30]
        return min(others, key=lambda m: (-m.age, counted_income(m.facts)), default=None)
