"""Pages by key show every row exactly once, whatever the order, the ties, the nulls and what is inserted meanwhile."""

import pytest
from django.db.models import F, FloatField, Q
from django.db.models.functions import Coalesce
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minzheng.core.access.viewer import acting, system
from minzheng.core.areas.models import Area
from minzheng.core.people.models import Household, Person
from minzheng.ui.registers import BadOrder, Column, Register
from minzheng.ui.registers.keyset import Order
from minzheng.ui.registers.register import Page

pytestmark = pytest.mark.django_db

PATHS = ["longitude", "latitude", "name", "level", "parent__name", "parent__longitude"]
orders = st.lists(st.sampled_from(PATHS).flatmap(lambda p: st.sampled_from([p, f"-{p}"])), max_size=3, unique_by=lambda p: p.lstrip("-"))
values = st.tuples(
    st.none() | st.sampled_from([1.5, 1.5, 105.7000000001, 105.7, -3.25]), st.none() | st.sampled_from([0.0, 29.7]),
    st.sampled_from(["甲", "乙", "甲村", "", "Ａ"]),
)  # fmt: skip


def area(number: int, one: tuple, parents: list[Area]) -> Area:
    longitude, latitude, name = one
    parent = parents[number % 4] if number % 4 < len(parents) else None
    return Area(
        code=f"9{number:011d}", name=name, level="village", kind="x", longitude=longitude, latitude=latitude, parent=parent
    )


@pytest.fixture(autouse=True)
def as_system():
    with acting(system("test")):
        yield


@pytest.fixture
def parents() -> list[Area]:
    return [Area.objects.create(code=f"8{i:011d}", name=f"上级{i % 2}", level="town", kind="x", longitude=[None, 1.0][i % 2]) for i in range(3)]


def walk(order: Order, rows, size: int, between=lambda turn: None) -> list[str]:
    """All keys met on the way from the first page to the last."""
    seen, data, turn = [], {}, 0
    while True:
        page = Page.of(rows.all(), order, data, size)
        seen += [row.code for row in page.rows]
        if not page.next:
            return seen
        data = {"after": page.next}
        turn += 1
        between(turn)


@given(spec=orders, ones=st.lists(values, max_size=12), late=st.lists(values, max_size=5), size=st.integers(1, 5))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_once_with_ties_nulls_and_inserts(parents, spec, ones, late, size):
    Area.objects.filter(code__startswith="9").delete()
    Area.objects.bulk_create(area(i, one, parents) for i, one in enumerate(ones))
    rows, order = Area.objects.filter(code__startswith="9"), Order(Area, spec, "code")
    pending = [area(100 + i, one, parents) for i, one in enumerate(late)]

    seen = walk(order, rows, size, lambda turn: pending and pending.pop().save())

    assert len(seen) == len(set(seen))
    assert {f"9{i:011d}" for i in range(len(ones))} <= set(seen)
    assert walk(order, rows, size) == [row.code for row in order.apply(rows)]


@given(spec=orders, ones=st.lists(values, min_size=1, max_size=12), size=st.integers(1, 4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_going_back_retraces_the_pages(parents, spec, ones, size):
    Area.objects.filter(code__startswith="9").delete()
    Area.objects.bulk_create(area(i, one, parents) for i, one in enumerate(ones))
    rows, order = Area.objects.filter(code__startswith="9"), Order(Area, spec, "code")
    pages, data = [], {}
    while True:
        page = Page.of(rows.all(), order, data, size)
        pages.append(page)
        if not page.next:
            break
        data = {"after": page.next}
    for earlier, page in zip(reversed(pages[:-1]), reversed(pages[1:]), strict=True):
        back = Page.of(rows.all(), order, {"before": page.previous}, size)
        assert back.rows == earlier.rows
        assert bool(back.previous) == (earlier is not pages[0])


def test_removing_the_row_that_a_page_hangs_on_loses_nothing():
    Area.objects.bulk_create(area(i, (float(i // 2), None, "甲"), []) for i in range(9))
    rows, order = Area.objects.filter(code__startswith="9"), Order(Area, ["-longitude"], "code")
    first = Page.of(rows.all(), order, {}, 3)
    first.rows[-1].delete()
    rest = Page.of(rows.all(), order, {"after": first.next}, 9)
    assert len(first.rows) + len(rest.rows) == 9


def test_no_offset_and_the_index_is_usable():
    order = Order(Area, ["-name"], "code")
    sql = str(order.after(Area.objects.all(), ["甲", "9"])[:5].query)
    assert "OFFSET" not in sql
    assert '"core_area"."name" <= 甲' in sql


@pytest.mark.parametrize("mangled", ["", "x", "e30", "W10", "WzFd", "bnVsbA", "W251bGwsbnVsbF0", "WyJhIiwgIlx1MDAwMCJd"])
def test_a_mangled_position_starts_at_the_first_page(mangled):
    Area.objects.bulk_create(area(i, (1.0, None, "甲"), []) for i in range(3))
    page = Page.of(Area.objects.filter(code__startswith="9"), Order(Area, ["longitude"], "code"), {"after": mangled}, 2)
    assert [row.code[-1] for row in page.rows] == ["0", "1"]


def test_a_computed_value_can_be_sorted_by():
    Area.objects.bulk_create(area(i, (float(i % 3), None, "甲"), []) for i in range(7))
    east = {"east": Coalesce(F("longitude"), 0.0, output_field=FloatField())}
    order = Order(Area, ["-east"], "code", east)
    rows = Area.objects.filter(code__startswith="9").annotate(**east)
    assert walk(order, rows, 2) == [row.code for row in order.apply(rows)]


@pytest.mark.parametrize(
    ("model", "spec", "key", "said"),
    [
        (Area, ["children__name"], "code", "one row has many"), (Area, ["nothing"], "code", "has no field 'nothing'"),
        (Area, ["name__more"], "code", "points nowhere"), (Area, [], "name", "must be unique"),
        (Person, ["id_sealed"], "pk", "no order that people would know"), (Person, [], "id_index", "must be unique and not null"),
    ],
)  # fmt: skip
def test_an_order_that_cannot_work_is_refused_where_it_is_declared(model, spec, key, said):
    with pytest.raises(BadOrder, match=said):
        Order(model, spec, key)


@pytest.mark.parametrize("column", ["nothing", Column("masked_name")])
def test_a_column_that_cannot_work_is_refused(column):
    with pytest.raises(BadOrder, match="neither a field|needs a title"):
        Register(Person, title="人员", columns=[column])


def test_a_total_must_be_a_number_in_the_database():
    with pytest.raises(ValueError, match="must be a column of kind number"):
        Register(Household, title="家庭", columns=["number"], totals=["number"])


def test_filters_stay_when_paging():
    Area.objects.bulk_create(area(i, (1.0, None, "甲" if i % 2 else "乙"), []) for i in range(8))
    found = walk(Order(Area, ["longitude"], "code"), Area.objects.filter(Q(name="甲") & Q(code__startswith="9")), 2)
    assert [code[-1] for code in found] == ["1", "3", "5", "7"]
