"""Into a real database: everything arrives, sealed; the evaluation answers the key; a database with people in it is refused."""

import polars as pl
import pytest
from django.conf import settings
from django.db import connection

from minzheng.cli.answers import Told, compare
from minzheng.cli.answers import run as answers
from minzheng.cli.populate import command, seal
from minzheng.cli.populate.command import NotEmpty, populate
from minzheng.cli.populate.key import Planted, read_key
from minzheng.cli.populate.tests.made import DAY, district
from minzheng.core.access.viewer import acting, system
from minzheng.core.areas.models import Area
from minzheng.core.crypto import vault
from minzheng.core.facts.models import Fact
from minzheng.core.people.models import Household, Person
from minzheng.core.people.queries import search
from minzheng.monitoring.actions import start_evaluation
from minzheng.monitoring.evaluate import evaluate
from minzheng.payments.models import Entitlement, PayeeAccount

SYSTEM = system("test")


@pytest.fixture
def key(db, tmp_path):
    return populate(2_000, 7, DAY, answers=tmp_path / "key.csv")


def schema() -> set[tuple]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'")
        indexes = set(cursor.fetchall())
        cursor.execute("SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace")
        return indexes | set(cursor.fetchall())


def test_everything_arrives_and_the_tables_keep_their_indexes_and_keys(db, tmp_path):
    before = schema()
    populate(2_000, 7, DAY, answers=tmp_path / "key.csv")
    assert schema() == before
    frames = district().frames
    with acting(SYSTEM):
        assert Person.objects.filter(fictitious=True).count() == 2_000 == Person.objects.count()
        assert Household.objects.filter(fictitious=True).count() == frames["core_household"].height
        assert Fact.objects.count() == frames["core_fact"].height
        assert Entitlement.objects.count() == frames["payments_entitlement"].height
        assert Person.objects.create(name="甄新", pinyin="zhen xin", birth=DAY, sex=1, village=Area.objects.filter(level="village").first()).pk == 2_001


def test_numbers_are_sealed_and_found_again(key):
    rows = district().frames["core_person"]
    with acting(SYSTEM):
        person = Person.objects.get(pk=rows["id"][0])
        assert (person.id_number, person.phone, person.name) == (rows["id_number"][0], rows["phone"][0], rows["name"][0])
        assert [p.pk for p in search(person.id_number)] == [person.pk]
        account = PayeeAccount.objects.order_by("pk").first()
        assert account.number == district().frames["payments_payeeaccount"]["account"][0]
        assert bytes(account.number_index) == vault().index(account.number, "account")


def test_many_numbers_are_sealed_by_several_processes_with_the_same_key(monkeypatch):
    monkeypatch.setattr(seal, "MANY", 2)
    monkeypatch.setattr(seal, "CHUNK", 2)
    sealed, index = seal.seal_column(pl.Series(["13", None, "27", "4"]), "phone", indexed=True)
    opened = [None if text is None else vault().open(bytes.fromhex(text[2:]), "phone") for text in sealed]
    assert opened == ["13", None, "27", "4"]
    assert index[2] == "\\x" + vault().index("27", "phone").hex()


def test_people_in_the_database_are_never_overwritten(key, capsys):
    with pytest.raises(NotEmpty, match="已经有人员"):
        populate(2_000, 7, DAY, answers=key)
    assert command.run(["--persons", "2000"]) == 2
    assert "已经有人员" in capsys.readouterr().err


def test_nothing_stays_when_loading_fails(db, tmp_path, monkeypatch):
    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(command, "write_key", fail)
    with pytest.raises(OSError, match="disk full"):
        populate(2_000, 7, DAY, answers=tmp_path / "key.csv")
    with acting(SYSTEM):
        assert not Person.objects.exists()


def test_the_evaluation_answers_the_key(key, capsys):
    with acting(SYSTEM):
        evaluate(start_evaluation(by=SYSTEM, date=DAY, foreground=True))
    assert answers(["--answers", str(key)]) == 0
    assert "全部查出，没有误伤" in capsys.readouterr().out
    with acting(SYSTEM):  # one payment more than due: found, and held against the evaluation since it was not planted
        holder = Entitlement.objects.exclude(household__number__in=[p.household for p in read_key(key)]).order_by("pk").first()
        Entitlement.objects.filter(pk=holder.pk).update(amount=holder.amount + 100)
        evaluate(start_evaluation(by=SYSTEM, date=DAY, foreground=True))
    assert answers(["--answers", str(key)]) == 1
    with acting(SYSTEM):
        assert f"误伤 {holder.household.number}" in capsys.readouterr().out


def test_answers_say_what_is_lacking(db, tmp_path, capsys):
    assert answers(["--answers", str(tmp_path / "none.csv")]) == 2
    (tmp_path / "other.csv").write_text("a,b\n")
    assert answers(["--answers", str(tmp_path / "other.csv")]) == 2
    assert "不是答案文件" in capsys.readouterr().err


ANSWER = Planted("H1", "wrong_amount", "minimum_living", 500, 400, "少发")
NAMESAKE = Planted("H2", "same_name", "minimum_living", 500, 500, "同名")


@pytest.mark.parametrize(
    ("told", "right", "missed", "accused"),
    [
        ([Told("H1", "wrong_amount", "minimum_living", 500, 400)], True, 0, 0),
        ([], False, 1, 0),
        ([Told("H1", "wrong_amount", "minimum_living", 501, 400)], False, 1, 0),
        ([Told("H1", "not_entitled", "minimum_living", 0, 400)], False, 1, 1),
        ([Told("H1", "wrong_amount", "minimum_living", 500, 400), Told("H3", "not_entitled", "minimum_living", 0, 1)], False, 0, 1),
        ([Told("H1", "wrong_amount", "minimum_living", 500, 400), Told("H2", "not_entitled", "minimum_living", 0, 500)], False, 1, 1),
        ([Told("H1", "wrong_amount", "minimum_living", 500, 400), Told("H3", "missed", "minimum_living", 1, 0)], True, 0, 0),
    ],
)
def test_comparing(told, right, missed, accused):
    result = compare([ANSWER, NAMESAKE], told)
    assert (result.right, len(result.missed), len(result.accused)) == (right, missed, accused)


def test_nobody_else_reads_the_key():
    readers = [
        path.relative_to(settings.ROOT).as_posix()
        for path in (settings.ROOT / "src" / "minzheng").rglob("*.py")
        if "read_key" in path.read_text("utf-8") and "tests" not in path.parts
    ]
    assert sorted(readers) == ["src/minzheng/cli/answers.py", "src/minzheng/cli/populate/key.py"]
