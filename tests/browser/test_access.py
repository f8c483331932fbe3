"""Every page that can be opened from the sidebar or the home page, by each role: no axe violation, no console error, no sideways scroll."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("walk")]

ROLES = ["窗口受理员", "甄入户", "村（社区）协理员", "区级审核员", "区级确认人", "资金发放员", "区局领导", "审计员"]
PUBLIC = ["/", "/login/", "/notices/", "/progress/", "/verify/none/", "/calculator/", "/office/demo/", "/nothing-here/"]


@pytest.fixture(scope="module")
def evaluated(site):
    done = site.command("evaluate")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("role", ROLES)
def test_all_that_the_sidebar_offers(site, evaluated, accessible, role):
    page = site.page(role)
    addresses = page.locator("nav.sidebar a[href^='/office/']").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    assert len(addresses) >= 3
    for address in dict.fromkeys(addresses):
        page.goto(address)
        expect(page.locator("h1")).to_have_count(1)
        assert page.problems == [], f"{address}: {page.problems}"
        accessible(page)
    page.context.close()


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_site(site, accessible, address):
    page = site.page()
    page.goto(address)
    expect(page.locator("h1")).to_have_count(1)
    accessible(page)
    page.context.close()


def test_large_type_for_elders(site, accessible):
    page = site.page()
    page.goto("/")
    page.get_by_role("button", name="长辈版").click()
    size = page.locator("main p").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert size >= 18
    smallest = page.locator("main a.btn, main button").evaluate_all("all => Math.min(...all.map(e => e.getBoundingClientRect().height))")
    assert smallest >= 60
    accessible(page)
    page.context.close()


def test_by_keyboard_alone(site):
    """From the first Tab to a page's content, and from the search box to a household, without a mouse."""
    page = site.page("窗口受理员")
    page.goto("/office/people/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到主要内容"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "q":
            break
    page.keyboard.type("zh")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("查找结果")
    page.context.close()
