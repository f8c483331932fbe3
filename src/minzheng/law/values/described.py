"""Parameters and readings in Chinese: what is in force on a day and where it comes from, and the shape of what may be entered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.urls import reverse

from minzheng.core.areas.models import Area
from minzheng.law.models import Provision
from minzheng.law.provisions import amendments
from minzheng.law.registries import BODIES
from minzheng.policy import NotPublished, Parameter, World
from minzheng.policy.words import amount

KINDS = {"parameter": "标准", "reading": "口径"}


@dataclass(frozen=True, slots=True)
class InForce:
    """One line of the overview. `provision`: the key of the one it comes from; None: from the file `basis`."""

    line: str
    body: str
    name: str
    title: str
    area: str
    value: str
    since: dt.date | None
    until: dt.date | None
    basis: str
    provision: int | None
    unverified: bool
    kind: str

    @property
    def url(self) -> str:
        """Its page for everybody: the history of a value, the question of a reading."""
        return reverse("law:value" if self.kind == "parameter" else "law:question", args=[self.line, self.name])


def world_of(line: str, day: dt.date) -> World:
    """The law here on a day. Raises PolicyError."""
    body = BODIES.get(line)
    return body.resolve(day, {}, amendments(line), body.rules)


def in_force(day: dt.date) -> list[InForce]:
    """Everything of every body, what is not confirmed first."""
    rows = []
    for line, body in BODIES:
        world = world_of(line, day)
        ours = {(p.name, p.area.prefix if p.area else "", p.start): p.pk
                for p in Provision.objects.filter(line=line, state="approved").select_related("area")}  # fmt: skip
        for p in world.parameters.values():
            rows += _values(line, body.title, world, p, day, ours)
        for r in world.questions.values():
            c = r.on(day)
            since = None if c.start == dt.date.min else c.start
            basis = c.document or (c.by if since else "还没有决定，按默认口径")
            rows.append(InForce(line, body.title, r.name, r.title, "", r.option(c.option).title, since, None, basis,
                                ours.get((r.name, "", c.start)), c.status == "unverified", "reading"))  # fmt: skip
    return sorted(rows, key=lambda r: (not r.unverified, r.body, r.title, r.area))


def _values(line: str, body: str, world: World, p: Parameter, day: dt.date, ours: dict) -> list[InForce]:
    try:
        held = p.on(day)
    except NotPublished:
        return [InForce(line, body, p.name, p.title, "", "当日没有公布的值", None, None, Path(p.file).name, None, True, "parameter")]
    return [
        InForce(line, body, p.name, p.title, area_title(v.area), told(world, p, v.table), v.start, v.until, v.document,
                ours.get((p.name, v.area, v.start)), v.status == "unverified", "parameter") for v in held
    ]  # fmt: skip


def area_title(prefix: str) -> str:
    found = Area.objects.filter(code=f"{prefix:0<12}").first() if prefix else None
    return found.name if found else prefix


def told(world: World, p: Parameter, table: dict[tuple[int, ...], int]) -> str:
    """城市 800.00 元，农村 670.00 元"""
    return "，".join(f"{_words(world, p, key)} {amount(v, p.unit)}".strip() for key, v in sorted(table.items(), reverse=True))


def _words(world: World, p: Parameter, key: tuple[int, ...]) -> str:
    found = [labels_of(world, name).get(code, str(code)) for name, code in zip(p.by, key, strict=True)]
    return "、".join(found)


def labels_of(world: World, quantity: str) -> dict[int, str]:
    """The words for the codes of a quantity: its own, 是/否, or none."""
    q = world.graph.quantities.get(quantity)
    return dict(getattr(q.origin, "labels", None) or ({1: "是", 0: "否"} if q.unit == "yes_no" else {})) if q else {}


def shape(world: World, p: Parameter) -> list[tuple[str, str]]:
    """(key as stored, words) of each value to fill in: the combinations that the latest published value has."""
    latest = max(p.values, key=lambda v: v.start)
    return [(",".join(map(str, key)), _words(world, p, key)) for key in sorted(latest.table, reverse=True)]


def value_words(provision: Provision, world: World) -> str:
    """The value or option of a provision."""
    if provision.option:
        return world.questions[provision.name].option(provision.option).title
    table = {tuple(int(c) for c in key.split(",") if c): v for key, v in provision.value.items()}
    return told(world, world.parameters[provision.name], table)


def title_of(line: str, name: str, world: World) -> str:
    found = world.parameters.get(name) or world.questions.get(name)
    return found.title if found else name
