"""Preparing: areas and calendar always; people and posts only in the demo; twice is as once."""

import csv
import shutil

import pytest
from django.conf import settings

from minzheng.casework.models import CalendarDay
from minzheng.cli import prepare
from minzheng.core.access.models import Account, Post
from minzheng.core.access.viewer import acting, system
from minzheng.core.areas.load import BadAreaFile, load_areas
from minzheng.core.areas.models import Area, AreaCode
from minzheng.core.people.models import Person

pytestmark = pytest.mark.django_db
FILES = settings.DISTRICT["files"]


def count() -> tuple[int, ...]:
    with acting(system("test")):
        return tuple(m.objects.count() for m in (Area, AreaCode, CalendarDay, Person, Account, Post))


def test_in_service_nothing_is_made_up_and_the_first_account_is_explained(settings, capsys):
    settings.MINZHENG_DEMO = False
    assert prepare.run([]) == 0
    areas, codes, days, persons, accounts, posts = count()
    assert (areas, codes, persons, accounts, posts) == (337, 54, 0, 0, 0)
    assert days > 2_000
    assert "./minzheng account create" in capsys.readouterr().out
    Account.objects.create(username="first", name="甄某")
    prepare.run([])
    assert "./minzheng account create" not in capsys.readouterr().out


def test_the_demo_has_people_and_posts_without_passwords_and_twice_is_as_once(settings, monkeypatch, tmp_path, capsys):
    settings.MINZHENG_DEMO = True
    monkeypatch.setenv("MINZHENG_PERSONS", "1000")
    monkeypatch.setattr("minzheng.cli.populate.command.default_path", lambda *_: tmp_path / "key.csv")
    assert prepare.run([]) == 0
    first = count()
    assert first[3:] == (1_000, len(settings.DISTRICT["demo_posts"]), len(settings.DISTRICT["demo_posts"]))
    assert prepare.run([]) == 0
    assert count() == first
    assert "已有人员" in capsys.readouterr().out
    assert not any(account.has_usable_password() for account in Account.objects.all())
    assert all(account.fictitious for account in Account.objects.all())
    with acting(system("test")):
        citizen = Account.objects.get(username="demo-citizen")
        assert citizen.name.startswith(citizen.person.name)
        assert citizen.person.village_id == citizen.posts.get().area_id


def test_no_persons_wanted_none_made(settings, monkeypatch):
    settings.MINZHENG_DEMO = True
    monkeypatch.setenv("MINZHENG_PERSONS", "0")
    assert prepare.run([]) == 0
    assert count()[3] == 0


def test_a_number_that_is_none_is_refused_in_chinese(settings, monkeypatch, capsys):
    settings.MINZHENG_DEMO = True
    monkeypatch.setenv("MINZHENG_PERSONS", "many")
    assert prepare.run([]) == 1
    assert "应为人数" in capsys.readouterr().err


def test_arguments_are_refused():
    assert prepare.run(["now"]) == 2


# --- areas


@pytest.fixture
def folder(tmp_path):
    for name in ("areas", "town_codes", "town_seats"):
        shutil.copy(settings.MINZHENG_DISTRICT / FILES[name], tmp_path)
    return tmp_path


def change(folder, file_name, where, **values):
    """Rewrite rows of a file for which `where` holds."""
    with (folder / file_name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows = [row | values if where(row) else row for row in rows]
    with (folder / file_name).open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]))
        out.writeheader()
        out.writerows(rows)


def test_a_changed_name_arrives_and_nothing_else_changes(folder):
    load_areas(folder, FILES)
    before = dict(Area.objects.values_list("code", "name"))
    change(folder, "areas.csv", lambda row: row["code12"] == "500111100201", name="黄龙新村")
    load_areas(folder, FILES)
    after = dict(Area.objects.values_list("code", "name"))
    assert {code: name for code, name in after.items() if before[code] != name} == {"500111100201": "黄龙新村"}


def test_parents_seats_and_codes_are_there(folder):
    load_areas(folder, FILES)
    village = Area.objects.get(pk="500111100201")
    assert (village.parent_id, village.parent.parent_id) == ("500111100000", "500111000000")
    assert village.full_title == "龙水镇 · 黄龙村"
    assert 105 < village.parent.longitude < 107
    assert AreaCode.objects.filter(system="mca").count() == 27


@pytest.mark.parametrize(
    ("where", "values", "says"),
    [
        (lambda row: row["code12"] == "500111100201", {"parent": "500111001000"}, "上级"),
        (lambda row: row["code12"] == "500111100201", {"parent": "500111999000"}, "上级"),
        (lambda row: row["code12"] == "500111100201", {"level": "hamlet"}, "层级"),
        (lambda row: row["code12"] == "500111100201", {"code12": "500111100200"}, "重复"),
        (lambda row: row["code12"] == "500111100201", {"code12": "5001111002"}, "12 位"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused_whole(folder, where, values, says):
    change(folder, "areas.csv", where, **values)
    with pytest.raises(BadAreaFile, match=says):
        load_areas(folder, FILES)
    assert not Area.objects.exists()


def test_a_missing_column_is_named(folder):
    (folder / "areas.csv").write_text("code12,name\n500111000000,大足区\n", encoding="utf-8")
    with pytest.raises(BadAreaFile, match="缺少列 level"):
        load_areas(folder, FILES)
