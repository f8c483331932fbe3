"""A new standard through the screens, without a programmer: entered and tried out by one, approved by another, on its day in the money.

One story in several tests; each takes it on from where the one before left it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import district

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("parameter")]

ROOT = __file__.rsplit("/tests/", 1)[0]
VALUES = "/office/law/values/"
PDF = b"%PDF-1.4 made up"


@pytest.fixture(scope="module")
def site(chromium, tmp_path_factory):
    """A district of its own, for its law and its date are moved."""
    with district(chromium, tmp_path_factory.mktemp("parameter")) as own:
        yield own


@pytest.fixture(scope="module")
def story(site) -> dict:
    """A decision made before the standard changes, and the day on which the next month begins."""
    evaluated = site.command("evaluate")
    assert evaluated.returncode == 0, evaluated.stdout + evaluated.stderr
    made = subprocess.run([sys.executable, "-m", "tests.browser.decide"], env=site.environment, cwd=ROOT, text=True, capture_output=True)
    assert made.returncode == 0, made.stderr
    return {"decision": made.stdout.split()[-1]}


def _today(site) -> dt.date:
    page = site.page()
    page.goto("/office/demo/")
    day = re.search(r"现在是 (\d{4}-\d\d-\d\d)", page.locator("main").inner_text())[1]
    page.context.close()
    return dt.date.fromisoformat(day)


def _rows(page: Page, address: str) -> list[dict]:
    """A register as the file that its readers can take; money columns without their （元）."""
    answer = page.request.get(address)
    assert answer.ok, f"{address}: {answer.status}"
    rows = csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig")))
    return [{title.removesuffix("（元）"): cell for title, cell in row.items()} for row in rows]


def _paid(page: Page, month: dt.date) -> dict[str, str]:
    """Household → yuan of the month's 低保 batch."""
    rows = _rows(page, "/office/payments/all/?export=csv")
    return {row["户编号"]: row["金额"] for row in rows if row["所属月份"] == f"{month:%Y-%m}"}


def _fen(yuan: str) -> int:
    return int(yuan.replace(",", "").replace(".", ""))


def _make_batch(page: Page, month: dt.date) -> None:
    page.goto("/office/payments/new/")
    page.get_by_label("待遇").select_option("minimum_living")
    page.get_by_label("月份").select_option(month.isoformat())
    page.get_by_role("button", name="编制", exact=True).click()


def test_1_the_reviewer_enters_a_standard_and_tries_it_out(site, story, accessible, picture):
    story["month"] = _today(site).replace(day=1)
    story["start"] = (story["month"] + dt.timedelta(days=32)).replace(day=1)
    page = site.page("区级审核员")
    page.get_by_role("link", name="标准与口径").first.click()
    expect(page.get_by_role("heading", name="尚未经正式文件确认")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="录入标准或口径").click()
    page.get_by_label("项目名称").fill("低保标准")
    page.get_by_role("button", name="查找").click()
    accessible(page)
    page.get_by_role("link", name="低保标准", exact=True).click()
    page.get_by_label("低保标准：城市").fill("800")
    page.get_by_label("低保标准：农村").fill("67")
    page.get_by_label("生效日期").first.fill(story["start"].isoformat())
    page.get_by_label("文件标题").fill("关于调整低保标准的通知（虚构）")
    page.get_by_label("文号").fill("虚构〔2026〕1号")
    page.get_by_role("button", name="录入，待批准").click()
    expect(page.get_by_text("有一项低于原值").first).to_be_visible()
    expect(page.get_by_label("低保标准：城市")).to_have_value("800")
    accessible(page)
    page.get_by_label("低保标准：农村").fill("670.00")
    page.get_by_role("button", name="录入，待批准").click()
    expect(page.get_by_text("已录入，待批准")).to_be_visible()
    expect(page.get_by_text("城市 800.00 元、农村 670.00 元").first).to_be_visible()
    expect(page.get_by_text("还没有完成批准前试算")).to_be_visible()
    story["address"] = page.url
    page.get_by_role("button", name="试算并预览").click()
    expect(page.get_by_text("全年增减").first).to_be_visible(timeout=60_000)
    story["previewed"] = page.get_by_role("region", name="最低生活保障合计").inner_text()
    monthly = re.search(r"金额（元/月）\s+([\d,.]+)\s+([\d,.]+)\s+([\d,.]+)\s+([\d,.]+)", story["previewed"])
    before, after, more, year = map(_fen, monthly.groups())
    assert before > 0
    assert after - before == more > 0
    assert year == 12 * more
    picture(page, "09-standard")
    accessible(page)
    assert [p for p in page.problems if "422" not in p] == []  # the browser notes the refusal above
    page.context.close()


def test_2_who_entered_it_cannot_approve_it_by_any_door(site, story):
    page = site.page("区级审核员")
    page.goto(story["address"])
    expect(page.get_by_role("button", name="批准", exact=True)).to_have_count(0)
    token = page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value")
    forged = page.request.post(story["address"], form={"csrfmiddlewaretoken": token, "act": "approve"}, headers={"Referer": story["address"]})
    assert forged.status == 403
    assert "两个人" in forged.text()
    page.reload()
    expect(page.get_by_text("待批准", exact=True).first).to_be_visible()
    page.context.close()


