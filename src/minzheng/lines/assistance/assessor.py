"""The line's door to its rules for casework: one household, one date, the answer with its trace."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.utils import timezone

from minzheng.casework.interface import Assessment, Decision
from minzheng.lines.assistance.facts import case_of
from minzheng.lines.assistance.here import world_here
from minzheng.policy import Trace, World


class MinimumLivingAssessor:
    """最低生活保障 for one household."""

    programme = "minimum_living"

    def assess(self, household: Any, on: dt.date) -> Assessment:
        now = timezone.now()
        world = world_here(on, now)
        return self._answer(world, world.explain(case_of(household, on)), now)

    def again(self, decision: Decision) -> Assessment:
        """From the decision's own snapshot and the law of its date as it was known then."""
        world = world_here(decision.law_date, decision.known_at)
        return self._answer(world, world.explain(decision.snapshot), decision.known_at)

    def under(self, decision: Decision, day: dt.date) -> Assessment:
        """The decision's snapshot under the law of another day. Ages and standings stay as they were recorded."""
        now = timezone.now()
        world = world_here(day, now)
        return self._answer(world, world.explain(decision.snapshot), now)

    def _answer(self, world: World, trace: Trace, known_at: dt.datetime) -> Assessment:
        outcome = trace.outcome(self.programme)
        kept = json.loads(json.dumps(trace.to_json()))  # exactly as the database will give it back
        return Assessment(
            entitled=outcome.entitled,
            amount=(outcome.amount or 0) if outcome.entitled else 0,
            missing=[(fact.key if fact.entity == "person" else None, fact.name) for fact in outcome.missing],
            snapshot=kept["case"],
            trace=kept,
            sentences=list(trace.sentences(self.programme)),
            law_date=world.date,
            world_version=world.version,
            known_at=known_at,
            unverified=list(world.unverified(world.programmes.get(self.programme).outputs)),
        )
