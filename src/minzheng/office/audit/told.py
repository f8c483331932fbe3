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


def told(trace: Mapping, kind: str, names: Mapping[str, str], only: set[str] | None = None) -> list[Told]:
    """The trace's values of one kind (`input` or `rule`) in order of computation, those named in `only` or all.

    `names`: person key → shown name.
    """
    titles = {
        thing["name"]: thing["title"] for part in ("values", "parameters", "readings") for thing in trace.get(part, [])
    }
    return [
        Told(
            _who(v, names), v["title"], amount(v["value"], v["unit"]), [citation(c) for c in v.get("cites", [])],
            [titles[name] for name in v.get("inputs", []) if name in titles],  # a constant has no title and explains itself by its rule
        )
        for v in trace.get("values", [])
        if v["kind"] == kind and (only is None or v["name"] in only)
    ]  # fmt: skip


def leading_to(trace: Mapping, programme: str) -> set[str]:
    """The names of every value that the programme's result rests on, through all steps."""
    inputs = {v["name"]: v.get("inputs", []) for v in trace.get("values", [])}
    roots = {c["name"] for o in trace.get("outcomes", []) if o["programme"] == programme for c in o["conditions"]}
    waiting = [name for name in inputs if name in roots or name in (f"{programme}_entitled", f"{programme}_amount")]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += inputs.get(name, [])
    return found


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
