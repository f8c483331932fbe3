"""Letters, receipts and notices as PDF: data goes into fixed Typst templates, never as built markup."""

from __future__ import annotations

import functools
import json
from pathlib import Path

import segno
import typst
from django.conf import settings
from django.urls import reverse

HERE = Path(__file__).parent


@functools.cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(p) for p in settings.LETTER_FONTS])


def render(template: str, data: dict) -> bytes:
    """One PDF/A-2b from `<template>.typ` and data (JSON-safe)."""
    return typst.compile(
        str(HERE / f"{template}.typ"), format="pdf", font_paths=_fonts(), sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, pdf_standards="a-2b"
    )


def qr_svg(text: str) -> str:
    """A QR code as SVG text, for Typst and for pages."""
    return segno.make(text, error="m").svg_inline(scale=4, border=2)


def verify_address(code: str) -> str:
    """Where anybody can check that a letter is ours."""
    return settings.SITE_ADDRESS + reverse("verify", args=[code])


def progress_address(number: str) -> str:
    return settings.SITE_ADDRESS + reverse("progress", args=[number])


def decision_letter(*, case, item, decision, assessed) -> bytes:
    """The letter of a decision: result, amount, each step with its article, how to object, QR to verify."""
    granted = decision.kind == "granted"
    return render(
        "decision",
        {
            "title": item.result if granted else "最低生活保障不予确认同意通知书".replace("最低生活保障", item.title.removesuffix("审核确认")),
            "number": decision.number,
            "bureau": settings.BUREAU,
            "applicant": case.applicant.name,
            "id": case.applicant.masked_id,
            "case": case.number,
            "accepted": _day(case.accepted_on),
            "granted": granted,
            "item": item.title.removesuffix("审核确认"),
            "members": len(case.household.current_members()),
            "amount": f"{decision.amount / 100:.2f}",
            "from": f"{decision.from_month:%Y年%m月}" if granted else "",
            "steps": assessed.sentences,
            "unverified": assessed.unverified,
            "note": decision.note,
            "day": _day(decision.decided_on),
            "qr": qr_svg(verify_address(decision.code)),
            "fictitious": case.household.fictitious,
        },
    )


def receipt(case, item) -> bytes:
    """What the applicant takes home when the request is accepted."""
    return render(
        "receipt",
        {
            "bureau": settings.BUREAU,
            "case": case.number,
            "item": item.title,
            "applicant": case.applicant.masked_name,
            "window": case.village.parent.name if case.village.parent else case.village.name,
            "accepted": _day(case.accepted_on),
            "due": _day(case.due_on) if case.due_on else "待工作日历公布后确定",
            "total": item.total.removesuffix("wd") + " 个工作日",
            "steps": [s.title for s in item.steps],
            "qr": qr_svg(progress_address(case.number)),
            "fictitious": case.household.fictitious,
        },
    )


def completion_notice(case, item, missing: list[str], day) -> bytes:
    """The one-time list of what has to be completed."""
    return render(
        "completion",
        {
            "bureau": settings.BUREAU, "case": case.number, "item": item.title, "applicant": case.applicant.masked_name, "missing": missing,
            "day": _day(day), "fictitious": case.household.fictitious,
        },
    )  # fmt: skip


def notice_sheet(notice) -> bytes:
    """The sheet for the village board, from the notice's masked rows only."""
    return render(
        "notice",
        {
            "title": notice.title, "place": notice.village.full_title, "rows": notice.rows, "from": _day(notice.posted_on),
            "until": _day(notice.until), "bureau": settings.BUREAU, "fictitious": notice.case.household.fictitious,
        },
    )  # fmt: skip


def _day(day) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
