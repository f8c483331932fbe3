"""What the village worker fills in on a phone: three fields and a photo."""

from __future__ import annotations

from django import forms

from minzheng.core import clock
from minzheng.core.identity import age_on
from minzheng.fieldwork.models import Visit
from minzheng.fieldwork.photos import LIMIT, NotAPhoto, kind_of
from minzheng.fieldwork.queries import outcomes_of
from minzheng.ui import forms as ui


class VisitForm(ui.Form):
    """`photo` cleans to bytes or None, `applicant` to a member of the household or None."""

    outcome = forms.ChoiceField(label="走访结果", widget=forms.RadioSelect)
    note = forms.CharField(
        label="看到的情况", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="用一句话写明家里的人口、收入和困难；未见到人时可以不写",
    )  # fmt: skip
    applicant = forms.TypedChoiceField(label="由谁申请", required=False, coerce=int, empty_value=None, help_text="只在家庭同意申请时需要")
    photo = forms.FileField(
        label="照片", required=False, help_text="JPEG 或 PNG，不超过 5 MB；请勿拍到证件和银行卡号码",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png", "capture": "environment"}),
    )  # fmt: skip

    def __init__(self, *args, visit: Visit, **kwargs):
        super().__init__(*args, **kwargs)
        self.members = {m.person_id: m.person for m in visit.household.current_members() if not m.person.died_on}
        outcomes = outcomes_of(visit)
        self.fields["outcome"].choices = outcomes.items()
        if "apply" not in outcomes or not self.members:
            del self.fields["applicant"]
            return
        today = clock.today()
        self.fields["applicant"].choices = [(pk, f"{p.masked_name}，{age_on(p.birth, today)} 岁") for pk, p in self.members.items()]
        self.fields["applicant"].initial = next((pk for pk, p in self.members.items() if age_on(p.birth, today) >= 18), None)

    def clean_applicant(self):
        return self.members.get(self.cleaned_data["applicant"])

    def clean_photo(self) -> bytes | None:
        sent = self.cleaned_data["photo"]
        if sent is None:
            return None
        data = sent.read(LIMIT + 1) if sent.size <= LIMIT else b"\0" * (LIMIT + 1)
        try:
            kind_of(data)
        except NotAPhoto as wrong:
            raise forms.ValidationError(str(wrong)) from None
        return data
