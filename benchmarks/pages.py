"""Searches and pages on a populated database: p50 and p95 of the server's own time, in milliseconds.

`DATABASE_URL=… MINZHENG_DEMO=1 python benchmarks/pages.py` after `./minzheng migrate`, `populate --persons 1000000`, `prepare` and
`evaluate`. Prints a table; asserts nothing. Names to look for are taken from the made-up people (虚构) themselves.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minzheng.config.settings")

import django

django.setup()

from django.test import Client  # noqa: E402

from minzheng.core.access.models import Account  # noqa: E402
from minzheng.core.access.viewer import acting, system  # noqa: E402
from minzheng.core.models import Household, Person  # noqa: E402
from minzheng.core.people.queries import search  # noqa: E402

TIMES = 40


def measure(title: str, calls: list[Callable[[], object]]) -> None:
    """One line of the table; the first call warms up and does not count."""
    calls[0]()
    took = []
    for call in calls:
        began = time.perf_counter()
        call()
        took.append((time.perf_counter() - began) * 1000)
    p95 = statistics.quantiles(took, n=20)[-1]
    print(f"{title:<44}{statistics.median(took):>9.1f}{p95:>9.1f}")


def get(client: Client, address: str) -> Callable[[], object]:
    def call() -> object:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer

    return call


def main() -> None:
    chance = random.Random(1)
    with acting(system("benchmark")):
        top = Person.objects.order_by("-id").values_list("id", flat=True)[0]
        print(f"about {top:,} persons\n{'':<44}{'p50 ms':>9}{'p95 ms':>9}")
        some = [p for p in Person.objects.filter(pk__in=[chance.randrange(1, top) for _ in range(TIMES * 3)]).select_related("village")]
        two = [p.name[:2] for p in some][:TIMES]
        measure("search, two characters (whole district)", [lambda t=t: list(search(t)) for t in two])
        measure("search, whole name", [lambda p=p: list(search(p.name)) for p in some[:TIMES]])
        measure("search, pinyin", [lambda p=p: list(search(p.pinyin)) for p in some[:TIMES]])
        measure("search, ID number", [lambda p=p: list(search(p.id_number)) for p in some[:TIMES] if p.id_sealed])
        homes = list(Household.objects.filter(village_id__gte="500111100000", village_id__lt="500111101000").values_list("number", flat=True)[:TIMES])
    client = Client()
    client.force_login(Account.objects.get(username="demo-reviewer"))
    for title, address in (
        ("work bench", "/office/"), ("cases", "/office/cases/"), ("evaluation", "/office/evaluation/"),
        ("differences", "/office/evaluation/differences/"), ("visits", "/office/visits/all/"),
    ):  # fmt: skip
        measure(title, [get(client, address)] * TIMES)
    measure("people, two characters, page", [get(client, f"/office/people/?q={t}") for t in two])
    measure("file of a household", [get(client, f"/office/households/{n}/") for n in homes])


if __name__ == "__main__":
    main()
