"""The traps that were measured in other engines. Each test shows that the naïve way falls into it, and that ours does not."""

from datetime import date

import duckdb
import numpy as np
import polars as pl
import pytest

from minzheng.policy import (
    DataError,
    Entity,
    LanguageError,
    NotPublished,
    Registry,
    RuleSet,
    UnknownName,
    input_,
    resolve,
)
from minzheng.policy.duckdb_executor import run, to_sql
from minzheng.policy.expressions import Arith, Const, Name, Neg
from minzheng.policy.polars_executor import to_polars
from minzheng.policy.tests.test_mistakes import HEAD, law

DAY = date(2020, 1, 1)
EXECUTORS = ("polars", "duckdb")


def world(tmp_path, text, head=HEAD, parameters=()):
    return resolve(RuleSet.collect([law(tmp_path, text, head)], Registry("programme")), DAY, parameters)


def houses(**columns):
    n = len(next(iter(columns.values())))
    return pl.DataFrame({"house_id": list(range(n)), **columns})


def souls(house_ids, **columns):
    return pl.DataFrame({"soul_id": list(range(len(house_ids))), "house_id": house_ids, **columns})


def one(body, head="f(rent, rooms)", unit="fen", entity="house"):
    return f'@rule({entity}, title="试", unit="{unit}")\ndef {head}:\n    {body}\n'


@pytest.mark.parametrize("executor", EXECUTORS)
def test_a_rate_of_a_million_amounts(executor, tmp_path):
    """Naïve: floor(w * 0.35) in floats; wrong for thousands of two million wages."""
    rent = np.arange(2_000_000)
    exact = rent * 35 // 100
    assert (np.floor(rent * 0.35).astype(np.int64) != exact).sum() > 10_000
    w = world(tmp_path, one("return rent * 35 // 100 + 0 * rooms"))
    assert (w.evaluate_frames({"house": houses(rent=rent)}, ["f"], executor=executor)["f"].to_numpy() == exact).all()


@pytest.mark.parametrize("executor", EXECUTORS)
def test_thirty_million_yuan(executor, tmp_path):
    """Naïve: money in int32, where 30 million yuan in fen is a debt, and the rich household is paid."""
    fen = 3_000_000_000
    assert np.array([fen], dtype=np.int64).astype(np.int32)[0] < 0
    w = world(tmp_path, one("return max(0, 73500 - rent) + 0 * rooms"))
    assert w.evaluate_frames({"house": houses(rent=[fen])}, ["f"], executor=executor)["f"].to_list() == [0]


@pytest.mark.parametrize("executor", EXECUTORS)
def test_a_narrow_column(executor, tmp_path):
    """Naïve: arithmetic in the type in which the column came; int8 wraps at 128."""
    frame = houses(rent=pl.Series([100], dtype=pl.Int8))
    assert frame.select(pl.col("rent") + pl.col("rent"))["rent"].to_list() == [-56]
    w = world(tmp_path, one("return rent + rent + 0 * rooms"))
    assert w.evaluate_frames({"house": frame}, ["f"], executor=executor)["f"].to_list() == [200]


