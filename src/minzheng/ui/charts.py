"""Charts as data: what charts.js draws and what the table beside it says come from the same object."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Number = int | float | None


@dataclass(frozen=True, slots=True)
class Chart:
    """`kind`: bar, stacked, line, pie or map. `series`: dicts with name, values, and links (one address per value) or not."""

    kind: str
    title: str
    categories: Sequence[str]
    series: Sequence[Mapping[str, Any]]
    unit: str = ""
    heading: str = "项目"
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.series:
            for part in ("values", "links"):
                if one.get(part) is not None and len(one[part]) != len(self.categories):
                    raise ValueError(f"chart {self.title}: {one['name']} has {len(one[part])} {part}, not {len(self.categories)}")

    @property
    def data(self) -> dict[str, Any]:
        whole = all(isinstance(v, int) or v is None for one in self.series for v in one["values"])
        return {
            "kind": self.kind, "categories": list(self.categories), "series": [dict(s) for s in self.series],
            "unit": self.unit, "whole": whole, **self.extra,
        }  # fmt: skip

    @property
    def names(self) -> list[str]:
        return [one["name"] for one in self.series]

    @property
    def rows(self) -> list[tuple[str, list[tuple[Number, str]]]]:
        """The table: (category, [(value, link or empty) of each series])."""
        links = [one.get("links") or [""] * len(self.categories) for one in self.series]
        return [
            (name, [(one["values"][i], link[i] or "") for one, link in zip(self.series, links, strict=True)])
            for i, name in enumerate(self.categories)
        ]


def _series(values: Mapping[str, Sequence[Number]], links: Mapping[str, Sequence[str]], lines: Collection[str] = ()) -> list[dict]:
    return [{"name": n, "values": list(v), "links": list(links[n]) if n in links else None, "line": n in lines} for n, v in values.items()]


def bar(
    title: str, categories: Sequence[str], values: Mapping[str, Sequence[Number]], *, links: Mapping[str, Sequence[str]] | None = None,
    unit: str = "", heading: str = "项目", stacked: bool = False, flat: bool = False, lines: Collection[str] = (),
) -> Chart:  # fmt: skip
    """Bars beside one another, or `stacked`; `flat`: lying, for long names; the series named in `lines` are drawn as lines."""
    kind = "stacked" if stacked else "bar"
    return Chart(kind, title, categories, _series(values, links or {}, lines), unit, heading, {"flat": flat})


def line(
    title: str, categories: Sequence[str], values: Mapping[str, Sequence[Number]], *, links: Mapping[str, Sequence[str]] | None = None,
    unit: str = "", heading: str = "时间",
) -> Chart:  # fmt: skip
    return Chart("line", title, categories, _series(values, links or {}), unit, heading)


def pie(
    title: str, categories: Sequence[str], values: Mapping[str, Sequence[Number]], *, links: Mapping[str, Sequence[str]] | None = None,
    unit: str = "", heading: str = "项目",
) -> Chart:  # fmt: skip
    """Shares of a whole: one series."""
    if len(values) != 1:
        raise ValueError(f"chart {title}: a pie has one series, not {len(values)}")
    return Chart("pie", title, categories, _series(values, links or {}), unit, heading)


@dataclass(frozen=True, slots=True)
class Cell:
    """One place on a map of cells. `key` equals the map's property; `value` None is drawn as no data."""

    key: str
    title: str
    value: Number
    url: str = ""


def cell_map(title: str, *, geojson: str, cells: Sequence[Cell], prop: str = "code", name: str = "数量", unit: str = "") -> Chart:
    """A map whose cells are coloured by value. `geojson`: address of a static file whose features carry the property `prop`."""
    one = {"name": name, "values": [c.value for c in cells], "links": [c.url for c in cells]}
    extra = {"geojson": geojson, "property": prop, "keys": [c.key for c in cells]}
    return Chart("map", title, [c.title for c in cells], [one], unit, "区域", extra)
