"""The model in OpenFisca's ordinary style: one Variable per rule, parameters in its tree, monthly, vectorised formulas.

OpenFisca keeps integers in 32 bits, in which 30 million yuan in fen do not fit. Option `int64` widens its table of types
before any variable is made, so that the results can be compared; `int32` leaves it as it comes. Sums over members go
through float64 (its own `sum`), exact at these sizes.
"""

from __future__ import annotations

import time
from importlib.metadata import version
from statistics import median

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import MONTH
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.simulations import Simulation
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable
from openfisca_core.variables.config import VALUE_TYPES

from benchmarks.policy.data import Arrays
from benchmarks.policy.values import values

PERIOD = "2026-12"
CASES = 100
ENTITLED, AMOUNT = "minimum_living_entitled", "minimum_living_amount"
Person = build_entity("person", "persons", "Person", is_person=True)
Household = build_entity("household", "households", "Household", roles=[{"key": "member", "plural": "members"}])

INPUTS = {
    Household: {"urban": bool},
    Person: {
        "age": int, "alive": bool, "lives_apart": bool, "disability_grade": int, "disability_kind": int,
        "serious_illness": bool, "wage_12m": int, "work_cost_12m": int, "business_income_12m": int, "pension_12m": int,
        "central_basic_pension_12m": int, "support_received_12m": int, "transfer_paid_12m": int, "deposits": int,
        "vehicle_count": int,
    },
}


def adult(person, period, parameters):
    return person("age", period) >= parameters(period).adult_age


def counted_member(person, period):
    return person("alive", period) * (~person("adult", period) + ~person("lives_apart", period))


def severely_disabled(person, period):
    grade, kind = person("disability_grade", period), person("disability_kind", period)
    return (grade == 1) + (grade == 2) + (grade == 3) * ((kind == 5) + (kind == 6))


def wage_counted_12m(person, period):
    return np.maximum(person("wage_12m", period) - person("work_cost_12m", period), 0)


def pension_counted_12m(person, period):
    return np.maximum(person("pension_12m", period) - person("central_basic_pension_12m", period), 0)


def own_income_12m(person, period):
    return (
        person("wage_counted_12m", period) + np.maximum(person("business_income_12m", period), 0)
        + person("pension_counted_12m", period) + person("support_received_12m", period) - person("transfer_paid_12m", period)
    )


def elder(person, period, parameters):
    return person("age", period) >= parameters(period).elder_age


def own_supplement(person, period, parameters):
    amounts = parameters(period).supplement
    return np.maximum.reduce([
        person("elder", period) * amounts.elder, ~person("adult", period) * amounts.minor,
        person("severely_disabled", period) * amounts.severe, person("serious_illness", period) * amounts.illness,
    ])


def member_count(household, period):
    return household.sum(household.members("counted_member", period))


def household_income_12m(household, period):
    own, counted = household.members("own_income_12m", period), household.members("counted_member", period)
    return np.maximum(household.sum(own * counted), 0)


def income_per_head(household, period, parameters):
    months = int(parameters(period).income_months)
    return household("household_income_12m", period) // (months * np.maximum(household("member_count", period), 1))


def standard(household, period, parameters):
    amounts = parameters(period).minimum_living_standard
    return np.where(household("urban", period), int(amounts.urban), int(amounts.rural))


def income_below_standard(household, period, parameters):
    return household("income_per_head", period) < standard(household, period, parameters)


def household_deposits(household, period):
    return household.sum(household.members("deposits", period) * household.members("counted_member", period))


def deposit_limit(household, period, parameters):
    return household("member_count", period) * standard(household, period, parameters) * int(parameters(period).deposit_multiple)


def deposits_within_limit(household, period):
    return household("household_deposits", period) <= household("deposit_limit", period)


def household_vehicles(household, period):
    return household.sum(household.members("vehicle_count", period) * household.members("counted_member", period))


def vehicles_within_limit(household, period, parameters):
    return household("household_vehicles", period) <= parameters(period).vehicle_limit


def property_within_limit(household, period):
    return household("deposits_within_limit", period) * household("vehicles_within_limit", period)


def minimum_living_entitled(household, period):
    return ((household("member_count", period) >= 1) * household("income_below_standard", period)
            * household("property_within_limit", period))