def test_division_below_zero():
    """Naïve: SQL's own integer division, which truncates: -7 // 2 is -3 there and -4 in Python."""
    assert duckdb.sql("SELECT -7 // 2").fetchall() == [(-3,)]
    division = Arith("//", Name("a"), Name("b"))
    pairs = [(a, b) for a in range(-20, 21) for b in range(1, 8)]
    frame = pl.DataFrame(pairs, schema=["a", "b"], orient="row")
    expected = [a // b for a, b in pairs]
    rows = ", ".join(f"({a}, {b})" for a, b in pairs)
    assert [r[0] for r in duckdb.sql(f"SELECT {to_sql(division)} FROM (VALUES {rows}) t(a, b)").fetchall()] == expected
    assert frame.select(to_polars(division, frozenset()))["a"].to_list() == expected


def test_minus_of_a_minus():
    """Naïve: a minus before the text of a number: `--5` begins a comment in SQL, and the rest of the line is gone."""
    assert duckdb.sql("SELECT 1 --5\n").fetchall() == [(1,)]
    e = Arith("+", Const(1), Neg(Const(-5)))
    assert duckdb.sql(f"SELECT {to_sql(e)}").fetchall() == [(6,)]


def test_type_of_a_sum(tmp_path):
    """Naïve: SUM as DuckDB gives it, HUGEINT, which does not come back as a 64-bit whole number."""
    assert run("SELECT sum(x) AS x FROM (VALUES (1::BIGINT)) t(x)", {}).schema["x"] != pl.Int64
    w = world(tmp_path, one("return total(wage)", "f(wage)"))
    frames = {"house": pl.DataFrame({"house_id": [0]}), "soul": souls([0, 0], wage=[10**12, 10**12])}
    for executor in EXECUTORS:
        result = w.evaluate_frames(frames, ["f"], executor=executor, missing=False)
        assert result.schema["f"] == pl.Int64
        assert result["f"].to_list() == [2 * 10**12]


def test_overflow_is_proven_impossible_before_any_data(tmp_path):
    """Naïve: trust int64; Polars and NumPy wrap in silence. Ours refuses the rule, and takes it with an honest range."""
    wide = 4 * 10**9
    assert houses(rent=[wide]).select(pl.col("rent") * pl.col("rent")).item() < 0
    with pytest.raises(LanguageError, match=r"\(rent \* rent\) can reach 1.0e\+24.*narrower low= and high=.*rent"):
        world(tmp_path, one("return rent * rent + 0 * rooms"))
    head = HEAD.replace('unit="fen", missing="zero")', 'unit="fen", missing="zero", low=0, high=3_000_000_000)')
    w = world(tmp_path, one("return rent * rent + 0 * rooms"), head)
    for executor in EXECUTORS:
        assert w.evaluate_frames({"house": houses(rent=[3 * 10**9])}, ["f"], executor=executor)["f"].to_list() == [9 * 10**18]
        with pytest.raises(DataError, match="超出 0 至 3000000000"):
            w.evaluate_frames({"house": houses(rent=[wide])}, ["f"], executor=executor)


def test_more_members_than_the_proof_allows_for(tmp_path):
    """Naïve: prove sums for a thousand members and let ten thousand in."""
    w = world(tmp_path, one("return total(wage)", "f(wage)"))
    crowd = {"house": pl.DataFrame({"house_id": [0, 1]}), "soul": souls([1] * 1001, wage=[1] * 1001)}
    for executor in EXECUTORS:
        with pytest.raises(DataError, match="户 1 有 1001 个人，超过上限 1000"):
            w.evaluate_frames(crowd, ["f"], executor=executor)
    with pytest.raises(DataError, match="有 1001 个人"):
        w.explain({"house": {}, "souls": [{"wage": 1}] * 1001})
    crowd["soul"] = crowd["soul"].head(1000)
    assert w.evaluate_frames(crowd, ["f"])["f"].to_list() == [0, 1000]


def test_both_branches_are_computed(tmp_path):
    """Naïve: trust the `if` before a division; columns compute both branches, and NumPy warns or traps in the one not taken."""
    rooms = np.array([0, 2])
    with np.errstate(divide="raise"), pytest.raises(FloatingPointError):
        np.where(rooms == 0, 0, 10 // rooms)
    with pytest.raises(LanguageError, match="columns compute every branch"):
        world(tmp_path, one("return 0 if rooms == 0 else rent // rooms"))
    w = world(tmp_path, one("return 0 if rooms == 0 else rent // max(1, rooms)"))
    for executor in EXECUTORS:
        assert w.evaluate_frames({"house": houses(rent=[10, 10], rooms=rooms)}, ["f"], executor=executor)["f"].to_list() == [0, 5]


def test_missing_is_not_zero_and_not_no(tmp_path):
    """Naïve: sum and compare as the column engine does, which skips nulls: a wage nobody recorded makes a household poor."""
    frame = pl.DataFrame({"house_id": [0, 0], "wage": [None, 5]})
    assert frame.group_by("house_id").agg(pl.col("wage").sum())["wage"].to_list() == [5]
    w = world(tmp_path, one("return total(wage)", "f(wage)") + one("return f < 10", "poor(f)", "yes_no"))
    frames = {"house": pl.DataFrame({"house_id": [0]}), "soul": souls([0, 0], wage=[None, 5])}
    for executor in EXECUTORS:
        assert w.evaluate_frames(frames, ["f", "poor"], executor=executor).row(0)[1:] == (None, None)


def test_else_is_not_for_the_unknown(tmp_path):
    """Naïve: when(x).then(a).otherwise(b), and max over columns, which take an unknown for no and skip it."""
    naive = pl.DataFrame({"x": [None]}, schema={"x": pl.Boolean}).select(pl.when(pl.col("x")).then(1).otherwise(2))
    assert naive.item() == 2
    text = one("return 1 if wage > 5 else 2", "f(wage)", entity="soul") + one("return max(wage, 7)", "g(wage)", entity="soul")
    w = world(tmp_path, text)
    frames = {"house": pl.DataFrame({"house_id": [0]}), "soul": souls([0], wage=pl.Series([None], dtype=pl.Int64))}
    for executor in EXECUTORS:
        assert w.evaluate_frames(frames, ["f", "g"], executor=executor).select("f", "g").row(0) == (None, None)


def test_a_household_without_members(tmp_path):
    """Naïve: an inner join with the sums, which loses it; or a left join that leaves null in place of nothing."""
    w = world(tmp_path, one("return total(wage)", "f(wage)") + one("return any_member(ill)", "g(ill)", "yes_no"))
    frames = {"house": pl.DataFrame({"house_id": [0, 1]}), "soul": souls([1], wage=[5], ill=[1])}
    sums = frames["soul"].group_by("house_id").agg(pl.col("wage").sum())
    assert frames["house"].join(sums, on="house_id").height == 1
    assert frames["house"].join(sums, on="house_id", how="left").sort("house_id")["wage"].to_list() == [None, 5]
    for executor in EXECUTORS:
        result = w.evaluate_frames(frames, ["f", "g"], executor=executor)
        assert result.select("f", "g").rows() == [(0, False), (5, True)]


def test_no_value_of_another_period(tmp_path):
    """Naïve: the last value published before the day, even when it had an end."""
    file = tmp_path / "p.yaml"
    file.write_text("limit:\n  title: 线\n  unit: fen\n  values:\n    2018-01-01: {value: 5, document: 令, until: 2019-12-31}\n"
                    "    2020-02-01: {value: 6, document: 令}\n", encoding="utf-8")
    values = {date(2018, 1, 1): 5, date(2020, 2, 1): 6}
    assert values[max(d for d in values if d <= DAY)] == 5
    with pytest.raises(NotPublished, match="2020-01-01 没有公布的值"):
        world(tmp_path, one("return rent - limit", "f(rent, limit)"), parameters=[file])


def test_order_of_rows(tmp_path):
    """Naïve: rows in the order in which a streaming engine gives them. Naïve results differ from the order of the key for
    data that comes mixed; ours is sorted, whatever the order in which rows came."""
    ids = np.random.default_rng(1).permutation(50_000)
    frames = {"house": pl.DataFrame({"house_id": ids, "rent": ids}), "soul": souls(ids, wage=ids)}
    naive = frames["soul"].lazy().group_by("house_id").agg(pl.col("wage").sum()).collect(engine="streaming")
    assert not naive["house_id"].is_sorted()
    w = world(tmp_path, one("return total(wage) + rent", "f(wage, rent)"))
    for executor in EXECUTORS:
        result = w.evaluate_frames(frames, ["f"], executor=executor, missing=False)
        assert result["house_id"].to_list() == list(range(50_000))
        assert result["f"].to_list() == [2 * n for n in range(50_000)]


def test_no_filter_inside_a_group(tmp_path):
    """Naïve: filter().sum() inside group_by: it drops whoever's condition is unknown (and gave wrong results this autumn).
    Ours chooses before it sums: a member whose condition is not known leaves the sum unknown."""
    people = pl.DataFrame({"house_id": [0, 0], "wage": [5, 7], "old": [True, None]})
    assert people.group_by("house_id").agg(pl.col("wage").filter(pl.col("old")).sum())["wage"].to_list() == [5]
    w = world(tmp_path, one("return age >= 60", "old(age)", "yes_no", "soul") + one("return total(wage, where=old)", "f(wage, old)"))
    frames = {"house": pl.DataFrame({"house_id": [0, 1]}), "soul": souls([0, 0, 1, 1], wage=[5, 7, 5, 7], age=[70, None, 70, 9])}
    for executor in EXECUTORS:
        assert w.evaluate_frames(frames, ["f"], executor=executor)["f"].to_list() == [None, 5]


def test_a_column_nobody_declared(tmp_path):
    """Naïve: read the columns that are known and drop the rest: a misspelt `rnet` counts as no rent at all."""
    frame = houses(rnet=[500])
    assert [frame[c][0] for c in ("rent", "rooms") if c in frame.columns] == []
    w = world(tmp_path, one("return rent + 0 * rooms"))
    for executor in EXECUTORS:
        with pytest.raises(DataError, match="没有名为“rnet”的事实，相近的有：rent"):
            w.evaluate_frames({"house": frame}, ["f"], executor=executor)
    with pytest.raises(DataError, match="rnet"):
        w.explain({"house": {"rnet": 500}})
    with pytest.raises(UnknownName):
        w.evaluate_frames({"house": houses(rent=[5])}, ["g"])


@pytest.mark.parametrize("column", [
    pl.Series([2**63], dtype=pl.UInt64), pl.Series([2**70], dtype=pl.Int128), pl.Series([1.0]), pl.Series(["5"])])
def test_columns_of_another_type(column, tmp_path):
    """Naïve: cast what comes: out-of-range numbers become null, fractions are cut, text is read."""
    assert column.cast(pl.Int64, strict=False)[0] in (None, 1, 5)
    w = world(tmp_path, one("return rent + 0 * rooms"))
    with pytest.raises(DataError, match="租金"):
        w.evaluate_frames({"house": houses(rent=column)}, ["f"])


def test_more_missing_facts_than_bits():
    """Naïve: one bit of an int64 for each fact: the 65th shifts out of the number, and names nobody."""
    assert np.int64(1) << np.int64(65) in (0, 2)
    house = Entity("house", "户", "house_id", "houses")
    module = type("Module", (), {"inputs": [input_(house, f"i{n}", title=f"事实{n}", unit="count", missing="review") for n in range(64)]})
    w = resolve(RuleSet.collect([module], Registry("programme")), DAY)
    plan, _ = w._plan([f"i{n}" for n in range(64)], missing=True)
    with pytest.raises(DataError, match="64 项可能缺失的事实，超过 63 项"):
        assert plan.bits
    plan, _ = w._plan([f"i{n}" for n in range(63)], missing=True)
    assert max(plan.bits.values()) == 1 << 62


def test_variant_of_the_day_only(tmp_path):
    """Naïve: the last def of a name wins, whatever the day."""
    text = one("return rent", "f(rent)").replace('unit="fen"', 'unit="fen", until="2019-12-31", name="f"')
    later = one("return 2 * rent", "f(rent)").replace('unit="fen"', 'unit="fen", since="2020-01-01", name="f"').replace("def f", "def g")
    module = law(tmp_path, text + later)
    rules = RuleSet.collect([module], Registry("programme"))
    assert [resolve(rules, d).explain({"house": {"rent": 5}}).value("f") for d in (date(2019, 12, 31), DAY)] == [5, 10]
