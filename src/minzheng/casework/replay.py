"""Computing a past decision again from its own snapshot, with the law of its date."""

from __future__ import annotations

from dataclasses import dataclass

from minzheng.casework.models import Decision
from minzheng.casework.registries import ASSESSORS, Assessment


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """`then` and `now` in fen a month; `same` only when result, amount and rule version all agree."""

    same: bool
    then: int
    now: int
    again: Assessment
    differences: list[str]


def replay_decision(decision: Decision) -> ReplayResult:
    again = ASSESSORS.get(decision.programme).again(decision)
    now = again.amount if again.entitled else 0
    kind = {True: "granted", False: "refused", None: "undetermined"}[again.entitled]
    differences = []
    if now != decision.amount:
        differences.append(f"金额：原决定 {decision.amount / 100:.2f} 元，重算 {now / 100:.2f} 元")
    if kind != decision.kind:
        differences.append(f"结果：原决定“{decision.get_kind_display()}”，重算结果不同")
    if again.world_version != decision.world_version:
        differences.append(f"规则版本：原 {decision.world_version[:12]}，现 {again.world_version[:12]}")
    if again.trace != decision.trace:
        differences.append("计算过程与原记录不完全一致")
    return ReplayResult(not differences, decision.amount, now, again, differences)
