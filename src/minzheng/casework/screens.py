"""What a step shows and what its buttons do, by kind of step. A screen reads the request and calls one action."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import HttpRequest

from minzheng.casework import actions
from minzheng.casework.decide import missing_text, outcome_key
from minzheng.casework.items import Step, item_of
from minzheng.casework.models import Case, Objection
from minzheng.casework.registries import ASSESSORS, SECTIONS, SURVEYS, Assessment
from minzheng.core import clock
from minzheng.core.access.models import Account, Post
from minzheng.core.actions import Refused
from minzheng.core.facts.catalogue import catalogue
from minzheng.core.facts.queries import current_facts
from minzheng.ui.forms import refuse


class Screen(ABC):
    """`context` gives what the template `casework/steps/<kind>.html` needs; `act` does what was posted and returns a message.

    `act` raises Refused (shown on top, everything typed kept) or Incomplete (the bound forms show their own errors).
    """

    kind = ""

    def context(self, request: HttpRequest, case: Case, step: Step) -> dict[str, Any]:
        return {}

    @abstractmethod
    def act(self, request: HttpRequest, case: Case, step: Step) -> str: ...


class Incomplete(Exception):
    """Some bound form is not valid; `forms` by name."""

    def __init__(self, forms: dict[str, Any]):
        super().__init__("incomplete")
        self.forms = forms


@contextmanager
def keeping(forms: dict[str, Any], *fields: Any) -> Iterator[None]:
    """When the act is refused, what was typed goes back to the page in `forms`; the message stands at its field if one of `fields` has it."""
    try:
        yield
    except Refused as refusal:
        at = next((form for form in fields if refusal.field in form.fields), None)
        if at is None:
            refusal.forms = forms
            raise
        refuse(at, refusal)
        raise Incomplete(forms) from refusal


def version_of(request: HttpRequest) -> int:
    """The case's version when the page was shown. Raises Refused when the page's form was tampered with."""
    try:
        return int(request.POST["version"])
    except (KeyError, ValueError):
        raise Refused("页面已过期，请刷新后重新提交。") from None


class Accept(Screen):
    kind = "accept"

    def context(self, request: HttpRequest, case: Case, step: Step) -> dict[str, Any]:
        item = item_of(case)
        forms = {name: SECTIONS.get(name).form(case) for name in item.sections}
        assessed = ASSESSORS.get(item.programme).assess(case.household, clock.today())
        known = known_facts(case)
        fields = sum(len(f.fields) for f in forms.values())
        shown = sum(len(rows) for _, rows in known)
        return {
            "sections": [(SECTIONS.get(n).title, f) for n, f in forms.items()],
            "known": known,
            "to_find_out": missing_text(case, assessed),
            "budget": {"typed": fields, "known": shown, "percent": round(100 * fields / max(fields + shown, 1))},
            "materials": item.materials,
        }

    def act(self, request: HttpRequest, case: Case, step: Step) -> str:
        item = item_of(case)
        if request.POST.get("act") == "return":
            missing = [line.strip() for line in request.POST.get("missing", "").splitlines() if line.strip()]
            actions.return_for_completion(case=case, version=version_of(request), missing=missing, by=request.viewer)
            return "已一次性告知补正，告知书可在下方打印。"
        forms = {name: SECTIONS.get(name).form(case, request.POST) for name in item.sections}
        shown = {"sections": [(SECTIONS.get(n).title, f) for n, f in forms.items()]}
        if not all([form.is_valid() for form in forms.values()]):
            raise Incomplete(shown)
        relative = request.POST.get("relative") == "on"
        with keeping(shown, *forms.values()):
            actions.accept(case=case, version=version_of(request), forms=forms, relative=relative, by=request.viewer)
        return "已受理，请打印受理通知书交申请人。"


class SurveyScreen(Screen):
    kind = "survey"

    def context(self, request: HttpRequest, case: Case, step: Step) -> dict[str, Any]:
        return {"form": SURVEYS.get(step.survey).form(case), "partners": partners(request, case)}

    def act(self, request: HttpRequest, case: Case, step: Step) -> str:
        form = SURVEYS.get(step.survey).form(case, request.POST)
        if not form.is_valid():
            raise Incomplete({"form": form})
        chosen = request.POST.get("second", "")
        second = partners(request, case).filter(pk=chosen).first() if chosen.isdigit() else None
        with keeping({"form": form}):
            if second is None:
                raise Refused("每组调查人员不得少于 2 人，请选择同行人员。")
            actions.survey(
                case=case, version=version_of(request), form=form, second=second, note=request.POST.get("note", ""), by=request.viewer
            )
        return "调查结果已记录，下一步提出初审意见并公示。"


class NoticeScreen(Screen):
    kind = "notice"

    def context(self, request: HttpRequest, case: Case, step: Step) -> dict[str, Any]:
        posted = case.notices.filter(taken_down_at=None).first()
        return {
            "assessed": assess(case),
            "posted": posted,
            "objections": posted.objections.order_by("id") if posted else [],
            "over": bool(posted) and clock.today() > posted.until,
        }

    def act(self, request: HttpRequest, case: Case, step: Step) -> str:
        match request.POST.get("act"):
            case "report":
                actions.report_up(case=case, version=version_of(request), by=request.viewer)
                return "公示已撤下，材料已报区民政局。"
            case "objection":
                objection = Objection.objects.get(pk=request.POST.get("objection"), notice__case=case)
                actions.answer_objection(
                    objection=objection, answer=request.POST.get("answer", ""), survey_again=request.POST.get("survey_again") == "on",
                    by=request.viewer,
                )  # fmt: skip
                return "异议处理结果已记录。"
        actions.publicise(case=case, version=version_of(request), opinion=request.POST.get("opinion", ""), by=request.viewer)
        return "公示已张贴，公示单可在下方打印。"


class OpinionScreen(Screen):
    kind = "opinion"

    def context(self, request: HttpRequest, case: Case, step: Step) -> dict[str, Any]:
        return {"assessed": assess(case), "findings": findings(case)}

    def act(self, request: HttpRequest, case: Case, step: Step) -> str:
        agree = request.POST.get("act") == "agree"
        actions.review(
            case=case, version=version_of(request), agree=agree, home_visit=request.POST.get("home_visit") == "on",
            opinion=request.POST.get("opinion", ""), by=request.viewer,
        )  # fmt: skip
        return "审核意见已提交确认。" if agree else "已退回重新调查。"


class DecisionScreen(Screen):
    kind = "decision"

    def context(self, request: HttpRequest, case: Case, step: Step) -> dict[str, Any]:
        assessed = assess(case)
        return {"assessed": assessed, "expected": outcome_key(assessed), "findings": findings(case)}

    def act(self, request: HttpRequest, case: Case, step: Step) -> str:
        version, opinion = version_of(request), request.POST.get("opinion", "")
        if request.POST.get("act") == "return":
            actions.send_back(case=case, version=version, reason=opinion, by=request.viewer)
            return "已退回重新调查。"
        decision = actions.confirm(
            case=case, version=version, opinion=opinion, expected=request.POST.get("expected", ""), by=request.viewer
        )
        return f"已作出决定（{decision.get_kind_display()}，文号 {decision.number}）。"


SCREENS = {screen.kind: screen() for screen in (Accept, SurveyScreen, NoticeScreen, OpinionScreen, DecisionScreen)}


def assess(case: Case) -> Assessment:
    return ASSESSORS.get(item_of(case).programme).assess(case.household, clock.today())


def known_facts(case: Case) -> list[tuple[Any, list[tuple[str, str, str, Any]]]]:
    """[(person, [(title, shown value, source, as-of date)])] for the living members: what nobody has to type."""
    people = [m.person for m in case.household.current_members() if not m.person.died_on]
    facts = current_facts([p.pk for p in people], clock.today())
    kinds = catalogue()
    return [
        (person, [(kinds[k].title, kinds[k].show(f.value), f.source, f.as_of) for k, f in facts[person.pk].items() if k in kinds])
        for person in people
    ]


def findings(case: Case) -> list[dict]:
    """What the last survey found to differ from the register, item by item."""
    record = case.records.filter(act="survey").last()
    names = {m.person_id: m.person.masked_name for m in case.household.current_members()}
    kinds = catalogue()
    return [
        {
            "who": names.get(row["person"], ""),
            "title": kinds[row["kind"]].title,
            "register": kinds[row["kind"]].show(row["register"]) if row["register"] is not None else "无记录",
            "found": kinds[row["kind"]].show(row["found"]),
        }
        for row in (record.data.get("found", []) if record else [])
    ]


def partners(request: HttpRequest, case: Case):
    """Accounts that could go along: surveyors of the same town today, other than oneself."""
    today = clock.today()
    posts = Post.objects.filter(role="surveyor", since__lte=today, area__code__startswith=case.village_id[:9]).exclude(until__lt=today)
    return Account.objects.filter(pk__in=posts.values("account"), is_active=True).exclude(pk=request.viewer.account_id)
