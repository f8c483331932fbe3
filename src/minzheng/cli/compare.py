"""`minzheng compare`: what if, in the terminal: two laws over the people of the district; nothing is stored."""

from __future__ import annotations

import argparse
import importlib.util
import sys
import time
from itertools import chain
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
from django.db.models import QuerySet

from minzheng.cli.arguments import day
from minzheng.core import clock
from minzheng.core.access.viewer import acting, system
from minzheng.core.actions import Refused
from minzheng.core.areas.models import Area
from minzheng.core.people.models import Household
from minzheng.law.interface import BODIES, LARGE, URBAN, changes, compared_here, parse_value, totals_of, world_of
from minzheng.policy import CHANGE_TITLES, Comparison, LanguageError, PolicyError, Rule, RuleSet, World

HELP = """政策试算：把全区每一户按两种法律各算一遍，看谁新纳入、谁退出、每月多少钱。不改变任何待遇，也不保存结果。

  ./minzheng compare --set minimum_living_standard=800,670              低保标准改为城市 800 元、农村 670 元
  ./minzheng compare --set edge_percent=180 --by town                   边缘线改为 1.8 倍，按镇街
  ./minzheng compare --reading central_basic_pension_after_2025=counted 基础养老金计入收入
  ./minzheng compare --law-of 2024-10-01                                换成那一天的法律
  ./minzheng compare --rule 新算法.py -o 测算.xlsx                      换掉几条规则（文件里用 @rule 写），存成 Excel
"""
DONE, FAILED, WRONG_USE = 0, 1, 2
BY = {"town": "镇街", "urban": "城乡", "size": "家庭人数"}
COUNTS = tuple(CHANGE_TITLES)


def run(arguments: list[str]) -> int:
    """0 done, 1 could not be computed, 2 wrong use."""
    given = _parse(arguments)
    start = time.monotonic()
    try:
        with acting(system("命令行试算")):
            before, after = _worlds(given)
            told = changes(before, after)
            if not told:
                raise Refused("两边的法律完全相同，没有可试算的。请用 --set、--reading、--law-of 或 --rule 改动至少一处。")
            compared = _compared(given, before, after)
            print("\n".join(_report(given, told, compared, before, after)))
            if given.output:
                _write(given.output, told, compared)
                print(f"结果已写入 {given.output}，内含逐户明细，请妥善保管。")
    except LanguageError as error:  # file, line, and what to write instead, as rule authors read it
        print(f"错误：规则的写法不符合规则语言：{error}", file=sys.stderr)
        return WRONG_USE
    except Refused as error:
        print(f"错误：{error}", file=sys.stderr)
        return WRONG_USE
    except (PolicyError, OSError) as error:
        print(f"没有算成：{error}", file=sys.stderr)
        return FAILED
    print(f"用时 {time.monotonic() - start:.1f} 秒")
    return DONE


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./minzheng compare", description=HELP, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", action="append", default=[], type=_pair, metavar="参数=值", help="试一个标准，可以写几次；单位同页面（元、%%、月）")
    parser.add_argument("--reading", action="append", default=[], type=_pair, metavar="口径=选项", help="试一种口径，可以写几次")
    parser.add_argument("--rule", action="append", default=[], type=Path, metavar="文件.py", help="用文件里的规则换掉同名的规则")
    parser.add_argument("--law-of", type=day, metavar="日期", help="试算按这一天的法律，如 2025-01-01")
    parser.add_argument("--date", type=day, metavar="日期", help="对照按这一天的法律，默认今天")
    parser.add_argument("--area", default="", metavar="区划代码", help="只看这个区划，如 500111100（镇街）；试的标准也只在其中适用")
    parser.add_argument("--by", choices=BY, help="再按镇街（town）、城乡（urban）或家庭人数（size）列出")
    parser.add_argument("--line", default="assistance", help="业务条线，默认 assistance（社会救助）")
    parser.add_argument("-o", "--output", type=Path, metavar="文件.xlsx", help="存成 Excel：改动、合计、各种分组、逐户明细")
    return parser.parse_args(arguments)


