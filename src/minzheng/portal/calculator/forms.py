"""The first screen, and pages of questions made from the questionnaires."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms

from minzheng.portal.calculator.questionnaires import Start
from minzheng.ui import areas
from minzheng.ui import forms as ui

MOST = 15
UNKNOWN = "unknown"
RELATIONS = {1: "户主（本人）", 10: "妻子或丈夫", 20: "儿子", 30: "女儿", 40: "孙子、孙女", 51: "父亲", 52: "母亲", 61: "祖父、祖母",
             70: "兄弟姐妹", 28: "儿媳", 38: "女婿", 99: "其他人"}  # codes of GB/T 4761


def typed(keyboard: str) -> forms.TextInput:
    """Not with autocomplete off: going back, the browser would forget what was typed."""
    return forms.TextInput(attrs={"inputmode": keyboard})


class WholeNumber(forms.IntegerField):
    """Full-width digits and thousands separators are read as they are meant."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("widget", typed("numeric"))
        super().__init__(**kwargs)
        self.error_messages["invalid"] = "请填写整数，例如 2"

    def to_python(self, value: Any) -> int | None:
        return super().to_python(unicodedata.normalize("NFKC", str(value)).replace(",", "").strip() if value else value)


class SquareMetres(ui.MoneyField):
    """Two decimals, like yuan: the number is hundredths of a square metre."""

    unit = "平方米"


class StartForm(ui.Form):
    """`people`: how many rows are shown; a row without age is nobody, except the first."""

    town = forms.ChoiceField(label="您家在哪个镇街")
    urban = forms.ChoiceField(label="住在城里还是农村", choices=[("1", "城里（街道、镇上的社区）"), ("0", "农村（村里）"), (UNKNOWN, "不清楚")],
                              widget=forms.RadioSelect)
    income = ui.MoneyField(widget=typed("decimal"), label="全家每月大约一共收入多少", required=False, max_fen=10**9,
                           help_text="打工、种地、养老金等加在一起的大概数，没有就填 0；不清楚可以不填")

    def __init__(self, data: Any, people: int):
        super().__init__(data)
        self.people = people
        self.fields["town"].choices = [("", "请选择"), *areas.towns()]
        for n in range(1, people + 1):
            self._row(n)

    def _row(self, n: int) -> None:
        first = n == 1
        relations = [(str(c), t) for c, t in RELATIONS.items() if first is (c == 1)]
        self.fields |= {
            f"p{n}_relation": forms.ChoiceField(label="是户主的什么人", choices=relations, required=first),
            f"p{n}_age": WholeNumber(label="多少岁", min_value=0, max_value=150, required=first),
            f"p{n}_income": ui.MoneyField(widget=typed("decimal"), label="他（她）每月收入", required=False, max_fen=10**9,
                                          help_text="全家收入上面填过的，这里不用填"),
            f"p{n}_card": forms.BooleanField(label="有残疾证", required=False),
            f"p{n}_illness": forms.BooleanField(label="得了重病", required=False),
        }
        age = self.fields[f"p{n}_age"]
        age.error_messages |= {"required": "请填写年龄，例如 60", "min_value": "年龄不能小于 0", "max_value": "年龄不能超过 150，请核对"}

    @property
    def rows(self) -> list[list[Any]]:
        return [[self[f"p{n}_{part}"] for part in ("relation", "age", "income", "card", "illness")] for n in range(1, self.people + 1)]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        own = [said.get(f"p{n}_income") for n in range(1, self.people + 1)]
        if said.get("income") is not None and any(v is not None for v in own):
            self.add_error("income", "全家收入和每个人的收入只填一样：要么这里填全家的，要么在下面填每个人的")
        for n in range(2, self.people + 1):
            if said.get(f"p{n}_age") is None and (said.get(f"p{n}_card") or said.get(f"p{n}_illness") or own[n - 1] is not None):
                self.add_error(f"p{n}_age", "请填写这个人的年龄；没有这个人，请清空这一栏")
        return said

    def start(self) -> Start:
        said, whole = self.cleaned_data, self.cleaned_data["income"]
        people = []
        for n in range(1, self.people + 1):
            if said[f"p{n}_age"] is None:
                continue
            income = said[f"p{n}_income"] if whole is None else whole if n == 1 else 0
            people.append({"relation": int(said[f"p{n}_relation"] or (1 if n == 1 else 99)), "age": said[f"p{n}_age"], "income": income,
                           "card": said[f"p{n}_card"], "illness": said[f"p{n}_illness"]})
        return Start(None if said["urban"] == UNKNOWN else int(said["urban"]), said["town"], tuple(people))


class QuestionForm(ui.Form):
    """Questions (person, fact); every number may be left with 不清楚 ticked."""

    def __init__(self, data: Any, asked: list[tuple[int, str]], texts: dict[str, dict[str, Any]]):
        super().__init__(data)
        self.asked = asked
        for place, name in asked:
            text, key = texts[name], field_name(place, name)
            self.fields[key] = _field(text)
            if text["kind"] not in ("yes_no", "choice"):
                self.fields[f"{key}_{UNKNOWN}"] = forms.BooleanField(label="不清楚", required=False)
                self.fields[key].required = not (data and data.get(f"{key}_{UNKNOWN}"))
        for field in self.fields.values():
            chosen = isinstance(field, forms.ChoiceField)
            field.error_messages["required"] = "请选择一项；不知道就选“不清楚”" if chosen else "请填写数字，没有就填 0；不知道就勾选“不清楚”"

    def answers(self, texts: dict[str, dict[str, Any]]) -> dict[tuple[int, str], int | None]:
        """None: 不清楚. Raises KeyError before the form is valid."""
        found: dict[tuple[int, str], int | None] = {}
        for place, name in self.asked:
            value = self.cleaned_data[field_name(place, name)]
            known = value not in (None, "", UNKNOWN) and not self.cleaned_data.get(f"{field_name(place, name)}_{UNKNOWN}")
            found[place, name] = int(value) * (12 if texts[name]["kind"] == "month" else 1) if known else None
        return found

    def groups(self, names: dict[int, str]) -> list[tuple[str, list[Any]]]:
        """(whom it is about, fields), persons in order, the family first."""
        found: dict[int, list[Any]] = {}
        for place, name in self.asked:
            key = field_name(place, name)
            found.setdefault(place, []).extend(self[k] for k in (key, f"{key}_{UNKNOWN}") if k in self.fields)
        return [(names[place], fields) for place, fields in sorted(found.items())]


def field_name(place: int, name: str) -> str:
    return f"q{place}_{name}"


def _field(text: dict[str, Any]) -> forms.Field:
    shown = {"label": text["question"], "help_text": text.get("help", "")}
    match text["kind"]:
        case "yes_no" | "choice":
            codes = text.get("codes", {1: "是", 0: "不是"})
            choices = [(str(c), t) for c, t in codes.items()] + [(UNKNOWN, "不清楚")]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **shown)
        case "money" | "month":
            return ui.MoneyField(widget=typed("decimal"), max_fen=10**10, **shown)
        case "area":
            return SquareMetres(widget=typed("decimal"), max_fen=10**7, **shown)
        case "count":
            return WholeNumber(min_value=0, max_value=1000, **shown)
    raise ValueError(f"unknown kind {text['kind']!r}")
