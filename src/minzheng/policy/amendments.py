"""Values and decisions published later than the files: a bureau's own register of them, or an assumption to try out.

    resolve(rules, day, folders, amendments=[("minimum_living_standard", Value(…)), ("review_cycle", Choice(…))])

An amendment goes before what the files say from its first day on. It does not fall back: after its `until`, and until a
later value begins, nothing is published.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from minzheng.policy.errors import ParameterError, unknown
from minzheng.policy.parameters import Choice, Parameter, Reading, Value

Amendment = tuple[str, Value | Choice]


def amend(parameters: dict[str, Parameter], readings: dict[str, Reading], amendments: Iterable[Amendment]) -> None:
    """Puts each amendment in, in the order given; a later one for the same first day replaces the earlier.

    Raises UnknownName for a name that is neither, ParameterError for a value of another shape or an unknown option.
    """
    for name, news in amendments:
        if isinstance(news, Value) and name in parameters:
            parameters[name] = _with_value(parameters[name], news)
        elif isinstance(news, Choice) and name in readings:
            readings[name] = _with_choice(readings[name], news)
        else:
            raise unknown("parameter or reading", name, {*parameters, *readings})


def _with_value(p: Parameter, news: Value) -> Parameter:
    if any(len(key) != len(p.by) for key in news.table) or not news.table:
        raise ParameterError(f"参数“{p.title}”（{p.name}）{news.start} 的值应按 {'、'.join(p.by) or '单个整数'} 给出")
    others = [_shortened(v, news) for v in p.values if v.area != news.area or v.start != news.start]
    return replace(p, values=tuple(sorted([*others, news], key=lambda v: (v.area, v.start))))


def _shortened(v: Value, news: Value) -> Value:
    """A value of the same area that began before ends the day before `news` begins."""
    if v.area == news.area and v.start < news.start and (v.until is None or v.until >= news.start):
        return replace(v, until=news.start - timedelta(days=1))
    return v


def _with_choice(r: Reading, news: Choice) -> Reading:
    r.option(news.option)
    others = [c for c in r.choices if c.start != news.start]
    return replace(r, choices=tuple(sorted([*others, news], key=lambda c: c.start)))
