"""The overview's charts. Every bar, cell and point leads to the rows behind it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from minzheng.core.areas.models import Area
from minzheng.monitoring.models import KINDS, EvaluationRun
from minzheng.ui import charts

Counts = list[tuple[Area, dict[str, int]]]


def rows_url(**filters: str) -> str:
    """The list of differences, filtered."""
    return f"{reverse('monitoring:list')}?{urlencode({k: v for k, v in filters.items() if v})}"


def _area_filter(area: Area) -> dict[str, str]:
    return {"village_town": area.code} if area.level == "town" else {"village_town": area.parent_id, "village_village": area.code}


def by_area(counts: Counts) -> charts.Chart:
    """Areas with most differences first; those without are left out here and stay on the map."""
    shown = sorted((c for c in counts if sum(c[1].values())), key=lambda c: -sum(c[1].values()))[:30]
    values = {title: [kinds.get(key, 0) for _, kinds in shown] for key, title in KINDS.items()}
    links = {title: [rows_url(kind=key, **_area_filter(area)) for area, _ in shown] for key, title in KINDS.items()}
    heading = "村（社区）" if shown and shown[0][0].level == "village" else "镇街"
    return charts.bar(
        f"各{heading}的差异", [area.name for area, _ in shown], values, links=links, unit="户", heading=heading, stacked=True, flat=True
    )


def by_cell(counts: Counts) -> charts.Chart:
    cells = [charts.Cell(area.code, area.name, sum(kinds.values()), rows_url(**_area_filter(area))) for area, kinds in counts]
    return charts.cell_map(
        "差异分布（示意，单元不是行政区域界线）", geojson=reverse("monitoring:cells"), cells=cells, prop="code12", name="差异", unit="户"
    )


def over_time(runs: list[EvaluationRun], counts: dict[str, list[int]]) -> charts.Chart:
    labels = [f"{run.date:%m-%d}（第 {run.pk} 次）" for run in runs]
    return charts.line("历次核查", labels, {KINDS[key]: values for key, values in counts.items()}, unit="户", heading="核查日期")
