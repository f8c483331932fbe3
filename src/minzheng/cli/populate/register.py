"""What the made-up people become on the register: frames as the tables are, in the order of their ids. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from minzheng.cli.populate.calendar import days, months_before
from minzheng.cli.populate.faults import MISSED, SAME_NAME, TooFew
from minzheng.cli.populate.means import Known
from minzheng.cli.populate.needy import CARD_SAFE_DAYS, Home
from minzheng.cli.populate.numbers import bank_accounts, phones
from minzheng.cli.populate.ordinary import Crowd
from minzheng.cli.populate.setting import Setting

CARRIED_OVER = "虚构演示数据"
BANK = "虚构农村商业银行"
ON_ROLL_YEARS = 8
CARDS = ("disability_kind", "disability_grade")
DEATH_SOURCES = ("殡葬", "公安", "卫生健康")


@dataclass(slots=True)
class Planted:
    """How the needy homes and their members stand among all: temporary index → id. `head`: temporary person index per home."""

    homes: list[Home]
    ordinary_homes: int
    ordinary_people: int
    home_id: np.ndarray
    person_id: np.ndarray
    head: np.ndarray

    def household(self, place: int) -> int:
        return int(self.home_id[self.ordinary_homes + place])


def household_numbers(ids: np.ndarray) -> np.ndarray:
    """H00000001 …"""
    return np.strings.add("H", np.strings.zfill(ids.astype("<U8"), 8))


def persons(setting: Setting, order, person_id, names, pinyin, sex, birth, died, village, id_number, is_head) -> pl.DataFrame:
    """One row per person, by id. A telephone for heads only."""
    rng = setting.chance.arrays("registers")
    count, code = len(order), setting.places.code
    hukou = np.where(rng.random(count) < 0.95, code[village], code[setting.places.draw(count, rng)])
    source = np.array(DEATH_SOURCES)[rng.integers(0, len(DEATH_SOURCES), count)]
    frame = pl.DataFrame(
        {
            "id": person_id, "name": names, "pinyin": pinyin, "id_number": id_number, "birth": birth, "sex": sex, "village_id": code[village],
            "hukou_code": hukou, "died_on": died, "died_source": np.where(died >= 0, source, ""), "head": is_head,
        }
    )  # fmt: skip
    frame = frame[order].with_columns(_date("birth"), _date("died_on"), fictitious=True, phone=pl.Series(phones(count)))
    return frame.with_columns(phone=pl.when("head").then("phone")).drop("head")


def _date(name: str) -> pl.Expr:
    """Days since 1970-01-01 as a date; -1 becomes null for deaths."""
    column = pl.col(name).cast(pl.Int32)
    return (pl.when(column >= 0).then(column) if name != "birth" else column).cast(pl.Date).alias(name)


def same_names(setting: Setting, planted: Planted, frame: pl.DataFrame, people: Crowd, known: Known) -> pl.DataFrame:
    """Give the head of every `same_name` home the name of somebody else who owns a company; name the demo's citizen."""
    names = frame["name"].to_list()
    sounds = frame["pinyin"].to_list()
    owners = np.concatenate([who[count > 0] for who, kind, count in known.facts if kind == "company_count"])
    owners = setting.chance.arrays("same names").permutation(owners)
    waiting = [i for i, home in enumerate(planted.homes) if home.fault and home.fault.kind == SAME_NAME]
    single = np.bincount(people.household) == 1
    alone = [who for who in owners.tolist() if single[people.household[who]]] + owners.tolist()
    alone = list(dict.fromkeys(alone))  # whoever lives alone first: nobody else's surname hangs on theirs
    if len(alone) < len(waiting):
        raise TooFew(f"企业登记人只有 {len(alone)} 名，不够 {len(waiting)} 户同名之用，请用 --persons 增加人数。")
    for place, owner in zip(waiting, alone, strict=False):
        head = planted.person_id[planted.head[planted.ordinary_homes + place]] - 1
        other = planted.person_id[owner] - 1
        names[other], sounds[other] = names[head], sounds[head]
    citizen = next(i for i, home in enumerate(planted.homes) if home.fault and home.fault.kind == MISSED)
    row = planted.person_id[planted.head[planted.ordinary_homes + citizen]] - 1
    names[row], sounds[row] = setting.citizen, _sound_of(setting.citizen)
    return frame.with_columns(pl.Series("name", names), pl.Series("pinyin", sounds))


def _sound_of(name: str) -> str:
    from pypinyin import lazy_pinyin

    return " ".join(lazy_pinyin(name))


def memberships(setting: Setting, order, person_id, household, relation, birth, died, open_roll) -> pl.DataFrame:
    """One row per person; those who died and were struck off left on the day of their death."""
    start = days(dt.date(setting.day.year - ON_ROLL_YEARS, 1, 1))
    frame = pl.DataFrame(
        {
            "id": person_id, "household_id": household, "person_id": person_id, "relation": relation,
            "since": np.maximum(birth, start), "until": np.where(open_roll, -1, died),
        }
    )  # fmt: skip
    return frame[order].with_columns(pl.col("since").cast(pl.Int32).cast(pl.Date), _date("until"))


