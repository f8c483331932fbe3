"""Reading is audited too: one row per look at somebody's file."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.db import models
from django.utils import timezone

from minzheng.core.access.viewer import Viewer, acting, system
from minzheng.core.audit.models import AuditRow
from minzheng.core.audit.record import record

SAME_LOOK = dt.timedelta(minutes=5)


class Look(NamedTuple):
    name: str = "look"
    title: str = "查看"


def looked(viewer: Viewer, about: models.Model, purpose: str) -> None:
    """Note that `viewer` saw `about` for `purpose` (Chinese, a few words; the person concerned can read it).

    The same viewer seeing the same thing for the same purpose again within 5 minutes is one look, so that pages which
    refresh themselves do not flood the audit. Two requests at once may write two rows: too many is harmless here.
    """
    with acting(system("audit")):
        seen = AuditRow.objects.filter(
            at__gte=timezone.now() - SAME_LOOK,
            account=viewer.account_id,
            role=viewer.role or viewer.kind,
            address=viewer.address,
            verb=Look().name,
            subject=f"{about._meta.label_lower}:{about.pk}",
            reason=purpose[:200],
        ).exists()
    if not seen:
        record(viewer, Look(), about, wrote=False, reason=purpose)
