"""The main job, from an empty database, through the doors that its people use: eight steps by nine roles in a real browser.

The steps are one story; each test takes it on from where the one before left it.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess

import pytest
import zxingcpp
from openpyxl import Workbook, load_workbook
from PIL import Image
from playwright.sync_api import Page, expect
from pypdf import PdfReader

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("walk")]

ACCOUNT = "6222021234567890128"
VILLAGE = "500111100201"  # 黄龙村, whose village worker is one of the demo's roles


@pytest.fixture(scope="module")
def story() -> dict:
    return {}


def _download(page: Page, path: str) -> bytes:
    """A file as this window's person gets it."""
    answer = page.request.get(path)
    assert answer.ok, f"{path}: {answer.status}"
    return answer.body()


def _qr_of(pdf: bytes) -> str:
    """The address in the QR code of a PDF's first page, read as a phone would."""
    png = subprocess.run(["pdftoppm", "-r", "150", "-png", "-f", "1", "-singlefile", "-"], input=pdf, capture_output=True, check=True).stdout
    codes = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))
    assert codes, "no QR code can be read from the paper"
    return codes[0].text


def test_1_the_leader_sees_who_is_missed_and_why(site, story, accessible, picture):
    page = site.page("区局领导")
    page.get_by_role("link", name="应享核查").first.click()
    page.get_by_role("button", name="立即核查").click()
    expect(page.get_by_text("应享未享").first).to_be_visible(timeout=60_000)
    expect(page.locator("figure canvas, figure svg").first).to_be_visible()
    expect(page.get_by_text("示意").first).to_be_visible()
    picture(page, "01-evaluation")
    picture(page, "overview", whole=True)
    accessible(page)
    page.goto("/office/evaluation/differences/?kind=missed")
    expect(page.get_by_role("row")).not_to_have_count(1)
    page.locator("tbody a").first.click()
    expect(page.get_by_text("最低生活保障审核确认办法").first).to_be_visible()
    expect(page.get_by_text(re.compile(r"人均月收入 [\d,.]+ 元")).first).to_be_visible()
    assert page.problems == []
    page.context.close()


def test_2_a_missed_household_becomes_a_visit_and_the_visit_an_application(site, story, accessible, picture):
    reviewer = site.page("区级审核员")
    reviewer.goto(f"/office/evaluation/differences/?kind=missed&village_town={VILLAGE[:9]}000&village_village={VILLAGE}")
    link = reviewer.locator("tbody a").first
    story["household"] = link.inner_text()
    link.click()
    reviewer.get_by_role("button", name="派走访").click()
    expect(reviewer.get_by_text("已派，期限")).to_be_visible()
    reviewer.context.close()

    phone = site.page("村（社区）协理员", width="phone")
    phone.goto("/office/visits/")
    phone.locator("main a", has_text=re.compile("虚构|号|组")).first.click()
    expect(phone.get_by_text(story["household"]).first).to_be_visible()
    phone.get_by_label("情况属实，家庭同意申请").check()
    phone.get_by_label("看到的情况").fill("家里没有劳力，只靠养老金，愿意申请。（虚构）")
    picture(phone, "02-visit")
    accessible(phone)
    phone.get_by_role("button", name="提交走访结果").click()
    link = phone.get_by_role("link", name=re.compile(r"办件 SQ\d"))
    expect(link).to_be_visible()
    story["case"] = re.search(r"SQ[\d-]+", link.inner_text())[0]
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "the page scrolls sideways on a phone"
    assert phone.problems == []
    phone.context.close()


