"""`minzheng evaluate`: evaluate the whole district here and now, and print what was found; the same whatever computes it."""

from __future__ import annotations

import argparse
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from minzheng.cli.arguments import day
from minzheng.core.access.viewer import acting, system
from minzheng.core.actions import Refused
from minzheng.core.areas.models import Area
from minzheng.monitoring.actions import start_evaluation
from minzheng.monitoring.evaluate import BUSY, evaluate
from minzheng.monitoring.models import KINDS, Difference, EvaluationRun
from minzheng.policy.errors import PolicyError
from minzheng.policy.spark_executor import LOCAL, session
from minzheng.policy.world import EXECUTORS


def run(arguments: list[str]) -> int:
    """Exit code 0 done (with or without differences), 1 failed, 2 wrong use."""
    parser = argparse.ArgumentParser(prog="./minzheng evaluate", description="对全区做一次应享核查，在前台运行，结果与每晚的核查一样保存。")
    parser.add_argument("--date", type=day, help="核查日期，如 2026-11-24；默认今天")
    parser.add_argument("--executor", choices=EXECUTORS, default="polars", help="由谁计算，结果相同；默认 polars。spark 需要 Java 17 或 21")
    parser.add_argument("--master", metavar="地址", help=f"Spark 集群，如 spark://主机:7077；默认在本机另起进程（{LOCAL}）")
    parser.add_argument("--folder", metavar="文件夹", help="集群各机都能读写的文件夹，用来交换数据；默认为本机的临时文件夹")
    given = parser.parse_args(arguments)
    if given.executor != "spark" and (given.master or given.folder):
        parser.error("--master 和 --folder 只与 --executor spark 同用")
    try:
        with _engine(given):
            evaluation = start_evaluation(by=system("命令行核查"), date=given.date, foreground=True)
            if evaluation.job is not None:
                raise Refused(BUSY)
            seconds = evaluate(evaluation, given.executor)
    except (Refused, PolicyError) as error:
        print(f"核查没有完成：{error}", file=sys.stderr)
        return 1
    with acting(system("命令行核查")):
        print(table(evaluation))
    print("用时：" + "，".join(f"{name} {spent:.1f} 秒" for name, spent in seconds.items()) + f"，合计 {sum(seconds.values()):.1f} 秒")
    return 0


def _engine(given: argparse.Namespace) -> AbstractContextManager[None]:
    """What must be up while the rules are computed; before a run is written, so that none is left waiting for it."""
    return _spark(given.master or LOCAL, given.folder) if given.executor == "spark" else nullcontext()


@contextmanager
def _spark(master: str, folder: str | None) -> Iterator[None]:
    """People's facts lie in Spark's folder: whoever ends us by SIGTERM must not leave them there."""
    before = signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        with session(master, folder):
            yield
    finally:
        signal.signal(signal.SIGTERM, before)


def table(evaluation: EvaluationRun) -> str:
    """Households by town and kind, as text."""
    counts = Counter()
    rows = Difference.objects.filter(run=evaluation).values_list("village__parent_id", "kind", "household_id").distinct()
    for town, kind, _ in rows:
        counts[town, kind] += 1
    lines = [f"{evaluation.date} 应享核查：{evaluation.persons} 人，{evaluation.households} 户", ""]
    lines.append(_line("镇街", list(KINDS.values()) + ["合计"]))
    towns = Area.objects.filter(level="town").order_by("code")
    shown = [(town.name, [counts[town.code, kind] for kind in KINDS]) for town in towns]
    lines += [_line(name, [*numbers, sum(numbers)]) for name, numbers in shown if any(numbers)]
    totals = [sum(n for (_, k), n in counts.items() if k == kind) for kind in KINDS]
    return "\n".join([*lines, _line("全区", [*totals, sum(totals)]), ""])


def _line(name: str, cells: list) -> str:
    return _pad(name, 14) + "".join(_pad(str(cell), 16, right=True) for cell in cells)


def _pad(text: str, width: int, *, right: bool = False) -> str:
    """To a width in which a Chinese character takes two columns."""
    blank = " " * (width - len(text) - sum(ord(c) > 0x2E7F for c in text))
    return blank + text if right else text + blank
