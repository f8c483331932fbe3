"""One adjustment computed again, from its own facts and the law it was made with."""

from __future__ import annotations

from django.db.models import QuerySet

from minzheng.core.people.models import Household
from minzheng.law.models import Adjustment
from minzheng.law.provisions import chosen
from minzheng.law.registries import BODIES
from minzheng.policy import ReplayDiffers, Trace


def adjustments_of(household: Household) -> QuerySet[Adjustment]:
    """What published values did to a household's money, newest first."""
    return Adjustment.objects.filter(household=household).select_related("provision__document").order_by("-month", "-pk")


def again(adjustment: Adjustment) -> Trace:
    """Raises ReplayDiffers unless version and amount come out as they were; PolicyError when it cannot be computed."""
    body = BODIES.get(adjustment.provision.line)
    world = body.resolve(adjustment.law_date, {}, chosen(adjustment.law, adjustment.known_at), body.rules)
    trace = world.explain(adjustment.snapshot)
    outcome = trace.outcome(adjustment.programme, key_of(adjustment, trace))
    fen = (outcome.amount if outcome.entitled else 0) if outcome.entitled is not None else None
    if world.version != adjustment.world_version or fen != adjustment.after:
        raise ReplayDiffers([f"原测算 {adjustment.after} 分，重算 {fen} 分；规则版本 {adjustment.world_version} 与 {world.version}"])
    return trace


def key_of(adjustment: Adjustment, trace: Trace) -> int:
    """The person or household whose outcome it is."""
    of_person = trace.world.programmes.get(adjustment.programme).entity.name == "person"
    return adjustment.standing.person_id if of_person else adjustment.household_id
