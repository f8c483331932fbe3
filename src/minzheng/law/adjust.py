"""On its date an approved provision is applied to everyone in payment: raises by themselves, everything else waits for a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

import polars as pl
from django.utils import timezone

from minzheng.casework.published import hold_published
from minzheng.core import clock
from minzheng.core.access.viewer import Viewer, system
from minzheng.core.actions import action
from minzheng.law.models import Adjustment, Provision
from minzheng.law.provisions import chosen, first_month, waiting
from minzheng.law.registries import BODIES, Body
from minzheng.law.standings import Paid, paid_now
from minzheng.monitoring.interface import EVALUATORS
from minzheng.payments.interface import Change, change_entitlements
from minzheng.policy import Amendment, NotPublished, Programme, World

_AT_ONCE = 2000


def apply_due(by: Viewer) -> list[Provision]:
    """Applies every approved provision whose day has come, the oldest first; returns those applied.

    One that fails stays waiting (no batch can be made meanwhile) and ends the round, for later ones build on it.
    """
    done = []
    while due := waiting(start__lte=clock.today()).first():
        done.append(apply_provision(provision=due, by=by))
    return done


@action("law.approve.apply", title="执行标准调整")
def apply_provision(*, provision: Provision, by: Viewer) -> Provision:
    """Computes everyone in payment under the law without and with the provision, on today's facts, in one transaction:
    killed anywhere, nothing of it stays, and it can be run again. A second run finds it applied and does nothing."""
    hold_published()
    provision = Provision.objects.select_for_update(of=("self",)).get(pk=provision.pk)
    if provision.state != "approved" or provision.applied_at or provision.start > clock.today():
        return provision
    if provision.line in EVALUATORS:
        for programme, rows in _decided(provision, timezone.now()).items():
            _write(programme, rows, by)
    provision.applied_at = timezone.now()
    provision.save(update_fields=["applied_at"])
    return provision


def system_for(by: Viewer) -> Viewer:
    """Everybody of the district is computed by the system, on somebody's word, who stands in the audit."""
    return system(f"执行已批准的标准（{by.name}）")


def laws(provision: Provision) -> tuple[list[int], list[int]]:
    """(keys of the provisions without this one, with it): those applied, and those that never had anybody to apply to."""
    others = Provision.objects.filter(line=provision.line, state="approved", applied_at__isnull=False).exclude(pk=provision.pk)
    before = list(others.order_by("approved_at", "pk").values_list("pk", flat=True))
    return before, [*before, provision.pk]


@dataclass(frozen=True, slots=True)
class Row:
    """One standing with what the two laws give, and what is to be done about it. Amounts fen a month; None: undetermined."""

    paid: Paid
    after: int | None
    held: str
    from_month: dt.date
    arrears: int
    adjustment: Adjustment


def _decided(provision: Provision, now: dt.datetime) -> dict[str, list[Row]]:
    """What is to be done, by programme. Standings for which the provision changes nothing are not in it."""
    body, day = BODIES.get(provision.line), clock.today()
    keys = laws(provision)
    with_it = body.resolve(day, {}, chosen(keys[1], now), body.rules)
    without = _law_before(body, day, chosen(keys[0], now), with_it)
    found = {}
    for one in EVALUATORS.get(provision.line).paid:
        programme = with_it.programmes.get(one.programme)
        in_payment = paid_now(programme.key, day)
        if in_payment:
            frames = body.frames(day, sorted({p.household for p in in_payment.values()}))
            outcomes = _outcomes(programme, frames, without, with_it)
            rows = _rows(provision, programme, in_payment, outcomes, with_it.titles)
            _keep(rows, provision, body, frames, with_it, keys[1], now)
            found[programme.key] = rows
    return found


def _law_before(body: Body, day: dt.date, held: tuple[Amendment, ...], with_it: World) -> World:
    """The law without the provision: of the day or, where the value before has run out by then, of the last day that had one."""
    ends = {v.until for p in with_it.parameters.values() for v in p.values if v.until and v.until < day}
    for known in (day, *sorted(ends, reverse=True)):
        with suppress(NotPublished):
            return body.resolve(known, {}, held, body.rules)
    return body.resolve(day, {}, held, body.rules)


def _outcomes(p: Programme, frames: dict, without: World, with_it: World) -> dict[int, tuple]:
    """Key → (fen under the law without, with it, comma-separated names of missing facts); 0 not entitled, None undetermined."""
    sides = []
    for world, missing in ((without, False), (with_it, True)):
        result = world.evaluate_frames(frames, list(p.outputs), missing=missing)
        fen = pl.when(pl.col(p.entitled)).then(pl.col(p.amount)).when(pl.col(p.entitled).is_not_null()).then(0)
        sides.append(result.select(p.entity.key, fen.alias("fen"), *([p.missing_column] if missing else [])))
    both = sides[0].join(sides[1], on=p.entity.key, suffix="_with")
    return {key: (old, new, lacking) for key, old, new, lacking in both.iter_rows()}


