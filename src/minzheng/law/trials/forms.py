"""What to try: the day whose law is changed, several values and readings, or the law of another day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from minzheng.core import clock
from minzheng.core.actions import Refused
from minzheng.law.trials.typed import classes_of, parse
from minzheng.policy import NotPublished, World
from minzheng.policy.clauses import shown_value
from minzheng.ui.forms import DateField, Form, refuse


class TrialForm(Form):
    date = DateField(label="对照：哪一天的法律", initial=clock.today)
    law_of = DateField(label="试算：换成哪一天的法律", required=False, help_text="只改下面的标准或口径时不填")
    title = forms.CharField(label="标题", max_length=120, required=False, help_text="不填时按改动自动取名")


class ChangeForm(Form):
    """One value or reading to change."""

    what = forms.ChoiceField(label="改什么", required=False)
    value = forms.CharField(label="改成", max_length=100, required=False, help_text="单位和顺序照现行的写，例如 800,670；1.8 倍写 180。选口径时不填")

    def __init__(self, *args: Any, world: World, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.world = world
        self.fields["what"].choices = choices(world)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        kind, _, name = data.get("what", "").partition(":")
        text = data.get("value", "").strip()
        if not kind and text:
            self.add_error("what", "请选择改什么")
        if kind == "value" and not text:
            self.add_error("value", "请填写改成多少")
        if kind == "reading" and text:
            self.add_error("value", "口径已在左边选定，这里不用填写")
        if kind == "value" and text:
            try:
                data["table"] = parse(self.world, self.world.parameters[name], text)
            except Refused as error:
                refuse(self, Refused(str(error), field="value"))
        return data


class Changes(BaseFormSet):
    """At least nothing twice; whether anything changes at all is for the action to say."""

    def clean(self) -> None:
        seen: set[str] = set()
        for form in self.forms:
            what = form.cleaned_data.get("what", "") if form.is_valid() else ""
            thing = what.partition("=")[0]
            if thing and thing in seen:
                form.add_error("what", "这一项已经在上面改过，请删去其中一行")
            seen.add(thing)

    def spec(self) -> dict[str, Any]:
        """The values and readings of a trial's specification."""
        values, readings = [], {}
        for data in (form.cleaned_data for form in self.forms):
            kind, _, name = data.get("what", "").partition(":")
            if kind == "value":
                values.append({"name": name, "value": data["table"]})
            elif kind == "reading":
                reading, _, option = name.partition("=")
                readings[reading] = option
        return {"values": values, "readings": readings}


class Together:
    """All that is wrong, in the forms and their lines, as one list on top of the page."""

    def __init__(self, changes: Changes, form: TrialForm):
        parts = [one for one in (*changes.forms, form) if one.is_bound]
        self.summary = [line for one in parts for line in one.summary]
        self.errors = bool(self.summary)


ChangeSet = formset_factory(ChangeForm, formset=Changes, extra=3, max_num=20, absolute_max=20)


def choices(world: World) -> list:
    """Parameters with what holds today, then for each reading its other options."""
    values = [(f"value:{n}", _title(world, n)) for n in sorted(world.graph.values, key=lambda n: world.titles[n])]
    readings = [
        (f"reading:{r.name}={o.key}", f"{r.title} → {o.title}")
        for r in world.readings_in_force() for o in world.questions[r.name].options.values() if o.key != r.option
    ]  # fmt: skip
    return [("", "（不改）"), ("标准", values), ("口径", readings)]


def _title(world: World, name: str) -> str:
    p = world.parameters[name]
    try:
        now = shown_value(world, p, p.on(world.date)[0])
    except NotPublished:
        now = "、".join(words for _, words in classes_of(world, p))
    return f"{p.title}（现行 {now}）"