def test_3_the_window_accepts_without_typing_what_is_known(site, story, accessible, picture):
    clerk = site.page("窗口受理员")
    clerk.goto("/office/cases/new/")
    clerk.get_by_label("公民身份号码、姓名").fill(story["household"])
    clerk.get_by_role("button", name="查找").click()
    clerk.get_by_role("button", name="申请最低生活保障").first.click()
    expect(clerk).to_have_url(re.compile(story["case"]))  # the application that the visit began, not a second one
    picture(clerk, "03-window")
    clerk.get_by_role("button", name="受理并出具通知书").click()
    expect(clerk.get_by_text("请勾选“家庭成员已签署").first).to_be_visible()
    clerk.get_by_label("家庭成员已签署家庭经济状况核对授权书").check()
    clerk.get_by_label("申请人承诺").check()
    clerk.get_by_label("开户行").fill("虚构银行大足支行")
    clerk.get_by_label("账号").fill("6222 0212 3456 7890 129")
    accessible(clerk)
    clerk.get_by_role("button", name="受理并出具通知书").click()
    expect(clerk.get_by_text("账号").first).to_be_visible()
    expect(clerk.get_by_label("开户行")).to_have_value("虚构银行大足支行")  # a wrong card number, and nothing typed is lost
    clerk.get_by_label("账号").fill(ACCOUNT)
    clerk.get_by_role("button", name="受理并出具通知书").click()
    expect(clerk.get_by_text("已受理，请打印受理通知书")).to_be_visible()
    receipt = _download(clerk, f"/office/cases/{story['case']}/receipt.pdf")
    assert story["case"] in "".join(p.extract_text() for p in PdfReader(io.BytesIO(receipt)).pages)
    assert _qr_of(receipt) == f"{site.address}/progress/{story['case']}/"
    clerk.context.close()


def test_4_two_survey_the_notice_hangs_seven_days_and_a_third_confirms(site, story, accessible, picture):
    surveyor = site.page("甄入户")
    surveyor.goto(f"/office/cases/{story['case']}/")
    accessible(surveyor)
    surveyor.get_by_label("同行调查人员").select_option(label="贾同行（虚构）")
    surveyor.get_by_label("入户情况").fill("两间旧房，家电只有一台电视。（虚构）")
    surveyor.get_by_role("button", name="两人确认").click()
    expect(surveyor.get_by_text("调查结果已记录")).to_be_visible()
    surveyor.get_by_role("button", name="提出初审意见并公示").click()
    expect(surveyor.get_by_role("button", name="公示无异议")).to_be_disabled()

    public = site.page()
    public.goto("/notices/")
    public.locator("main a", has_text="初审公示").first.click()
    shown = public.locator("main").inner_text()
    assert re.search(r"\d{17}", shown) is None
    assert ACCOUNT[-4:] not in shown
    picture(public, "04-notice")
    accessible(public)
    public.context.close()

    site.let_days_pass(8)
    surveyor.goto(f"/office/cases/{story['case']}/")
    surveyor.get_by_role("button", name="公示无异议").click()
    expect(surveyor.get_by_text("材料已报区民政局")).to_be_visible()
    surveyor.context.close()

    reviewer = site.page("区级审核员")
    reviewer.goto(f"/office/cases/{story['case']}/")
    accessible(reviewer)
    reviewer.get_by_label("审核意见").fill("调查属实，同意。")
    reviewer.get_by_role("button", name="同意，提交确认").click()
    expect(reviewer.get_by_text("已提交确认")).to_be_visible()
    expect(reviewer.get_by_role("button", name="确认同意")).to_have_count(0)  # who reviewed does not confirm
    reviewer.context.close()

    confirmer = site.page("区级确认人")
    confirmer.goto(f"/office/cases/{story['case']}/")
    accessible(confirmer)
    button = confirmer.get_by_role("button", name="确认同意")
    story["amount"] = re.search(r"([\d,]+\.\d\d) 元", button.inner_text())[1]
    button.click()
    expect(confirmer.get_by_text("已作出决定")).to_be_visible()
    story["letter"] = confirmer.get_by_role("link", name="决定书").get_attribute("href")
    story["pdf"] = _download(confirmer, story["letter"])
    confirmer.context.close()


def test_5_the_letter_says_how_much_and_why_and_its_code_leads_to_a_page_that_says_no_more(site, story, accessible, picture):
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(story["pdf"])).pages)
    for needed in (story["amount"].replace(",", ""), "人均月收入", "最低生活保障审核确认办法", "行政复议", "虚构数据"):
        assert needed in text.replace(",", "").replace("\n", ""), needed
    public = site.page()
    public.goto(_qr_of(story["pdf"]))
    expect(public.get_by_text("此文书由本机关出具")).to_be_visible()
    shown = public.locator("main").inner_text()
    assert story["amount"] not in shown
    assert story["household"] not in shown
    picture(public, "05-letter")
    accessible(public)
    public.goto("/verify/not-a-code/")
    expect(public.get_by_text("没有这份文书")).to_be_visible()
    public.context.close()