def supplement_total(household, period):
    return household.sum(household.members("own_supplement", period) * household.members("counted_member", period))


def minimum_living_amount(household, period, parameters):
    difference = standard(household, period, parameters) - household("income_per_head", period)
    return np.where(household("minimum_living_entitled", period),
                    difference * household("member_count", period) + household("supplement_total", period), 0)


FORMULAS = {
    Person: {
        bool: (adult, counted_member, severely_disabled, elder),
        int: (wage_counted_12m, pension_counted_12m, own_income_12m, own_supplement),
    },
    Household: {
        bool: (income_below_standard, deposits_within_limit, vehicles_within_limit, property_within_limit,
               minimum_living_entitled),
        int: (member_count, household_income_12m, income_per_head, household_deposits, deposit_limit, household_vehicles,
              supplement_total, minimum_living_amount),
    },
}


def build_system(integers: str) -> TaxBenefitSystem:
    VALUE_TYPES[int]["dtype"] = np.dtype(integers).type
    system = TaxBenefitSystem([Person, Household])
    system.parameters = ParameterNode("", data=_parameters(values()))
    for entity, names in INPUTS.items():
        for name, kind in names.items():
            system.add_variable(_variable(name, kind, entity))
    for entity, kinds in FORMULAS.items():
        for kind, formulas in kinds.items():
            for formula in formulas:
                system.add_variable(_variable(formula.__name__, kind, entity, formula=formula))
    return system


def _variable(name: str, kind: type, entity, **formula) -> type:
    return type(name, (Variable,), {"value_type": kind, "entity": entity, "definition_period": MONTH, "label": name, **formula})


def _parameters(v: dict) -> dict:
    def dated(value: int) -> dict:
        return {"values": {"2021-07-01": {"value": value}}}

    plain = ("adult_age", "elder_age", "income_months", "deposit_multiple", "vehicle_limit")
    return {
        **{name: dated(v[name]) for name in plain},
        "minimum_living_standard": {n: dated(v["minimum_living_standard"][u]) for n, u in (("urban", 1), ("rural", 0))},
        "supplement": {n: dated(v[f"supplement_{n}"]) for n in ("elder", "minor", "severe", "illness")},
    }


def load(option: str) -> TaxBenefitSystem:
    return build_system(option)


def prepare(system: TaxBenefitSystem, arrays: Arrays) -> Simulation:
    """A simulation with all facts set: it keeps what it has computed, so every run needs a new one."""
    builder = SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity("person", arrays["person"]["person_id"])
    homes = builder.declare_entity("household", arrays["household"]["household_id"])
    builder.join_with_persons(homes, arrays["person"]["household_id"], roles=["member"])
    simulation = builder.build(system)
    for entity, names in INPUTS.items():
        for name in names:
            simulation.set_input(name, PERIOD, arrays[entity.key][name])
    return simulation


def run(ready: Simulation) -> tuple[np.ndarray, np.ndarray]:
    return ready.calculate(ENTITLED, PERIOD), ready.calculate(AMOUNT, PERIOD)


def one_case(system: TaxBenefitSystem, arrays: Arrays) -> tuple[float, bool]:
    """Median seconds to read one household, compute it with its trace on, and whether it agrees with the columns."""
    entitled, amount = run(prepare(system, arrays))
    people, homes = arrays["person"], arrays["household"]
    seconds, agrees = [], True
    for home in range(min(CASES, len(homes["household_id"]))):
        members = np.flatnonzero(people["household_id"] == homes["household_id"][home])
        case = {
            "persons": {f"p{m}": {n: {PERIOD: people[n][m].item()} for n in INPUTS[Person]} for m in members},
            "households": {"h": {"members": [f"p{m}" for m in members], "urban": {PERIOD: homes["urban"][home].item()}}},
        }
        start = time.perf_counter()
        simulation = SimulationBuilder().build_from_entities(system, case)
        simulation.trace = True
        found = simulation.calculate(AMOUNT, PERIOD)[0], simulation.calculate(ENTITLED, PERIOD)[0]
        seconds.append(time.perf_counter() - start)
        agrees &= found == (amount[home], entitled[home])
    return median(seconds), agrees


def versions() -> dict[str, str]:
    return {"OpenFisca": version("openfisca-core"), "NumPy there": np.__version__}
