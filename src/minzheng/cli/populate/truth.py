"""What a simple household is due, by a few lines of arithmetic of our own.

Written apart from the rules on purpose: the answer key must not be computed by what it is there to test. It only covers what
needy households are made of: whoever lives counts, but for grown children away for long or in prison; property is within limits.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from minzheng.cli.populate.law import Law


@dataclass(slots=True)
class Member:
    """`facts`: kind → value. `struck_off`: left the household's roll on the day of death, as it should be."""

    relation: int
    sex: int
    birth: dt.date
    age: int
    facts: dict[str, int] = field(default_factory=dict)
    card_until: dt.date | None = None
    died_on: dt.date | None = None
    struck_off: bool = False


def severe(facts: dict[str, int]) -> bool:
    grade = facts.get("disability_grade", 0)
    return grade in (1, 2) or (grade == 3 and facts["disability_kind"] in (5, 6))


def counted_income(facts: dict[str, int]) -> int:
    """Fen in twelve months."""
    wage = facts.get("wage_12m", 0) - facts.get("work_cost_12m", 0)
    pension = facts.get("pension_12m", 0) - facts.get("central_basic_pension_12m", 0)
    return max(0, wage) + max(0, facts.get("business_income_12m", 0)) + pension + facts.get("support_received_12m", 0)


def supplement(law: Law, member: Member) -> int:
    """The highest that one person may have, fen a month."""
    classes = [0]
    if member.age >= 60:
        classes.append(law.elder)
    if member.age < 18:
        classes.append(law.minor)
    if severe(member.facts):
        classes.append(law.severe)
    if member.facts.get("serious_illness"):
        classes.append(law.illness)
    return max(classes)


def counted(members: list[Member]) -> list[Member]:
    """Those for whom money is due, and whose income counts."""
    return [m for m in members if m.died_on is None and not m.facts.get("lives_apart") and not m.facts.get("imprisoned")]


def per_head(members: list[Member]) -> int:
    """Fen a month, down to the fen."""
    living = counted(members)
    return sum(counted_income(m.facts) for m in living) // (12 * len(living))


def amount_due(law: Law, urban: bool, members: list[Member]) -> int:
    """Fen a month for a needy household; 0 when nobody lives or income reaches the standard."""
    living = counted(members)
    if not living or per_head(members) >= law.standard[urban]:
        return 0
    return (law.standard[urban] - per_head(members)) * len(living) + sum(supplement(law, m) for m in living)
