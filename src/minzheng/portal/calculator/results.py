"""What the calculator ends with: what to apply for, about how much, why, what is missing, what to bring."""

from __future__ import annotations

from dataclasses import dataclass, field

from minzheng.casework.items import catalogue
from minzheng.core.models import Area
from minzheng.policy import Outcome, Trace


@dataclass
class Advice:
    """One programme for the household or one person. `verdict`: yes, maybe, no. `amount` fen a month, None: not known or none."""

    title: str
    verdict: str
    amount: int | None
    unverified: bool
    reasons: list[str]
    missing: list[str]
    materials: list[dict] = field(default_factory=list)
    item: str = ""


def advise(trace: Trace, names: dict[int, str]) -> list[Advice]:
    """Best first. Of what is asked person by person, only the persons who may have it, or the first when nobody may."""
    found: list[Advice] = []
    for p in trace.world.programmes:
        outcomes = [o for o in trace.outcomes if o.programme == p.key]
        hopeful = [o for o in outcomes if o.entitled is not False]
        found += [_advice(trace, o, names) for o in hopeful or outcomes[:1]]
    return sorted(found, key=lambda a: ("yes", "maybe", "no").index(a.verdict))


def shown(found: list[Advice]) -> tuple[list[Advice], list[Advice]]:
    """(in full, folded away): who may have something need not read first why it is not something else."""
    hopeful = [a for a in found if a.verdict != "no"]
    return (hopeful, [a for a in found if a.verdict == "no"]) if any(a.verdict == "yes" for a in found) else (found, [])


def _advice(trace: Trace, o: Outcome, names: dict[int, str]) -> Advice:
    verdict = {True: "yes", None: "maybe", False: "no"}[o.entitled]
    whom = f"（{names[o.key]}）" if o.entity == "person" and verdict != "no" else ""
    program = trace.world.programmes.get(o.programme)
    missing = [f"{names.get(m.key, '') if m.entity == 'person' else ''}{'的' if m.entity == 'person' else ''}{m.title}"
               + (f"：可问{'、'.join(m.sources)}" if m.sources else "") for m in o.missing]
    told = trace.sentences(o.programme, o.key, sensitive=True)[1:] if verdict != "no" else trace.why_not(o.programme, o.key, sensitive=True)
    # What is missing has a list of its own, and 待核实 stands beside each amount.
    reasons = [line for line in told if not line.startswith(("缺少", "以上用到"))]
    item = next((list(vs.values())[-1] for vs in catalogue().values() if list(vs.values())[-1].programme == o.programme), None)
    return Advice(o.title + whom, verdict, o.amount if o.entitled else None, bool(trace.world.unverified(program.outputs)), reasons,
                  list(dict.fromkeys(missing)), list(item.materials) if item else [], item.title if item else "")


def office(town: str) -> str:
    return f"{Area.objects.get(code=town).name}便民服务中心（民政窗口）"
