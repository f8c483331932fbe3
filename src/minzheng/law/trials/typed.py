"""What people type for a value to try: 800,670 (yuan, city then country) → the table that a parameter holds."""

from __future__ import annotations

import re

from minzheng.core.actions import Refused
from minzheng.law.trials.worlds import latest
from minzheng.policy import Parameter, World
from minzheng.policy.words import MONEY
from minzheng.ui.money import NotMoney, parse_yuan

YES_NO = {"是": 1, "1": 1, "否": 0, "0": 0}


def parse(world: World, p: Parameter, text: str) -> dict[str, int]:
    """The values in the order in which the classes are named, as stored in a provision. Raises Refused in Chinese."""
    classes = classes_of(world, p)
    parts = [text.strip()] if len(classes) == 1 else [part for part in re.split(r"[,，、;；\s]+", text.strip()) if part]
    if len(parts) != len(classes):
        order = "、".join(words for _, words in classes)
        raise Refused(f"“{p.title}”要填 {len(classes)} 个数，依次为 {order}，用逗号隔开，例如 800,670。现在填了 {len(parts)} 个。", field="values")
    return {key: _number(p, part) for (key, _), part in zip(classes, parts, strict=True)}


def classes_of(world: World, p: Parameter) -> list[tuple[str, str]]:
    """(key as stored, words) of each value, in the order of the labels: ("1", 城市), ("0", 农村)."""
    labels = [next((i.labels for i in world.rules.inputs if i.name == by), {}) for by in p.by]
    places = [list(one) for one in labels]

    def order(codes: tuple[int, ...]) -> list[int]:
        return [place.index(c) if c in place else len(place) + c for place, c in zip(places, codes, strict=True)]

    return [(",".join(map(str, codes)), "".join(one.get(c, str(c)) for one, c in zip(labels, codes, strict=True)))
            for codes in sorted(latest(p).table, key=order)]


def _number(p: Parameter, text: str) -> int:
    if p.unit in (*MONEY, "dm2"):  # two places behind the point, both of them
        try:
            return parse_yuan(text)
        except NotMoney as error:
            raise Refused(f"“{p.title}”：{error}" if p.unit in MONEY else f"“{p.title}”请填写平方米数，例如 13.00", field="values") from None
    if p.unit == "yes_no" and text in YES_NO:
        return YES_NO[text]
    tidy = text.removesuffix("%").removesuffix("个月").strip()
    if not re.fullmatch(r"\d{1,9}", tidy):
        raise Refused(f"“{p.title}”：“{text}”不是整数。{'请写百分数，例如 1.8 倍写 180。' if p.unit == 'percent' else ''}", field="values")
    return int(tidy)
