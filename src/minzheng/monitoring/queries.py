"""Reading evaluations. Every number here counts only rows that the viewer may see, so a town's officer gets the town's numbers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Abs, Substr

from minzheng.core.access.viewer import current_viewer
from minzheng.core.areas.models import Area
from minzheng.monitoring.models import KINDS, Difference, EvaluationRun

TREND_RUNS = 30


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of difference in one run: how many households, and how many fen a month are at stake (None: not about an amount)."""

    key: str
    title: str
    households: int
    fen: int | None


def by_kind(run: EvaluationRun) -> list[Kind]:
    rows = (
        Difference.objects.filter(run=run)
        .values("kind")
        .annotate(households=Count("household", distinct=True), at_stake=Sum(Abs(F("expected") - F("actual"))))
    )
    found = {row["kind"]: row for row in rows}
    return [_kind(key, title, found.get(key)) for key, title in KINDS.items()]


def _kind(key: str, title: str, row: dict | None) -> Kind:
    if key in ("undetermined", "card_expiring"):
        return Kind(key, title, row["households"] if row else 0, None)
    return Kind(key, title, row["households"], row["at_stake"]) if row else Kind(key, title, 0, 0)


def visits_of(run: EvaluationRun) -> dict[str, int]:
    """How many differences of a run have been sent out, and how many of those came back."""
    rows = Difference.objects.filter(run=run)
    return rows.aggregate(
        all=Count("pk"), sent=Count("pk", filter=Q(visit__isnull=False)), back=Count("pk", filter=Q(visit__visited_at__isnull=False))
    )


def by_area(run: EvaluationRun) -> list[tuple[Area, dict[str, int]]]:
    """Per town (or per village, for who is responsible for one town): households by kind. Areas without differences are there too."""
    prefix = current_viewer().area_prefix
    level, digits = ("village", 12) if len(prefix) >= 9 else ("town", 9)
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    rows = (
        Difference.objects.filter(run=run)
        .annotate(place=Substr("village_id", 1, digits))
        .values("place", "kind")
        .annotate(households=Count("household", distinct=True))
    )
    for row in rows:
        counts[row["place"]][row["kind"]] = row["households"]
    areas = Area.objects.filter(level=level, code__startswith=prefix)
    return [(area, counts[area.code[:digits]]) for area in areas]


def trend() -> tuple[list[EvaluationRun], dict[str, list[int]]]:
    """The last completed runs, oldest first, and for every kind the number of differences in each."""
    runs = list(EvaluationRun.objects.filter(state="done").order_by("-id")[:TREND_RUNS])[::-1]
    rows = Difference.objects.filter(run__in=runs).values("run_id", "kind").annotate(households=Count("household", distinct=True))
    counts = {(row["run_id"], row["kind"]): row["households"] for row in rows}
    return runs, {key: [counts.get((run.pk, key), 0) for run in runs] for key in KINDS}


def siblings(difference: Difference) -> list[Difference]:
    """What else the same run says of the same household."""
    rows = Difference.objects.filter(run_id=difference.run_id, household_id=difference.household_id).exclude(pk=difference.pk)
    return list(rows.order_by("id"))
