"""The first wall: a model that holds personal data says how it is scoped, and its only manager limits every query.

    class Case(Scoped):
        scope = Scope(area="village_id", citizen="household__memberships__person_id")

Lists, counts, exports, suggestions, related objects and dashboards all pass here, because there is no other manager.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.db.models import Q, QuerySet

from minzheng.core.access.viewer import Viewer, current_viewer


@dataclass(frozen=True, slots=True)
class Scope:
    """How rows are limited.

    area:     lookup of the 12-digit area code that an officer's prefix is compared with
    citizen:  lookup that must equal the citizen's own person id; empty: citizens see none
    public:   makes the condition under which anyone may see a row today; None: the public sees none
    personal: the fields that hold personal data
    """

    area: str
    citizen: str = ""
    public: Callable[[], Q] | None = None
    personal: tuple[str, ...] = ()

    def limit(self, rows: QuerySet, viewer: Viewer) -> QuerySet:
        if viewer.kind == "system":
            return rows
        if viewer.kind == "officer":
            # An officer without an area sees nothing, not everything.
            # Django compares no prefix of a foreign key itself; of its code it does, and leaves the join out.
            code = f"{self.area.removesuffix('_id')}__code" if self.area.endswith("village_id") else self.area
            return rows.filter(**{f"{code}__startswith": viewer.area_prefix}) if viewer.area_prefix else rows.none()
        if viewer.kind == "citizen" and self.citizen and viewer.person_id:
            own = type(rows)(rows.model).filter(**{self.citizen: viewer.person_id}).values("pk")
            return rows.filter(pk__in=own)
        return rows.filter(self.public()) if self.public is not None else rows.none()


class ScopedManager(models.Manager):
    """Raises NoViewer when nobody said who asks."""

    def get_queryset(self) -> QuerySet:
        return self.model.scope.limit(super().get_queryset(), current_viewer())


class Scoped(models.Model):
    """Base of every model with personal data."""

    scope: Scope
    objects = ScopedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"
