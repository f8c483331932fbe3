"""The rules engine against the other ways of computing the same law, on the same people, to the same fen.

    python -m benchmarks.policy [--sizes 100k 1M 10M] [--with-30m] [--only ours openfisca …]

Makes var/bench (an environment for OpenFisca, from requirements/bench.lock), the people, runs every way at every size in a
process of its own, holds the results to one another and writes docs/benchmarks.md and docs/pictures/benchmarks.svg. With
`--only` it prints and writes nothing. Exit status 1 when two ways disagree anywhere.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from benchmarks.policy.data import generate, stands
from benchmarks.policy.report import write
from benchmarks.policy.ways import SHIPPED, WAYS, Way

ROOT = Path(__file__).parents[2]
HOME = ROOT / "var" / "bench"
LOCK = ROOT / "requirements" / "bench.lock"
SHOWN = 5


def main(arguments: list[str]) -> int:
    asked = _arguments(arguments)
    python = _environment()
    measured: dict[tuple[str, int], dict] = {}
    faults = 0
    for size in asked.sizes:
        folder = HOME / "data" / str(size)
        if not stands(folder):
            generate(size, folder)
        for way in asked.ways:
            if way.key == SHIPPED and size != min(asked.sizes):
                continue
            measured[way.key, size] = found = _measure(way, size, folder, python)
            print(f"{size:>11,} {way.title:45} {min(found['wall']):8.3f} s, peak {found['peak']:,} MB", flush=True)
        faults += _disagreements(asked.ways, size, measured)
    if not asked.only and not faults:
        write(ROOT / "docs", measured, _differing(measured))
    return 1 if faults else 0


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.policy")
    parser.add_argument("--sizes", nargs="+", type=_size, default=[10**5, 10**6, 10**7], help="persons: 100k, 1M, 10M …")
    parser.add_argument("--with-30m", action="store_true", help="a whole province as well")
    parser.add_argument("--only", nargs="+", choices=WAYS, help="these ways alone; writes no document")
    asked = parser.parse_args(arguments)
    asked.sizes = sorted({*asked.sizes, *([3 * 10**7] if asked.with_30m else [])})
    asked.ways = [WAYS[key] for key in asked.only or WAYS]
    return asked


def _size(text: str) -> int:
    number, unit = (text[:-1], text[-1]) if text[-1] in "kM" else (text, "")
    return int(number) * {"": 1, "k": 10**3, "M": 10**6}[unit]


def _environment() -> Path:
    """Python of var/bench, made as the lock says; a stamp keeps it from being synced every time."""
    python, stamp = HOME / "bin" / "python", HOME / "lock"
    if not stamp.exists() or stamp.read_bytes() != LOCK.read_bytes():
        uv = Path(sys.executable).parent / "uv"
        subprocess.run([uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, HOME], check=True)
        subprocess.run([uv, "pip", "sync", "--quiet", "--require-hashes", LOCK], check=True,
                       env={**os.environ, "VIRTUAL_ENV": str(HOME)})
        stamp.write_bytes(LOCK.read_bytes())
    return python


def _measure(way: Way, size: int, folder: Path, outside: Path) -> dict:
    runs = max(1, min(7, 5 * 10**6 // size))
    path = os.pathsep.join([str(ROOT), *([] if way.outside else [str(ROOT / "src")])])
    command = [outside if way.outside else sys.executable, "-m", "benchmarks.policy.measure", way.key, folder, str(runs),
               _result(way.key, size)]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def _result(key: str, size: int) -> Path:
    return HOME / f"{key}-{size}.npz"


def _disagreements(ways: list[Way], size: int, measured: dict) -> int:
    """Prints the first households on which a way differs from the first of its group; how many ways do."""
    faults, first = 0, {}
    for way in ways:
        found = measured.get((way.key, size))
        if found is None:
            continue
        if not found.get("case_agrees", True):
            faults += way.key != SHIPPED
            print(f"{way.title}: the traces differ from the columns")
        like = first.setdefault(way.group, way)
        if found["hash"] != measured[like.key, size]["hash"]:
            faults += 1
            _show(like, way, size)
    return faults


def _show(a: Way, b: Way, size: int) -> None:
    one, two = np.load(_result(a.key, size)), np.load(_result(b.key, size))
    rows = np.flatnonzero((one["amount"] != two["amount"]) | (one["entitled"] != two["entitled"]))
    print(f"{len(rows):,} households differ: {a.title} | {b.title}")
    for row in rows[:SHOWN]:
        print(f"  place {row}: {one['entitled'][row]} {one['amount'][row]} | {two['entitled'][row]} {two['amount'][row]}")


def _differing(measured: dict) -> dict:
    """What 32 bits get wrong, at the smallest size: households, and fen paid too much to them in a month."""
    size = min(size for _, size in measured)
    right, wrong = (np.load(_result(key, size)) for key in ("ours", SHIPPED))
    rows = right["amount"] != wrong["amount"]
    return {"size": size, "households": int(rows.sum()), "of": len(rows), "fen": int((wrong["amount"] - right["amount"]).sum())}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
