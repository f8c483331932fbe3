"""The programmes that a grant pays."""

from __future__ import annotations

from minzheng.casework.interface import programme_title
from minzheng.casework.items import catalogue


def payable() -> list[tuple[str, str]]:
    """(key, title) of the programmes whose service item pays."""
    items = [item for versions in catalogue().values() for item in versions.values() if "pays" in item.effects]
    return sorted({(item.programme, programme_title(item.programme)) for item in items})
