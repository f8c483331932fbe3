"""The survey of a household's means: the register's value beside each question, and only what differs is typed."""

from __future__ import annotations

from typing import Any

from django import forms

from minzheng.core import clock
from minzheng.core.facts.models import Fact
from minzheng.core.interface import catalogue, current_facts, record_fact
from minzheng.ui import forms as ui

ASKED = [
    "wage_12m", "business_income_12m", "property_income_12m", "pension_12m", "support_received_12m", "other_transfer_12m",
    "rigid_expense_12m", "deposits", "housing_count", "housing_area", "shop_count", "vehicle_count", "company_count", "labour_capacity",
    "employment", "student_level", "serious_illness", "lives_apart",
]  # fmt: skip


class MeansForm(ui.Form):
    """Fields `p<person>_<kind>`; an empty field means that what the register says was found to be so.

    `members`: [(person, [(bound field, known Fact or None, required)])] for the template.
    """

    def __init__(self, case: Any, data: Any = None):
        super().__init__(data, prefix="means")
        self.people = {m.person_id: m.person for m in case.household.current_members() if not m.person.died_on}
        self.known = current_facts(list(self.people), clock.today())
        self.needed = _needed(case)
        for person in self.people.values():
            for kind in ASKED:
                self.fields[f"p{person.pk}_{kind}"] = _field(kind, required=(person.pk, kind) in self.needed)

    @property
    def members(self) -> list[tuple[Any, list[tuple[Any, Fact | None, str]]]]:
        return [
            (person, [(self[f"p{pk}_{kind}"], self.known[pk].get(kind), self._shown(pk, kind)) for kind in ASKED])
            for pk, person in self.people.items()
        ]

    def _shown(self, person_id: int, kind: str) -> str:
        fact = self.known[person_id].get(kind)
        return catalogue()[kind].show(fact.value) if fact else "无记录"

    def findings(self) -> list[tuple[Any, str, int | None, int]]:
        """(person, kind, register's value or None, found value) for what was typed and differs."""
        rows = []
        for pk, person in self.people.items():
            for kind in ASKED:
                found = self.cleaned_data.get(f"p{pk}_{kind}")
                if found in (None, ""):
                    continue
                known = self.known[pk].get(kind)
                if known is None or known.value != int(found):
                    rows.append((person, kind, known.value if known else None, int(found)))
        return rows


class HouseholdMeans:
    """Registered as the survey `household_means`."""

    def form(self, case: Any, data: Any = None) -> MeansForm:
        return MeansForm(case, data)

    def keep(self, case: Any, form: MeansForm, *, source: str) -> list[dict]:
        """Write each finding as a fact of today; returns declared against found for the step's record."""
        today = clock.today()
        kept = []
        for person, kind, known, found in form.findings():
            record_fact(person=person, kind=kind, value=found, source=source, as_of=today, note=f"办件 {case.number} 调查认定")
            kept.append({"person": person.pk, "kind": kind, "register": known, "found": found})
        return kept


def _needed(case: Any) -> set[tuple[int | None, str]]:
    """What the rules cannot do without and the register does not say: has to be found out."""
    from minzheng.casework.interface import ASSESSORS
    from minzheng.casework.items import item_of

    return set(ASSESSORS.get(item_of(case).programme).assess(case.household, clock.today()).missing)


def _field(kind: str, *, required: bool) -> forms.Field:
    declared = catalogue()[kind]
    asked = {"required": required, "label": declared.title, "error_messages": {"required": f"登记中没有“{declared.title}”，须查明后填写。"}}
    match declared.unit:
        case "fen" | "fen_12m":
            return ui.MoneyField(**asked)
        case "yes_no":
            return forms.TypedChoiceField(choices=[("", "与登记一致"), (1, "是"), (0, "否")], coerce=int, empty_value=None, **asked)
        case "code":
            choices = [("", "与登记一致"), *declared.codes.items()]
            return forms.TypedChoiceField(choices=choices, coerce=int, empty_value=None, **asked)
        case "dm2":
            return SquareMetres(**asked)
    return forms.IntegerField(min_value=0, max_value=10_000, **asked)


class SquareMetres(forms.DecimalField):
    """Square metres on the screen, 0.01 m² in the register."""

    def __init__(self, **kwargs: Any):
        super().__init__(min_value=0, max_value=100_000, decimal_places=2, **kwargs)

    def clean(self, value: Any) -> int | None:
        metres = super().clean(value)
        return None if metres is None else int(metres * 100)
