"""The rules engine against the other ways of computing the same law: `python -m benchmarks.policy` (see __main__)."""
