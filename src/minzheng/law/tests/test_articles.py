"""The law on pages: every address answers, nothing on them is only for programmers, and every citation leads to its article."""

from __future__ import annotations

import datetime as dt
import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from minzheng.casework.tests.conftest import district, officers, today  # noqa: F401  (fixtures)
from minzheng.law.articles.library import instruments
from minzheng.law.models import Document, Provision
from minzheng.law.registries import BODIES
from minzheng.ui.links import cited

MEASURES = "最低生活保障审核确认办法"
CITATION = re.compile(r"《([^《》]+)》第[零一二三四五六七八九十百]+条")


class Texts(HTMLParser):
    """Text outside and inside links, of what is shown."""

    def __init__(self):
        super().__init__()
        self.depth, self.hidden, self.bare, self.links = 0, 0, [], []

    def handle_starttag(self, tag, attrs):
        self.depth += tag == "a"
        self.hidden += tag in ("title", "script", "h1", "style")
        if tag == "a":
            self.links.append(dict(attrs).get("href", ""))

    def handle_endtag(self, tag):
        self.depth -= tag == "a"
        self.hidden -= tag in ("title", "script", "h1", "style")

    def handle_data(self, data):
        if not self.depth and not self.hidden:
            self.bare.append(data)


def read(html: str) -> Texts:
    texts = Texts()
    texts.feed(html)
    return texts


def uncited(html: str) -> list[str]:
    """Citations of registered instruments that are not inside a link."""
    known = instruments()
    return [m[0] for m in CITATION.finditer("\n".join(read(html).bare)) if m[1] in known]


@pytest.fixture
def client(district):  # noqa: F811
    return Client()


def addresses() -> list[str]:
    found = [reverse("law:instruments"), reverse("law:programmes")]
    for line, body in BODIES:
        names = {r.name for r in body.rules.rules}
        world = body.resolve(dt.date(2026, 11, 24), {}, (), body.rules)
        found += [reverse("law:rule", args=[line, n]) for n in sorted(names)]
        found += [reverse("law:value", args=[line, n]) for n in world.parameters]
        found += [reverse("law:question", args=[line, n]) for n in world.questions]
        found += [reverse("law:fact", args=[line, i.name]) for i in body.rules.inputs]
        found += [reverse("law:programme", args=[p.key]) for p in body.rules.programmes]
        for i in body.instruments().values():
            found += [reverse("law:instrument", args=[i.name]), *(reverse("law:article", args=[i.name, a.number]) for a in i.articles)]
    return found


@pytest.mark.django_db
def test_every_page_answers_and_every_link_of_the_law_leads_somewhere(client):
    """Every page of every rule, value, reading, fact, programme and article; nothing left of the program's own words."""
    pages, links = addresses(), set()
    assert len(pages) > 200
    for url in pages:
        answer = client.get(url)
        assert answer.status_code == 200, url
        html = answer.content.decode()
        assert not uncited(html), f"{url}: {uncited(html)}"
        words = "\n".join(read(html).bare)
        assert not re.search(r"\b(casework|fieldwork|exchange|[a-z]+_[a-z_]+|[a-z/]+\.yaml)\b", words), url
        links |= {link.split("?")[0] for link in read(html).links if link.startswith("/law/")}
    assert links <= {*pages}, sorted(links - {*pages})[:5]


@pytest.mark.django_db
def test_an_article_shows_rule_values_readings_and_cases(client):
    html = client.get(reverse("law:article", args=[MEASURES, 23])).content.decode()
    for piece in ("人均月收入低于低保标准", "按差额计算的低保金", "775.00 元", "2025-09-01", "待核实", "单人保的金额", "算例", "虚构", "第 22 条", "第 24 条"):
        assert piece in html, piece
    assert reverse("law:value", args=["assistance", "minimum_living_standard"]) in read(html).links
    judged = client.get(reverse("law:article", args=[MEASURES, 29])).content.decode()
    assert "拒绝配合有无正当理由？" in judged


