"""A trial in numbers and charts; every number and bar leads to the rows behind it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from minzheng.core.areas.models import Area
from minzheng.law.models import Trial
from minzheng.law.trials.compute import LARGE
from minzheng.policy import CHANGE_TITLES
from minzheng.ui import charts

CHANGED = ("enters", "leaves", "gains", "loses")
TONES = {"enters": "green", "leaves": "red", "gains": "blue", "loses": "amber", "same": "grey", "undetermined": "purple"}
ICONS = {"enters": "user-plus", "leaves": "user-search", "gains": "coins", "loses": "coin", "undetermined": "help-circle"}
URBAN = {1: "城市", 0: "农村", None: "未登记"}


def rows_url(trial: Trial, **filters: Any) -> str:
    """The rows behind a number."""
    return f"{reverse('law:trial_rows', args=[trial.pk])}?{urlencode({k: v for k, v in filters.items() if v not in ('', None)})}"


def summary(trial: Trial) -> list[dict[str, Any]]:
    """Programme by programme, those that change most first: key, title, unit, money, changed (how many), numbers, and the sums of
    `Comparison.totals`.
    """
    lines = {row["programme"]: row for row in trial.totals.get("all", ())}
    found = []
    for p in trial.totals.get("programmes", ()):
        line = lines[p["key"]]
        numbers = _numbers(trial, p, line)
        found.append(p | line | {"numbers": numbers, "changed": sum(n["rows"] for n in numbers)})
    return sorted(found, key=lambda p: (not p["money"], -p["changed"]))


def _numbers(trial: Trial, p: dict, line: dict) -> list[dict]:
    found = []
    for change in (*CHANGED, "undetermined"):
        count, note = line[change], f"{line[f'{change}_people']:,} 人" if p["unit"] == "户" else ""
        rows = count
        if change == "undetermined":
            rows = 2 * count - line["before_undetermined"] - line["after_undetermined"]  # those of one side only
            note = f"其中因改动而不同 {rows:,} {p['unit']}" if rows else ""
        url = rows_url(trial, programme=p["key"], change=change) if rows else ""
        found.append({"title": CHANGE_TITLES[change], "value": f"{count:,}", "rows": rows, "note": note, "unit": p["unit"], "url": url,
                      "tone": TONES[change], "icon": ICONS[change]})  # fmt: skip
    return found


def drawn(trial: Trial, p: dict) -> list[tuple[str, list[charts.Chart]]]:
    """Who changes and what it costs, by town, class and size of household: (heading, charts)."""
    found = {"按镇街": _towns(trial, p), "按城乡": _classes(trial, p), "按家庭人数": _sizes(trial, p)}
    return [(heading, drawn) for heading, drawn in found.items() if drawn]


def _towns(trial: Trial, p: dict) -> list[charts.Chart]:
    rows = [row for row in _lines(trial, p, "town") if any(row[c] for c in CHANGED)]
    rows.sort(key=lambda row: -sum(row[c] for c in CHANGED))
    codes = [f"{row['group']}000" if row["group"] is not None else "" for row in rows]
    names = dict(Area.objects.filter(code__in=codes).values_list("code", "name"))
    groups = [(names.get(code, code or "未登记"), {"village_town": code}) for code in codes]
    return _pair(trial, p, "镇街", groups, rows, flat=True)


def _classes(trial: Trial, p: dict) -> list[charts.Chart]:
    rows = sorted(_lines(trial, p, "urban"), key=lambda row: -(row["group"] or 0))
    groups = [(URBAN[row["group"]], {"urban": row["group"]}) for row in rows]
    return _pair(trial, p, "城乡", groups, rows)


def _sizes(trial: Trial, p: dict) -> list[charts.Chart]:
    rows = [row for row in _lines(trial, p, "size") if any(row[c] for c in CHANGED)]
    rows.sort(key=lambda row: row["group"])
    groups = [(f"{row['group']} 人{'及以上' if row['group'] == LARGE else ''}", {"size": row["group"]}) for row in rows]
    return _pair(trial, p, "家庭人数", groups, rows)


def _lines(trial: Trial, p: dict, name: str) -> list[dict]:
    return [row for row in trial.totals[name] if row["programme"] == p["key"]]


def _pair(trial: Trial, p: dict, heading: str, groups: list[tuple[str, dict]], rows: list[dict], flat: bool = False) -> list[charts.Chart]:
    """Counts, and money when there is any."""
    if not any(row[c] for row in rows for c in CHANGED):
        return []
    names = [name for name, _ in groups]
    shown = [c for c in CHANGED if any(row[c] for row in rows)]
    values = {CHANGE_TITLES[c]: [row[c] for row in rows] for c in shown}
    links = {CHANGE_TITLES[c]: [rows_url(trial, programme=p["key"], change=c, **where) for _, where in groups] for c in shown}
    found = [charts.bar(f"变化的{p['unit']}数", names, values, links=links, unit=p["unit"], heading=heading, stacked=True, flat=flat)]
    if p["money"]:
        money = {"每月增减": [row["difference"] / 100 for row in rows]}
        where = {"每月增减": [rows_url(trial, programme=p["key"], **w) for _, w in groups]}
        found.append(charts.bar("每月金额增减", names, money, links=where, unit="元", heading=heading, flat=flat))
    return found
