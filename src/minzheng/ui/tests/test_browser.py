"""Being the user, in Chromium: the gallery and a register, wide and narrow, ordinary and large type."""

import os
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from django.test.utils import override_settings
from django.urls import include, path
from playwright.sync_api import expect, sync_playwright

from minzheng.core.areas.models import Area
from minzheng.ui import gallery
from minzheng.ui.registers import Register
from minzheng.ui.urls import urlpatterns as own

BUILD = Path(__file__).resolve().parents[1] / "static/ui/build"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--lang=zh-CN", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TARGETS = """least => [...document.querySelectorAll('a.btn, button, summary, select, .form-control, .nav-link, .tabs a')]
  .filter(e => !e.closest('.skip')).map(e => [e.tagName + ' ' + e.textContent.trim().slice(0, 12), e.getBoundingClientRect()])
  .filter(([, r]) => r.width && (r.height < least - 0.5 || r.width < least - 0.5)).map(([n, r]) => `${n} ${r.width}×${r.height}`)"""
SMALL = """least => { const found = new Set(); const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) { const e = walk.currentNode.parentElement;
    if (walk.currentNode.textContent.trim() && !e.closest('script, .visually-hidden') && parseFloat(getComputedStyle(e).fontSize) < least - 0.1)
      found.add(e.tagName + '.' + e.className); } return [...found]; }"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs Chromium; CHROMIUM names it"),
    pytest.mark.skipif(not (BUILD / "app.css").exists(), reason="needs the front end built (npm run build in frontend/)"),
]

areas = Register(
    Area, title="样本", key="code", columns=["name", "code", "level"], filters=["level"], search=["name"], ordering="code",
    rows=lambda request: Area.objects.filter(code__startswith="9"), link=lambda row: f"/ui/gallery/?row={row.code}", page_size=5,
)  # fmt: skip
pages = [
    path("gallery/", gallery.office, name="gallery"), path("gallery/narrow/", gallery.narrow, name="gallery_narrow"),
    path("gallery/progress/<int:done>/", gallery.progress, name="gallery_progress"), path("gallery/reveal/", gallery.reveal, name="gallery_reveal"),
    path("areas/", areas.view, name="areas"),
]  # fmt: skip




class Urls:
    """The band's addresses with the gallery, whatever the mode, and one register."""

    urlpatterns = [path("ui/", include(([*[p for p in own if "gallery" not in str(p.pattern)], *pages], "ui")))]


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    """A server on the test database. Its rows are committed and taken away again: emptying all tables is refused by those
    that only grow."""
    with django_db_blocker.unblock(), override_settings(ROOT_URLCONF=Urls):
        rows = Area.objects.filter(code__startswith="9000000000")
        Area.objects.bulk_create(Area(code=f"9000000000{i:02d}", name=f"村{i:02d}", level="village", kind="村") for i in range(12))
        server = LiveServerThread("127.0.0.1", StaticFilesHandler)
        server.daemon = True
        server.start()
        server.is_ready.wait(20)
        assert server.error is None
        yield f"http://127.0.0.1:{server.port}"
        server.terminate()
        rows._raw_delete(rows.db)


@pytest.fixture(scope="module")
def browser(site):
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser, site):
    """Opens an address and fails at the end if the console said anything: a blocked style, a script error."""
    contexts, said = [], []

    def go(address: str, width: int = 1440, elder: str = ""):
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
        contexts.append(context)
        if elder:
            context.add_cookies([{"name": "elder", "value": elder, "url": site}])
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(site + address)
        return page

    yield go
    for context in contexts:
        context.close()
    assert said == []


