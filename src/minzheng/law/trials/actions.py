"""Starting a trial. Nothing here changes anybody's benefit, nor the law."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from minzheng.core import clock
from minzheng.core.access.viewer import Viewer
from minzheng.core.actions import Refused, action
from minzheng.law.models import Trial
from minzheng.law.trials.worlds import Spec, body_of, changes, world_of

TASK, LOCK_NAME = "law.try", "law-try"


@action("law.try", title="政策试算")
def start_trial(*, line: str, title: str, before: Spec, after: Spec, by: Viewer) -> Trial:
    """A waiting trial over today's facts, handed to the job queue. Raises Refused when a specification cannot be read, or when
    the two laws do not differ.
    """
    title = title.strip()
    if not title or len(title) > 120:
        raise Refused("请填写标题，不超过 120 个字。", field="title")
    changed = changes(world_of(line, before), world_of(line, after))
    if not changed:
        raise Refused("两边的法律完全相同，没有可试算的。请至少改动一项标准或口径。")
    trial = _new(line, title, before, after, by)
    trial.changes = changed
    return _hand_over([trial])[0]


@action("law.try.readings", title="测算各口径的影响")
def start_readings(*, line: str, names: list[str], by: Viewer) -> list[Trial]:
    """A trial for each other option of each reading (none named: of all that some rule reads today), in one job.

    Trials that still wait are not asked for twice. Raises Refused for an unknown name.
    """
    world = world_of(line, {})
    in_force = {r.name: r for r in world.readings_in_force()}
    if unknown := [n for n in names if n not in in_force]:
        raise Refused(f"没有名为“{'、'.join(unknown)}”的口径，或者今天的规则不用它。", field="names")
    waiting = set(Trial.objects.filter(line=line, state__in=("waiting", "running")).values_list("reading", flat=True))
    day, trials = clock.today().isoformat(), []
    for name in names or in_force:
        for option in world.questions[name].options.values():
            key = f"{name}={option.key}"
            if option.key != in_force[name].option and key not in waiting:
                title = f"{in_force[name].title}：{option.title}"[:120]
                trials.append(_new(line, title, {"date": day}, {"date": day, "readings": {name: option.key}}, by, key))
    return _hand_over(trials)


def _new(line: str, title: str, before: Spec, after: Spec, by: Viewer, reading: str = "") -> Trial:
    body_of(line)
    day = clock.today().isoformat()
    specs = [{"date": day} | dict(spec) for spec in (before, after)]
    return Trial(line=line, title=title, before=specs[0], after=specs[1], asked_by_id=by.account_id, facts_on=clock.today(), reading=reading)


def _hand_over(trials: list[Trial]) -> list[Trial]:
    """One job for all of them, one after the other."""
    for trial in trials:
        trial.asked_at = timezone.now()
        trial.save()
    if trials:
        # Not by importing the job: jobs call actions.
        job = app.configure_task(TASK, lock=LOCK_NAME).defer(trials=[t.pk for t in trials])
        for trial in trials:
            trial.job = job
        Trial.objects.bulk_update(trials, ["job"])
    return trials
