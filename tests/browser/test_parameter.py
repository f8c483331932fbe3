"""A new standard put in by a person of the bureau, without a programmer: found, typed, checked, kept, and not approved by its author."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("walk")]


def test_the_reviewer_enters_a_standard_and_cannot_approve_it(site, accessible, picture):
    page = site.page("区级审核员")
    page.get_by_role("link", name="标准与口径").first.click()
    expect(page.get_by_role("heading", name="现行标准与口径")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="录入标准或口径").click()
    page.get_by_label("项目名称").fill("低保标准")
    page.get_by_role("button", name="查找").click()
    accessible(page)
    page.get_by_role("link", name="低保标准", exact=True).click()
    page.get_by_label("低保标准：城市").fill("800")
    page.get_by_label("低保标准：农村").fill("67")
    page.get_by_label("生效日期").first.fill((dt.date.today().replace(day=1) + dt.timedelta(days=62)).replace(day=1).isoformat())
    page.get_by_label("文件标题").fill("关于调整低保标准的通知（虚构）")
    page.get_by_label("文号").fill("虚构〔2026〕1号")
    page.get_by_role("button", name="录入，待批准").click()
    expect(page.get_by_text("有一项低于原值").first).to_be_visible()
    expect(page.get_by_label("低保标准：城市")).to_have_value("800")
    accessible(page)
    page.get_by_label("低保标准：农村").fill("670.00")
    page.get_by_role("button", name="录入，待批准").click()
    expect(page.get_by_text("已录入，待批准")).to_be_visible()
    expect(page.get_by_text("城市 800.00 元，农村 670.00 元").first).to_be_visible()
    expect(page.get_by_text("待核实").first).to_be_visible()
    expect(page.get_by_role("button", name="批准", exact=True)).to_have_count(0)
    picture(page, "09-standard")
    accessible(page)
    address = page.url
    page.get_by_label("撤回的理由").fill("演示用，撤回")
    page.get_by_role("button", name="撤回").click()
    expect(page.get_by_text("已撤回").first).to_be_visible()
    assert [p for p in page.problems if "422" not in p] == []  # the browser notes the refusal above
    page.context.close()

    leader = site.page("区局领导")
    leader.goto(address)
    expect(leader.get_by_text(re.compile("演示用，撤回")).first).to_be_visible()
    leader.context.close()
