"""`./minzheng entitled`: the words on the command line, the summary on the screen, the exit code."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path
from typing import NoReturn

from minzheng.cli.entitled import result, template
from minzheng.cli.entitled.answer import ENTITLED, REFUSED, UNDETERMINED, programmes
from minzheng.cli.entitled.columns import Column, District, columns, district
from minzheng.cli.entitled.headings import Correction
from minzheng.cli.entitled.roster import Roster, read
from minzheng.cli.entitled.sheets import NotWritable, check_target, replacing
from minzheng.cli.entitled.workbook import Book, NotReadable, open_book
from minzheng.lines.assistance.programmes import DISTRICTS, world_on
from minzheng.policy import ParameterError, World

DONE, FINDINGS, WRONG_USE = 0, 1, 2


class WrongUse(Exception):
    """The message says in Chinese what to write instead."""


def run(words: list[str]) -> int:
    """0 all answered, 1 some rows need correction, 2 wrong use (nothing written)."""
    try:
        return _run(_parser().parse_args(words))
    except (WrongUse, NotReadable, NotWritable) as e:
        print(f"错误：{e}", file=sys.stderr)
        return WRONG_USE


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise WrongUse("参数不正确。用法：./minzheng entitled 名册.xlsx -o 结论.xlsx [--date 2026-12-01] [--district dazu]；"
                       f"空白名册：./minzheng entitled --template -o 名册.xlsx。（{message}）")


def _parser() -> argparse.ArgumentParser:
    p = _Parser(prog="./minzheng entitled", description="名册测算：谁应享、享多少、依据哪条、缺什么。不需要数据库。", allow_abbrev=False)
    p.add_argument("roster", nargs="?", type=Path, help="填好的名册（.xlsx，也接受 .xls）")
    p.add_argument("-o", "--output", type=Path, help="结果文件（.xlsx）；不写时放在名册旁边，名为“名册-结论.xlsx”")
    p.add_argument("--date", default=None, help="测算日期，如 2026-12-01；不写时为今天")
    p.add_argument("--district", default="dazu", help="区县，districts 下的文件夹名；默认 dazu")
    p.add_argument("--template", action="store_true", help="生成空白名册和填写说明（默认名 名册.xlsx）")
    return p


def _run(options: argparse.Namespace) -> int:
    if options.template == bool(options.roster):
        raise WrongUse("要么写名册文件名，要么写 --template。用 --help 查看说明。")
    world, place = _world(_day(options.date), options.district)
    asked = columns(world, place)
    if options.template:
        return _template(options.output or Path("名册.xlsx"), world, place, asked)
    output = options.output or options.roster.with_name(f"{options.roster.stem}-结论.xlsx")
    check_target(output)
    if output.resolve() == options.roster.resolve():
        raise WrongUse("结果文件不能与名册同名，以免覆盖名册。请用 -o 换一个文件名。")
    return _answer(options.roster, output, world, place, asked)


def _day(text: str | None) -> dt.date:
    try:
        return dt.date.fromisoformat(text) if text else dt.date.today()
    except ValueError:
        raise WrongUse(f"日期“{text}”不正确，请按 2026-12-01 的样式填写。") from None


def _world(day: dt.date, key: str) -> tuple[World, District]:
    known = sorted(p.parent.name for p in DISTRICTS.glob("*/district.yaml"))
    if key not in known:
        raise WrongUse(f"没有“{key}”这个区县。可用的有：{'、'.join(known)}。")
    try:
        return world_on(day, key), district(DISTRICTS / key)
    except ParameterError as e:
        raise WrongUse(f"{day} 无法测算：{e}") from None


def _template(path: Path, world: World, place: District, asked: list[Column]) -> int:
    if path.exists():
        raise WrongUse(f"“{path}”已存在，为免覆盖已填的内容，没有写入。请用 -o 换一个文件名。")
    with replacing(path) as temporary:
        template.write(temporary, world, place, asked)
    print(f"空白名册已写入 {path}。填写方法见其中的“填写说明”。")
    return DONE


def _answer(source: Path, output: Path, world: World, place: District, asked: list[Column]) -> int:
    book = open_book(source)
    roster = read(book.roster, asked, place, world.date)
    roster.corrections += _about(book)
    with replacing(output) as temporary:
        tally = result.write(temporary, roster, world, place, source.name)
    print("\n".join(_summary(tally, roster, world, place)))
    print(f"结果已写入 {output}")
    return FINDINGS if tally.corrections or tally.withheld else DONE


def _about(book: Book) -> list[Correction]:
    """What concerns the workbook as a whole."""
    found = [Correction(name, None, None, "", "", "隐藏的工作表，没有读取", "不需要的请删去；内有人员的请并入“名册”") for name in book.hidden]
    if book.old:
        found.append(Correction(book.roster.name, None, None, "", ".xls 旧格式", "查不出隐藏的行列和公式错误值，测算按读到的内容进行",
                                "用 Excel 或 WPS 另存为 .xlsx 后重新测算"))
    return found


def _summary(tally: result.Tally, roster: Roster, world: World, place: District) -> list[str]:
    lines = [f"{place.name}　测算日期 {world.date}　规则版本 {world.version[:12]}"]
    if roster.fatal:
        lines.append("名册的表头有问题，没有测算任何一户。")
    else:
        held = f"；{tally.withheld} 户有需更正的行，未测算" if tally.withheld else ""
        lines.append(f"名册 {tally.households} 户 {tally.people} 人，已测算 {tally.households - tally.withheld} 户{held}。")
    for p in programmes(world):
        if p.title in tally.verdicts:
            lines.append(_programme(p.title, "户" if p.entity.name == "household" else "人", tally, p.amount is not None))
    if tally.corrections:
        lines.append(f"需更正 {tally.corrections} 处，逐处见结果的“{result.CORRECTIONS}”表。")
    doubtful = world.unverified()
    if doubtful:
        lines.append(f"用到待核实的参数和口径 {len(doubtful)} 项，逐项见结果的“{result.BASIS}”表。")
    return lines


def _programme(title: str, unit: str, tally: result.Tally, money: bool) -> str:
    n = tally.verdicts[title]
    paid = f"，每月合计 {tally.fen[title] / 100:,.2f} 元" if money else ""
    return f"  {title}：{ENTITLED} {n[ENTITLED]} {unit}{paid}；{REFUSED} {n[REFUSED]} {unit}；{UNDETERMINED} {n[UNDETERMINED]} {unit}"