def _pair(text: str) -> tuple[str, str]:
    name, found, value = text.partition("=")
    if not (name and found and value):
        raise argparse.ArgumentTypeError(f"{text!r} 应写成 名称=值 的样子，如 edge_percent=180")
    return name, value


def _worlds(given: argparse.Namespace) -> tuple[World, World]:
    """Today's law (or that of --date), and what is asked for."""
    on = (given.date or clock.today()).isoformat()
    before = world_of(given.line, {"date": on})
    after: dict[str, Any] = {"date": given.law_of.isoformat() if given.law_of else on, "readings": dict(given.reading)}
    after["values"] = [_value(before, given.area, *pair) for pair in given.set]
    return before, world_of(given.line, after, _rules(given))


def _value(world: World, area: str, name: str, text: str) -> dict[str, Any]:
    if name not in world.parameters:
        raise Refused(f"没有名为“{name}”的参数。可以试算的有：{'、'.join(sorted(world.parameters))}。")
    return {"name": name, "value": parse_value(world, world.parameters[name], text)} | ({"area": area} if area else {})


def _rules(given: argparse.Namespace) -> RuleSet | None:
    """The line's rules with those of the files in their place. Raises Refused, LanguageError."""
    rules = BODIES.get(given.line).rules if given.line in BODIES else None
    if rules is None or not given.rule:
        return None
    new = [rule for file in given.rule for rule in _rules_of(file)]
    if strangers := sorted({r.name for r in new} - {r.name for r in rules.rules}):
        raise Refused(f"规则“{'、'.join(strangers)}”在 {given.line} 里没有，不能替换。请核对名称，或去掉它。")
    return rules.swapped(*new)


def _rules_of(file: Path) -> list[Rule]:
    if not file.is_file():
        raise Refused(f"找不到规则文件 {file}。")
    spec = importlib.util.spec_from_file_location(f"tried_{file.stem}", file)
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (ImportError, SyntaxError, NameError) as error:
        raise Refused(f"规则文件 {file.name} 读不进来：{error}") from None
    found = [thing for thing in vars(module).values() if isinstance(thing, Rule)]
    if not found:
        raise Refused(f"{file.name} 里没有 @rule 写的规则。")
    return found


def _compared(given: argparse.Namespace, before: World, after: World) -> Comparison:
    frames = dict(BODIES.get(given.line).frames(clock.today(), None))
    if given.area:
        here = pl.col("area").cast(pl.String).str.starts_with(given.area)
        frames["household"] = frames["household"].filter(here)
        frames["person"] = frames["person"].join(frames["household"].select("household_id"), on="household_id", how="semi")
    if frames["household"].is_empty():
        raise Refused("这个范围里没有一户。请核对 --area 的区划代码，或先登记人口。")
    return compared_here(before, after, frames)


def _report(given: argparse.Namespace, told: list[dict], compared: Comparison, before: World, after: World) -> list[str]:
    totals = totals_of(compared)
    lines = ["改动："] + [f"  {c['title']}：{c['before']} → {c['after']}{'（待核实）' if c['unverified'] else ''}" for c in told]
    for p in sorted(totals["programmes"], key=lambda p: not p["money"]):
        lines += ["", f"{p['title']}（{p['unit']}）", _line("", [*CHANGE_TITLES.values(), *(["每月增减（元）", "全年增减（元）"] if p["money"] else [])])]
        lines.append(_numbers("合计", next(r for r in totals["all"] if r["programme"] == p["key"]), p))
        lines += [_numbers(name, row, p) for name, row in _groups(totals, given.by, p)]
    outputs = [o for p in compared.programmes for o in p.outputs]
    doubtful = len({*before.unverified(outputs), *after.unverified(outputs)})
    return [*lines, "", f"用到待核实的标准和口径 {doubtful} 项。" if doubtful else ""]


