"""The file for the bank: made from the locked rows alone, so that the same batch gives the same bytes every time."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from dataclasses import dataclass

import xlsxwriter

from minzheng.casework.interface import programme_title
from minzheng.payments.models import Batch

HEADINGS = ["批次号", "序号", "户名", "账号", "开户行", "金额（元）", "业务参考号", "待遇", "月份"]
_WIDTHS = [22, 8, 14, 26, 28, 14, 14, 18, 10]
_FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class BankFile:
    """`content` with its type and digest; `count` and `total` (fen) are the control totals."""

    name: str
    content: bytes
    content_type: str
    sha256: str
    count: int
    total: int


def bank_file(batch: Batch, form: str) -> BankFile:
    """`form`: csv or xlsx. Opens the accounts: call it inside the export action only."""
    rows = _rows(batch)
    content = _csv(rows) if form == "csv" else _xlsx(rows, batch.locked_at or batch.made_at)
    digest = hashlib.sha256(content).hexdigest()
    total = sum(batch.payments.values_list("amount", flat=True))
    return BankFile(f"{batch.number}.{form}", content, _FORMATS[form], digest, len(rows), total)


def plain_yuan(fen: int) -> str:
    """40000 → 400.00, without separators: for machines."""
    return f"{fen // 100}.{fen % 100:02d}"


def _rows(batch: Batch) -> list[list[str]]:
    title, month = programme_title(batch.programme), f"{batch.month:%Y-%m}"
    payments = batch.payments.select_related("account").order_by("pk")
    return [
        [
            batch.number,
            str(n),
            p.account.holder,
            p.account.number,
            p.account.bank,
            plain_yuan(p.amount),
            str(p.pk),
            title,
            month,
        ]
        for n, p in enumerate(payments, 1)
    ]


def _csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _xlsx(rows: list[list[str]], made: dt.datetime) -> bytes:
    """Every cell is text but the sequence and the amount: a spreadsheet must not round an account number."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties(
        {"created": made.astimezone(dt.UTC).replace(tzinfo=None)}
    )  # the library's default is the time of writing
    sheet = book.add_worksheet("发放明细")
    bold, text, money = (
        book.add_format({"bold": True}),
        book.add_format({"num_format": "@"}),
        book.add_format({"num_format": "0.00"}),
    )
    sheet.write_row(0, 0, HEADINGS, bold)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    for line, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if column == 5:
                sheet.write_number(line, column, int(value.replace(".", "")) / 100, money)
            elif column == 1:
                sheet.write_number(line, column, int(value))
            else:
                sheet.write_string(line, column, value, text)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
