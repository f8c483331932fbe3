"""The amounts that the key needs, read from the dated parameters. Only the reading is shared with the rules, no computation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from minzheng.policy.parameters import Parameter, load

SEVERE_ALONE_SINCE = dt.date(2022, 10, 20)  # 民发〔2022〕83号: grown severely disabled people without work may receive alone


@dataclass(frozen=True, slots=True)
class Law:
    """Fen a month; `standard` by urban. `standard_since`: first day of the standard in force; `standard_before`: the one it replaced.

    `severe_alone`: grown severely disabled people without work may receive 单人保.
    """

    standard: dict[bool, int]
    standard_since: dt.date
    standard_before: dict[bool, int] | None
    elder: int
    minor: int
    severe: int
    illness: int
    deposit_months: int
    severe_alone: bool

    def deposit_limit(self, urban: bool) -> int:
        """Per person."""
        return self.standard[urban] * self.deposit_months


def law_on(day: dt.date, folders: Sequence[Path]) -> Law:
    """Raises minzheng.policy.NotPublished when an amount has no value on `day`."""
    parameters, _ = load(folders)
    standard = parameters["minimum_living_standard"]
    now = standard.on(day)[0]
    earlier = [v for v in standard.values if v.area == now.area and v.start < now.start]
    return Law(
        standard=_by_urban(now.table),
        standard_since=now.start,
        standard_before=_by_urban(earlier[-1].table) if earlier else None,
        severe_alone=day >= SEVERE_ALONE_SINCE,
        **{
            name: _single(parameters[parameter], day)
            for name, parameter in (
                ("elder", "supplement_elder"), ("minor", "supplement_minor"), ("severe", "supplement_severe"),
                ("illness", "supplement_illness"), ("deposit_months", "deposit_multiple"),
            )
        },
    )  # fmt: skip


def _single(parameter: Parameter, day: dt.date) -> int:
    return parameter.on(day)[0].table[()]


def _by_urban(table: dict[tuple[int, ...], int]) -> dict[bool, int]:
    return {True: table[1,], False: table[0,]}
