"""What higher bands may call of monitoring."""

from __future__ import annotations

from django.db.models import Count

from minzheng.monitoring.models import KINDS, Difference, EvaluationRun
from minzheng.monitoring.registries import EVALUATORS, Evaluator, Paid

_TONES = {"missed": "red", "not_entitled": "amber", "wrong_amount": "amber", "dead_paid": "red", "undetermined": "purple"}


def latest_counts() -> dict | None:
    """The latest finished evaluation's households by kind, in the viewer's area; every number with the address of its rows."""
    run = EvaluationRun.objects.filter(state="done").order_by("-id").first()
    if run is None:
        return None
    counts = dict(Difference.objects.filter(run=run).values_list("kind").annotate(n=Count("household", distinct=True)))
    numbers = [
        {"title": title, "value": counts.get(kind, 0), "tone": _TONES.get(kind, "grey"), "url": f"/office/evaluation/differences/?kind={kind}"}
        for kind, title in KINDS.items()
    ]
    return {"date": run.date, "finished": run.finished_at, "url": "/office/evaluation/", "numbers": numbers}


__all__ = ["EVALUATORS", "Evaluator", "Paid", "latest_counts"]
