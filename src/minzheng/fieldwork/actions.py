"""Ordering a visit and telling what was found."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from minzheng.casework.interface import open_case
from minzheng.core import clock
from minzheng.core.access.viewer import Viewer
from minzheng.core.actions import Refused, action
from minzheng.core.people.models import Household, Person
from minzheng.fieldwork.models import Visit
from minzheng.fieldwork.photos import NotAPhoto, kind_of
from minzheng.fieldwork.queries import item_for, outcomes_of

RETRY_DAYS = 7  # nobody home: try again within a week


@action("fieldwork.assign", title="派走访")
def assign_visit(*, household: Household, reason: str, programme: str, due_on: dt.date, by: Viewer) -> Visit:
    """Ask the village of a household to knock at its door. Raises Refused when it is asked already."""
    if not reason.strip():
        raise Refused("请写明走访事由。", field="reason")
    if due_on < clock.today():
        raise Refused("走访期限不能早于今天。", field="due_on")
    return _order(household=household, reason=reason.strip()[:200], programme=programme, due_on=due_on, ordered_by=by.name or by.role_title)


def _order(*, household: Household, **fields) -> Visit:
    try:
        with transaction.atomic():
            return Visit.objects.create(household=household, village_id=household.village_id, **fields)
    except IntegrityError as error:
        if "one_open_visit" not in str(error):
            raise
        raise Refused(f"家庭 {household.number} 已有一次同一事由的走访尚未完成，不必重复派单。") from None


@action("fieldwork.record", title="记录走访")
def record_visit(
    *, visit: Visit, outcome: str, note: str, photo: bytes | None, by: Viewer, applicant: Person | None = None
) -> Visit:
    """Close a visit with what was found. Raises Refused, naming the field.

    `apply` opens a case for the household (主动发现) in the name of `applicant` (its head when not said);
    `absent` orders the next attempt within a week.
    """
    visit = Visit.objects.select_for_update(of=("self",)).select_related("household").get(pk=visit.pk)
    if not visit.is_open:
        raise Refused("这次走访已经记录过结果，不能重复提交。如需更正，请联系派单人重新派单。")
    _check(visit, outcome, note, photo)
    visit.outcome, visit.note, visit.photo = outcome, note.strip(), photo
    visit.visited_at, visit.visited_by_id = timezone.now(), by.account_id
    if outcome == "apply":
        visit.case = _open(visit, applicant, by)
    visit.save()
    if outcome == "absent":
        _order(
            household=visit.household, reason=visit.reason, programme=visit.programme, ordered_by=visit.ordered_by,
            due_on=clock.today() + dt.timedelta(days=RETRY_DAYS), again_of=visit,
        )  # fmt: skip
    return visit


def _check(visit: Visit, outcome: str, note: str, photo: bytes | None) -> None:
    if outcome not in outcomes_of(visit):
        raise Refused("请选择走访结果。", field="outcome")
    if outcome != "absent" and len(note.strip()) < 4:
        raise Refused("请用一句话写明看到的情况（至少 4 个字）。", field="note")
    if photo is not None:
        try:
            kind_of(photo)
        except NotAPhoto as wrong:
            raise Refused(str(wrong), field="photo") from None


def _open(visit: Visit, applicant: Person | None, by: Viewer):
    person = applicant or next((m.person for m in visit.household.current_members() if not m.person.died_on), None)
    if person is None:
        raise Refused("该家庭没有在世的成员，不能建立办件，请选择其他结果。", field="outcome")
    return open_case(item=item_for(visit.programme), household=visit.household, applicant=person, channel="discovery", by=by)