def _rows(
    provision: Provision, programme: Programme, in_payment: dict[int, Paid], outcomes: dict[int, tuple], titles: Mapping[str, str]
) -> list[Row]:  # fmt: skip
    first, rows = first_month(provision), []
    for key, paid in in_payment.items():
        old, new, lacking = outcomes.get(key, (0, 0, ""))
        if new == paid.amount or (new == old and new is not None):
            continue  # it pays what the new law gives, or the provision does not touch it
        held = _held(paid, old, new, [titles.get(name, name) for name in (lacking or "").split(",") if name])
        begins = max(first, paid.since, clock.next_month(paid.sent) if paid.sent else first)
        late = 0 if held else _months(max(first, paid.began), begins) * (new - paid.amount)
        why = held or (_arrears(first, begins, late) if late else "")
        row = Adjustment(
            provision=provision, household_id=paid.household, standing_id=paid.standing, programme=programme.key, month=begins,
            before=paid.amount, after=new, state="held" if held else "applied", why=why[:200], arrears=late,
        )  # fmt: skip
        rows.append(Row(paid, new, held, begins, late, row))
    return rows


def _held(paid: Paid, old: int | None, new: int | None, lacking: list[str]) -> str:
    """Why a person must look, or an empty text for a raise that can be given. `lacking`: titles of facts that are not known."""
    if new is None:
        return f"按新标准无法判定，缺少：{'、'.join(lacking) or '所需资料'}。请补充资料后由人工核定。"
    if old is None:
        return "按原标准无法判定，不能确认在发金额是否正确。请核实后由人工核定。"
    if old != paid.amount:
        return f"在发 {_yuan(paid.amount)} 元与原标准测算的 {_yuan(old)} 元不符，先核实差异再核定。"
    if new == 0:
        return "按新标准不再符合条件。停发须另行核实、告知并作出决定，系统不自动停发。"
    if new < paid.amount:
        return "按新标准金额减少。减发须另行核实、告知并作出决定，系统不自动减发。"
    if paid.ends:
        return f"该待遇已定于 {paid.ends:%Y-%m} 终止，请人工核定终止前的月份。"
    return ""


def _arrears(first: dt.date, begins: dt.date, fen: int) -> str:
    last = begins - dt.timedelta(days=1)
    return f"{first:%Y-%m} 至 {last:%Y-%m} 已按原金额发放，应补差额合计 {_yuan(fen)} 元，系统不自动补发，请人工核定。"


def _months(first: dt.date, until: dt.date) -> int:
    """Whole months from `first` up to but not including `until`."""
    return max(0, (until.year - first.year) * 12 + until.month - first.month)


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _keep(rows: list[Row], provision: Provision, body: Body, frames: dict, world: World, law: list[int], now: dt.datetime) -> None:
    """Gives every row what it needs to be computed again."""
    cases = dict(cases_of(body, frames, {r.paid.household for r in rows}))
    for r in rows:
        a = r.adjustment
        a.snapshot, a.law_date, a.known_at, a.law, a.world_version = cases[r.paid.household], world.date, now, law, world.version


def cases_of(body: Body, frames: dict[str, pl.DataFrame], households: set[int]) -> Iterator[tuple[int, dict]]:
    """Household → its case as `World.explain` takes it; facts that are unknown are left out."""
    plurals = {i.entity.name: i.entity.plural for i in body.rules.inputs}
    wanted = pl.Series("household_id", sorted(households), pl.Int64).to_frame()
    found: dict[int, dict] = {}
    for row in frames["household"].join(wanted, on="household_id", how="semi").iter_rows(named=True):
        found[row["household_id"]] = {"household": _known(row)} | {plurals[e]: [] for e in frames if e != "household"}
    for entity in frames.keys() - {"household"}:
        for row in frames[entity].join(wanted, on="household_id", how="semi").iter_rows(named=True):
            found[row["household_id"]][plurals[entity]].append(_known(row))
    yield from found.items()


def _known(row: dict) -> dict:
    return {name: value for name, value in row.items() if value is not None}


def _write(programme: str, rows: list[Row], by: Viewer) -> None:
    raised = [Change(r.paid.entitlement, r.after, r.from_month) for r in rows if not r.held]
    now_due = change_entitlements(programme=programme, changes=raised, by=by)
    for r in rows:
        if not r.held:
            r.adjustment.entitlement = now_due[r.paid.entitlement]
    Adjustment.objects.bulk_create([r.adjustment for r in rows], batch_size=_AT_ONCE)
