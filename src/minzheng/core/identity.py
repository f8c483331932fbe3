"""公民身份号码 (GB 11643-1999): parsing and checking. Pure: no Django, no tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


class BadIdNumber(ValueError):
    """Not a citizen's ID number; the message says in Chinese what is wrong and what to write."""


def check_digit(first17: str) -> str:
    """The 18th character for the first 17 digits (ISO 7064 MOD 11-2)."""
    return _CHECKS[sum(int(d) * w for d, w in zip(first17, _WEIGHTS, strict=True)) % 11]


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A checked ID number. `parse` is the only way that makes one.

    The six-digit prefix tells where the number was first issued, never where somebody belongs.
    """

    text: str

    @classmethod
    def parse(cls, raw: object, *, today: dt.date | None = None) -> IdNumber:
        """Accept what people type (spaces, full-width digits, small x). Raises BadIdNumber."""
        text = _tidy(raw)
        if len(text) == 15 and text.isdigit():
            raise BadIdNumber("这是 15 位的旧号码，请填写 18 位公民身份号码")
        if len(text) != 18:
            raise BadIdNumber(f"公民身份号码应为 18 位，现为 {len(text)} 位，请核对后重新填写")
        if not text[:17].isascii() or not text[:17].isdigit() or text[17] not in "0123456789X":
            raise BadIdNumber("公民身份号码前 17 位应为数字，最后一位为数字或 X")
        _birth(text, today or dt.date.today())
        if check_digit(text[:17]) != text[17]:
            raise BadIdNumber("公民身份号码校验位不正确，请核对每一位数字")
        return cls(text)

    @property
    def birth(self) -> dt.date:
        return dt.date(int(self.text[6:10]), int(self.text[10:12]), int(self.text[12:14]))

    @property
    def sex(self) -> int:
        """GB/T 2261.1: 1 male, 2 female."""
        return 1 if int(self.text[16]) % 2 else 2

    @property
    def masked(self) -> str:
        return mask_id(self.text)

    def __str__(self) -> str:
        return self.text


def _tidy(raw: object) -> str:
    """Undo what keyboards do: full-width characters, blanks, small x, Excel's leading apostrophe."""
    if isinstance(raw, float):
        raise BadIdNumber("公民身份号码被存成了数字，后几位已丢失；请把单元格设为“文本”后重新录入")
    text = "".join(str(raw).split()).lstrip("'").upper()
    return text.translate({0xFF10 + i: str(i) for i in range(10)} | {0xFF38: "X", 0xFF58: "X"})


def _birth(text: str, today: dt.date) -> dt.date:
    try:
        birth = dt.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        raise BadIdNumber(f"公民身份号码中的出生日期 {text[6:14]} 不存在") from None
    if birth > today:
        raise BadIdNumber(f"公民身份号码中的出生日期 {birth:%Y-%m-%d} 晚于今天")
    if birth.year < 1900:
        raise BadIdNumber(f"公民身份号码中的出生年份 {birth.year} 早于 1900 年，请核对")
    return birth


def mask_id(text: str) -> str:
    """5002**********0014"""
    return f"{text[:4]}{'*' * 10}{text[-4:]}"


def mask_name(name: str) -> str:
    """李* · 张*伟 · 欧阳*娜: the first character, and the last when there are three or more."""
    if len(name) <= 2:
        return name[:1] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_phone(text: str) -> str:
    """138****0000"""
    return text[:3] + "****" + text[-4:] if len(text) >= 8 else "****"


def mask_account(text: str) -> str:
    """Bank account: the last four digits."""
    return "**** **** " + text[-4:]


def age_on(birth: dt.date, day: dt.date) -> int:
    """Full years (周岁) on `day`, reached on the birthday itself (rules.md X-05); born on 29 February: on 1 March."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
