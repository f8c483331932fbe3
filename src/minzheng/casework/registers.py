"""Ledgers of casework."""

from django.urls import reverse

from minzheng.casework.models import Case
from minzheng.ui.registers import Column, Register

cases = Register(
    Case,
    title="办件",
    columns=[
        "number", Column("applicant.masked_name", title="申请人"), Column("village.full_title", title="村（社区）"), "channel", "state",
        "accepted_on", "due_on", "closed_on",
    ],
    filters=["state", "channel", "village"],
    search=["number"],
    ordering="-id",
    link=lambda row: reverse("case", args=[row.number]),
)  # fmt: skip
