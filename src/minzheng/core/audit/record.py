"""Writing the audit."""

from __future__ import annotations

from typing import Any, Protocol

from django.db import models

from minzheng.core.access.viewer import Viewer, acting, system
from minzheng.core.audit.models import AuditRow


class NamedAct(Protocol):
    name: str
    title: str


def record(by: Viewer, verb: NamedAct, about: models.Model | None, *, wrote: bool, reason: str = "", detail: dict | None = None) -> None:
    """One row about one act. `about` tells the household, the person and the area concerned by its own attributes."""
    household, person, area_code = _concerned(about)
    with acting(system("audit")):
        AuditRow.objects.create(
            account_id=by.account_id,
            who=by.name or by.role_title,
            role=by.role or by.kind,
            area_of_post=by.area_prefix,
            verb=verb.name,
            title=verb.title,
            wrote=wrote,
            subject=f"{about._meta.label_lower}:{about.pk}" if about is not None else "",
            household_id=household,
            person_id=person,
            area_code=area_code or by.area_prefix,  # an act about no one place belongs to the area of the post
            reason=(reason or by.purpose)[:200],
            detail=detail or {},
            address=by.address,
        )


def _concerned(about: Any) -> tuple[int | None, int | None, str]:
    """(household id, person id, area code) of a row: its own, or those of its case or person."""
    if about is None:
        return None, None, ""
    label = about._meta.label_lower
    household = about.pk if label == "core.household" else getattr(about, "household_id", None)
    person = about.pk if label == "core.person" else getattr(about, "person_id", None)
    area = getattr(about, "village_id", "") or ""
    for via in ("case", "household", "person", "entitlement", "standing"):
        near = getattr(about, via, None)
        if near is not None and not (household and area):
            near_household, near_person, near_area = _concerned(near)
            household, person, area = household or near_household, person or near_person, area or near_area
    return household, person, area
