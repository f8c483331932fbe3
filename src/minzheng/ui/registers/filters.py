"""What a register can be narrowed by. A filter reads its own parameters from the address, limits the rows and says in words what it did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from minzheng.core import clock
from minzheng.core.areas.models import Area as AreaModel
from minzheng.ui import areas
from minzheng.ui.forms import DateField, split_area
from minzheng.ui.registers.keyset import BadOrder, resolve

Data = Mapping[str, str]


class Filter:
    """Base. Subclass it for a filter of your own: `template`, `apply`, `words`."""

    template = ""

    def __init__(self, name: str, *, title: str = "", path: str = ""):
        self.name, self.title, self.path = name, title, path or name.replace(".", "__")

    def bind(self, model: type[models.Model], annotations: Mapping[str, Any]) -> None:
        """Check the path and fill in the title. Raises BadOrder."""
        field, _ = resolve(model, self.path, dict(annotations))
        self.title = self.title or str(getattr(field, "verbose_name", ""))
        if not self.title:
            raise BadOrder(f"{model.__name__}: filter {self.name!r} needs a title")
        self.field = field

    def parameters(self) -> list[str]:
        """The names in the address that belong to this filter."""
        return [self.name]

    def apply(self, rows: QuerySet, data: Data) -> QuerySet:
        raise NotImplementedError

    def words(self, data: Data) -> str:
        """What is asked for, in words; empty when nothing is."""
        raise NotImplementedError

    def error(self, data: Data) -> str:
        """What is wrong with what was typed; empty when nothing is."""
        return ""

    def context(self, data: Data, request: HttpRequest) -> dict[str, Any]:
        return {"filter": self, "value": data.get(self.name, ""), "error": self.error(data)}


class Choice(Filter):
    """One of a list. `choices`: pairs or a function giving pairs; default: the field's own, or the rows that a foreign key points at."""

    template = "ui/filters/choice.html"

    def __init__(self, name: str, *, choices: Iterable[tuple[Any, str]] | Callable[[], Iterable[tuple[Any, str]]] | None = None, **kwargs: Any):
        super().__init__(name, **kwargs)
        self._choices = choices

    def choices(self) -> list[tuple[str, str]]:
        given: Any = self._choices() if callable(self._choices) else self._choices
        if given is None and self.field.is_relation:
            given = [(row.pk, str(row)) for row in self.field.related_model._default_manager.all()[:500]]
        elif given is None:
            given = self.field.flatchoices
        return [(str(key), str(title)) for key, title in given]

    def bind(self, model: type[models.Model], annotations: Mapping[str, Any]) -> None:
        super().bind(model, annotations)
        if self._choices is None and not self.field.is_relation and not getattr(self.field, "flatchoices", None):
            raise BadOrder(f"{model.__name__}: filter {self.name!r} has no choices; use Text, or give some")

    def apply(self, rows: QuerySet, data: Data) -> QuerySet:
        asked = data.get(self.name)
        if not asked:
            return rows
        return rows.filter(**{self.path: asked}) if asked in dict(self.choices()) else rows.none()

    def words(self, data: Data) -> str:
        asked = data.get(self.name)
        return f"{self.title}：{dict(self.choices()).get(asked, asked)}" if asked else ""

    def context(self, data: Data, request: HttpRequest) -> dict[str, Any]:
        return super().context(data, request) | {"choices": self.choices()}


class Text(Filter):
    """Contains what was typed; `lookup` changes how ("istartswith" can use an index)."""

    template = "ui/filters/text.html"

    def __init__(self, name: str, *, lookup: str = "icontains", **kwargs: Any):
        super().__init__(name, **kwargs)
        self.lookup = lookup

    def apply(self, rows: QuerySet, data: Data) -> QuerySet:
        asked = _clean(data.get(self.name, ""))
        return rows.filter(**{f"{self.path}__{self.lookup}": asked}) if asked else rows

    def words(self, data: Data) -> str:
        asked = _clean(data.get(self.name, ""))
        return f"{self.title}含“{asked}”" if asked else ""


class Search(Filter):
    """One box over several fields."""

    template = "ui/filters/text.html"

    def __init__(self, paths: Iterable[str] | Callable[[QuerySet, str], QuerySet], *, title: str = "查找"):
        super().__init__("q", title=title)
        self.paths = paths

    def bind(self, model: type[models.Model], annotations: Mapping[str, Any]) -> None:
        for path in [] if callable(self.paths) else self.paths:
            resolve(model, path.split("__icontains")[0], dict(annotations))

    def apply(self, rows: QuerySet, data: Data) -> QuerySet:
        asked = _clean(data.get("q", ""))
        if not asked:
            return rows
        if callable(self.paths):
            return self.paths(rows, asked)
        condition = Q(pk__in=[])
        for path in self.paths:
            condition |= Q(**{f"{path}__icontains": asked})
        return rows.filter(condition)

    def words(self, data: Data) -> str:
        asked = _clean(data.get("q", ""))
        return f"查找“{asked}”" if asked else ""


class YesNo(Filter):
    template = "ui/filters/choice.html"

    def choices(self) -> list[tuple[str, str]]:
        return [("1", "是"), ("0", "否")]

    def apply(self, rows: QuerySet, data: Data) -> QuerySet:
        asked = data.get(self.name)
        return rows.filter(**{self.path: asked == "1"}) if asked in ("0", "1") else rows

    def words(self, data: Data) -> str:
        said = dict(self.choices()).get(data.get(self.name, ""))
        return f"{self.title}：{said}" if said else ""

    def context(self, data: Data, request: HttpRequest) -> dict[str, Any]:
        return super().context(data, request) | {"choices": self.choices()}


