"""A recorded trace worked out again, and where it departs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from minzheng.policy.errors import ReplayDiffers
from minzheng.policy.trace import Trace
from minzheng.policy.world import World


def replay(trace_json: Mapping[str, Any], world: World) -> Trace:
    """Explains the recorded case again. Raises ReplayDiffers when any value, or the world's version, is not the recorded."""
    trace = world.explain(trace_json["case"])
    found = differences(trace_json, trace.to_json())
    if found:
        raise ReplayDiffers(found)
    return trace


def differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """Lines in Chinese: law (date, version), every value, every outcome. A trace written under an older schema says the same
    as a new one when these agree."""
    found = [f"{title}：原 {then.get(part)}，现 {now.get(part)}" for part, title in (("date", "适用日期"), ("version", "规则版本"))
             if then.get(part) != now.get(part)]
    return (*found, *_departures(_values(then), _values(now)), *_departures(_outcomes(then), _outcomes(now)))


def _values(trace: Mapping[str, Any]) -> dict[tuple, tuple[str, Any]]:
    return {(v["entity"], str(v["key"]), v["name"]): (f"{v['title']}（{v['name']}，{v['entity']} {v['key']}）", v["value"])
            for v in trace.get("values", [])}


def _outcomes(trace: Mapping[str, Any]) -> dict[tuple, tuple[str, Any]]:
    return {(o["entity"], str(o["key"]), o["programme"]): (f"{o['title']}（{o['entity']} {o['key']}）", (o["entitled"], o["amount"]))
            for o in trace.get("outcomes", [])}


def _departures(then: Mapping[tuple, tuple[str, Any]], now: Mapping[tuple, tuple[str, Any]]) -> Iterable[str]:
    nothing = ("", "没有这一项")
    for at in [*then, *(a for a in now if a not in then)]:
        old, new = then.get(at, nothing), now.get(at, nothing)
        # an id of JSON: 1 and True are one to Python, not to an auditor
        if (old[1], type(old[1])) != (new[1], type(new[1])):
            yield f"{old[0] or new[0]}：原 {old[1]}，现 {new[1]}"
