"""The ways to compute the model. Each module offers

    load(option) -> rules                      the law, whatever form it has there; not timed
    prepare(rules, arrays) -> ready            timed: the arrays of `benchmarks.policy.data` into the way's own form
    run(ready) -> (entitled, amount)           timed: NumPy bool and int64, in order of household_id
    one_case(rules, arrays) -> (seconds, agrees)   optional: one household with a trace; does it agree with the columns?
    versions() -> {name: version}

Nothing is imported here: every way runs in a process of its own, one of them in another environment.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Way:
    """`group`: ways that must agree to the fen; `outside`: runs in the environment of requirements/bench.lock."""

    key: str
    title: str
    module: str
    option: str = ""
    group: str = "model"
    outside: bool = False


OURS, OPENFISCA, POLARS, SHIPPED = "ours", "openfisca", "polars", "openfisca-int32"
WAYS = {w.key: w for w in (
    Way(OURS, "ours, on Polars", "ours", "polars reject"),
    Way("ours-unknown", "ours, on Polars, any fact may be unknown", "ours", "polars review"),
    Way("ours-named", "the same, and the missing facts are named", "ours", "polars review named"),
    Way("ours-duckdb", "ours, on DuckDB", "ours", "duckdb reject"),
    Way(POLARS, "Polars by hand", "polars_by_hand"),
    Way("numpy", "NumPy by hand", "numpy_by_hand"),
    Way(OPENFISCA, "OpenFisca, made 64 bits wide", "openfisca", "int64", outside=True),
    Way(SHIPPED, "OpenFisca as it comes, 32 bits", "openfisca", "int32", group="shipped", outside=True),
    Way("complete", "all rules of assistance, on Polars", "complete", "polars", group="complete"),
    Way("complete-named", "the same, and the missing facts are named", "complete", "polars named", group="complete"),
    Way("complete-duckdb", "all rules of assistance, on DuckDB", "complete", "duckdb", group="complete"),
)}
