"""What the bank answers: read with suspicion, checked against the batch, row by row."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any

import python_calamine
from django.utils import timezone

from minzheng.core import clock
from minzheng.core.actions import Refused
from minzheng.payments.models import Batch, Payment
from minzheng.ui.money import NotMoney, parse_yuan, yuan

MAX_BYTES = 8_000_000
_MAX_UNPACKED = 80_000_000
_MAX_ROWS = 60_000
_COLUMNS = {
    "reference": ("业务参考号", "参考号", "付款编号"),
    "amount": ("金额（元）", "金额(元)", "金额"),
    "result": ("结果", "处理结果", "交易结果"),
    "reason": ("原因", "失败原因", "退回原因"),
    "date": ("日期", "处理日期", "交易日期"),
}
_RESULTS = {"成功": True, "失败": False}
_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[ T].*)?")


@dataclass(frozen=True, slots=True)
class Read:
    sha256: str
    rows: list[dict]


@dataclass(slots=True)
class Checked:
    """One row of the bank against our payment. `problem`: why it cannot be taken; `known`: it says what is recorded already."""

    line: int
    row: dict
    payment: Payment | None = None
    paid: bool = False
    reason: str = ""
    day: dt.date | None = None
    problem: str = ""
    known: bool = False


def read_returns(content: bytes) -> Read:
    """Rows of texts from .xlsx, .xls or .csv (UTF-8 or GB 18030). Raises Refused saying what to do."""
    if not content:
        raise Refused("文件是空的，请重新选择银行回盘文件。", field="file")
    if len(content) > MAX_BYTES:
        raise Refused(f"文件超过 {MAX_BYTES // 1_000_000} MB，请确认是否为本批次的回盘文件。", field="file")
    table = _sheet(content) if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0") else _csv(content)
    return Read(hashlib.sha256(content).hexdigest(), _named(table))


def _sheet(content: bytes) -> list[list[Any]]:
    try:
        if (
            content[:2] == b"PK"
            and sum(i.file_size for i in zipfile.ZipFile(io.BytesIO(content)).infolist()) > _MAX_UNPACKED
        ):
            raise Refused("文件解压后过大，没有读取。请确认是否为银行回盘文件。", field="file")
        return (
            python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
            .get_sheet_by_index(0)
            .to_python(skip_empty_area=False)
        )
    except Refused:
        raise
    except Exception as error:  # the reader raises many kinds on broken files; none of them is ours to show
        raise Refused("文件不是有效的 Excel 表格或已损坏，请用银行原始文件重新上传。", field="file") from error


def _csv(content: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Refused("文件编码无法识别，请另存为 UTF-8 或 GBK 编码的 CSV，或上传 Excel 文件。", field="file")
    if "\0" in text:
        raise Refused("文件不是表格，请上传银行回盘的 .xlsx 或 .csv 文件。", field="file")
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise Refused("CSV 的引号不完整或单元格过长，请用银行原始文件重新上传。", field="file") from error


def _named(table: list[list[Any]]) -> list[dict]:
    """The rows below the headings; above them the bank may write what it likes."""
    place, at = _headings(table)
    if lacking := [titles[0] for key, titles in _COLUMNS.items() if at[key] is None]:
        raise Refused("缺少列：" + "、".join(lacking) + "。请补齐后重新上传。", field="file")
    body = [(n, r) for n, r in enumerate(table[place + 1 :], place + 2) if any(_text(c) for c in r)]
    if not body:
        raise Refused("表头下面没有数据行，请确认是否为银行回盘文件。", field="file")
    if len(body) > _MAX_ROWS:
        raise Refused(f"数据超过 {_MAX_ROWS} 行，请确认是否为本批次的回盘文件。", field="file")
    return [{"line": n, **{key: _text(r[i]) if i < len(r) else "" for key, i in at.items()}} for n, r in body]


def _headings(table: list[list[Any]]) -> tuple[int, dict[str, int | None]]:
    """(row of the headings, column of each part). Raises Refused."""
    for place, heading in enumerate(table[:20]):
        names = [_text(cell) for cell in heading]
        at = {key: next((names.index(t) for t in titles if t in names), None) for key, titles in _COLUMNS.items()}
        if at["reference"] is not None:
            return place, at
    raise Refused("没有找到“业务参考号”一列。表头应有：业务参考号、金额（元）、结果、原因、日期。", field="file")


def _text(cell: Any) -> str:
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.date | dt.datetime):
        return cell.isoformat()[:10]
    return str(cell).replace("\0", "").strip().lstrip("'")[:200]


def check(batch: Batch, rows: list[dict]) -> list[Checked]:
    """Every row with its problem, if it has one."""
    payments = {str(p.pk): p for p in batch.payments.select_related("household", "account")}
    seen: dict[str, int] = {}
    checked = []
    for row in rows:
        found = Checked(row["line"], row, payments.get(row["reference"]))
        try:
            _fill(found, batch, seen)
        except ValueError as error:
            found.problem = str(error)
        seen.setdefault(row["reference"], row["line"])
        checked.append(found)
    return checked


def _fill(found: Checked, batch: Batch, seen: dict[str, int]) -> None:
    """Raises ValueError in Chinese at the first thing that is wrong."""
    row, payment = found.row, found.payment
    if payment is None:
        raise ValueError(f"业务参考号 {row['reference'][:20] or '为空'} 不在本批次中")
    if row["reference"] in seen:
        raise ValueError(f"与第 {seen[row['reference']]} 行重复")
    if (amount := _amount(row["amount"])) != payment.amount:
        raise ValueError(f"金额 {yuan(amount)} 元与应发 {yuan(payment.amount)} 元不符")
    if row["result"] not in _RESULTS:
        raise ValueError(f"结果应为“成功”或“失败”，现为“{row['result'][:10]}”")
    found.paid, found.reason, found.day = _RESULTS[row["result"]], row["reason"][:128], _day(row["date"], batch)
    if not found.paid and not found.reason:
        raise ValueError("失败的款项须有原因")
    if payment.state != "pending":
        if payment.state != ("paid" if found.paid else "returned"):
            raise ValueError(f"该笔已入账为“{payment.get_state_display()}”，与文件不一致")
        found.known = True


def _amount(text: str) -> int:
    try:
        return parse_yuan(text)
    except NotMoney:
        raise ValueError(f"金额“{text[:20]}”不是数字") from None


def _day(text: str, batch: Batch) -> dt.date:
    parts = _DAY.fullmatch(text)
    try:
        day = dt.date(*(int(p) for p in parts.groups())) if parts else None
    except ValueError:
        day = None
    if day is None:
        raise ValueError(f"日期“{text[:20]}”无法识别，应如 2026-01-02")
    sent = timezone.localtime(batch.exported_at).date() if batch.exported_at else day
    if day > max(clock.today(), sent):
        raise ValueError(f"日期 {day} 晚于今天")
    if day < sent - dt.timedelta(days=1):
        raise ValueError(f"日期 {day} 早于送银行的日期 {sent}")
    return day
