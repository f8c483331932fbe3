"""The open catalogue of policies: every programme of every line as data, from the world that decides the cases."""

from __future__ import annotations

import datetime as dt
from typing import Any

from minzheng.law.interface import BODIES, amendments
from minzheng.policy import Programme, Rule, World
from minzheng.policy.prose import prose

SCHEMA = 1  # raise when a reader of the old form would misread the new


def worlds(day: dt.date) -> list[tuple[str, World]]:
    """(line, its world on the day). Raises NotPublished (Chinese) for a day without law."""
    found = []
    for line, body in sorted(BODIES, key=lambda pair: pair[0]):
        found.append((line, body.resolve(day, {}, amendments(line), body.rules)))
    return found


def catalogue(day: dt.date) -> dict[str, Any]:
    """Programmes in order of line and key."""
    return {"schema": SCHEMA, "date": day.isoformat(),
            "programmes": [programme(line, world, p) for line, world in worlds(day) for p in world.programmes]}


def programme(line: str, world: World, p: Programme) -> dict[str, Any]:
    """One programme: what it asks, what it gives, which values and facts that takes."""
    names = world.graph.closure([*p.outputs, *p.conditions])
    rules = [world.quantity(n).origin for n in names if isinstance(world.quantity(n).origin, Rule)]
    read = dict.fromkeys(n for r in rules for n in r.parameters) | dict.fromkeys(names)
    return {
        "key": p.key, "title": p.title, "line": line, "version": world.version, "entity": _entity(p),
        "cites": list(p.cites), "articles": sorted({c for r in rules for c in r.cites} | set(p.cites)),
        "conditions": [rule(world, n) for n in p.conditions],
        "entitled": rule(world, p.entitled), "amount": rule(world, p.amount) if p.amount else None,
        "parameters": [_parameter(world, n) for n in sorted(read) if n in world.parameters],
        "readings": [_reading(r) for r in world.readings_in_force() if r.name in read],
        "inputs": [_input(i) for i in world.rules.inputs if i.name in names],
    }


def _entity(p: Programme) -> dict[str, str]:
    return {"key": p.entity.name, "title": p.entity.title}


def rule(world: World, name: str) -> dict[str, Any]:
    """A rule in words; since and until of the variant in force (null: no limit). A condition may be a plain fact."""
    q = world.quantity(name)
    told = {"key": name, "title": q.title, "unit": q.unit, "cites": [], "since": None, "until": None, "text": q.title}
    if isinstance(r := q.origin, Rule):
        told |= {"cites": list(r.cites), "since": _day(r.since), "until": _day(r.until), "text": prose(world, name).text}
    return told


def _parameter(world: World, name: str) -> dict[str, Any]:
    p = world.parameters[name]
    values = [{"value": amount, "classes": dict(zip(p.by, codes, strict=True)), "area": v.area, "since": _day(v.start),
               "until": _day(v.until), "document": v.document, "status": v.status}
              for v in p.on(world.date) for codes, amount in sorted(v.table.items())]
    return {"key": name, "title": p.title, "unit": p.unit, "by": list(p.by), "values": values}


def _reading(r: Any) -> dict[str, Any]:
    return {"key": r.name, "title": r.title, "question": r.question, "option": r.option, "option_title": r.option_title,
            "value": r.value, "by": r.by, "since": _day(r.start), "sources": list(r.sources), "status": r.status}


def _input(i: Any) -> dict[str, Any]:
    return {"key": i.name, "title": i.title, "entity": i.entity.name, "unit": i.unit, "missing": i.missing,
            "codes": {str(code): word for code, word in i.labels.items()}, "low": i.low, "high": i.high, "sources": list(i.sources)}


def _day(day: dt.date | None) -> str | None:
    return None if day in (None, dt.date.min) else day.isoformat()


_TEXT, _WHOLE, _DAY = {"type": "string"}, {"type": "integer"}, {"type": ["string", "null"], "format": "date"}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties, "additionalProperties": False}


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


def schema() -> dict[str, Any]:
    """The catalogue's JSON Schema (draft 2020-12)."""
    told = _object(key=_TEXT, title=_TEXT, unit=_TEXT, cites=_list(_TEXT), since=_DAY, until=_DAY, text=_TEXT)
    status = {"enum": ["verified", "unverified"]}
    value = _object(value=_WHOLE, classes={"type": "object", "additionalProperties": _WHOLE}, area=_TEXT, since=_DAY, until=_DAY,
                    document=_TEXT, status=status)
    parameter = _object(key=_TEXT, title=_TEXT, unit=_TEXT, by=_list(_TEXT), values=_list(value))
    reading = _object(key=_TEXT, title=_TEXT, question=_TEXT, option=_TEXT, option_title=_TEXT, value=_WHOLE, by=_TEXT, since=_DAY,
                      sources=_list(_TEXT), status=status)
    fact = _object(key=_TEXT, title=_TEXT, entity=_TEXT, unit=_TEXT, missing={"enum": ["zero", "reject", "review"]},
                   codes={"type": "object", "additionalProperties": _TEXT}, low=_WHOLE, high=_WHOLE, sources=_list(_TEXT))
    one = _object(key=_TEXT, title=_TEXT, line=_TEXT, version=_TEXT, entity=_object(key=_TEXT, title=_TEXT), cites=_list(_TEXT),
                  articles=_list(_TEXT), conditions=_list(told), entitled=told, amount={"anyOf": [told, {"type": "null"}]},
                  parameters=_list(parameter), readings=_list(reading), inputs=_list(fact))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "政策目录",
            "description": "金额以分为单位；cites 为“文件名#条号”；area 为地区代码的前几位，空为不分地区；status 为 unverified 的数值待核实。",
            **_object(schema={"const": SCHEMA}, date={"type": "string", "format": "date"}, programmes=_list(one))}
