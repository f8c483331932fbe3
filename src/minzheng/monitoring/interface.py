"""What higher bands may call of monitoring."""

from __future__ import annotations

import functools

from django.db.models import Count

from minzheng.core import clock
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


@functools.cache
def _titles() -> dict[str, str]:
    """Programmes that rules decide, and those whose standings were only carried over."""
    decided = {p.key: p.title for _, evaluator in EVALUATORS for p in evaluator.world_on(clock.today()).programmes}
    return {"destitute": "特困人员救助供养"} | decided


def programme_title(key: str) -> str:
    """最低生活保障 for `minimum_living`; the key itself when no line knows it."""
    return _titles().get(key, key)


__all__ = ["EVALUATORS", "Evaluator", "Paid", "latest_counts", "programme_title"]
