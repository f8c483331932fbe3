"""Programmes by the title of the service item that grants them."""

from __future__ import annotations

import functools

from minzheng.casework.items import catalogue


@functools.cache
def _titles() -> dict[str, str]:
    items = [item for versions in catalogue().values() for item in versions.values()]
    return {item.programme: _granted(item.title) for item in items}


def _granted(item_title: str) -> str:
    """The item is named for the act (…审核确认), the programme for what it grants."""
    return item_title.removesuffix("审核确认")


def programme_title(key: str) -> str:
    """最低生活保障 for `minimum_living`; the key itself when no item grants it."""
    return _titles().get(key, key)


def payable() -> list[tuple[str, str]]:
    """(key, title) of the programmes that a grant pays."""
    items = [item for versions in catalogue().values() for item in versions.values() if "pays" in item.effects]
    return sorted({(item.programme, _granted(item.title)) for item in items})
