"""`./minzheng answers`: what an evaluation found, against what was planted in the made-up district."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from minzheng.cli.populate.faults import SAME_NAME
from minzheng.cli.populate.key import Planted, read_key
from minzheng.core.access.viewer import acting, system
from minzheng.monitoring.models import KINDS, Difference, EvaluationRun

ACCUSING = ("not_entitled", "wrong_amount", "dead_paid")
TITLES = KINDS | {SAME_NAME: "同名（不得误伤）"}


@dataclass(frozen=True, slots=True)
class Told:
    """One difference of the evaluation; amounts in fen a month."""

    household: str
    kind: str
    programme: str
    expected: int
    actual: int


@dataclass(slots=True)
class Comparison:
    """`missed`: planted and not found, or found with other amounts. `accused`: told against, and nothing of the kind was planted.
    `beyond`: told otherwise, and not planted."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[Planted, str]] = field(default_factory=list)
    accused: list[Told] = field(default_factory=list)
    beyond: list[Told] = field(default_factory=list)

    @property
    def right(self) -> bool:
        return not self.missed and not self.accused


def compare(key: Iterable[Planted], told: Iterable[Told]) -> Comparison:
    """A fault is found when its household is told under its kind and programme with the key's amounts; a same name when nothing is told."""
    result, answers = Comparison(), {(p.household, p.kind, p.programme): p for p in key}
    by_place: dict[tuple[str, str, str], list[Told]] = {}
    for row in told:
        by_place.setdefault((row.household, row.kind, row.programme), []).append(row)
        if (row.household, row.kind, row.programme) not in answers:
            (result.accused if row.kind in ACCUSING else result.beyond).append(row)
    unplanted = {row.household for row in result.accused + result.beyond}
    for place, answer in answers.items():
        result.planted[answer.kind] += 1
        wrong = _wrong(answer, by_place.get(place, []), unplanted)
        if wrong:
            result.missed.append((answer, wrong))
        else:
            result.found[answer.kind] += 1
    return result


def _wrong(answer: Planted, rows: list[Told], unplanted: set[str]) -> str:
    """Why the answer was not given, in Chinese; empty when it was."""
    if answer.kind == SAME_NAME:
        return "被报为有差异" if answer.household in unplanted else ""
    if not rows:
        return "没有查出"
    if not any((row.expected, row.actual) == (answer.expected, answer.paid) for row in rows):
        return f"金额不同：测算 {_yuan(rows[0].expected)}、在发 {_yuan(rows[0].actual)}"
    return ""


def run(arguments: list[str]) -> int:
    """0: everything found and nobody accused wrongly; 1: not so; 2: nothing to compare."""
    parser = argparse.ArgumentParser("minzheng answers", description="把最近一次应享核查与虚构人口的答案比对，打印种下、查出、漏查、误伤。")
    parser.add_argument("--answers", type=Path, metavar="文件", help="答案文件；默认为数据目录 answers/ 中唯一的一个")
    options = parser.parse_args(arguments)
    try:
        key = read_key(options.answers or _only_key(Path(settings.MINZHENG_HOME) / "answers"))
    except FileNotFoundError:
        print(f"不能比对：没有答案文件 {options.answers}，请核对路径（生成人口时会打印它）", file=sys.stderr)
        return 2
    except ValueError as error:
        print(f"不能比对：{error}", file=sys.stderr)
        return 2
    with acting(system("与答案比对")):
        evaluation = EvaluationRun.objects.filter(state="done").order_by("-id").first()
        if evaluation is None:
            print("不能比对：还没有完成过核查，请先运行 ./minzheng evaluate。", file=sys.stderr)
            return 2
        result = compare(key, _told(evaluation))
    print(f"{evaluation.date} 的核查（规则版本 {evaluation.world_version}）与答案比对\n\n{table(result)}")
    return 0 if result.right else 1


def _only_key(folder: Path) -> Path:
    found = sorted(folder.glob("*.csv"))
    if len(found) != 1:
        raise ValueError(f"答案目录中有 {len(found)} 个文件，请用 --answers 指明一个（生成人口时会打印它的位置）")
    return found[0]


def _told(evaluation: EvaluationRun) -> list[Told]:
    columns = ("household__number", "kind", "programme", "expected", "actual")
    return [Told(*row) for row in Difference.objects.filter(run=evaluation).values_list(*columns)]


def table(result: Comparison) -> str:
    """Counts by kind, then every household that came out wrong."""
    missed, accused, beyond = (Counter(kinds) for kinds in (
        [p.kind for p, _ in result.missed], [t.kind for t in result.accused], [t.kind for t in result.beyond],
    ))  # fmt: skip
    lines = [_line("种类", ["种下", "查出", "漏查", "误伤", "另报"])]
    for kind, title in TITLES.items():
        lines.append(_line(title, [result.planted[kind], result.found[kind], missed[kind], accused[kind], beyond[kind]]))
    totals = (result.planted, result.found, missed, accused, beyond)
    lines += [_line("合计", [sum(c.values()) for c in totals]), ""]
    lines += [f"漏查 {p.household}：{TITLES[p.kind]}，{p.note}；应为 {_yuan(p.expected)}，现为 {_yuan(p.paid)}；{why}" for p, why in result.missed]
    lines += [f"误伤 {t.household}：报为{TITLES[t.kind]}，测算 {_yuan(t.expected)}，在发 {_yuan(t.actual)}" for t in result.accused]
    return "\n".join([*lines, "全部查出，没有误伤。" if result.right else "有漏查或误伤，见上。"])


def _yuan(fen: int) -> str:
    return f"{fen / 100:.2f} 元"


def _line(title: str, cells: list) -> str:
    """Chinese characters take two columns."""

    def wide(text: str) -> int:
        return len(text) + sum(ord(c) > 0x2E7F for c in text)

    return title + " " * (20 - wide(title)) + "".join(" " * (10 - wide(str(cell))) + str(cell) for cell in cells)


__all__ = ["Comparison", "Told", "compare", "run", "table"]
