"""The rules engine: pure Python, no Django, no tables.

A rule is a plain function whose parameter names are the quantities it needs. The same function answers for one case with
a trace and, compiled, for a whole district. How others use it:

    world = resolve(ruleset, date(2026, 12, 1), parameters=[folder, …], readings={"name": "option"})
    resolve(…, amendments=[(name, Value | Choice)])  with what was published later than the files
    world.version                                   hash of the rules, parameters and readings in force
    world.date
    world.inputs(household) -> [Input(entity, name, title, unit, missing, sources, labels, low, high)]
    world.programmes                                Registry[Programme]
    world.parameter_statuses() -> [ParameterStatus(name, title, start, until, document, status)]
    world.readings_in_force() -> [ReadingInForce(name, title, question, option, option_title, value, by, start,
                                                 sources, status)]

    trace = world.explain({"household": {...}, "persons": [{...}, …]}) -> Trace
    trace.value("income_per_head")                  int | bool | None; trace.value(name, key) for one person
    trace.outcome("minimum_living")                 Outcome(programme, title, key, entitled, amount, missing, conditions)
    trace.outcomes                                  all of them, per programme and row
    trace.sentences("minimum_living")               Chinese lines for letters and counter
    trace.sentences("minimum_living", sensitive=True)   also what gives an `Input(sensitive=True)` away: only to whom it concerns
    trace.why_not("minimum_living")                 of those lines, the ones about conditions that do not hold
    trace.failing("minimum_living")                 (Gap, …): the comparisons that stand in the way, and by how much
    ask(world, case) -> [Question, …]               the facts that may still change an outcome, most useful first
    trace.unverified                                titles of parameters and readings used that are 待核实
    trace.to_json() -> dict                         schema-numbered, JSON-safe, deterministic
    replay(trace_json, world) -> Trace              raises ReplayDiffers unless it agrees to the fen

    world.evaluate(households, persons, outputs) -> pl.DataFrame
        keyed by household_id and sorted by it (person outputs: person_id, household_id, sorted by person_id);
        when outputs of both entities are asked: {"household": frame, "person": frame}.
        null = undetermined; programmes whose `entitled` or `amount` is asked add `<programme.key>_missing`,
        the comma-separated names of the facts (or parameters) to record ("" when determined).
        executor="duckdb" runs the independent second executor; world.sql(outputs) shows its text.
        executor="spark" runs the same plan bucket by bucket, within `spark_executor.session(master)`.
    world.evaluate_frames({"household": frame, …}, outputs)     the same for any entities

    compare(before, after, frames, "minimum_living", …) -> Comparison   two worlds, also of other rules, over the same people
    comparison.rows("minimum_living")               keys, area, before, after, difference (fen), change
    comparison.totals("urban", area_prefix(9))      who enters, leaves, gains, loses; cost, by columns of the rows
    world.unverified(outputs, area=…), world.doubtful(name, area)       what to mark 待核实 there

Frames and cases: integers or null; money fen; yes/no 0 or 1; a column left out counts as unknown for everybody; a column
that no rule declares is refused. Persons carry household_id.
"""

from minzheng.policy.amendments import Amendment
from minzheng.policy.ask import Question, ask
from minzheng.policy.compare import CHANGE_TITLES, Comparison, area_prefix, compare, members
from minzheng.policy.entities import Entity, Input, input_
from minzheng.policy.errors import (
    CircularDefinition,
    DataError,
    LanguageError,
    NotPublished,
    OverlappingVariants,
    ParameterError,
    PolicyError,
    ReplayDiffers,
    UnknownName,
)
from minzheng.policy.gaps import Gap
from minzheng.policy.outcomes import Condition, MissingFact, Outcome
from minzheng.policy.parameters import Choice, Parameter, ParameterStatus, Reading, ReadingInForce, Value
from minzheng.policy.programmes import Programme, Registry
from minzheng.policy.replay import differences, replay
from minzheng.policy.rules import Helper, Rule, RuleSet, any_member, count, given, helper, rule, total
from minzheng.policy.trace import Trace
from minzheng.policy.world import World, resolve

__all__ = [
    "CHANGE_TITLES",
    "Amendment",
    "Choice",
    "CircularDefinition",
    "Comparison",
    "Condition",
    "DataError",
    "Entity",
    "Gap",
    "Helper",
    "Input",
    "LanguageError",
    "MissingFact",
    "NotPublished",
    "Outcome",
    "OverlappingVariants",
    "Parameter",
    "ParameterError",
    "ParameterStatus",
    "PolicyError",
    "Programme",
    "Question",
    "Reading",
    "ReadingInForce",
    "Registry",
    "ReplayDiffers",
    "Rule",
    "RuleSet",
    "Trace",
    "UnknownName",
    "Value",
    "World",
    "any_member",
    "area_prefix",
    "ask",
    "compare",
    "count",
    "differences",
    "given",
    "helper",
    "input_",
    "members",
    "replay",
    "resolve",
    "rule",
    "total",
]
