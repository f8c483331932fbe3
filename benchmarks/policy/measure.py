"""One way at one size, alone in a process: `python -m benchmarks.policy.measure WAY FOLDER RUNS RESULT`.

Prints one line of JSON: seconds of each run from arrays to result (wall; of these preparing; CPU), resident memory in MB
(with rules and arrays loaded; at most, over all runs), versions, one case. Writes the result to RESULT (.npz).
"""

from __future__ import annotations

import gc
import hashlib
import json
import re
import sys
import time
from importlib import import_module
from pathlib import Path

import numpy as np

from benchmarks.policy.data import load
from benchmarks.policy.ways import WAYS


def measure(key: str, folder: Path, runs: int, result: Path) -> dict:
    way = WAYS[key]
    module = import_module(f"benchmarks.policy.ways.{way.module}")
    rules, arrays = module.load(way.option), load(folder)
    resident = memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the high-water mark starts again from here
    wall, preparing, cpu = [], [], []
    for _ in range(runs):
        gc.collect()
        start, began = time.perf_counter(), time.process_time()
        ready = module.prepare(rules, arrays)
        preparing.append(time.perf_counter() - start)
        entitled, amount = module.run(ready)
        wall.append(time.perf_counter() - start)
        cpu.append(time.process_time() - began)
        del ready  # its memory goes before the next is made
    found = {"wall": wall, "preparing": preparing, "cpu": cpu, "resident": resident, "peak": memory("VmHWM")}
    found |= {"hash": save(result, entitled, amount), "entitled": int(entitled.sum()), "fen": int(amount.sum())}
    found["versions"] = module.versions()
    if hasattr(module, "one_case"):
        seconds, agrees = module.one_case(rules, arrays)
        found |= {"case": seconds, "case_agrees": bool(agrees)}
    return found


def memory(field: str) -> int:
    """MB, from the kernel: VmRSS now, VmHWM at most."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(rf"{field}:\s+(\d+) kB", status)[1]) // 1024


def save(result: Path, entitled: np.ndarray, amount: np.ndarray) -> str:
    entitled, amount = np.ascontiguousarray(entitled, bool), np.ascontiguousarray(amount, np.int64)
    np.savez(result, entitled=entitled, amount=amount)
    return hashlib.sha256(entitled.tobytes() + amount.tobytes()).hexdigest()


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))))
