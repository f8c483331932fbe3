"""Every file that leaves is a look at personal data: one row in core's audit."""

from dataclasses import dataclass

from django.http import HttpRequest

from minzheng.core.audit.record import record


@dataclass(frozen=True, slots=True)
class Taken:
    name: str = "ui.export"
    title: str = "导出台账"


def record_export(request: HttpRequest, what: str, count: int) -> None:
    record(request.viewer, Taken(), None, wrote=False, reason=what, detail={"what": what, "count": count})
