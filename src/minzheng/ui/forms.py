"""Forms: errors at the field and listed on top, in Chinese, and nothing typed is lost."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from minzheng.core import clock
from minzheng.core.areas.models import Area
from minzheng.core.identity import IdNumber
from minzheng.ui import areas, money

_CHOSEN = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.FileInput)


class PieceBoundField(BoundField):
    """A field that is drawn by ui/field.html and whose input carries the look's classes."""

    @property
    def template_name(self) -> str:
        return self.field.template_name or "ui/field.html"

    def build_widget_attrs(self, attrs: dict, widget: forms.Widget | None = None) -> dict:
        built = super().build_widget_attrs(attrs, widget)
        names = [(widget or self.field.widget).attrs.get("class", ""), _look(widget or self.field.widget), "is-invalid" * bool(self.errors)]
        built["class"] = " ".join(filter(None, names))
        return built

    @property
    def first_id(self) -> str:
        """What a link to the field must point at."""
        return self.id_for_label or f"{self.auto_id}_0"


def _look(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return ""
    return "form-select" if isinstance(widget, forms.Select | AreaWidget) else "form-control"


class FormMixin:
    """For Form and ModelForm. `{{ form }}` gives the summary and all fields."""

    template_name = "ui/form.html"
    bound_field_class = PieceBoundField
    use_required_attribute = False  # our own messages, not the browser's

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            verb = "选择" if isinstance(field.widget, (*_CHOSEN, AreaWidget)) else "填写"
            asked = f"请{verb}{field.label or self[name].label}"
            if isinstance(field.widget, forms.CheckboxInput):
                asked = f"请勾选“{field.label or self[name].label}”"
            field.error_messages["required"] = asked

    @property
    def summary(self) -> list[tuple[str, str]]:
        """(id of the field or empty, message) of every error, fields in order, then those of the whole form."""
        found = [(field.first_id, message) for field in self for message in field.errors]
        return found + [("", message) for message in self.non_field_errors()]


class Form(FormMixin, forms.Form):
    """The ordinary form of this house."""


def refuse(form: FormMixin, error: Exception) -> None:
    """Put what an action refused (core.actions.Refused, or any error with a message for the screen) where it belongs."""
    field = getattr(error, "field", "") or None
    form.add_error(field if field in form.fields else None, str(error))


class MoneyField(forms.Field):
    """Yuan on the screen, int fen inside."""

    unit = "元"

    def __init__(self, *, min_fen: int | None = 0, max_fen: int | None = None, **kwargs: Any):
        self.min_fen, self.max_fen = min_fen, max_fen
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        try:
            return money.parse_yuan(str(value))
        except money.NotMoney as error:
            raise ValidationError(str(error), code="invalid") from None

    def validate(self, value: int | None) -> None:
        super().validate(value)
        if value is None:
            return
        if self.min_fen is not None and value < self.min_fen:
            raise ValidationError("金额不能为负数" if self.min_fen == 0 else f"金额不能低于 {money.yuan(self.min_fen)} 元")
        if self.max_fen is not None and value > self.max_fen:
            raise ValidationError(f"金额不能超过 {money.yuan(self.max_fen)} 元，请核对小数点")

    def prepare_value(self, value: Any) -> Any:
        """An int is fen from the program; text is what somebody typed."""
        return money.yuan(value) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))")


class DateField(forms.DateField):
    """A day, typed in the ways people write it. `not_after_today`, `not_before_today` by the clock of this place."""

    def __init__(self, *, not_after_today: bool = False, not_before_today: bool = False, **kwargs: Any):
        self.not_after_today, self.not_before_today = not_after_today, not_before_today
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off", "maxlength": 11}))
        kwargs.setdefault("help_text", "例如 2026-01-02 或 20260102")
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        found = _DATE.fullmatch(str(value).strip())
        if not found:
            raise ValidationError("日期格式不对，请按 年-月-日 填写，例如 2026-01-02", code="invalid")
        year, month, day = (int(part) for part in found.groups() if part)
        try:
            return dt.date(year, month, day)
        except ValueError:
            raise ValidationError(f"没有 {year} 年 {month} 月 {day} 日这一天，请核对", code="invalid") from None

    def validate(self, value: dt.date | None) -> None:
        super().validate(value)
        today = clock.today()
        if value and self.not_after_today and value > today:
            raise ValidationError(f"不能晚于今天（{today:%Y-%m-%d}）")
        if value and self.not_before_today and value < today:
            raise ValidationError(f"不能早于今天（{today:%Y-%m-%d}）")

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat()[:10] if isinstance(value, dt.date) else value


class IdNumberField(forms.CharField):
    """A citizen's ID number, or any number that `parse(text)` reads or refuses with a ValueError in Chinese."""

    def __init__(self, *, parse: Callable[[str], Any] = IdNumber.parse, **kwargs: Any):
        self.parse = parse
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "mono"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text in self.empty_values:
            return None
        try:
            return self.parse(text)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from None


class AreaWidget(forms.Widget):
    """Two selects, town then village; the second is filled when the first is chosen."""

    template_name = "ui/area_widget.html"
    use_fieldset = True

    def __init__(self, *, level: str = "village", within: str = "", attrs: dict | None = None):
        super().__init__(attrs)
        self.level, self.within = level, within

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str]:
        return data.get(f"{name}_town", ""), data.get(f"{name}_village", "")

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}_town" not in data and f"{name}_village" not in data

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict:
        context = super().get_context(name, None, attrs)
        town, village = value if isinstance(value, tuple) else split_area(value)
        villages = areas.villages_of(town, self.within) if town and self.level == "village" else []
        context |= {"town": town, "village": village, "towns": areas.towns(self.within), "villages": villages, "level": self.level}
        return context


def split_area(value: Any) -> tuple[str, str]:
    """(town code, village code) of an Area or of a code; a town has no village."""
    code = getattr(value, "code", value) or ""
    return ("", "") if not code else (f"{code[:9]:0<12}", "" if code.endswith("000") else code)


class AreaField(forms.Field):
    """An area of the given level ("village" or "town"). `within`: the prefix that limits it, e.g. the viewer's. Value: core Area."""

    def __init__(self, *, level: str = "village", within: str = "", **kwargs: Any):
        self.level = level
        kwargs.setdefault("widget", AreaWidget(level=level, within=within))
        super().__init__(**kwargs)

    def clean(self, value: tuple[str, str] | None) -> Area | None:
        town, village = value or ("", "")
        code = village if self.level == "village" else town
        if not code:
            if self.required and town:
                raise ValidationError("请再选择村（社区）", code="required")
            self.validate(None)
            return None
        found = Area.objects.filter(code=code, level=self.level, code__startswith=self.widget.within).first()
        if found is None or (town and not code.startswith(town[:9])):
            raise ValidationError("所选区域不在可选范围内，请重新选择", code="invalid")
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return split_area(initial) != tuple(data or ("", ""))