def _batch_of(page: Page, month: str) -> None:
    page.goto("/office/payments/new/")
    page.get_by_label("月份").select_option(month)
    page.get_by_role("button", name="编制", exact=True).click()
    page.get_by_role("button", name="锁定").click()
    expect(page.get_by_role("button", name="导出银行文件（Excel）")).to_be_visible()


def _bank_answers(bank_file: bytes, fails: str) -> bytes:
    """What a bank sends back: every row a success but the one of `fails`'s account."""
    sent = load_workbook(io.BytesIO(bank_file)).active
    rows = list(sent.iter_rows(values_only=True))
    head = next(i for i, row in enumerate(rows) if "业务参考号" in row)
    at = {name: rows[head].index(name) for name in ("业务参考号", "金额（元）", "账号")}
    answer = Workbook()
    answer.active.append(["业务参考号", "金额（元）", "结果", "原因", "日期"])
    for row in rows[head + 1 :]:
        if row[at["业务参考号"]] in (None, ""):
            continue
        bad = row[at["账号"]] == fails
        answer.active.append([row[at["业务参考号"]], row[at["金额（元）"]], "失败" if bad else "成功", "户名不符" if bad else "", dt.date.today().isoformat()])
    out = io.BytesIO()
    answer.save(out)
    return out.getvalue()


def test_6_the_month_is_paid_and_a_failure_goes_back_to_a_person(site, story, accessible, picture, tmp_path):
    officer = site.page("资金发放员")
    officer.goto("/office/payments/new/")
    month = max(option.get_attribute("value") for option in officer.get_by_label("月份").locator("option").all())  # the month after the decision
    _batch_of(officer, month)
    with officer.expect_download() as waiting:
        officer.get_by_role("button", name="导出银行文件（Excel）").click()
    sent = waiting.value.path().read_bytes()
    file = tmp_path / "returns.xlsx"
    file.write_bytes(_bank_answers(sent, ACCOUNT))
    officer.reload()
    officer.get_by_role("link", name="导入回盘").click()
    officer.get_by_label("银行回盘文件").set_input_files(file)
    officer.get_by_role("button", name="上传并预览").click()
    officer.get_by_role("button", name="确认入账").click()
    expect(officer.get_by_role("button", name="对账")).to_be_visible()
    picture(officer, "06-payments")
    accessible(officer)
    officer.get_by_role("button", name="对账").click()
    expect(officer.get_by_text("已对账").first).to_be_visible()
    assert officer.problems == []
    officer.context.close()

    surveyor = site.page("甄入户")
    surveyor.goto("/office/tasks/")
    expect(surveyor.get_by_role("row", name=re.compile(story["household"]))).not_to_have_count(0)
    surveyor.context.close()


def test_7_the_auditor_computes_the_decision_again_and_sees_who_looked(site, story, accessible, picture):
    number = re.search(r"JD[\d-]+", story["letter"])[0]
    auditor = site.page("审计员")
    auditor.goto(f"/office/audit/decisions/{number}/")
    auditor.get_by_role("button", name="重新计算").click()
    expect(auditor.get_by_text("与原决定一致（相差 0.00 元）")).to_be_visible()
    picture(auditor, "07-audit")
    accessible(auditor)
    auditor.goto(f"/office/audit/households/{story['household']}/")
    history = auditor.locator("main").inner_text()
    for act in ("受理", "家庭经济状况调查", "张贴公示", "作出决定", "查看"):
        assert act in history, act
    auditor.context.close()


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_8_the_citizen_sees_what_why_where_and_who_looked(site, story, accessible, picture, width):
    citizen = site.page("居民", width=width)
    expect(citizen.get_by_role("heading", name="我家能享受什么")).to_be_visible()
    expect(citizen.get_by_text("最低生活保障审核确认办法").first).to_be_visible()
    expect(citizen.get_by_role("heading", name="谁看过、改过我家的信息")).to_be_visible()
    assert citizen.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if width == "phone":
        picture(citizen, "08-citizen")
    accessible(citizen)
    citizen.goto("/office/")
    expect(citizen.get_by_text("这是工作人员页面")).to_be_visible()
    citizen.context.close()
