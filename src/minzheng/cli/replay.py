"""`minzheng replay`: compute the decisions of a month again and say which do not come out as they were."""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import re
import sys
import time
from pathlib import Path

from minzheng.casework.interface import Decision, ReplayResult, decisions_of, replay_all
from minzheng.cli.arguments import day
from minzheng.core.access.viewer import acting, system

HELP = """逐件取出决定时保存的事实，用当时的规则、标准和口径重新计算，与原决定比对（结果、金额、每一步数值）。

  ./minzheng replay --month 2026-05                      2026 年 5 月作出的全部决定
  ./minzheng replay --month 2026-05 --law-of 2025-05-01  事实不变，换成 2025-05-01 的法律会怎样
  ./minzheng replay --decision JD20260512-00003          只重算一件
"""
OUTCOMES = {"granted": "予以确认", "refused": "不予确认", "undetermined": "无法判定", "broken": "无法计算"}
COLUMNS = ["文号", "决定日期", "待遇", "原结果", "原金额（元/月）", "重算结果", "重算金额（元/月）", "不同之处"]


def run(arguments: list[str]) -> int:
    """Exit code 0: all the same; 1: some differ; 2: wrong use. With --law-of a difference is an answer, not a fault: 0."""
    given = _parse(arguments)
    start, count, found = time.monotonic(), 0, []
    with acting(system("命令行重算")):
        for result in replay_all(_asked(given), given.law_of):
            count += 1
            if not result.same:
                found.append(_row(result))
    if given.decision and not count:
        print(f"没有文号为 {given.decision} 的决定，请核对后再试。", file=sys.stderr)
        return 2
    if given.output:
        _write(given.output, found)
    print(_summary(given, count, found, time.monotonic() - start))
    return 1 if found and given.law_of is None else 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./minzheng replay", description=HELP, formatter_class=argparse.RawDescriptionHelpFormatter)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--month", type=_month, help="作出决定的月份，如 2026-05")
    which.add_argument("--decision", help="一件决定的文号")
    parser.add_argument("--law-of", type=day, help="改按这一天的法律和标准，如 2025-01-01")
    parser.add_argument("-o", "--output", type=Path, help="把不一致的决定存成 CSV 文件")
    return parser.parse_args(arguments)


def _month(text: str) -> dt.date:
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", text):
        raise argparse.ArgumentTypeError(f"{text!r} 不是月份，请写成 2026-05 的样子")
    return dt.date.fromisoformat(f"{text}-01")


def _asked(given: argparse.Namespace):
    return Decision.objects.filter(number=given.decision) if given.decision else decisions_of(given.month)


def _row(r: ReplayResult) -> list[str]:
    d = r.decision
    now = "" if r.now is None else f"{r.now / 100:.2f}"
    return [d.number, str(d.decided_on), d.programme, d.get_kind_display(), f"{d.amount / 100:.2f}", OUTCOMES[r.outcome], now,
            "；".join(r.differences)]


def _write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])


def _summary(given: argparse.Namespace, count: int, found: list[list[str]], seconds: float) -> str:
    law = f"按 {given.law_of} 的法律" if given.law_of else "按当时的法律"
    lines = [f"{law}重算 {count} 件决定：一致 {count - len(found)} 件，不一致 {len(found)} 件。用时 {seconds:.1f} 秒。"]
    lines += [f"  {row[0]}  原 {row[3]} {row[4]} 元 → {row[5]} {row[6] or '—'} 元  {row[7][:200]}" for row in found[:20]]
    if len(found) > 20:
        lines.append(f"  ……其余 {len(found) - 20} 件" + (f"见 {given.output}" if given.output else "请加 -o 文件.csv 存出"))
    return "\n".join(lines)
