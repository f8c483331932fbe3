"""The line's door to its rules for monitoring: the whole district at once."""

import datetime as dt

import polars as pl

from minzheng.lines.assistance.facts import case_of, frames
from minzheng.lines.assistance.here import world_here
from minzheng.lines.assistance.programmes import GRADUAL_EXIT, MINIMUM_LIVING, SINGLE_PERSON_MINIMUM
from minzheng.monitoring.interface import Evaluator, Paid

# Persons in 特困 are supported by another programme, exclusive of this one (国发〔2016〕14号).
EVALUATOR = Evaluator(
    title="最低生活保障",
    world_on=world_here,
    frames=frames,
    case_of=case_of,
    paid=(
        Paid(MINIMUM_LIVING.key, continued_by=GRADUAL_EXIT.key, not_beside=("destitute",)),
        Paid(SINGLE_PERSON_MINIMUM.key, not_beside=("destitute",)),
    ),
    papers=("disability_grade", "disability_kind"),
)


def frames_by_entity(on: dt.date, households: list[int] | None = None) -> dict[str, pl.DataFrame]:
    """The same facts, as `World.evaluate_frames` takes them."""
    return dict(zip(("household", "person"), frames(on, households), strict=True))
