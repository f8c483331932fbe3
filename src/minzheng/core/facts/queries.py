"""What is known now."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from minzheng.core.facts.models import Fact


def current_facts(person_ids: list[int], on: dt.date) -> dict[int, dict[str, Fact]]:
    """person id → kind → the value in force on `on`: the latest as-of date, then the better source, then the newest row."""
    found: dict[int, dict[str, Fact]] = defaultdict(dict)
    rows = (
        Fact.objects.filter(person_id__in=person_ids, as_of__lte=on)
        .order_by("person_id", "kind", "-as_of", "rank", "-id")
        .distinct("person_id", "kind")
    )
    for row in rows:
        found[row.person_id][row.kind] = row
    return found
