"""The few things that the public may learn, each as narrow as its purpose."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from minzheng.casework.interface import Case, Decision
from minzheng.casework.items import item_of
from minzheng.casework.process import steps_of
from minzheng.core.interface import acting, system


@dataclass(frozen=True, slots=True)
class VerifiedLetter:
    """All that a letter's verification page tells."""

    number: str
    title: str
    applicant: str
    decided_on: dt.date
    sha256: str
    fictitious: bool


def verified_letter(code: str) -> VerifiedLetter | None:
    """The letter with this verification code, without its content."""
    with acting(system("verify a letter")):
        found = Decision.objects.select_related("case__applicant", "case__household", "letter").filter(code=code).first()
        if found is None:
            return None
        return VerifiedLetter(
            found.number, item_of(found.case).title, found.case.applicant.masked_name, found.decided_on, found.letter.sha256,
            found.case.household.fictitious,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a case is, for somebody who holds its number and the last four of the applicant's ID number."""

    number: str
    title: str
    state: str
    steps: list[dict]
    due_on: dt.date | None
    accepted_on: dt.date | None


def progress_of(number: str, last_four: str) -> Progress | None:
    """None when the two do not belong together: which of them is wrong is not told."""
    with acting(system("show a case's progress")):
        case = Case.objects.select_related("applicant").filter(number=number.strip().upper()).first()
        if case is None or len(last_four) != 4 or case.applicant.id_number[-4:] != last_four.upper():
            return None
        return Progress(case.number, item_of(case).title, case.get_state_display(), steps_of(case), case.due_on, case.accepted_on)
