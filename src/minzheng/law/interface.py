"""What higher bands may call of law."""

from minzheng.law.provisions import amendments
from minzheng.law.registries import BODIES, QUESTIONNAIRES, Body

__all__ = ["BODIES", "QUESTIONNAIRES", "Body", "amendments"]