def violations(page) -> list[str]:
    page.evaluate((BUILD / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [f"{v['id']}: {node['html'][:120]}" for v in found["violations"] for node in v["nodes"]]


@pytest.mark.parametrize("elder", ["", "21", "30"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("address", ["/ui/gallery/", "/ui/gallery/narrow/"])
def test_every_piece_is_accessible(visit, address, width, elder):
    page = visit(address, width, elder)
    page.wait_for_selector("figure[data-drawn='1'] canvas")
    page.wait_for_timeout(1200)  # charts and their animation
    assert violations(page) == []
    assert page.evaluate(TARGETS, 60 if elder else 44) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not elder or page.evaluate(SMALL, int(elder)) == []


@pytest.mark.parametrize("width", [1440, 390])
def test_a_register_is_accessible(visit, width):
    page = visit("/ui/areas/?level=village", width)
    if shots := os.environ.get("MINZHENG_SHOTS"):
        page.screenshot(path=f"{shots}/register-{width}.png")
    assert violations(page) == []
    assert page.evaluate(TARGETS, 44) == []


def test_the_form_with_errors_is_accessible_and_leads_to_the_field(visit):
    page = visit("/ui/gallery/")
    page.fill("#id_amount", "三千")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert page.input_value("#id_amount") == "三千"
    page.click(".error-summary a[href='#id_amount']")
    expect(page.locator("#id_amount")).to_be_focused()
    page.wait_for_timeout(1200)
    assert violations(page) == []


def test_a_register_by_keyboard_and_in_part(visit):
    page = visit("/ui/areas/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(":focus")).to_have_text("村01")
    page.keyboard.press("/")
    page.keyboard.type("村1")
    expect(page.locator("tbody tr")).to_have_count(2)  # htmx asked again by itself
    expect(page).to_have_url(re.compile("q=%E6%9D%911"))
    expect(page.locator("#f-q")).to_be_focused()
    page.go_back()
    expect(page.locator("tbody tr")).to_have_count(5)
    page.click("text=下一页")
    expect(page.locator("tbody tr").first).to_contain_text("村05")
    page.locator("tbody a.row-link").first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("row=900000000005"))


def test_the_menu_on_a_phone_by_keyboard(visit):
    page = visit("/ui/gallery/", 390)
    button = page.get_by_role("button", name="打开菜单")
    expect(page.locator("#sidebar")).to_be_hidden()
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#sidebar")).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    assert page.evaluate("document.activeElement.closest('#sidebar') !== null")
    for _ in range(8):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#sidebar') !== null")
    page.keyboard.press("Escape")
    expect(page.locator("#sidebar")).to_be_hidden()
    expect(button).to_be_focused()


def test_large_type_is_chosen_and_left(visit):
    page = visit("/ui/gallery/narrow/", 390)
    page.click("text=长辈版")
    expect(page.locator("html")).to_have_class("elder elder-21")
    page.click("button[aria-label='字号 30']")
    expect(page.locator("html")).to_have_class("elder elder-30")
    page.click("text=退出长辈版")
    expect(page.locator("html")).to_have_class("")


def test_a_masked_value_asks_for_a_reason(visit):
    page = visit("/ui/gallery/")
    page.click("summary:has-text('证件号码')")
    page.fill(".masked input[name=reason]", "核对材料")
    page.click(".masked button")
    expect(page.locator("text=样本完整值")).to_be_visible()
    expect(page.locator("text=理由：核对材料")).to_be_visible()


def test_a_long_job_is_followed_to_its_end(visit):
    page = visit("/ui/gallery/")
    expect(page.locator(".progress-piece")).to_contain_text("9 / 10", timeout=15000)
    expect(page.locator(".progress-piece")).to_contain_text("已完成", timeout=5000)
    assert page.locator(".progress-piece[hx-get]").count() == 0


def test_a_datum_opens_the_rows_behind_it(visit):
    page = visit("/ui/gallery/")
    page.wait_for_selector("figure[data-drawn='1'] canvas")
    page.wait_for_timeout(1200)
    canvas = page.locator("figure[data-chart='map'] canvas")
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] * 0.54, "y": box["height"] * 0.35})
    expect(page).to_have_url(re.compile("cell=[ab]"))