@pytest.mark.django_db
def test_another_day_shows_its_values_and_keeps_to_its_day(client):
    html = client.get(reverse("law:article", args=[MEASURES, 23]), {"date": "2022-09-01"}).content.decode()
    assert "城市 717.00 元" in html
    assert "城市 775.00 元、农村 650.00 元，" not in html
    ours = [link for link in read(html).links if link.startswith("/law/rules/")]
    assert ours
    assert all(link.endswith("?date=2022-09-01") for link in ours)


@pytest.mark.django_db
@pytest.mark.parametrize(("date", "status", "said"), [("2001-01-01", 404, "没有公布"), ("2026-13-01", 400, "没有 2026 年 13 月"), ("x", 400, "日期格式不对")])
def test_a_day_that_cannot_be_shown_is_told_in_place(client, date, status, said):
    answer = client.get(reverse("law:article", args=[MEASURES, 23]), {"date": date})
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert "adult_age" not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/law/没有这部法/", f"/law/{MEASURES}/99/", "/law/rules/assistance/none/", "/law/rules/none/x/",
                                  "/law/values/assistance/income_per_head/", "/law/programmes/none/", "/law/documents/1/"])  # fmt: skip
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_variants_stand_side_by_side(client):
    html = client.get(reverse("law:rule", args=["assistance", "basic_pension_excluded_12m"])).content.decode()
    assert "此前 至 2025-12-31" in html
    assert "2026-01-01 至 今" in html
    assert html.count("现行") == 1


@pytest.mark.django_db
def test_a_word_is_found_in_articles_rules_and_values(client):
    html = client.get(reverse("law:instruments"), {"q": "渐退"}).content.decode()
    assert reverse("law:article", args=[MEASURES, 33]) in read(html).links
    assert reverse("law:rule", args=["assistance", "gradual_exit_line"]) in read(html).links
    assert reverse("law:value", args=["assistance", "gradual_exit_limit_months"]) in read(html).links
    assert "没有找到" in client.get(reverse("law:instruments"), {"q": "<script>"}).content.decode()


@pytest.mark.django_db
def test_an_approved_value_shows_in_the_history_and_its_document_downloads(client, officers):  # noqa: F811
    one, other = officers["reviewer"].account_id, officers["confirmer"].account_id
    document = Document.objects.create(title="关于调整标准的通知（虚构）", number="虚构〔2026〕1号", issuer="区民政局", issued_on=dt.date(2026, 8, 1),
                                       file_name='通知".html', media_type="text/html", content=b"<script>1</script>", sha256="0" * 64,
                                       added_by_id=one)  # fmt: skip
    now = dt.datetime(2026, 8, 2, tzinfo=dt.UTC)
    made = Provision.objects.create(line="assistance", name="minimum_living_standard", area_id="500111000000", start=dt.date(2026, 9, 1),
                                    value={"1": 80000, "0": 67000}, basis="通知", document=document, documented_at=now, entered_by_id=one)  # fmt: skip
    file = reverse("law:document", args=[document.pk])
    assert client.get(file).status_code == 404  # nobody approved what it says
    Provision.objects.filter(pk=made.pk).update(state="approved", decided_by_id=other, approved_at=now)
    html = client.get(reverse("law:value", args=["assistance", "minimum_living_standard"])).content.decode()
    assert "城市 800.00 元、农村 670.00 元" in html
    assert file in read(html).links
    answer = client.get(file)
    assert answer.content == b"<script>1</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_citations_in_text_become_links():
    html = cited(f"低于标准 <b>（《{MEASURES}》第二十三条、《国发〔2016〕14号》第一条）")
    assert f'>《{MEASURES}》第二十三条</a>、《国发〔2016〕14号》第一条）' in html
    assert "&lt;b&gt;" in html
    assert html.count("<a ") == 1
    assert cited(f"《{MEASURES}》第一百零一条").count("<a ") == 0  # no such article
