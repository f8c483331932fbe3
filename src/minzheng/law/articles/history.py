"""A parameter over all its dates: rows with their documents, and a chart."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from minzheng.core.models import Area
from minzheng.law.articles.library import Shelf
from minzheng.law.models import Provision
from minzheng.policy import Parameter, Value
from minzheng.policy.clauses import shown_value
from minzheng.policy.parameters import UNVERIFIED
from minzheng.policy.words import MONEY
from minzheng.ui.charts import Chart, bar

AREA_DIGITS = 12


@dataclass(frozen=True)
class Row:
    start: dt.date
    until: dt.date | None
    area: str
    shown: str
    document: str
    document_url: str
    unverified: bool
    now: bool


@dataclass(frozen=True)
class History:
    name: str
    title: str
    url: str
    now: str
    rows: list[Row]
    chart: Chart | None  # none for a single date


def histories(shelf: Shelf, names: list[str]) -> list[History]:
    """Of several parameters, with two queries for all of them."""
    parameters = [shelf.world.parameters[n] for n in names]
    areas = _area_titles({v.area for p in parameters for v in p.values})
    documents = _documents(shelf.line, names)
    return [_history(shelf, p, areas, documents) for p in parameters]


def _history(shelf: Shelf, p: Parameter, areas: dict[str, str], documents: dict[tuple, str]) -> History:
    day, ends = shelf.world.date, _ends(p.values)
    rows = [
        Row(v.start, ends[v], areas[v.area], shown_value(shelf.world, p, v), v.document, documents.get((p.name, v.area, v.start), ""),
            v.status == UNVERIFIED, v.start <= day and (ends[v] is None or day <= ends[v]))
        for v in reversed(p.values)
    ]  # fmt: skip
    return History(p.name, p.title, shelf.url(p.name), shelf.in_force(p.name), rows, _chart(shelf, p, areas))


def _ends(values: tuple[Value, ...]) -> dict[Value, dt.date | None]:
    """The last day of each: its own, or the day before the next of the same area."""
    found = {}
    for v in values:
        later = [o.start for o in values if o.area == v.area and o.start > v.start]
        found[v] = v.until or (min(later) - dt.timedelta(days=1) if later else None)
    return found


def _chart(shelf: Shelf, p: Parameter, areas: dict[str, str]) -> Chart | None:
    starts = sorted({v.start for v in p.values})
    if len(starts) < 2:
        return None
    by_start = {(v.area, v.start): v.table for v in p.values}
    series: dict[str, list[float | int | None]] = {}
    for area in dict.fromkeys(v.area for v in p.values):
        for codes in dict.fromkeys(k for v in p.values if v.area == area for k in v.table):
            classes = "".join(shelf.things[n].labels.get(c, str(c)) for n, c in zip(p.by, codes, strict=True))
            label = " ".join(filter(None, [areas[area] if len(areas) > 1 else "", classes])) or p.title
            series[label] = [_drawn(p, by_start.get((area, s), {}).get(codes)) for s in starts]
    return bar(p.title, [s.isoformat() for s in starts], series, unit="元" if p.unit in MONEY else "", heading="起始日期")


def _drawn(p: Parameter, value: int | None) -> float | int | None:
    """Fen as yuan, for the eye."""
    return value if value is None or p.unit not in MONEY else value // 100 if value % 100 == 0 else value / 100


def _area_titles(prefixes: set[str]) -> dict[str, str]:
    """Prefix of a code → name of the area; "" → 全国或全市."""
    codes = {prefix.ljust(AREA_DIGITS, "0"): prefix for prefix in prefixes if prefix}
    names = dict(Area.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
    return {"": "不分地区"} | {prefix: names.get(code, f"代码 {prefix} 开头的地区") for code, prefix in codes.items()}


def _documents(line: str, names: list[str]) -> dict[tuple, str]:
    """(parameter, area prefix, start) → address of the document's file, where one is attached."""
    rows = Provision.objects.filter(line=line, name__in=names, approved_at__isnull=False, ended_at=None, document__isnull=False)
    return {
        (p.name, p.area.prefix if p.area else "", p.start): reverse("law:document", args=[p.document_id])
        for p in rows.select_related("area")
    }
