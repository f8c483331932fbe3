"""What if, in a browser: a leader asks, the worker computes, every number leads to households; open questions of law."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("walk")]


def test_a_leader_asks_what_a_higher_standard_does(site, accessible, picture):
    page = site.page("区局领导")
    page.get_by_role("link", name="政策试算").first.click()
    accessible(page)
    page.get_by_role("link", name="新的试算").first.click()
    page.get_by_role("button", name="再加一项").click()
    expect(page.get_by_text("第 4 项")).to_be_visible()
    page.locator("#id_c-0-what").select_option("value:minimum_living_standard")
    page.locator("#id_c-0-value").fill("800")
    page.locator("#id_c-3-what").select_option("value:edge_percent")
    page.locator("#id_c-3-value").fill("180")
    accessible(page)
    page.get_by_role("button", name="开始试算").click()
    expect(page.get_by_role("alert")).to_contain_text("依次为 城市、农村")
    accessible(page)
    page.problems.clear()  # the refused form answers 422, which the browser notes
    page.locator("#id_c-0-value").fill("800,670")
    page.get_by_role("button", name="开始试算").click()
    expect(page.get_by_text("城市 800.00 元、农村 670.00 元")).to_be_visible(timeout=60_000)
    expect(page.locator("main .chart-canvas canvas, main .chart-canvas svg").first).to_be_visible()
    accessible(page)
    picture(page, "what-if", whole=True)
    gains = page.locator("a.stat", has_text="增加").first
    count = int(re.search(r"[\d,]+", gains.locator(".stat-value").inner_text()).group().replace(",", ""))
    assert count > 0
    gains.click()
    expect(page.locator("main")).to_contain_text(f"{count} 条")
    accessible(page)
    page.locator("#register a[href*='/office/households/']").first.click()
    expect(page.locator("h1")).to_have_count(1)
    assert page.problems == []
    page.context.close()


def test_open_questions_of_law(site, accessible):
    page = site.page("区级审核员")
    page.goto("/office/law/trials/readings/")
    accessible(page)
    page.get_by_role("button", name=re.compile("测算.*：单人保的金额")).click()
    expect(page.get_by_role("link", name=re.compile("的试算.*：单人保的金额"))).to_be_visible(timeout=60_000)
    accessible(page)
    page.get_by_role("link", name=re.compile("作出决定.*：单人保的金额")).click()
    expect(page.locator("h1")).to_contain_text("单人保的金额")
    assert page.problems == []
    page.context.close()
