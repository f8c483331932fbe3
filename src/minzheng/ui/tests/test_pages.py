"""The frame: no inline style or script in any template of the house, navigation by role, large type, pages for errors, registers as pages."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from minzheng.core.access.viewer import PUBLIC, Viewer, acting, system
from minzheng.core.areas.models import Area
from minzheng.core.registry import UnknownName
from minzheng.ui import charts, elder, icons, pages
from minzheng.ui.navigation import Navigation
from minzheng.ui.registers import Register

ROOT = Path(__file__).resolve().parents[4]
TEMPLATES = sorted((ROOT / "src" / "minzheng").rglob("templates/**/*.html"))
FORBIDDEN = {
    "style attribute": re.compile(r"""\sstyle\s*=\s*["']"""),
    "style element": re.compile(r"<style\b", re.I),
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", re.I),
    "event attribute": re.compile(r"""<[^>{]*\son\w+\s*=\s*["']""", re.I),
    "javascript address": re.compile(r"javascript:", re.I),
    "evaluated htmx": re.compile(r"\shx-(on|vals\s*=\s*[\"']js:)", re.I),
}


def faults(text: str) -> list[str]:
    return [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_template_holds_nothing_that_the_content_policy_refuses(template):
    assert faults(template.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('<p style="color:red">', "style attribute"), ("<style>p{}</style>", "style element"), ("<script>x()</script>", "inline script"),
        ('<a onclick="x()">', "event attribute"), ('<a href="javascript:x()">', "javascript address"), ('<p hx-on:click="x()">', "evaluated htmx"),
    ],
)  # fmt: skip
def test_the_walk_over_templates_sees_what_it_looks_for(text, what):
    assert what in faults(text)


def test_every_icon_that_a_template_names_exists():
    named = {m for t in TEMPLATES for m in re.findall(r'{%\s*icon\s+"([^"]+)"', t.read_text("utf-8"))}
    assert len(named) > 5
    for name in named:
        assert icons.shapes(name)


def test_an_unknown_icon_names_its_neighbours():
    with pytest.raises(UnknownName, match="inbox"):
        icons.svg("inbx")


def test_an_unknown_tone_is_refused():
    with pytest.raises(TemplateSyntaxError, match="unknown tone"):
        Template('{% load ui %}{% status "x" tone="pink" %}').render(Context())


def test_the_content_policy_has_no_exception():
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert policy["default-src"] == ["'self'"]
    assert not {"script-src", "style-src", "script-src-elem", "style-src-attr"} & policy.keys()
    assert "unsafe" not in str(policy)


# --- navigation


def request_as(viewer: Viewer, path: str = "/ui/elder/", **cookies):
    request = RequestFactory().get(path)
    request.viewer, request.htmx = viewer, None
    request.COOKIES.update(cookies)
    return request


def test_the_sidebar_shows_what_the_role_may_open():
    nav = Navigation()
    nav.section("先", order=1)
    nav.add(section="后", title="都可", url_name="ui:villages", icon="inbox")
    nav.add(section="先", title="窗口", url_name="ui:elder", icon="inbox", roles={"window_clerk"}, badge=lambda request: 7)
    clerk = nav.for_request(request_as(Viewer("officer", "甲", "window_clerk")))
    assert [(section, [e["title"] for e in entries]) for section, entries in clerk] == [("先", ["窗口"]), ("后", ["都可"])]
    assert clerk[0][1][0]["count"] == 7
    assert clerk[0][1][0]["current"]
    assert [section for section, _ in nav.for_request(request_as(Viewer("officer", "乙", "leader")))] == ["后"]
    assert nav.for_request(request_as(PUBLIC)) == []


def test_an_address_is_added_once_and_with_a_known_icon():
    nav = Navigation()
    nav.add(section="", title="甲", url_name="ui:elder", icon="inbox")
    with pytest.raises(ValueError, match="added twice"):
        nav.add(section="", title="乙", url_name="ui:elder", icon="inbox")
    with pytest.raises(UnknownName):
        nav.add(section="", title="丙", url_name="ui:villages", icon="no-such")


# --- large type


@pytest.mark.parametrize(("cookie", "size"), [("24", 24), ("30", 30), ("31", None), ("x", None), ("", None)])
def test_the_size_is_one_of_those_offered(cookie, size):
    assert elder.size(request_as(PUBLIC, elder=cookie)) == size


