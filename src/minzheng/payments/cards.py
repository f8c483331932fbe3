"""Bank account numbers: what people type, checked as far as a number can be checked without asking the bank."""

from __future__ import annotations

_CARD_FIRST = (
    "4569"  # cards of banks in China begin with these; passbooks and other accounts have no public check digit
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


class BadAccount(ValueError):
    """Not a bank account number; the message says in Chinese what is wrong."""


def luhn_ok(digits: str) -> bool:
    """ISO/IEC 7812-1 check digit."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def account_number(raw: object) -> str:
    """Digits only, checked: a card's 16–19 digits by its check digit, other accounts 8–30 digits. Raises BadAccount.

    UnionPay's cards begin with 62; what begins so and has another length is a card mistyped.
    """
    if isinstance(raw, float):
        raise BadAccount("账号被存成了数字，后几位已丢失；请把单元格设为“文本”后重新录入")
    text = "".join(str(raw).split()).replace("-", "").translate(_FULL_WIDTH)
    if not text.isascii() or not text.isdigit():
        raise BadAccount("账号应全部为数字（可带空格），请核对后重新填写")
    if not 8 <= len(text) <= 30:
        raise BadAccount(f"账号应为 8 至 30 位，银行卡为 16 至 19 位，现为 {len(text)} 位，请核对")
    if text.startswith("62") and not 16 <= len(text) <= 19:
        raise BadAccount(f"银行卡号应为 16 至 19 位，现为 {len(text)} 位，请对照卡面核对")
    if set(text) == {"0"}:
        raise BadAccount("账号不能全为 0，请核对")
    if text[0] in _CARD_FIRST and 16 <= len(text) <= 19 and not luhn_ok(text):
        raise BadAccount("银行卡号校验位不正确，请对照卡面核对每一位数字")
    return text
