"""A decision's kept trace as people read it, and where a second computation departs from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from minzheng.policy.words import amount, citation


@dataclass(frozen=True, slots=True)
class Told:
    """One value of the trace: about whom, what, how much, by which articles, from which other values."""

    who: str
    title: str
    value: str
    articles: list[str]
    inputs: list[str]


@dataclass(frozen=True, slots=True)
class Departure:
    """A value that came out otherwise."""

    who: str
    title: str
    then: str
    now: str


def told(trace: Mapping, kind: str, names: Mapping[str, str]) -> list[Told]:
    """The trace's values of one kind (`input`, `parameter`, `rule`) in order of computation. `names`: person key → shown name."""
    values = trace.get("values", [])
    titles = {v["name"]: v["title"] for v in values}
    return [
        Told(
            _who(v, names), v["title"], amount(v["value"], v["unit"]), [citation(c) for c in v.get("cites", [])],
            [titles.get(name, name) for name in v.get("inputs", [])],
        )
        for v in values
        if v["kind"] == kind
    ]  # fmt: skip


def departures(then: Mapping, now: Mapping, names: Mapping[str, str]) -> list[Departure]:
    """Every value that is not the same in both traces."""
    before, after = _by_place(then), _by_place(now)
    found = []
    for place in [*before, *(p for p in after if p not in before)]:
        old, new = before.get(place), after.get(place)
        if old is None or new is None or old["value"] != new["value"]:
            shown = old or new
            words = ["没有这一项" if v is None else amount(v["value"], v["unit"]) for v in (old, new)]
            found.append(Departure(_who(shown, names), shown["title"], *words))
    return found


def _by_place(trace: Mapping) -> dict[tuple, Mapping]:
    return {(v["entity"], str(v["key"]), v["name"]): v for v in trace.get("values", [])}


def _who(value: Mapping, names: Mapping[str, str]) -> str:
    return names.get(str(value["key"]), f"成员 {value['key']}") if value["entity"] == "person" else "家庭"
