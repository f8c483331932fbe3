"""The model's amounts for the ways that do not read parameter files of the engine."""

from pathlib import Path

import yaml

PARAMETERS = Path(__file__).parent / "parameters.yaml"


def values() -> dict:
    """Name → int, or {urban: int}; every parameter of the model has exactly one date."""
    found = yaml.safe_load(PARAMETERS.read_text(encoding="utf-8"))
    return {name: next(iter(entry["values"].values()))["value"] for name, entry in found.items()}
