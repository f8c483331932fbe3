"""Parameters and readings in Chinese: what is in force on a day and where it comes from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.urls import reverse

from minzheng.core.areas.models import Area
from minzheng.law.models import Provision
from minzheng.law.provisions import amendments, table
from minzheng.law.registries import BODIES
from minzheng.policy import NotPublished, Parameter, Value, World
from minzheng.policy.clauses import shown_value


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
        InForce(line, body, p.name, p.title, area_title(v.area), shown_value(world, p, v), v.start, v.until, v.document,
                ours.get((p.name, v.area, v.start)), v.status == "unverified", "parameter") for v in held
    ]  # fmt: skip


def area_title(prefix: str) -> str:
    found = Area.objects.filter(code=f"{prefix:0<12}").first() if prefix else None
    return found.name if found else prefix


def value_words(provision: Provision, world: World) -> str:
    """The value or option of a provision."""
    if provision.option:
        return world.questions[provision.name].option(provision.option).title
    entered = Value(provision.start, provision.until, "", table(provision.value), "", "")
    return shown_value(world, world.parameters[provision.name], entered)


def title_of(line: str, name: str, world: World) -> str:
    found = world.parameters.get(name) or world.questions.get(name)
    return found.title if found else name
