"""What higher bands may call of casework."""

from minzheng.casework.actions import open_case
from minzheng.casework.calendar import deadline, working_calendar
from minzheng.casework.models import Case, Decision, Letter, Notice, Standing, Task
from minzheng.casework.registries import (
    ASSESSORS,
    CATALOGUES,
    EFFECTS,
    PROGRAMME_TITLES,
    SECTIONS,
    SURVEYS,
    TASK_PAGES,
    Assessment,
    programme_title,
)
from minzheng.casework.replay import ReplayResult, decisions_of, replay_all, replay_decision, under_law_of
from minzheng.casework.tasks import finish_tasks, my_tasks, open_task

__all__ = [
    "ASSESSORS", "CATALOGUES", "EFFECTS", "PROGRAMME_TITLES", "SECTIONS", "SURVEYS", "TASK_PAGES", "Assessment", "Case", "Decision", "Letter", "Notice",
    "ReplayResult", "Standing", "Task", "deadline", "decisions_of", "finish_tasks", "my_tasks", "open_case", "open_task", "programme_title", "replay_all",
    "replay_decision", "under_law_of", "working_calendar",
]  # fmt: skip
