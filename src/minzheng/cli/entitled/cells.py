"""One cell of the roster → an integer as the rules want it, or a Chinese sentence saying what to write instead."""

from __future__ import annotations

import datetime as dt
import difflib
import math
import re
from collections.abc import Mapping
from decimal import Decimal

from minzheng.policy import Input

# What keyboards do to figures: full-width forms, ideographic blanks. Not NFKC, which turns 12² into 122.
_HALF = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " ", 0xFFE5: "¥"}
_HALF |= dict.fromkeys((0x200B, 0x200C, 0x200D, 0xFEFF))
_NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_DATE = re.compile(r"([0-9]{4})(?:[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{2})([0-9]{2}))")
_YES_NO = {"是": 1, "有": 1, "1": 1, "√": 1, "否": 0, "无": 0, "没有": 0, "0": 0, "×": 0}
MONEY = ("fen", "fen_12m")
# Words that may follow the figure, by unit; the first is the one that headings show.
_WORDS = {
    "fen": ("元",), "fen_12m": ("元",), "dm2": ("平方米", "㎡", "m²", "m2"), "months": ("个月", "月"),
    "years": ("周岁", "岁", "年"), "percent": ("%",), "count": ("个", "人", "套", "处", "辆", "家", "件", "次"),
}  # fmt: skip
_SCALE = {"fen": 100, "fen_12m": 100, "dm2": 100}
_DIGITS = {"fen": "金额最多到分（两位小数）", "fen_12m": "金额最多到分（两位小数）", "dm2": "面积最多两位小数"}
_EMPTY = {"": "", "无": "没有", "没有": "没有", "/": "没有", "-": "没有", "—": "没有", "不详": "不清楚", "不清楚": "不清楚"}

Raw = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta


class BadCell(ValueError):
    """`wrong`: what is wrong with the cell; `write`: what to write instead. Both in Chinese."""

    def __init__(self, wrong: str, write: str):
        self.wrong, self.write = wrong, write
        super().__init__(f"{wrong}；{write}")


def tidy(raw: Raw) -> str:
    """The text of a cell in half-width characters without blanks around it; 3.0 reads 3."""
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        raw = int(raw)
    return str(raw).translate(_HALF).strip()


def show(raw: Raw) -> str:
    """What stands in the cell, for the list of corrections."""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    return tidy(raw)[:200] if isinstance(raw, float) else str(raw)[:200]


def read(i: Input, raw: Raw, labels: Mapping[int, str]) -> int | None:
    """The value of an input; None for an empty cell. Raises BadCell."""
    if isinstance(raw, str) and not tidy(raw):
        return None
    if isinstance(raw, dt.date | dt.time | dt.timedelta):
        raise BadCell("单元格是日期或时间", f"请填写{what(i, labels)}，并把单元格格式改为“常规”")
    if labels:
        return _code(raw, labels)
    if i.unit == "yes_no":
        return _yes_no(raw)
    if isinstance(raw, bool):
        raise BadCell("单元格是逻辑值", f"请填写{what(i, labels)}")
    return _within(i, _scaled(i, _decimal(i, raw)))


def what(i: Input, labels: Mapping[int, str]) -> str:
    """What belongs in the cell, in words."""
    if labels:
        return "下列之一：" + "、".join(f"{code} {word}" for code, word in list(labels.items())[:30])
    if i.unit == "yes_no":
        return "“是”或“否”"
    return {"fen": "金额（元），如 1200 或 1200.50", "fen_12m": "近 12 个月合计金额（元），如 14400",
            "dm2": "面积（平方米），如 85.5"}.get(i.unit, "整数" + (f"（{_WORDS[i.unit][0]}）" if i.unit in _WORDS else ""))


def _yes_no(raw: Raw) -> int:
    found = int(raw) if isinstance(raw, bool) else _YES_NO.get(tidy(raw))
    if found is None:
        raise BadCell("不是“是”或“否”", "请填写“是”或“否”；不清楚的请留空")
    return found


def _code(raw: Raw, labels: Mapping[int, str]) -> int:
    text = "".join(tidy(raw).split())
    words = {"".join(tidy(word).split()): code for code, word in labels.items()}
    forms = words | {str(c): c for c in labels} | {f"{c}{w}": c for w, c in words.items()}
    if isinstance(raw, bool) or text not in forms:
        near = difflib.get_close_matches(text, words, 1, 0.4)
        hint = f"是否想写“{labels[words[near[0]]]}”？可填" if near else "可填"
        raise BadCell("没有这个代码", f"{hint}：" + "、".join(f"{c} {w}" for c, w in list(labels.items())[:30]))
    return forms[text]


def _decimal(i: Input, raw: Raw) -> Decimal:
    if isinstance(raw, int):
        return Decimal(raw)
    if isinstance(raw, float):
        if not math.isfinite(raw):
            raise BadCell("不是有效的数", f"请填写{what(i, {})}")
        return Decimal(repr(round(raw, 6)))  # what arithmetic in Excel leaves behind the sixth place is noise
    return _from_text(i, tidy(raw).replace(" ", ""))


def _from_text(i: Input, text: str) -> Decimal:
    if text in _EMPTY:
        raise BadCell(f"“{text}”不是数", "没有请填 0，不清楚请留空")
    number = text.removeprefix("¥") if i.unit in MONEY else text
    times = 1
    if i.unit in MONEY and number.removesuffix("元").endswith("万"):
        number, times = number.removesuffix("元").removesuffix("万"), 10_000
    word = next((w for w in _WORDS.get(i.unit, ()) if number.endswith(w)), "")
    number = number.removesuffix(word)
    if not _NUMBER.fullmatch(number) or len(number) > 20:
        raise BadCell("不是一个确定的数", f"请填写{what(i, {})}，不要写“约”“左右”等文字")
    return Decimal(number.replace(",", "")) * times


def _scaled(i: Input, value: Decimal) -> int:
    scaled = value * _SCALE.get(i.unit, 1)
    if scaled != scaled.to_integral_value():
        raise BadCell(_DIGITS.get(i.unit, "应为整数"), f"请填写{what(i, {})}")
    return int(scaled)


def _within(i: Input, value: int) -> int:
    scale = _SCALE.get(i.unit, 1)
    low, high = (f"{Decimal(x) / scale:,f}" for x in (i.low, i.high))
    if not i.low <= value <= i.high:
        raise BadCell(f"超出允许的范围（{low} 至 {high}）", "请核对数字和单位")
    return value


def read_date(raw: Raw) -> dt.date | None:
    """A date cell or a date in words; None for an empty cell. Raises BadCell."""
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    if isinstance(raw, bool | dt.time | dt.timedelta):
        raise BadCell("不是日期", "请按 1980-01-31 的样式填写")
    text = "".join(tidy(raw).split())
    if not text:
        return None
    found = _DATE.fullmatch(text)
    if not found:
        raise BadCell("不是日期", "请按 1980-01-31 的样式填写")
    try:
        return dt.date(*(int(part) for part in found.groups() if part))
    except ValueError:
        raise BadCell("没有这一天", "请核对年、月、日，按 1980-01-31 的样式填写") from None
