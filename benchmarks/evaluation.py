"""How long one evaluation of the district takes: `DATABASE_URL=… python benchmarks/evaluation.py` on a populated database.

Fill an empty database first: `./minzheng migrate` and `./minzheng populate --persons 1000000` (made-up people 虚构). Prints
seconds by phase, peak memory of this process, and what a single household costs on the same path with its trace. The run
stays in the database like any other.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minzheng.config.settings")
ONE = 50


def main() -> None:
    django.setup()
    from minzheng.core.access.viewer import acting, system
    from minzheng.core.models import Household
    from minzheng.monitoring.actions import start_evaluation
    from minzheng.monitoring.evaluate import evaluate
    from minzheng.monitoring.interface import EVALUATORS
    from minzheng.monitoring.models import Difference

    by = system("benchmark")
    run = start_evaluation(by=by, foreground=True)
    seconds = evaluate(run)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{run.persons:,} persons, {run.households:,} households")
    for phase, spent in seconds.items():
        print(f"{spent:8.1f} s  {phase}")
    print(f"{sum(seconds.values()):8.1f} s  together, peak memory {memory:,} MB")
    evaluator = EVALUATORS.get("assistance")
    with acting(by):
        print(f"{Difference.objects.filter(run=run).count():,} differences")
        homes = list(Household.objects.order_by("id")[:ONE])
        began = time.perf_counter()
        for home in homes:
            evaluator.world_on(run.date).explain(evaluator.case_of(home, run.date))
        print(f"{1000 * (time.perf_counter() - began) / len(homes):8.1f} ms one household, read and explained")


if __name__ == "__main__":
    main()
