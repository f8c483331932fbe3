"""The calculator on a phone: two families, one of them by keyboard alone; what it says is what the rules say."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from minzheng.lines.assistance.programmes import world_on

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("walk")]

NOTHING = dict.fromkeys(("business_income_12m", "pension_12m", "deposits", "housing_count", "housing_area", "shop_count", "vehicle_count",
                         "company_count"), 0)


def begin(page: Page, income: str, age: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="算一算").click()
    page.get_by_label("您家在哪个镇街").select_option(index=1)
    page.get_by_label("城里（街道").check()
    page.get_by_label("全家每月大约一共收入多少").fill(income)
    page.get_by_label("多少岁").first.fill(age)


def answer(page: Page, look=lambda: None) -> None:
    """No to everything, nothing owned, on every page until the result; `look` sees each page of questions."""
    for _ in range(20):
        if page.get_by_role("heading", name="算出来的结果").count():
            return
        look()
        for no in page.locator("main input[type=radio][value='0']").all():
            no.check()
        for number in page.locator("main input[type=text]").all():
            number.fill("0")
        page.get_by_role("button", name="下一步").click()
    raise AssertionError("no end")


def by_the_rules(page: Page, income: int, age: int):
    day = dt.datetime.now(dt.UTC).astimezone(dt.timezone(dt.timedelta(hours=8))).date()
    person = {"age": age, "relation": 1, "alive": 1, "wage_12m": income * 12, "labour_capacity": 0, "employment": 0} | NOTHING
    return world_on(day).explain({"household": {"urban": 1, "area": 500111000000}, "persons": [person]}).outcome("minimum_living")


def test_entitled(site, accessible, picture):
    page = site.page(width="phone")
    begin(page, "３００", "60")
    accessible(page)
    picture(page, "calculator-start", whole=True)
    page.get_by_role("button", name="下一步").click()
    accessible(page)
    picture(page, "calculator-questions", whole=True)
    page.go_back()
    expect(page.get_by_label("多少岁").first).to_have_value("60")
    page.get_by_role("button", name="下一步").click()
    answer(page)
    accessible(page)
    amount = by_the_rules(page, 30000, 60).amount
    expect(page.locator("section").first).to_contain_text(f"{amount // 100:,}.{amount % 100:02d} 元")
    expect(page.locator("main")).to_contain_text("可能符合，建议申请")
    assert page.url.endswith("/calculator/")
    assert page.problems == []
    picture(page, "calculator", whole=True)
    page.get_by_role("button", name="上一步").click()
    expect(page.get_by_role("heading", name="再问几个问题")).to_be_visible()
    page.context.close()


def test_on_a_desk_in_large_type_and_printed(site, accessible, picture):
    page = site.page()
    page.goto("/calculator/")
    page.get_by_role("button", name="长辈版").click()
    begin(page, "300", "60")
    picture(page, "calculator-start-large", whole=True)
    page.get_by_role("button", name="下一步").click()
    assert page.locator("main p").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= 18
    answer(page, lambda: (accessible(page), picture(page, "calculator-questions-large", whole=True)))
    picture(page, "calculator-large", whole=True)
    accessible(page)
    others = page.locator("main details")
    expect(others.get_by_text("可能不符合，仍可申请").last).to_be_hidden()
    others.locator("summary").click()
    expect(others.get_by_text("可能不符合，仍可申请").last).to_be_visible()
    accessible(page)
    picture(page, "calculator-large-open", whole=True)
    others.locator("summary").click()
    article = page.locator("main section a[href^='/law/']").first
    expect(article).to_contain_text("第")
    page.evaluate("window.print = () => { window.printed = true }")
    page.get_by_role("button", name="打印").click()
    assert page.evaluate("window.printed")
    page.emulate_media(media="print")
    for hidden in (page.locator("main .btn").first, page.get_by_role("button", name="退出长辈版"), page.locator("footer")):
        expect(hidden).to_be_hidden()
    expect(page.locator("main")).to_contain_text("这是估计")
    picture(page, "calculator-print", whole=True)
    page.emulate_media(media="screen")
    article.click()
    expect(page.locator("h1")).to_have_count(1)
    assert "/law/" in page.url
    assert page.problems == []
    page.context.close()


def focus(page: Page, selector: str) -> None:
    """Tab until it is reached."""
    for _ in range(60):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {selector}")


def test_above_the_standard_by_keyboard(site, accessible):
    page = site.page(width="phone")
    page.goto("/calculator/")
    focus(page, "[name=town]")
    page.keyboard.press("ArrowDown")
    focus(page, "[name=urban]")
    page.keyboard.press("Space")
    focus(page, "[name=income]")
    page.keyboard.type("9,000")
    focus(page, "[name=p1_age]")
    page.keyboard.type("60")
    page.keyboard.press("Enter")
    for _ in range(10):
        expect(page.locator("h1")).not_to_have_text("算一算：能申请什么")
        if page.get_by_role("heading", name="算出来的结果").count():
            break
        names = page.locator("main input:not([type=hidden])").evaluate_all("all => [...new Set(all.map(e => e.name))]")
        for name in names:
            if name.endswith("_unknown"):
                continue
            focus(page, f"[name={name}]")
            if page.evaluate("document.activeElement.type") == "radio":
                page.keyboard.press("Space")
                while page.evaluate("document.activeElement.value") != "0":
                    page.keyboard.press("ArrowDown")
            else:
                page.keyboard.type("0")
        focus(page, "button[value=next]")
        page.keyboard.press("Enter")
        page.wait_for_load_state()
    assert by_the_rules(page, 900000, 60).entitled is False
    low = page.locator("section").filter(has=page.get_by_role("heading", name="最低生活保障"))
    expect(low).to_contain_text("可能不符合，仍可申请")
    expect(low).to_contain_text("高出")
    accessible(page)
    page.context.close()