def facts(setting: Setting, planted: Planted, known: Known) -> pl.DataFrame:
    """One row per fact, by person and kind."""
    kinds = list(setting.kinds)
    number = {kind: place for place, kind in enumerate(kinds)}
    who = [planted.person_id[w] for w, _, _ in known.facts]
    what = [np.full(len(w), number[kind]) for w, kind, _ in known.facts]
    values = [v for _, _, v in known.facts]
    needy, cards = _needy_facts(planted, number)
    frame = pl.DataFrame({"person_id": np.concatenate(who), "what": np.concatenate(what), "value": np.concatenate(values)})
    frame = pl.concat([frame, needy.cast(frame.schema)]).sort("person_id", "what")
    frame = frame.join(cards, on="person_id", how="left")
    rng, count = setting.chance.arrays("fact dates"), frame.height
    day = days(setting.day)
    names, sources = pl.Series(kinds), pl.Series(list(setting.kinds.values()))
    has_card = pl.col("kind").is_in(CARDS)
    spare = pl.Series(day + CARD_SAFE_DAYS + rng.integers(0, 3400, int(frame["person_id"].max()) + 1))
    return frame.with_columns(
        kind=names.gather(frame["what"]), source=sources.gather(frame["what"]), rank=pl.lit(0),
        as_of=pl.Series(day - 1 - rng.integers(0, 150, count)).cast(pl.Int32).cast(pl.Date),
        spare=spare.gather(frame["person_id"]),
    ).select(
        pl.int_range(1, count + 1).alias("id"), "person_id", "kind", "value", "source", "rank", "as_of",
        valid_until=pl.when(has_card).then(pl.coalesce("card", "spare")).cast(pl.Int32).cast(pl.Date),
        received_at=pl.lit(f"{setting.day.isoformat()} 00:00:00+08"), note=pl.lit(""),
    )  # fmt: skip


def _needy_facts(planted: Planted, number: dict[str, int]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(person_id, what, value) of needy members, and (person_id, card): the day their disability card ends."""
    rows, cards, place = [], [], planted.ordinary_people
    for home in planted.homes:
        for member in home.members:
            who = int(planted.person_id[place])
            place += 1
            rows += [(who, number[kind], value) for kind, value in member.facts.items()]
            if member.card_until:
                cards.append((who, days(member.card_until)))
    return (
        pl.DataFrame(rows, schema=["person_id", "what", "value"], orient="row"),
        pl.DataFrame(cards, schema={"person_id": pl.Int64, "card": pl.Int64}, orient="row"),
    )


def holdings(setting: Setting, planted: Planted, people: pl.DataFrame, known: Known, ordinary_home: np.ndarray) -> dict[str, pl.DataFrame]:
    """Standings, entitlements and bank accounts of those who receive, by household."""
    rows = []  # (household, person or None, programme, fen)
    for place, home in enumerate(planted.homes):
        if home.paid is not None or home.programme != "minimum_living":
            rows.append((planted.household(place), None, home.programme, home.paid))
    rows += [(int(ordinary_home[who]), int(planted.person_id[who]), "single_person_minimum", fen) for who, fen in known.alone.items()]
    schema = {"household_id": pl.Int64, "person_id": pl.Int64, "programme": pl.String, "amount": pl.Int64}
    frame = pl.DataFrame(rows, schema=schema, orient="row").sort("household_id", "person_id")
    rng = setting.chance.arrays("standings")
    months = rng.integers(6, 61, frame.height)
    since = pl.Series([months_before(setting.day, int(m)) for m in months])
    review = pl.Series(days(setting.day) + rng.integers(1, 181, frame.height)).cast(pl.Int32).cast(pl.Date)
    frame = frame.with_columns(pl.int_range(1, frame.height + 1).alias("id"), since=since, review_due=review)
    standings = frame.select(
        "id", "programme", "household_id", "person_id", "since", "review_due", source=pl.lit(CARRIED_OVER),
        decision_id=pl.lit(None, pl.Int64), until=pl.lit(None, pl.Date),
    )  # fmt: skip
    return {"casework_standing": standings, **_money(setting, frame.filter(pl.col("amount").is_not_null()), people, planted)}


def _money(setting: Setting, paid: pl.DataFrame, people: pl.DataFrame, planted: Planted) -> dict[str, pl.DataFrame]:
    """Entitlements at today's amount since the later of the standing and the last rise; one account per household paid."""
    rise = setting.law.standard_since.replace(day=1)
    entitlements = paid.select(
        pl.int_range(1, paid.height + 1).alias("id"), "household_id", "programme", "amount", standing_id=pl.col("id"),
        from_month=pl.max_horizontal("since", pl.lit(rise)), until_month=pl.lit(None, pl.Date),
    )  # fmt: skip
    accounts = paid.group_by("household_id").agg(pl.col("since").min()).sort("household_id")
    heads = pl.DataFrame({"household_id": planted.home_id, "person_id": planted.person_id[planted.head]})
    accounts = accounts.join(heads, on="household_id").join(people.select(person_id="id", holder="name"), on="person_id").sort("household_id")
    accounts = accounts.select(
        pl.int_range(1, accounts.height + 1).alias("id"), "household_id", "holder", "since", bank=pl.lit(BANK),
        account=pl.Series(bank_accounts(accounts.height)), until=pl.lit(None, pl.Date),
    )  # fmt: skip
    return {"payments_entitlement": entitlements, "payments_payeeaccount": accounts}


def key_rows(planted: Planted) -> list[dict]:
    """The answer key: one row per planted fault."""
    return [
        {
            "household": str(household_numbers(np.array([planted.household(place)]))[0]), "kind": home.fault.kind, "programme": home.programme,
            "expected": home.fault.expected, "paid": home.fault.paid, "note": home.fault.note,
        }
        for place, home in enumerate(planted.homes)
        if home.fault
    ]  # fmt: skip
