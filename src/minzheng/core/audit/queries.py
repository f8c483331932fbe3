"""Reading the audit."""

from django.db.models import Q, QuerySet

from minzheng.core.audit.models import AuditRow


def history_of(household) -> QuerySet[AuditRow]:
    """Every look at and every change of a household and its members, newest first."""
    members = household.memberships.values("person_id")
    return AuditRow.objects.filter(Q(household=household) | Q(person__in=members)).order_by("-id")
