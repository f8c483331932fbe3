"""Opening and finishing tasks."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from minzheng.casework.models import Case, Task
from minzheng.core.access.viewer import Viewer, acting, system
from minzheng.core.people.models import Household


def open_task(
    *, kind: str, title: str, role: str, household: Household, case: Case | None = None, subject: str = "", due_on: dt.date | None = None
) -> Task:
    """Put something on the list of a role for the household's area. The caller's transaction decides."""
    with acting(system("open a task")):
        return Task.objects.create(
            kind=kind, title=title, role=role, household=household, village_id=household.village_id, case=case, subject=subject, due_on=due_on
        )


def finish_tasks(*, by: Viewer, **which) -> int:
    """Finish the open tasks that match (`case=`, `kind=`, `subject=` …). Returns how many."""
    with acting(system("finish tasks")):
        return Task.objects.filter(done_at=None, **which).update(done_at=timezone.now(), done_by_id=by.account_id)


def my_tasks(viewer: Viewer):
    """The open tasks of the viewer's role in the viewer's area, first due first."""
    return Task.objects.filter(role=viewer.role, done_at=None).select_related("case", "village", "household").order_by("due_on", "id")
