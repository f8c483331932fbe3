"""Lists of what happened and of what was decided."""

from __future__ import annotations

from django.apps import apps
from django.http import HttpRequest
from django.urls import reverse

from minzheng.casework.interface import Decision
from minzheng.core.access.viewer import roles
from minzheng.core.actions import VERBS
from minzheng.core.audit.models import AuditRow
from minzheng.core.audit.queries import history_of
from minzheng.core.people.models import Household
from minzheng.ui.links import address
from minzheng.ui.registers import Choice, Column, DateRange, Link, Register, Text, YesNo

_NOT_ACTS = [("look", "查看"), ("ui.export", "导出台账")]


def _verbs() -> list[tuple[str, str]]:
    return _NOT_ACTS + sorted(((v.name, v.title) for v in VERBS.values()), key=lambda pair: pair[1])


def _roles() -> list[tuple[str, str]]:
    return [(r.key, r.title) for r in roles().values()] + [("system", "系统"), ("public", "公众")]


def _role(row: AuditRow) -> str:
    return dict(_roles()).get(row.role, row.role)


def _subject(row: AuditRow) -> str:
    """决定 12 for casework.decision:12; as it stands when the table is no more."""
    label, _, key = row.subject.partition(":")
    try:
        return f"{apps.get_model(label)._meta.verbose_name} {key}"
    except (LookupError, ValueError):
        return row.subject


def history_url(row: AuditRow) -> str | None:
    return reverse("audit:household", args=[row.household.number]) if row.household_id else None


_WHAT = [
    "who", Column("role", value=_role), Column("title", title="行为"), Column("wrote", title="读写", kind="text", value=lambda r: "写" if r.wrote else "读"),
]  # fmt: skip
_SUBJECT = Column("subject", value=_subject)
_ABOUT = ["reason", Column("address", kind="masked")]

rows = Register(
    AuditRow, title="查看与操作记录",
    columns=["at", *_WHAT, Column("household.number", title="户编号", url=history_url), _SUBJECT, *_ABOUT],
    filters=[
        Text("who"), Choice("role", choices=_roles), Choice("verb", choices=_verbs, title="行为"), YesNo("wrote", title="是否写入"),
        Text("household", path="household__number", lookup="istartswith", title="户编号"), DateRange("at"),
    ],
    ordering="-at", empty="还没有记录",
)  # fmt: skip


def _of_household(request: HttpRequest):
    return history_of(Household.objects.get(number=request.resolver_match.kwargs["number"])).select_related("person")


history = Register(
    AuditRow, title="家庭档案的查看与操作记录", rows=_of_household, columns=["at", *_WHAT, _SUBJECT, *_ABOUT],
    filters=[Text("who"), Choice("role", choices=_roles), YesNo("wrote", title="是否写入"), DateRange("at")], ordering="-at",
    empty="没有人查看或修改过",
)  # fmt: skip

decisions = Register(
    Decision, title="决定重算",
    columns=[
        "number", Column("case.number", title="受理编号"), Column("case.household.number", title="户编号"),
        Column("kind", kind="badge", tone={"granted": "green", "refused": "grey"}),
        Column("amount", title="月金额", kind="money", url=lambda d: address("programme", d.programme)),
        "decided_on", "who",
    ],
    filters=["kind", DateRange("decided_on"), Text("who")], search=["number", "case__number", "case__household__number"],
    ordering=["-decided_on", "-pk"], link=lambda d: reverse("audit:decision", args=[d.number]),
    actions=[Link("批量重算", url=lambda request: reverse("audit:month"), icon="refresh")], empty="还没有作出过决定",
)  # fmt: skip
