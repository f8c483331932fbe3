"""The list of visits (走访台账) for town and district."""

from django.urls import reverse

from minzheng.fieldwork.models import OUTCOMES, Visit
from minzheng.ui.registers import Area, Choice, Column, Due, Register

TONES = {OUTCOMES["apply"]: "green", OUTCOMES["declined"]: "blue", OUTCOMES["confirmed"]: "blue", OUTCOMES["not_so"]: "grey", OUTCOMES["absent"]: "amber"}

visits = Register(
    Visit,
    title="走访台账",
    columns=[
        Column("household.number", "户编号", sort=False),
        Column("village.full_title", "村（社区）", kind="area", sort="village__code"),
        Column("reason"),
        Column("due_on"),
        Column("outcome", "结果", kind="badge", sort=False, value=lambda row: OUTCOMES.get(row.outcome, "未走访"), tone=TONES),
        Column("visited_at", sort=False),
        Column("ordered_by", sort=False),
        Column("case.number", "转入办件", sort=False),
    ],
    filters=[Choice("outcome", choices=OUTCOMES.items()), Due("due_on", days=7), Area("village")],
    search=["household__number"],
    ordering="due_on",
    link=lambda row: reverse("fieldwork:visit", args=[row.pk]),
    empty="还没有走访。区级审核员在“应享核查”中派单后会出现在这里。",
)
