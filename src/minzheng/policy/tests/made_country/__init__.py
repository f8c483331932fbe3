"""Verlandia, a country that does not exist: so that the engine cannot quietly learn the law of one that does.

Residents live at hearths and work in guilds; hearths lie in valleys. Money is counted in beads.
"""

from pathlib import Path

from minzheng.policy import Programme, Registry, RuleSet
from minzheng.policy.tests.made_country import laws

PROGRAMMES: Registry[Programme] = Registry("programme")
Programme("candle_right", "烛火权", laws.hearth, "candle_right", "candle_beads", ("darkness_enough", "poor_enough"),
          ("烛火法#1",), PROGRAMMES)
Programme("apprentice", "学徒津贴", laws.resident, "apprentice", "apprentice_beads", ("apprentice",), ("行会法#2",), PROGRAMMES)

RULES = RuleSet.collect([laws], PROGRAMMES)
PARAMETERS = Path(__file__).parent / "parameters"
