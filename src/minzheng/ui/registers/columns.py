"""What a register shows of a row, and how."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.db import models
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from minzheng.ui import money
from minzheng.ui.registers.keyset import BadOrder, resolve

Kind = Literal["text", "money", "date", "datetime", "badge", "masked", "area", "number", "yesno", "link"]
_KINDS = {"text", "money", "date", "datetime", "badge", "masked", "area", "number", "yesno", "link"}
_WIDTHS = {"text": 16, "money": 14, "date": 12, "datetime": 18, "badge": 12, "masked": 22, "area": 22, "number": 10, "yesno": 8, "link": 18}


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    name:   attribute path from the row ("beds", "village.full_title"); the column's own name when `value` is given
    title:  heading; default: the model field's verbose name
    kind:   text, money (int fen), date, datetime, badge, masked (shown as given, fixed-width), area, number, yesno,
            link (as text, with `url`); default: from the field
    sort:   lookup path to sort by; None: the field itself when `name` leads to one; False: not sortable
    value:  row → value, instead of following `name`
    tone:   for badges: row's value → tone, as a mapping or a function (blue, green, amber, red, purple, grey)
    url:    row → address or None: links the cell
    """

    name: str
    title: str = ""
    kind: Kind | Literal[""] = ""
    sort: str | Literal[False] | None = None
    value: Callable[[Any], Any] | None = None
    tone: Mapping[Any, str] | Callable[[Any], str] | None = None
    url: Callable[[Any], str | None] | None = None
    width: int = 0
    choices: Mapping[Any, str] | None = None

    @property
    def numeric(self) -> bool:
        return self.kind in ("money", "number")

    @property
    def heading(self) -> str:
        return f"{self.title}（元）" if self.kind == "money" else self.title

    @property
    def excel_width(self) -> int:
        return max(self.width or _WIDTHS[self.kind or "text"], 2 * len(self.heading) + 2)

    def read(self, row: Any) -> Any:
        """The value as Python holds it; choices as their titles."""
        if self.value is not None:
            found = self.value(row)
        else:
            found = row
            for part in self.name.split("."):
                found = getattr(found, part) if found is not None else None
            found = found() if callable(found) else found
        return self.choices.get(found, found) if self.choices and found is not None else found

    def shown(self, row: Any) -> str | SafeString:
        """The cell's content on the page."""
        found = self.read(row)
        if found is None or found == "":
            return "—"
        text = display(self.kind, found)
        if self.kind == "badge":
            text = format_html('<span class="state {}">{}</span>', self._tone_of(row, found), text)
        elif self.kind == "masked":
            text = format_html('<span class="mono">{}</span>', text)
        url = self.url(row) if self.url else None
        return format_html('<a href="{}">{}</a>', url, text) if url else text

    def _tone_of(self, row: Any, found: Any) -> str:
        if self.tone is None:
            return "grey"
        key = getattr(row, self.name, found) if self.value is None and "." not in self.name else found
        return self.tone(key) if callable(self.tone) else self.tone.get(key, self.tone.get(found, "grey"))


def display(kind: str, value: Any) -> str:
    if kind == "money":
        return money.yuan(value)
    if kind == "number":
        return f"{value:,}"
    if kind == "yesno":
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{local:%Y-%m-%d}" if kind == "date" else f"{local:%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


@dataclass(frozen=True, slots=True)
class Link:
    """A button above a register, or a link at the end of each row. `url`: address, or function of the request (the row). `roles` None: all."""

    title: str
    url: str | Callable[[Any], str | None]
    icon: str = ""
    primary: bool = False
    roles: frozenset[str] | None = None

    def at(self, thing: Any) -> str | None:
        return self.url(thing) if callable(self.url) else self.url


def complete(model: type[models.Model], column: Column | str, annotations: dict[str, Any]) -> Column:
    """Fill in what the model already says. Raises BadOrder where the column is misdeclared."""
    column = Column(column) if isinstance(column, str) else column
    path = column.name.replace(".", "__")
    field = None
    if column.value is None or column.sort is None:
        try:
            field, _ = resolve(model, path, annotations)
        except BadOrder:
            if column.value is None and not hasattr(model, column.name.split(".")[0]) and column.name not in annotations:
                raise BadOrder(f"{model.__name__}: column {column.name!r} is neither a field nor an attribute") from None
    title = column.title or str(getattr(field, "verbose_name", "") or "")
    if not title:
        raise BadOrder(f"{model.__name__}: column {column.name!r} needs a title")
    kind = column.kind or _kind_of(field)
    if kind not in _KINDS:
        raise BadOrder(f"{model.__name__}: column {column.name!r}: unknown kind {kind!r}")
    sort = column.sort
    if sort is None:
        sort = _sort_of(path, field) if field is not None and column.value is None else False
    elif sort:
        resolve(model, sort, annotations)
    choices = column.choices or (dict(field.flatchoices) if field is not None and getattr(field, "flatchoices", None) else None)
    return replace(column, title=title, kind=kind, sort=sort, choices=choices)


def _sort_of(path: str, field: Any) -> str | Literal[False]:
    return False if isinstance(field, models.JSONField | models.BinaryField) else path


def _kind_of(field: Any) -> str:
    if field is None or getattr(field, "flatchoices", None):
        return "text"
    for types, kind in (
        (models.DateTimeField, "datetime"), (models.DateField, "date"), (models.BooleanField, "yesno"),
        ((models.IntegerField, models.DecimalField, models.FloatField), "number"),
    ):  # fmt: skip
        if isinstance(field, types) and not field.primary_key:
            return kind
    return "text"
