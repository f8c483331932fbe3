"""Fen inside, yuan on the screen."""

from __future__ import annotations

import re

_WRITTEN = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－￥", "0123456789.,-¥")


class NotMoney(ValueError):
    """The text is no amount; the message says in Chinese what to write."""


def yuan(fen: int) -> str:
    """123450 → 1,234.50"""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02d}"


def parse_yuan(text: str) -> int:
    """What people type (1,234.50 · 1234元 · ¥1234.5 · full-width) → fen. Raises NotMoney."""
    tidy = text.translate(_FULL_WIDTH).replace(" ", "").replace("\u3000", "").removeprefix("¥").removesuffix("元")
    found = _WRITTEN.fullmatch(tidy)
    if found:
        sign, whole, rest = found.groups()
        fen = int(whole.replace(",", "")) * 100 + int((rest or "0").ljust(2, "0"))
        return -fen if sign else fen
    if re.fullmatch(r"-?[\d,]+\.\d{3,}", tidy):
        raise NotMoney("金额最多两位小数（精确到分），请修改，例如 1234.50")
    if "万" in tidy:
        raise NotMoney("请以元为单位填写数字，不要写“万”，例如 12000")
    raise NotMoney("请填写数字金额，单位为元，例如 1234.50")
