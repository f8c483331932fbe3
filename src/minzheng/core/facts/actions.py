"""Recording what became known. Called inside the acts of higher bands (an acceptance, a survey), which write the audit."""

from __future__ import annotations

import datetime as dt

from minzheng.core.facts.catalogue import catalogue
from minzheng.core.facts.models import Fact
from minzheng.core.people.models import Person


def record_fact(*, person: Person, kind: str, value: int, source: str, as_of: dt.date, note: str = "") -> Fact:
    """Add one row; nothing is overwritten. Raises KeyError for a kind that is not in the catalogue."""
    declared = catalogue()[kind]
    return Fact.objects.create(person=person, kind=kind, value=value, source=source, rank=declared.rank(source), as_of=as_of, note=note)
