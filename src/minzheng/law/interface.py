"""What higher bands may call of law."""

from minzheng.law.adjust import apply_due
from minzheng.law.adjusted import adjustments_of
from minzheng.law.provisions import amendments
from minzheng.law.registries import BODIES, QUESTIONNAIRES, Body

__all__ = ["BODIES", "QUESTIONNAIRES", "Body", "adjustments_of", "amendments", "apply_due"]
