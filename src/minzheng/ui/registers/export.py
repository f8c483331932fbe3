"""What is seen, as a file: .xlsx for people, .csv for machines. Who took it, when and with which filters stands in the file and in the audit."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import IO, Any, Protocol

import xlsxwriter
from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.utils import timezone

from minzheng.core.registry import Registry
from minzheng.ui import money
from minzheng.ui.registers.columns import Column, display

Audit = Callable[[HttpRequest, str, int], None]
AUDITS: Registry[Audit] = Registry("export audit")
LIMIT = 50_000


class TooMany(ValueError):
    """More rows than one file may hold; the message is for the screen."""


class Sheet(Protocol):
    title: str
    columns: list[Column]


def export(request: HttpRequest, sheet: Sheet, rows: QuerySet, words: str, kind: str) -> FileResponse:
    """`kind`: xlsx or csv. Raises TooMany; and ImproperlyConfigured when nobody keeps the audit: no file leaves unrecorded."""
    audits = [audit for _, audit in AUDITS]
    if not audits:
        raise ImproperlyConfigured("nobody registered an export audit in minzheng.ui.registers.AUDITS")
    count = rows.order_by()[: LIMIT + 1].count()
    if count > LIMIT:
        raise TooMany(f"符合条件的超过 {LIMIT:,} 条，一次不能导出，请用筛选缩小范围后再导出")
    file: IO[bytes] = tempfile.TemporaryFile()  # the response closes it
    found = rows.iterator(chunk_size=2000)
    mark = watermark(request, words, count)
    (write_xlsx if kind == "xlsx" else write_csv)(file, sheet, found, mark)
    for audit in audits:
        audit(request, f"{sheet.title}（{words or '全部'}）", count)
    file.seek(0)
    name = f"{sheet.title}-{timezone.localtime():%Y%m%d-%H%M}.{kind}"
    return FileResponse(file, as_attachment=True, filename=name)


def watermark(request: HttpRequest, words: str, count: int) -> str:
    viewer = getattr(request, "viewer", None)
    who = " ".join(filter(None, (viewer.area_title, viewer.role_title, viewer.name))) if viewer else "公众"
    return f"导出人：{who}；时间：{timezone.localtime():%Y-%m-%d %H:%M}；范围：{words or '全部'}；共 {count} 条。含个人信息，请妥善保管，用后销毁。"


def write_xlsx(file: IO[bytes], sheet: Sheet, rows: Iterator[Any], mark: str) -> None:
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(_sheet_name(sheet.title))
    head = book.add_format({"bold": True, "bg_color": "#E3EAF2", "border": 1, "text_wrap": True})
    formats = {
        "money": book.add_format({"num_format": "#,##0.00"}), "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}), "number": book.add_format({}), "": book.add_format({"num_format": "@"}),
    }  # fmt: skip
    for i, column in enumerate(sheet.columns):
        page.set_column(i, i, column.excel_width)
        page.write_string(0, i, column.heading, head)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_footer(f"&L{mark[:200].replace('&', '＆')}&R第 &P / &N 页")
    at = 0
    for at, row in enumerate(rows, 1):
        for i, column in enumerate(sheet.columns):
            _write(page, at, i, column, column.read(row), formats)
    page.write_string(at + 2, 0, mark)
    book.close()


def _write(page: Any, at: int, i: int, column: Column, value: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if column.kind == "money" and isinstance(value, int):
        page.write_number(at, i, value / 100, formats["money"])
    elif column.kind == "number" and isinstance(value, int | float | Decimal) and abs(value) < 10**15:
        page.write_number(at, i, float(value), formats["number"])
    elif column.kind in ("date", "datetime") and isinstance(value, dt.date):
        page.write_datetime(at, i, _naive(value), formats[column.kind])
    else:  # everything else is text: numbers that identify keep all their digits
        page.write_string(at, i, display(column.kind, value), formats[""])


def _naive(value: dt.date) -> dt.date:
    return timezone.localtime(value).replace(tzinfo=None) if isinstance(value, dt.datetime) and timezone.is_aware(value) else value


def _sheet_name(title: str) -> str:
    return "".join("_" if c in "[]:*?/\\'" else c for c in title)[:31]


def write_csv(file: IO[bytes], sheet: Sheet, rows: Iterator[Any], mark: str) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    out = csv.writer(text)
    out.writerow([column.heading for column in sheet.columns])
    for row in rows:
        out.writerow([_csv_cell(column, column.read(row)) for column in sheet.columns])
    out.writerow([])
    out.writerow([mark])
    text.flush()
    text.detach()


def _csv_cell(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if column.kind == "money" and isinstance(value, int):
        return money.yuan(value).replace(",", "")
    if column.kind == "number":
        return str(value)
    shown = display(column.kind, value)
    # A spreadsheet would run these as a formula.
    return f"'{shown}" if shown[:1] in "=+-@\t\r" and shown else shown
