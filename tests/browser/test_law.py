"""The law on pages, in a browser: for everybody on a phone and in large type, for officers beside their sidebar."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("walk")]

MEASURES = f"/law/{quote('最低生活保障审核确认办法')}/"
PAGES = [
    "/law/", "/law/?q=" + quote("渐退"), MEASURES, MEASURES + "8/", MEASURES + "23/", MEASURES + "29/", MEASURES + "23/?date=2001-01-01",
    "/law/rules/assistance/basic_pension_excluded_12m/", "/law/values/assistance/minimum_living_standard/",
    "/law/readings/assistance/per_head_rounding/", "/law/facts/assistance/labour_capacity/", "/law/programmes/",
    "/law/programmes/minimum_living/",
]  # fmt: skip


@pytest.mark.parametrize("width", ["desktop", "phone"])
@pytest.mark.parametrize("address", PAGES)
def test_every_kind_of_page(site, accessible, address, width):
    page = site.page(width=width)
    page.goto(address)
    expect(page.locator("h1")).to_have_count(1)
    assert [p for p in page.problems if "404" not in p] == []
    accessible(page)
    page.context.close()


def test_large_type(site, accessible):
    page = site.page(width="phone")
    page.goto(MEASURES + "23/")
    page.get_by_role("button", name="长辈版").click()
    expect(page.locator("h1")).to_contain_text("第二十三条")
    accessible(page)
    page.context.close()


def test_from_a_word_to_the_sum_and_back(site):
    """Search, article, rule, value, its chart drawn; then the law of another day."""
    page = site.page()
    page.goto("/")
    page.get_by_role("link", name="政策法规").first.click()
    page.get_by_label("查条文").fill("差额")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="《最低生活保障审核确认办法》第二十三条").click()
    page.get_by_role("link", name="“低保标准”").first.click()
    expect(page.locator("h1")).to_have_text("低保标准")
    expect(page.locator(".chart-canvas canvas, .chart-canvas svg").first).to_be_visible()
    page.get_by_label("看哪一天的法律").fill("2022-09-01")
    page.get_by_role("button", name="看这一天").click()
    expect(page.locator("main")).to_contain_text("城市 717.00 元")
    assert page.problems == []
    page.context.close()


def test_officers_keep_their_sidebar(site, accessible):
    page = site.page("窗口受理员")
    page.get_by_role("link", name="法规条文").click()
    expect(page.locator("nav.sidebar")).to_be_visible()
    page.get_by_role("link", name="逐条查看").first.click()
    accessible(page)
    page.context.close()