class DateRange(Filter):
    """From a day to a day, both inside. Days are those of this place, also for moments."""

    template = "ui/filters/dates.html"

    def parameters(self) -> list[str]:
        return [f"{self.name}_from", f"{self.name}_to"]

    def days(self, data: Data) -> tuple[dt.date | None, dt.date | None]:
        """Raises ValidationError."""
        first, last = (DateField(required=False).clean(data.get(name, "")) for name in self.parameters())
        if first and last and first > last:
            raise ValidationError("开始日期晚于结束日期，请调换")
        return first, last

    def error(self, data: Data) -> str:
        try:
            self.days(data)
        except ValidationError as error:
            return error.messages[0]
        return ""

    def apply(self, rows: QuerySet, data: Data) -> QuerySet:
        try:
            first, last = self.days(data)
        except ValidationError:
            return rows.none()
        moment = isinstance(self.field, models.DateTimeField)
        if first:
            rows = rows.filter(**{f"{self.path}__gte": _midnight(first) if moment else first})
        if last:
            after = last + dt.timedelta(days=1)
            rows = rows.filter(**{f"{self.path}__lt": _midnight(after) if moment else after})
        return rows

    def words(self, data: Data) -> str:
        if self.error(data):
            return ""
        first, last = self.days(data)
        return f"{self.title}：{first or '不限'} 至 {last or '不限'}" if first or last else ""

    def context(self, data: Data, request: HttpRequest) -> dict[str, Any]:
        ends = [(name, data.get(name, "")) for name in self.parameters()]
        return super().context(data, request) | {"first": ends[0], "last": ends[1]}


class Due(Filter):
    """A date that is past, or comes within so many days."""

    template = "ui/filters/choice.html"

    def __init__(self, name: str, *, days: int, **kwargs: Any):
        super().__init__(name, **kwargs)
        self.days = days

    def parameters(self) -> list[str]:
        return [f"{self.name}_due"]

    def choices(self) -> list[tuple[str, str]]:
        return [("past", "已过期"), ("soon", f"{self.days} 天内到期"), ("later", "未临期"), ("none", "未填写")]

    def apply(self, rows: QuerySet, data: Data) -> QuerySet:
        today = clock.today()
        limit = today + dt.timedelta(days=self.days + 1)
        start, end = (_midnight(today), _midnight(limit)) if isinstance(self.field, models.DateTimeField) else (today, limit)
        lookups = {
            "past": {f"{self.path}__lt": start}, "soon": {f"{self.path}__gte": start, f"{self.path}__lt": end},
            "later": {f"{self.path}__gte": end}, "none": {f"{self.path}__isnull": True},
        }  # fmt: skip
        asked = data.get(self.parameters()[0], "")
        return rows.filter(**lookups[asked]) if asked in lookups else rows

    def words(self, data: Data) -> str:
        said = dict(self.choices()).get(data.get(self.parameters()[0], ""))
        return f"{self.title}：{said}" if said else ""

    def context(self, data: Data, request: HttpRequest) -> dict[str, Any]:
        name = self.parameters()[0]
        return {"filter": self, "name": name, "value": data.get(name, ""), "choices": self.choices(), "error": ""}


class Area(Filter):
    """A town, then a village. `path` leads to a foreign key to core's Area or to a 12-digit code."""

    template = "ui/filters/area.html"

    def bind(self, model: type[models.Model], annotations: Mapping[str, Any]) -> None:
        super().bind(model, annotations)
        self.code = f"{self.path}__code" if self.field.is_relation else self.path

    def parameters(self) -> list[str]:
        return [f"{self.name}_town", f"{self.name}_village"]

    def chosen(self, data: Data) -> str:
        """The prefix asked for; a village left over from another town is dropped."""
        town, village = (_digits(data.get(name, "")) for name in self.parameters())
        return village if village and village[:9] == town[:9] else town[:9]

    def apply(self, rows: QuerySet, data: Data) -> QuerySet:
        prefix = self.chosen(data)
        return rows.filter(**{f"{self.code}__startswith": prefix}) if prefix else rows

    def words(self, data: Data) -> str:
        prefix = self.chosen(data)
        area = AreaModel.objects.select_related("parent").filter(code=f"{prefix:0<12}").first() if prefix else None
        return f"{self.title}：{area.full_title if area else prefix}" if prefix else ""

    def context(self, data: Data, request: HttpRequest) -> dict[str, Any]:
        viewer = getattr(request, "viewer", None)
        within = viewer.area_prefix if viewer else ""
        town, village = split_area(f"{prefix:0<12}") if (prefix := self.chosen(data)) else ("", "")
        villages = areas.villages_of(town, within) if town else []
        return super().context(data, request) | {
            "towns": areas.towns(within), "villages": villages, "town": town, "village": village, "names": self.parameters(),
        }  # fmt: skip


def filter_for(model: type[models.Model], name: str, annotations: Mapping[str, Any]) -> Filter:
    """The filter that suits a field."""
    path = name.replace(".", "__")
    field, _ = resolve(model, path, dict(annotations))
    if field.is_relation:
        return Area(name) if field.related_model is AreaModel else Choice(name)
    if getattr(field, "flatchoices", None):
        return Choice(name)
    if isinstance(field, models.BooleanField):
        return YesNo(name)
    return DateRange(name) if isinstance(field, models.DateField) else Text(name)


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()[:100]


def _digits(text: str) -> str:
    return text if text.isascii() and text.isdigit() and len(text) == 12 else ""


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
