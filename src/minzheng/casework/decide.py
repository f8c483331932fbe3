"""Making a decision: the rules' answer, its number and code, the standing, the effects, the letter."""

from __future__ import annotations

import hashlib
import secrets

from minzheng.casework.items import Item
from minzheng.casework.letters import decision_letter
from minzheng.casework.models import Case, Decision, Letter, Standing
from minzheng.casework.process import next_number
from minzheng.casework.published import hold_published
from minzheng.casework.registries import ASSESSORS, EFFECTS, Assessment
from minzheng.core import clock
from minzheng.core.access.viewer import Viewer
from minzheng.core.actions import Refused
from minzheng.core.facts.catalogue import catalogue


def outcome_key(assessed: Assessment) -> str:
    """What a confirmer is shown and confirms: `granted:40000`, `refused:0` or `undetermined:0`."""
    kind = {True: "granted", False: "refused", None: "undetermined"}[assessed.entitled]
    return f"{kind}:{assessed.amount}"


def missing_text(case: Case, assessed: Assessment) -> str:
    """李*：存款；张*：劳动能力"""
    names = {m.person_id: m.person.masked_name for m in case.household.current_members()}
    known = catalogue()
    return "；".join(
        f"{names.get(person, '家庭')}：{known[key].title if key in known else key}" for person, key in assessed.missing
    )


def decide(case: Case, item: Item, *, opinion: str, expected: str, by: Viewer) -> Decision:
    """Raises Refused when a fact is missing, or when the answer is not the one that was confirmed."""
    hold_published()
    today = clock.today()
    assessed = ASSESSORS.get(item.programme).assess(case.household, today)
    if assessed.entitled is None:
        raise Refused("尚有事实未查明，既不能确认也不能拒绝。请退回调查：" + missing_text(case, assessed))
    if outcome_key(assessed) != expected:
        raise Refused("该家庭的事实或适用标准刚刚发生变化，测算结果与您看到的不同。请重新核对后再确认。")
    decision = Decision.objects.create(
        case=case, number=next_number("JD", today), kind="granted" if assessed.entitled else "refused", programme=item.programme,
        decided_on=today, account_id=by.account_id, who=by.name, amount=assessed.amount if assessed.entitled else 0,
        from_month=clock.next_month(today) if assessed.entitled else None, snapshot=assessed.snapshot, law_date=assessed.law_date,
        known_at=assessed.known_at, world_version=assessed.world_version, trace=assessed.trace, note=opinion, code=secrets.token_urlsafe(12),
    )  # fmt: skip
    pdf = decision_letter(case=case, item=item, decision=decision, assessed=assessed)
    Letter.objects.create(decision=decision, pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest())
    if decision.kind == "granted":
        _grant(case, item, decision, by)
    return decision


def _grant(case: Case, item: Item, decision: Decision, by: Viewer) -> None:
    months = decision.from_month.month - 1 + item.review_after_months
    review_due = decision.from_month.replace(year=decision.from_month.year + months // 12, month=months % 12 + 1)
    standing = Standing.objects.create(
        programme=item.programme, household=case.household, decision=decision, source=decision.number, since=decision.from_month,
        review_due=review_due,
    )  # fmt: skip
    for name in item.effects:
        EFFECTS.get(name)(decision=decision, standing=standing, by=by)
