"""What a made-up district is made from. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from minzheng.cli.populate.chance import Chance
from minzheng.cli.populate.law import Law
from minzheng.cli.populate.numbers import Prefix
from minzheng.cli.populate.places import Places


@dataclass(slots=True)
class Setting:
    """`first_village`: code of the village that shows one planted fault of each kind."""

    persons: int
    seed: int
    day: dt.date
    law: Law
    places: Places
    prefixes: list[Prefix]
    kinds: dict[str, str]  # kind of fact → its best source
    first_village: str
    citizen: str  # the name borne by the head of the first household that misses 低保

    @property
    def chance(self) -> Chance:
        return Chance(self.persons, self.seed, self.day)
