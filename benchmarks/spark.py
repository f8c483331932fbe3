"""Whether Spark agrees with the other three on a made-up district: `python -m benchmarks.spark [persons]` (default 200,000; 虚构).

Needs no database; needs Java 17 or 21 and requirements/spark.lock. Prints seconds by executor and the memory of the driver
and of every process that Spark started, and fails when any outcome, amount or missing fact differs anywhere.
"""

from __future__ import annotations

import os
import resource
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from benchmarks.agreement import DAY, SEED, register
from bootstrap import java

MB = 1 << 20


@contextmanager
def most_memory() -> Iterator[dict[str, int]]:
    """The most that processes below this one held at once, by program, in bytes: shared pages are counted in each."""
    most, over = {}, threading.Event()

    def look() -> None:
        while not over.wait(0.25):
            for name, size in descendants().items():
                most[name] = max(most.get(name, 0), size)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield most
    finally:
        over.set()
        watcher.join()


def descendants() -> dict[str, int]:
    processes = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            name, _, fields = (folder / "stat").read_text().rpartition(")")
            size = int((folder / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
            processes[int(folder.name)] = (int(fields.split()[1]), name.partition("(")[2], size)
        except OSError:
            pass  # it has ended
    found, families = {}, {os.getpid()}
    while more := {pid for pid, (parent, _, _) in processes.items() if parent in families} - families:
        families |= more
    for pid in families - {os.getpid()}:
        _, name, size = processes[pid]
        found[name] = found.get(name, 0) + size
    return found


def main(persons: int) -> int:
    django.setup()
    from minzheng.cli.populate.command import setting_for
    from minzheng.cli.populate.district import build
    from minzheng.lines.assistance.programmes import world_on
    from minzheng.lines.assistance.tests.agreement import OUTPUTS, disagreements, told_by
    from minzheng.policy.spark_executor import LOCAL, session

    frames, world = register(build(setting_for(persons, SEED, DAY)).frames), world_on(DAY)
    print(f"{frames['household'].height:,} households, {frames['person'].height:,} persons")

    def timed(title: str, executor: str) -> None:
        start = time.perf_counter()
        world.evaluate_frames(frames, OUTPUTS, executor)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{time.perf_counter() - start:8.2f} s  {title}; driver's peak so far {peak:,} MB")

    told = {}
    for executor in ("polars", "duckdb"):
        timed(executor, executor)
        told[executor] = told_by(executor, world, frames)
    with most_memory() as most:
        start = time.perf_counter()
        with session():
            print(f"{time.perf_counter() - start:8.2f} s  spark, {LOCAL}: started")
            timed("spark, first time", "spark")
            timed("spark, second time", "spark")
            told["spark"] = told_by("spark", world, frames)
    print("Spark's processes, most memory: " + ", ".join(f"{name} {size // MB:,} MB" for name, size in sorted(most.items())))
    start = time.perf_counter()
    told["python"] = told_by("python", world, frames)
    print(f"{time.perf_counter() - start:8.2f} s  python, every household with its trace")
    different = disagreements(told)
    for place, *said in different[:20]:
        print(place, dict(zip(told, said, strict=True)))
    print(f"{len(told['python']):,} answers, {len(different)} mismatches between {', '.join(told)}")
    return 1 if different else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minzheng.config.settings")
    os.environ.setdefault("JAVA_HOME", str(java.find() or ""))
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000))