@pytest.mark.parametrize(("asked", "went"), [("/x/?a=1", "/x/?a=1"), ("https://elsewhere.example/", "/"), ("//elsewhere.example", "/")])
def test_choosing_a_size_goes_back_but_never_elsewhere(asked, went):
    response = elder.choose(RequestFactory().post("/", {"size": "24", "next": asked}))
    assert response.url == went
    assert response.cookies["elder"].value == "24"


def test_leaving_large_type_forgets_it():
    response = elder.choose(RequestFactory().post("/", {"size": "", "next": "/"}))
    assert response.cookies["elder"]["max-age"] == 0


# --- pages for errors


def test_the_page_for_a_broken_server_needs_nothing():
    response = pages.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "请稍后重试" in response.content.decode()


def test_a_refusal_says_why():
    response = pages.forbidden(request_as(PUBLIC), PermissionError("窗口受理员没有此权限"))
    assert (response.status_code, "窗口受理员没有此权限" in response.content.decode()) == (403, True)


# --- charts


def test_the_table_of_a_chart_says_what_the_drawing_says():
    chart = charts.bar("量", ["甲", "乙"], {"件": [1, None]}, links={"件": ["/a", "/b"]})
    assert chart.rows == [("甲", [(1, "/a")]), ("乙", [(None, "/b")])]
    page = Template("{% load ui %}{% chart c %}").render(Context({"c": chart}))
    assert '<a href="/a">1</a>' in page
    assert '<script type="application/json">' in page


def test_a_chart_with_a_hole_is_refused():
    with pytest.raises(ValueError, match="has 1 values, not 2"):
        charts.line("量", ["甲", "乙"], {"件": [1]})


def test_data_cannot_break_out_of_a_chart():
    page = Template("{% load ui %}{% chart c %}").render(Context({"c": charts.pie("x", ["</script><b>"], {"n": [1]})}))
    assert "</script><b>" not in page


# --- registers as pages


@pytest.fixture
def register(db) -> Register:
    Area.objects.create(code="900000001000", name="甲镇", level="town", kind="镇", longitude=1)
    for i in range(30):
        Area.objects.create(code=f"9000000010{i + 10}", name=f"村{i:02d}<b>", level="village", kind="村", parent_id="900000001000", longitude=2)
    return Register(
        Area, title="样本", key="code", rows=lambda request: Area.objects.filter(code__startswith="9"), columns=["name", "level", "longitude"],
        filters=["level"], totals=["longitude"], search=["name"], ordering="name", link=lambda row: f"/x/{row.code}/", page_size=10,
    )  # fmt: skip


def page_of(register: Register, query: str = "", **headers) -> str:
    request = RequestFactory().get(f"/r/{query}", headers=headers)
    request.viewer, request.htmx = Viewer("officer", "甲", "leader"), None
    with acting(system("test")):
        return register.view(request).content.decode()


def test_a_register_lists_filters_counts_and_adds_up(register):
    page = page_of(register, "?level=village&q=村0")
    assert "共 10 条（查找“村0”；层级：村（社区））" in page
    assert "村00&lt;b&gt;" in page
    assert "<b>" not in page.split("<tbody>")[1].split("</tbody>")[0]
    assert '<td class="num">20.0</td>' in page
    assert "甲镇" not in page.split("<tbody>")[1]


def test_following_next_meets_every_row(register):
    query, seen = "?sort=-longitude", []
    while query:
        page = page_of(register, query)
        seen += re.findall(r'href="/x/(\d+)/"', page)
        found = re.search(r'href="/r/(\?[^"]*after=[^"]+)"', page)
        query = found[1].replace("&amp;", "&") if found else ""
    assert len(seen) == len(set(seen)) == 31


def test_headings_turn_the_order_around(register):
    assert 'aria-sort="ascending"' in page_of(register)
    assert 'aria-sort="descending"' in page_of(register, "?sort=-name")
    assert "村29" in page_of(register, "?sort=-name")


@pytest.mark.parametrize("query", ["?sort=password", "?level=nothing", "?after=xx", "?q=%00", "?before=W10", "?sort=-level&after=WyJ4Il0"])
def test_an_odd_address_gives_a_page(register, query):
    assert "样本" in page_of(register, query)


def test_an_empty_result_says_what_to_do(register):
    assert "清除筛选" in page_of(register, "?q=没有这个")
