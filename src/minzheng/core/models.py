"""Every table of this band, gathered for Django."""

from minzheng.core.access.models import Account, Post
from minzheng.core.areas.models import Area, AreaCode
from minzheng.core.audit.models import AuditRow
from minzheng.core.facts.models import Fact
from minzheng.core.people.models import Household, Membership, Person

__all__ = ["Account", "Area", "AreaCode", "AuditRow", "Fact", "Household", "Membership", "Person", "Post"]
