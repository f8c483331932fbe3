"""Decisions in bulk: each from its own facts, with the law of then or of another day."""

from minzheng.core.access.viewer import acting, system
from minzheng.core.audit.models import AuditRow
from minzheng.office.audit.tests.test_pages import page, tamper, text

MONTH = "/office/audit/decisions/month/"


def test_a_month_comes_out_the_same_and_leaves_a_record(officers, decision):
    said = text(page(officers, "auditor", MONTH, "post", month=f"{decision.decided_on:%Y-%m}"))
    assert "1 件决定" in said
    assert "全部一致" in said
    with acting(system("test")):
        assert AuditRow.objects.filter(verb="audit.replay", who=officers["auditor"].name).count() == 1


def test_another_month_has_no_decision(officers, decision):
    assert "这个月没有作出过决定" in text(page(officers, "auditor", MONTH, "post", month="2020-01"))


def test_what_is_not_a_month_is_kept_and_explained(officers):
    said = page(officers, "auditor", MONTH, "post", month="十一月").content.decode()
    assert "月份格式不对" in said
    assert 'value="十一月"' in said


def test_one_changed_fen_is_found_among_them(officers, decision):
    tamper(decision, "amount", decision.amount + 1)
    said = text(page(officers, "auditor", MONTH, "post", month=f"{decision.decided_on:%Y-%m}"))
    assert "1 件不一致" in said
    assert decision.number in said


def test_the_law_of_another_day_gives_another_amount(officers, decision):
    """The standard of 2022 was lower by 58.00 … the same facts then gave that much less."""
    url = f"/office/audit/decisions/{decision.number}/"
    said = text(page(officers, "auditor", url, "post", law_of="2022-11-01"))
    assert "按 2022-11-01 的法律和标准" in said
    assert f"{(decision.amount - (65_000 - 58_100) * len(decision.snapshot['persons'])) / 100:,.2f} 元" in said
    assert "与原决定一致" not in said


def test_a_day_without_a_published_law_says_so(officers, decision):
    said = text(page(officers, "auditor", f"/office/audit/decisions/{decision.number}/", "post", law_of="2001-01-01"))
    assert "无法按这一天的法律计算" in said
    assert "没有公布的值" in said
