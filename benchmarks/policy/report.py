"""docs/benchmarks.md and docs/pictures/benchmarks.svg from what was measured: {(way, size): what `measure` prints}."""

from __future__ import annotations

import os
import platform
from datetime import date
from pathlib import Path
from statistics import median

from benchmarks.policy.picture import growth
from benchmarks.policy.ways import OPENFISCA, OURS, POLARS, WAYS

MILLION = 10**6
LARGE = (MILLION, 10 * MILLION)
FASTER, LESS_MEMORY, NEAR_HAND, CASE_MS = 3.0, 0.5, 1.6, 0.5
PLOTTED = ("ours", "ours-duckdb", POLARS, "numpy", OPENFISCA, "complete")

HEAD = """# Benchmarks of the rules engine

Written by `python -m benchmarks.policy`; change the command, not this page. Measured {day} on {cpus} processors, Python {python},
{versions}.

The same 21 rules (`benchmarks/policy/model.py`, a model of 低保), the same made-up people 虚构 by seed, and the same fen for
every household, or the command fails. A run goes from NumPy arrays in memory to two NumPy arrays in order of household: filling
the way's own tables and building a simulation count, reading files does not. Every way runs at every size in a process of its
own. Ours also checks keys, ranges and parents of all facts in that time; the others check nothing. *Memory*: resident, with
rules and arrays loaded → at most. *One case*: reading one household and computing it with a trace, the median.
"""
ROWS = """| way | seconds: least, median | CPU s | memory MB | times ours: seconds | memory | one case with trace |
|---|---|---|---|---|---|---|"""
COMPLETE = """
“All rules of assistance” is what the district runs on: {rules} quantities instead of 21, with gaps in the facts. Nobody else computes
it, so it is compared with itself on DuckDB only.
"""
TARGETS = """
## Targets
| target | measured | |
|---|---|---|
"""
WRAPS = """
OpenFisca's integers are 32 bits wide as it comes: on {size:,} persons it then pays {households:,} of {of:,} households wrongly,
{yuan:,.2f} yuan a month too much, because savings of three thousand million fen wrap around to less than nothing. The comparison widens them.

![How the time grows with the number of persons](pictures/benchmarks.svg)
"""


def write(docs: Path, measured: dict, wraps: dict) -> None:
    sizes = sorted({size for _, size in measured})
    parts = [HEAD.format(day=date.today(), cpus=os.cpu_count(), python=platform.python_version(), versions=_versions(measured))]
    for size in sizes:
        parts.append(f"\n## {size:,} persons\n{ROWS}")
        parts += [_row(key, measured[key, size], measured[OURS, size]) for key in WAYS if (key, size) in measured]
    quantities = measured["complete", sizes[0]]["versions"]["quantities"]
    parts.append(COMPLETE.format(rules=quantities) + TARGETS + "\n".join(_targets(measured)))
    parts.append(WRAPS.format(**wraps, yuan=wraps["fen"] / 100))
    (docs / "benchmarks.md").write_text("\n".join(parts), encoding="utf-8")
    lines = {WAYS[key].title: {s: min(measured[key, s]["wall"]) for s in sizes} for key in PLOTTED}
    picture = growth(lines, f"Seconds by number of persons, {os.cpu_count()} processors")
    (docs / "pictures" / "benchmarks.svg").write_text(picture, encoding="utf-8")


def _versions(measured: dict) -> str:
    found = {name: version for m in measured.values() for name, version in m["versions"].items() if name != "quantities"}
    return ", ".join(f"{name} {version}" for name, version in sorted(found.items()))


def _row(key: str, found: dict, ours: dict) -> str:
    least, case = min(found["wall"]), found.get("case")
    return (f"| {WAYS[key].title} | {least:.3f}, {median(found['wall']):.3f} | {min(found['cpu']):.3f} "
            f"| {found['resident']:,} → {found['peak']:,} | {least / min(ours['wall']):.2f} | {found['peak'] / ours['peak']:.2f} "
            f"| {f'{1000 * case:.2f} ms' if case else '–'} |")


def _targets(measured: dict) -> list[str]:
    """One row each; a size that was not run says so."""
    rows = []
    for size in LARGE:
        ours, other, hand = (measured.get((key, size)) for key in (OURS, OPENFISCA, POLARS))
        at = f"at {size:,} persons"
        if not (ours and other and hand):
            rows.append(f"| all, {at} | – | not measured |")
            continue
        faster, memory, near = _ratio(other, ours), ours["peak"] / other["peak"], _ratio(ours, hand)
        rows += [_target(f"≥ {FASTER:g}× faster than OpenFisca, {at}", f"{faster:.2f}×", faster >= FASTER),
                 _target(f"≤ {LESS_MEMORY:g} of OpenFisca's memory, {at}", f"{memory:.2f}", memory <= LESS_MEMORY),
                 _target(f"within {NEAR_HAND:g}× of Polars by hand, {at}", f"{near:.2f}×", near <= NEAR_HAND)]
    case = 1000 * max(m["case"] for (key, _), m in measured.items() if key == OURS)
    return [*rows, _target(f"one case with trace ≤ {CASE_MS:g} ms", f"{case:.2f} ms", case <= CASE_MS)]


def _ratio(a: dict, b: dict) -> float:
    return min(a["wall"]) / min(b["wall"])


def _target(target: str, measured: str, met: bool) -> str:
    return f"| {target} | {measured} | {'met' if met else '**not met**'} |"
