"""The kinds of facts that may be recorded, read from catalogue.yaml. Pure: no Django."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class FactKind:
    """`unit`: fen, fen_12m, dm2, count, months, yes_no or code (then `codes` names the values)."""

    key: str
    title: str
    unit: str
    sources: tuple[str, ...]
    stale_months: int
    codes: dict[int, str]
    sensitive: bool

    def rank(self, source: str) -> int:
        """Precedence of a source for this kind: 0 best; an unlisted one comes last."""
        return self.sources.index(source) if source in self.sources else len(self.sources)

    def show(self, value: int) -> str:
        """The value as people read it."""
        match self.unit:
            case "fen" | "fen_12m":
                return f"{value / 100:,.2f} 元"
            case "dm2":
                return f"{value / 100:g} 平方米"
            case "yes_no":
                return "是" if value else "否"
            case "code":
                return self.codes.get(value, f"未知代码 {value}")
            case "months":
                return f"{value} 个月"
        return str(value)


@functools.cache
def catalogue() -> dict[str, FactKind]:
    declared = yaml.safe_load(Path(__file__).with_name("catalogue.yaml").read_text("utf-8"))
    return {
        key: FactKind(
            key, row["title"], row["unit"], tuple(row["from"]), row["stale"], row.get("codes", {}), row.get("sensitive", False)
        )
        for key, row in declared.items()
    }