def test_3_the_leader_sees_the_numbers_and_approves(site, story, accessible):
    officer = site.page("资金发放员")
    _make_batch(officer, story["month"])
    story["paid"] = _paid(officer, story["month"])
    assert story["paid"]
    officer.get_by_role("button", name="锁定").click()
    expect(officer.get_by_role("button", name="导出银行文件（Excel）")).to_be_visible()

    leader = site.page("区局领导")
    leader.get_by_role("link", name="标准与口径").first.click()
    leader.get_by_role("link", name=re.compile("低保标准：城市 800.00 元")).click()
    assert leader.get_by_role("region", name="最低生活保障合计").inner_text() == story["previewed"]
    leader.get_by_role("button", name="不批准").click()
    expect(leader.get_by_text("请写明理由").first).to_be_visible()
    accessible(leader)
    leader.get_by_role("button", name="批准", exact=True).click()
    expect(leader.get_by_text("已批准").first).to_be_visible()
    accessible(leader)
    assert leader.problems == []
    leader.context.close()

    _make_batch(officer, story["start"])  # too early: the raise is not yet in the money
    expect(officer.get_by_text(f"{story['start']} 起执行新标准").first).to_be_visible()
    assert not _paid(officer, story["start"])
    officer.context.close()


def test_4_on_its_day_everyone_is_raised_and_only_from_then(site, story, accessible):
    while _today(site) < story["start"]:
        site.let_days_pass(8 if story["start"] - _today(site) >= dt.timedelta(days=8) else 1)
    leader = site.page("区局领导")
    leader.goto(story["address"])
    expect(leader.get_by_role("heading", name="执行结果")).to_be_visible()
    leader.get_by_role("link", name="查看每一户").click()
    expect(leader.get_by_role("row")).not_to_have_count(1)
    accessible(leader)
    changed = {row["户编号"]: row for row in _rows(leader, leader.url + "?export=csv") if row["待遇"] == "最低生活保障"}
    raised = {home: row for home, row in changed.items() if row["处理"] == "已调整"}
    assert raised
    leader.locator("tbody a.row-link").first.click()
    expect(leader.get_by_text("与当时一致")).to_be_visible()
    expect(leader.get_by_role("link", name="《最低生活保障审核确认办法》").first).to_be_visible()
    accessible(leader)
    assert leader.problems == []
    leader.context.close()

    officer = site.page("资金发放员")
    _make_batch(officer, story["start"])
    expect(officer.get_by_role("button", name="锁定")).to_be_visible()
    assert _paid(officer, story["month"]) == story["paid"]  # the month before: to the fen
    now = _paid(officer, story["start"])
    for home, yuan in now.items():
        if home in raised:
            row = raised[home]
            assert _fen(yuan) == _fen(row["调整后"]) > _fen(row["调整前"]) == _fen(story["paid"].get(home, row["调整前"])), home
        else:
            assert yuan == story["paid"][home], home
    assert raised.keys() <= now.keys()
    assert story["paid"].keys() <= now.keys()
    officer.context.close()


def test_5_with_the_document_nothing_is_in_doubt(site, story, accessible):
    law = "/law/values/assistance/minimum_living_standard/"
    page = site.page("区级审核员")
    page.goto(law)
    row = page.get_by_role("row", name=re.compile(rf"{story['start']}.*800\.00"))
    expect(row).to_contain_text("待核实")
    page.goto(story["address"])
    head = page.locator(".page-head")
    expect(head).to_contain_text("待核实")
    page.get_by_text("附上文件").first.click()
    page.get_by_label("文件标题").fill("关于调整低保标准的通知（虚构）")
    page.get_by_label("文号").fill("虚构〔2026〕1号")
    page.get_by_label("发文机关").fill("虚构局")
    page.get_by_label("发文日期").fill("2026-11-20")
    page.get_by_label("文件（PDF").set_input_files({"name": "通知.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.get_by_role("button", name="附上文件").click()
    expect(page.get_by_text("文件已附上")).to_be_visible()
    expect(head).not_to_contain_text("待核实")
    page.goto(law)
    expect(row).not_to_contain_text("待核实")
    expect(row).to_contain_text("虚构〔2026〕1号")
    document = page.request.get(row.get_by_role("link", name="下载文件").get_attribute("href"))
    assert document.body() == PDF
    accessible(page)
    page.context.close()


def test_6_a_decision_made_before_comes_out_the_same(site, story):
    auditor = site.page("审计员")
    auditor.goto(f"/office/audit/decisions/{story['decision']}/")
    auditor.get_by_role("button", name="重新计算").click()
    expect(auditor.get_by_text("与原决定一致（相差 0.00 元）")).to_be_visible()
    assert auditor.problems == []
    auditor.context.close()
    replayed = site.command("replay", "--decision", story["decision"])
    assert replayed.returncode == 0, replayed.stdout


def test_7_the_reviewer_takes_back_what_is_not_yet_approved(site, story):
    page = site.page("区级审核员")
    page.goto(f"{VALUES}new/?line=assistance&name=minimum_living_standard")
    page.get_by_label("低保标准：城市").fill("900")
    page.get_by_label("低保标准：农村").fill("700")
    page.get_by_label("生效日期").first.fill((story["start"] + dt.timedelta(days=62)).isoformat())
    page.get_by_label("文件标题").fill("另一份通知（虚构）")
    page.get_by_label("文号").fill("虚构〔2026〕2号")
    page.get_by_role("button", name="录入，待批准").click()
    page.get_by_label("撤回的理由").fill("演示用，撤回")
    page.get_by_role("button", name="撤回").click()
    expect(page.get_by_text("已撤回").first).to_be_visible()
    page.context.close()
    leader = site.page("区局领导")
    leader.goto(page.url)
    expect(leader.get_by_text(re.compile("演示用，撤回")).first).to_be_visible()
    leader.context.close()
