"""Tags with which any page can show a trial."""

from __future__ import annotations

from typing import Any

from django import template

from minzheng.law.trials.runs import state_of
from minzheng.law.trials.shown import summary

register = template.Library()
register.simple_tag(summary, name="trial_summary")
register.simple_tag(state_of, name="trial_state")


@register.simple_tag(takes_context=True)
def may_try(context: Any) -> bool:
    """Whether the viewer may open trials: others see numbers without links."""
    viewer = getattr(context.get("request"), "viewer", None)
    return bool(viewer and viewer.may("law.try"))
