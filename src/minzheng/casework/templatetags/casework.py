"""Words for what is stored as keys."""

from django import template

from minzheng.casework.deadlines import Period
from minzheng.core.access.viewer import roles
from minzheng.policy import words

register = template.Library()
_ACTS = {
    "accept": "受理", "return": "一次性告知补正", "withdraw": "撤回", "survey": "入户调查", "publicise": "张贴公示", "report": "公示期满上报",
    "objection": "处理异议", "review": "区级审核", "granted": "予以确认", "refused": "不予确认", "send_back": "退回重新调查",
}  # fmt: skip


@register.filter
def role_title(key: str) -> str:
    return roles()[key].title if key in roles() else key


@register.filter
def act_title(key: str) -> str:
    return _ACTS.get(key, key)


@register.filter
def period(text: str) -> str:
    return str(Period.parse(text))


@register.filter
def citation(cite: str) -> str:
    """《最低生活保障审核确认办法》第二十条"""
    return words.citation(cite)
