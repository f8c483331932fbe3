"""What people type about a value, a reading, a document, a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from minzheng.core.access.viewer import Viewer
from minzheng.core.actions import Refused
from minzheng.core.areas.models import Area
from minzheng.law.models import Provision
from minzheng.law.trials.typed import classes_of
from minzheng.law.values.documents import LIMIT, Checked, checked
from minzheng.policy import NotPublished, Parameter, Reading, World
from minzheng.policy.entities import LIMIT as HIGHEST
from minzheng.policy.words import amount
from minzheng.ui.forms import DateField, Form, MoneyField

UNITS = {"percent": "%", "months": "个月", "years": "周岁", "people": "人", "count": "", "code": "", "dm2": "平方分米"}


class WholeField(forms.IntegerField):
    """A whole number with its unit beside it."""

    def __init__(self, *, unit: str, **kwargs: Any):
        self.unit = unit
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(min_value=0, max_value=HIGHEST, error_messages={"invalid": "请填写整数"}, **kwargs)


def value_field(unit: str, label: str) -> forms.Field:
    """The field for one value of a unit."""
    if unit in ("fen", "fen_12m"):
        return MoneyField(label=label, max_fen=HIGHEST)
    if unit == "yes_no":
        return forms.TypedChoiceField(label=label, coerce=int, choices=[("", "请选择"), (1, "是"), (0, "否")])
    return WholeField(label=label, unit=UNITS.get(unit, ""))


def _now(p: Parameter, world: World, viewer: Viewer) -> dict[str, int]:
    """Key as stored → what holds today in the viewer's area."""
    try:
        held = next((v for v in p.on(world.date) if viewer.area_prefix.startswith(v.area)), None)
    except NotPublished:
        return {}
    return {",".join(map(str, key)): v for key, v in held.table.items()} if held else {}


class DocumentFields(Form):
    """A document with its file. `required`: whether it must be given at all."""

    title = forms.CharField(label="文件标题", max_length=140)
    number = forms.CharField(label="文号", max_length=50, help_text="例如 大足民发〔2026〕12号")
    issuer = forms.CharField(label="发文机关", max_length=100, required=False, help_text="上传文件时填写")
    issued_on = DateField(label="发文日期", required=False, help_text="上传文件时填写，例如 2026-11-20")
    file = forms.FileField(
        label="文件（PDF、JPEG、PNG 或 OFD，不超过 10 MB）", required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.ofd"}),
    )  # fmt: skip

    def clean_file(self) -> Checked | None:
        upload = self.cleaned_data.get("file")
        if upload is None:
            return None
        try:
            return checked(upload.name, upload.read(LIMIT + 1))
        except Refused as error:
            raise ValidationError(str(error)) from None

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("file"):
            for name, what in (("issuer", "发文机关"), ("issued_on", "发文日期")):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, f"上传文件时请填写{what}")
        return data

    @property
    def document(self) -> dict[str, Any] | None:
        """What `actions.attach` takes, when a file was given."""
        names = ("file", "title", "number", "issuer", "issued_on")
        return {n: self.cleaned_data[n] for n in names} if self.cleaned_data.get("file") else None

    @property
    def basis(self) -> str:
        return f"{self.cleaned_data['title']}（{self.cleaned_data['number']}）"


class AttachForm(DocumentFields):
    """For a provision that has no document yet."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("issuer", "issued_on", "file"):
            self.fields[name].required = True
        self.fields["issuer"].help_text, self.fields["issued_on"].help_text = "", "例如 2026-11-20"


class ProvisionForm(DocumentFields):
    """One value or option, by the shape that the parameter or reading has."""

    field_order = ["area", "option"]

    def __init__(self, *args: Any, line: str, thing: Parameter | Reading, world: World, viewer: Viewer, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.line, self.thing = line, thing
        self.keys: dict[str, str] = {}
        if isinstance(thing, Reading):
            self._choose(thing)
        else:
            self._values(thing, world, viewer)
        self.fields["start"] = DateField(label="生效日期", help_text="例如 2026-12-01。月中生效的，从下个月起调整应发金额")
        self.fields["until"] = DateField(label="失效日期（含）", required=False, help_text="文件写明有效期的才填写")
        self.fields["unusual"] = forms.BooleanField(label="确认不是多写或少写一位，也不是误填", required=False)
        last = [n for n in self.fields if n in ("title", "number", "issuer", "issued_on", "file")]
        self.order_fields([n for n in self.fields if n not in last] + last)
        for name in ("start", "until"):  # added after the base class said how fields ask
            self.fields[name].error_messages["required"] = "请填写" + self.fields[name].label
        if isinstance(thing, Reading):
            del self.fields["until"], self.fields["unusual"]

    def _choose(self, reading: Reading) -> None:
        choices = [(o.key, f"{o.title}（{'、'.join(o.sources)}）") for o in reading.options.values()]
        self.fields["option"] = forms.ChoiceField(
            label=reading.title, help_text=reading.question, choices=choices, widget=forms.RadioSelect,
            error_messages={"required": "请选择一种口径"},
        )  # fmt: skip

    def _values(self, p: Parameter, world: World, viewer: Viewer) -> None:
        inside = Area.objects.filter(level__in=["district", "town"], code__startswith=viewer.area_prefix).order_by("code")
        self.fields["area"] = forms.ModelChoiceField(
            inside, label="适用区域", empty_label=None, initial=inside.first(), error_messages={"required": "请选择适用区域"})
        now = _now(p, world, viewer)
        for n, (key, words) in enumerate(classes_of(world, p)):
            self.keys[f"value{n}"] = key
            label = f"{p.title}：{words}" if words else p.title
            field = self.fields[f"value{n}"] = value_field(p.unit, label)
            field.help_text = f"现行 {amount(now[key], p.unit)}" if key in now else ""
            field.error_messages["required"] = f"请填写{label}"

    @property
    def groups(self) -> list[tuple[str, list]]:
        """(heading, fields) as they are asked. Whether a strange value is right is asked only once it was found strange."""
        values = [self[n] for n in self.fields if n in ("area", "option") or n in self.keys]
        if "unusual" in self.fields and (self["unusual"].errors or self["unusual"].value()):
            values.append(self["unusual"])
        dates = [self[n] for n in ("start", "until") if n in self.fields]
        document = [self[n] for n in ("title", "number", "issuer", "issued_on", "file")]
        return [("口径" if "option" in self.fields else "新的值", values), ("从哪天起", dates), ("依据的文件", document)]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("start") and data.get("until") and data["until"] < data["start"]:
            self.add_error("until", "失效日期不能早于生效日期")
        return data

    def provision(self) -> Provision:
        """What was typed, not stored."""
        data = self.cleaned_data
        return Provision(
            line=self.line, name=self.thing.name, area=data.get("area"), start=data["start"], until=data.get("until"),
            value={key: data[field] for field, key in self.keys.items()}, option=data.get("option", ""), basis=self.basis[:200],
        )  # fmt: skip
