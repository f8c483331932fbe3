"""A second opinion on 低保, 低保边缘, 单人保 and 渐退, written from the text of the law and the parameter files alone.

It shares no code with the rules or the engine and imports nothing of `minzheng`. All facts must be known: integers, money
in fen. `judge` answers with exact fractions until the last step:

    judge(Law.on(day, readings), household, persons) -> {
        "minimum_living": (entitled, fen), "edge_household": (entitled, None), "gradual_exit": (entitled, fen),
        "single_person_minimum": {person_id: (entitled, fen), …}}

Cites: 57号 最低生活保障审核确认办法, 83号 民发〔2022〕83号, 条例 重庆市城乡居民最低生活保障条例, 2013 重庆市最低生活保障条件认定办法.
"""

from .law import Law, options
from .programmes import judge

__all__ = ["Law", "judge", "options"]
