"""Values, comparisons and citations as Chinese words."""

from __future__ import annotations

DIGITS = "零一二三四五六七八九"
TRUE_WORDS = {"<": "低于", "<=": "不超过", ">": "超过", ">=": "达到", "==": "等于", "!=": "不等于"}
FALSE_WORDS = {"<": "不低于", "<=": "超过", ">": "不超过", ">=": "未达到", "==": "不等于", "!=": "等于"}
UNITS = {"count": "", "people": " 人", "months": " 个月", "years": " 周岁", "percent": "%", "code": ""}
MONEY = ("fen", "fen_12m")


def amount(value: int | bool | None, unit: str, labels: dict[int, str] | None = None) -> str:
    """A value with its unit: 33566, "fen" → "335.66 元"."""
    if value is None:
        return "不明"
    if labels and int(value) in labels:
        return labels[int(value)]
    if unit == "yes_no" or isinstance(value, bool):
        return "是" if value else "否"
    if unit in MONEY:
        return f"{'-' if value < 0 else ''}{abs(value) // 100:,}.{abs(value) % 100:02d} 元"
    if unit == "dm2":
        return f"{value // 100}.{value % 100:02d} 平方米"
    return f"{value}{UNITS.get(unit, '')}"


def numeral(n: int) -> str:
    """1…999 in Chinese: 21 → 二十一."""
    hundreds, rest = divmod(n, 100)
    tens, ones = divmod(rest, 10)
    text = DIGITS[hundreds] + "百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (DIGITS[ones] if ones or not text else "")


def citation(cite: str) -> str:
    """ "最低生活保障审核确认办法#8" → 《最低生活保障审核确认办法》第八条; what follows # is kept if not a number."""
    instrument, _, article = cite.partition("#")
    return f"《{instrument}》" + (f"第{numeral(int(article))}条" if article.isdigit() else article)


def citations(cites: tuple[str, ...]) -> str:
    return f"（{'、'.join(map(citation, cites))}）" if cites else ""


def gap(op: str, a: int, b: int, unit: str) -> str:
    """By how much a comparison that does not hold fails."""
    if a == b:
        return "，恰好相等"
    if op in ("==", "!="):
        return ""
    return f"，{'高出' if a > b else '差'} {amount(abs(a - b), unit)}"
