"""What higher bands may call of core."""

from minzheng.core.access.viewer import PUBLIC, NotAllowed, NoViewer, Viewer, acting, current_viewer, system
from minzheng.core.actions import Refused, action
from minzheng.core.facts.actions import record_fact
from minzheng.core.facts.catalogue import catalogue
from minzheng.core.facts.queries import current_facts
from minzheng.core.identity import BadIdNumber, IdNumber
from minzheng.core.people.actions import reveal
from minzheng.core.people.queries import household_of, search

__all__ = [
    "PUBLIC", "BadIdNumber", "IdNumber", "NoViewer", "NotAllowed", "Refused", "Viewer", "acting", "action", "catalogue", "current_facts",
    "current_viewer", "household_of", "record_fact", "reveal", "search", "system",
]  # fmt: skip