def _groups(totals: dict, by: str | None, p: dict) -> list[tuple[str, dict]]:
    if by is None:
        return []
    names = dict(Area.objects.filter(level="town").values_list("code", "name")) if by == "town" else {}
    rows = [row for row in totals[by] if row["programme"] == p["key"]]
    return [(_group(by, row["group"], names), row) for row in rows]


def _group(by: str, group: int | None, names: dict[str, str]) -> str:
    if by == "urban":
        return URBAN[group]
    if by == "size":
        return f"{group} 人{'及以上' if group == LARGE else ''}"
    return names.get(f"{group}000", str(group))


def _numbers(name: str, row: dict, p: dict) -> str:
    money = [f"{row[c] / 100:,.2f}" for c in ("difference", "difference_year")] if p["money"] else []
    return _line(name, [*(f"{row[c]:,}" for c in COUNTS), *money])


def _line(name: str, cells: list[str]) -> str:
    return _pad(name, 14) + "".join(_pad(cell, 18 if n >= len(COUNTS) else 10, right=True) for n, cell in enumerate(cells))


def _pad(text: str, width: int, *, right: bool = False) -> str:
    """To a width in which a Chinese character takes two columns."""
    blank = " " * (width - len(text) - sum(ord(c) > 0x2E7F for c in text))
    return blank + text if right else text + blank


def _write(path: Path, told: list[dict], compared: Comparison) -> None:
    totals = totals_of(compared)
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False}) as book:
        _sheet(book, "改动", ["标准或口径", "对照", "试算", "依据", "核实"],
               [[c["title"], c["before"], c["after"], c["basis"], "待核实" if c["unverified"] else ""] for c in told])
        heads = ["待遇", "分组", *CHANGE_TITLES.values(), "对照（元/月）", "试算（元/月）", "每月增减（元）", "全年增减（元）"]
        for by, title in {"all": "合计", **{k: f"按{v}" for k, v in BY.items()}}.items():
            _sheet(book, title, heads, [_cells(name, row, p) for p in totals["programmes"] for name, row in _sorted(totals, by, p)])
        for p in compared.programmes:
            _households(book, p.title, compared.rows(p.key), p.amount is not None)


def _sorted(totals: dict, by: str, p: dict) -> list[tuple[str, dict]]:
    if by == "all":
        return [("合计", row) for row in totals["all"] if row["programme"] == p["key"]]
    return _groups(totals, by, p)


def _cells(name: str, row: dict, p: dict) -> list[Any]:
    money = [row[c] / 100 for c in ("before", "after", "difference", "difference_year")] if p["money"] else []
    return [p["title"], name, *(row[c] for c in COUNTS), *money]


def _households(book: xlsxwriter.Workbook, title: str, rows: pl.DataFrame, money: bool) -> None:
    """Only those that differ, as on the page."""
    changed = rows.filter((pl.col("change") != "same") & (pl.col("before").is_not_null() | pl.col("after").is_not_null()))
    homes: QuerySet[Household] = Household.objects.filter(pk__in=changed["household_id"].unique().to_list())
    known = {h.pk: (h.number, h.village.full_title) for h in homes.select_related("village__parent").iterator(chunk_size=5000)}
    cells = ([*known[r["household_id"]], CHANGE_TITLES[r["change"]], URBAN[r["urban"]], r["size"],
              *([None if r[c] is None else r[c] / 100 for c in ("before", "after", "difference")] if money else [])]
             for r in changed.iter_rows(named=True))  # fmt: skip
    heads = ["户编号", "村（社区）", "变化", "城乡", "人数", *(["对照（元/月）", "试算（元/月）", "每月增减（元）"] if money else [])]
    _sheet(book, f"逐户-{title}"[:31], heads, cells)


def _sheet(book: xlsxwriter.Workbook, title: str, heads: list[str], rows: Any) -> None:
    page = book.add_worksheet(title)
    page.freeze_panes(1, 0)
    page.set_column(0, len(heads) - 1, 16)
    for at, row in enumerate(chain([heads], rows)):
        page.write_row(at, 0, row)
