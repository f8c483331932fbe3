"""What the rules say against what the register pays. Pure: frames in, frame out; no Django, no tables.

Differences come as household_id, person_id (null: the household), programme, kind, expected, actual, reasons (list of names).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from minzheng.monitoring.registries import Paid
from minzheng.policy import Programme, World

COLUMNS = {
    "household_id": pl.Int64, "person_id": pl.Int64, "programme": pl.String, "kind": pl.String,
    "expected": pl.Int64, "actual": pl.Int64, "reasons": pl.List(pl.String),
}  # fmt: skip
NOTHING = pl.lit([], pl.List(pl.String))


def outputs_of(world: World, paid: Sequence[Paid]) -> list[str]:
    """What to ask `world.evaluate` for: entitled, amount and conditions of every programme concerned."""
    programmes = [world.programmes.get(key) for p in paid for key in p.programmes]
    return list(dict.fromkeys(name for p in programmes for name in (*p.outputs, *p.conditions)))


def differences(
    world: World, paid: Paid, results: Mapping[str, pl.DataFrame], register: pl.DataFrame, dead: pl.DataFrame, standings: pl.DataFrame
) -> pl.DataFrame:
    """Of one programme.

    results:  `world.evaluate` per entity
    register: household_id, person_id (null: paid to the household), programme, amount
    standings: household_id, programme
    dead:     household_id, person_id, died_on, open (still on its roll), living (members of the household who are alive)
    """
    programme = world.programmes.get(paid.programme)
    rows = _outcomes(programme, world, paid, results)
    rows = rows.join(_payments(programme, register), on=programme.entity.key, how="left")
    rows = _with_deaths(programme, rows, dead)
    elsewhere = standings.filter(pl.col("programme").is_in(list(paid.not_beside))).select("household_id").unique()
    rows = rows.join(elsewhere.with_columns(elsewhere=True), on="household_id", how="left")
    return _told(rows.with_columns(kind=_kind()).filter(pl.col("kind").is_not_null()), programme)


def _outcomes(programme: Programme, world: World, paid: Paid, results: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """household_id, person_id, entitled, expected, goes_on, lacking (facts, comma-separated), the conditions by their names."""
    rows = results[programme.entity.name]
    if programme.entity.name == "person" and "household" in results:
        above = [c for c in programme.conditions if c not in rows.columns]
        rows = rows.join(results["household"].select("household_id", *above), on="household_id", how="left") if above else rows
    goes_on, lacking = pl.lit(False), pl.col(programme.missing_column)
    if paid.continued_by:
        after = world.programmes.get(paid.continued_by)
        goes_on = pl.col(after.entitled)
        doubtful = pl.col(programme.entitled).eq(False) & goes_on.is_null()
        lacking = pl.when(doubtful).then(pl.col(after.missing_column)).otherwise(lacking)
    return rows.select(
        "household_id",
        *programme.conditions,
        person_id=pl.col("person_id") if programme.entity.name == "person" else pl.lit(None, pl.Int64),
        entitled=pl.col(programme.entitled).cast(pl.Boolean),
        expected=pl.col(programme.amount) if programme.amount else pl.lit(0, pl.Int64),
        goes_on=goes_on.cast(pl.Boolean),
        lacking=lacking.fill_null(""),
    )


def _payments(programme: Programme, register: pl.DataFrame) -> pl.DataFrame:
    """key, paid: what the register pays a month to each household, or person."""
    of_person = programme.entity.name == "person"
    mine = register.filter(pl.col("programme") == programme.key, pl.col("person_id").is_not_null() == of_person)
    return mine.group_by(programme.entity.key).agg(paid=pl.col("amount").sum())


def _with_deaths(programme: Programme, rows: pl.DataFrame, dead: pl.DataFrame) -> pl.DataFrame:
    """Adds `deceased`: the dead person for whom, or for whose household, money still flows."""
    if programme.entity.name == "person":
        return rows.join(dead.select("person_id", deceased=pl.col("person_id"), living=pl.lit(0)), on="person_id", how="left")
    gone = dead.filter(pl.col("open") | (pl.col("living") == 0)).sort("died_on").unique("household_id", keep="last")
    return rows.join(gone.select("household_id", "living", deceased=pl.col("person_id")), on="household_id", how="left")


def _kind() -> pl.Expr:
    """The one kind that a row is told under, or null. Unknown is never read as no."""
    entitled, paid, goes_on = pl.col("entitled"), pl.col("paid"), pl.col("goes_on")
    right = entitled.fill_null(False) & (pl.col("expected") == paid).fill_null(False)
    nobody = pl.col("living").fill_null(1) == 0
    elsewhere = pl.col("elsewhere").fill_null(False) & paid.is_null()
    return (
        pl.when(paid.is_not_null() & pl.col("deceased").is_not_null() & (~right | nobody)).then(pl.lit("dead_paid"))
        .when(elsewhere).then(None)
        .when(entitled.is_null()).then(pl.lit("undetermined"))
        .when(entitled & pl.col("expected").is_null()).then(pl.lit("undetermined"))
        .when(entitled & paid.is_null()).then(pl.lit("missed"))
        .when(entitled & (pl.col("expected") != paid)).then(pl.lit("wrong_amount"))
        .when(~entitled & paid.is_not_null() & goes_on.is_null()).then(pl.lit("undetermined"))
        .when(~entitled & paid.is_not_null() & ~goes_on).then(pl.lit("not_entitled"))
    )  # fmt: skip


def _told(rows: pl.DataFrame, programme: Programme) -> pl.DataFrame:
    """Rows with a kind as differences. The lists are made only here: of a million rows a thousand are left."""
    kind = pl.col("kind")
    lacking = pl.col("lacking").str.split(",").list.filter(pl.element() != "")
    failed = [pl.when(~pl.col(c)).then(pl.lit(c)) for c in programme.conditions]
    failed = pl.concat_list(failed).list.drop_nulls() if failed else NOTHING
    return rows.select(
        "household_id",
        person_id=pl.when(kind == "dead_paid").then(pl.col("deceased")).otherwise(pl.col("person_id")),
        programme=pl.lit(programme.key),
        kind=kind,
        expected=pl.when(pl.col("entitled").fill_null(False)).then(pl.col("expected")).otherwise(0).fill_null(0),
        actual=pl.col("paid").fill_null(0),
        reasons=pl.when(kind == "undetermined").then(lacking)
        .when(kind.is_in(["not_entitled", "dead_paid"])).then(failed).otherwise(NOTHING),
    ).cast(COLUMNS)


def expiring(register: pl.DataFrame, papers: pl.DataFrame, programme: str) -> pl.DataFrame:
    """Papers that end soon, or have ended, in households that are paid. `papers`: household_id, person_id, kind."""
    paid = register.filter(pl.col("programme") == programme).group_by("household_id").agg(actual=pl.col("amount").sum())
    rows = papers.join(paid, on="household_id").group_by("household_id", "person_id", "actual").agg(reasons=pl.col("kind").sort())
    return rows.select(
        "household_id", "person_id", programme=pl.lit(programme), kind=pl.lit("card_expiring"), expected=pl.col("actual"),
        actual=pl.col("actual"), reasons=pl.col("reasons"),
    ).cast(COLUMNS)  # fmt: skip


def once(rows: pl.DataFrame) -> pl.DataFrame:
    """A household that cannot be determined is told once, not again for each of its members."""
    whole = rows.filter(pl.col("kind") == "undetermined", pl.col("person_id").is_null()).select("household_id").unique()
    again = (pl.col("kind") == "undetermined") & pl.col("person_id").is_not_null()
    return pl.concat([rows.filter(~again), rows.filter(again).join(whole, on="household_id", how="anti")])
