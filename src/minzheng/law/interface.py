"""What higher bands may call of law."""

from minzheng.law.adjust import apply_due
from minzheng.law.adjusted import adjustments_of
from minzheng.law.provisions import amendments
from minzheng.law.registries import BODIES, QUESTIONNAIRES, Body
from minzheng.law.trials.compute import LARGE, compared_here, totals_of
from minzheng.law.trials.shown import URBAN
from minzheng.law.trials.typed import parse as parse_value
from minzheng.law.trials.worlds import changes, world_of

__all__ = [
    "BODIES", "LARGE", "QUESTIONNAIRES", "URBAN", "Body", "adjustments_of", "amendments", "apply_due", "changes", "compared_here", "parse_value",
    "totals_of", "world_of",
]  # fmt: skip
