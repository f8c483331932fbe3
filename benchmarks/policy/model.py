"""A small model of 低保 in 21 rules: what all the ways in `ways/` compute, here as rules of the engine.

It is for measuring. The law as it is administered stands in `lines/assistance/rules`; this follows it in the main (who is
counted, income, property, entitlement, supplements) without its readings and its gradual exit.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date

from benchmarks.policy.values import PARAMETERS
from minzheng.policy import Entity, Programme, Registry, RuleSet, World, count, input_, resolve, rule, total
from minzheng.policy.rounding import divide_floor

MEASURES = "最低生活保障审核确认办法"
DAY = date(2026, 12, 1)

household = Entity("household", "家庭", "household_id", "households")
person = Entity("person", "成员", "person_id", "persons", (household,))

INPUTS = [
    input_(household, "urban", title="城乡", unit="yes_no", missing="review"),
    input_(person, "age", title="年龄", unit="years", missing="review", low=0, high=150),
    input_(person, "alive", title="在世", unit="yes_no", missing="review"),
    input_(person, "lives_apart", title="不共同居住", unit="yes_no", missing="review"),
    input_(person, "disability_grade", title="残疾等级", unit="code", missing="review"),
    input_(person, "disability_kind", title="残疾类别", unit="code", missing="review"),
    input_(person, "serious_illness", title="重病", unit="yes_no", missing="review"),
    input_(person, "wage_12m", title="工资", unit="fen_12m", missing="review", low=0),
    input_(person, "work_cost_12m", title="就业成本", unit="fen_12m", missing="review", low=0),
    input_(person, "business_income_12m", title="经营净收入", unit="fen_12m", missing="review"),
    input_(person, "pension_12m", title="养老金", unit="fen_12m", missing="review", low=0),
    input_(person, "central_basic_pension_12m", title="中央基础养老金", unit="fen_12m", missing="review", low=0),
    input_(person, "support_received_12m", title="收到的赡养费", unit="fen_12m", missing="review", low=0),
    input_(person, "transfer_paid_12m", title="付出的转移支出", unit="fen_12m", missing="review", low=0),
    input_(person, "deposits", title="存款和有价证券", unit="fen", missing="review", low=0),
    input_(person, "vehicle_count", title="机动车船数", unit="count", missing="review", low=0),
]


@rule(person, title="成年", cites=f"{MEASURES}#7", unit="yes_no")
def adult(age, adult_age):
    return age >= adult_age


@rule(person, title="计入共同生活的家庭成员", cites=f"{MEASURES}#7", unit="yes_no")
def counted_member(alive, adult, lives_apart):
    return alive and (not adult or not lives_apart)


@rule(person, title="重度残疾", cites=f"{MEASURES}#8", unit="yes_no")
def severely_disabled(disability_grade, disability_kind):
    return disability_grade in (1, 2) or (disability_grade == 3 and disability_kind in (5, 6))


@rule(person, title="工资性收入（扣除就业成本）", cites=f"{MEASURES}#13", unit="fen_12m")
def wage_counted_12m(wage_12m, work_cost_12m):
    return max(0, wage_12m - work_cost_12m)


@rule(person, title="计入的养老金", cites=f"{MEASURES}#13", unit="fen_12m")
def pension_counted_12m(pension_12m, central_basic_pension_12m):
    return max(0, pension_12m - central_basic_pension_12m)


@rule(person, title="本人计入的收入", cites=f"{MEASURES}#13", unit="fen_12m")
def own_income_12m(wage_counted_12m, business_income_12m, pension_counted_12m, support_received_12m, transfer_paid_12m):
    return wage_counted_12m + max(0, business_income_12m) + pension_counted_12m + support_received_12m - transfer_paid_12m


@rule(person, title="老年人", cites=f"{MEASURES}#27", unit="yes_no")
def elder(age, elder_age):
    return age >= elder_age


@rule(person, title="分类施保金额", cites=f"{MEASURES}#27", unit="fen")
def own_supplement(elder, supplement_elder, adult, supplement_minor, severely_disabled, supplement_severe,
                   serious_illness, supplement_illness):
    return max(
        supplement_elder if elder else 0, 0 if adult else supplement_minor,
        supplement_severe if severely_disabled else 0, supplement_illness if serious_illness else 0,
    )


@rule(household, title="保障人数", cites=f"{MEASURES}#7")
def member_count(counted_member):
    return count(counted_member)


@rule(household, title="家庭收入（十二个月）", cites=f"{MEASURES}#12", unit="fen_12m")
def household_income_12m(own_income_12m, counted_member):
    return max(0, total(own_income_12m, where=counted_member))


@rule(household, title="人均月收入", cites=f"{MEASURES}#13", unit="fen")
def income_per_head(household_income_12m, income_months, member_count):
    return divide_floor(household_income_12m, income_months * max(1, member_count))


@rule(household, title="人均月收入低于低保标准", cites=f"{MEASURES}#23", unit="yes_no")
def income_below_standard(income_per_head, minimum_living_standard):
    return income_per_head < minimum_living_standard


@rule(household, title="家庭存款和有价证券", cites=f"{MEASURES}#14", unit="fen")
def household_deposits(deposits, counted_member):
    return total(deposits, where=counted_member)


@rule(household, title="存款等限额", cites=f"{MEASURES}#14", unit="fen")
def deposit_limit(member_count, minimum_living_standard, deposit_multiple):
    return member_count * minimum_living_standard * deposit_multiple


@rule(household, title="存款等在限额内", cites=f"{MEASURES}#14", unit="yes_no")
def deposits_within_limit(household_deposits, deposit_limit):
    return household_deposits <= deposit_limit


@rule(household, title="家庭机动车船数", cites=f"{MEASURES}#14")
def household_vehicles(vehicle_count, counted_member):
    return total(vehicle_count, where=counted_member)


@rule(household, title="机动车船在限额内", cites=f"{MEASURES}#14", unit="yes_no")
def vehicles_within_limit(household_vehicles, vehicle_limit):
    return household_vehicles <= vehicle_limit


@rule(household, title="财产状况符合规定", cites=f"{MEASURES}#14", unit="yes_no")
def property_within_limit(deposits_within_limit, vehicles_within_limit):
    return deposits_within_limit and vehicles_within_limit


@rule(household, title="符合低保条件", cites=f"{MEASURES}#21", unit="yes_no")
def minimum_living_entitled(member_count, income_below_standard, property_within_limit):
    return member_count >= 1 and income_below_standard and property_within_limit


@rule(household, title="分类施保合计", cites=f"{MEASURES}#27", unit="fen")
def supplement_total(own_supplement, counted_member):
    return total(own_supplement, where=counted_member)


@rule(household, title="低保金（月）", cites=(f"{MEASURES}#23", f"{MEASURES}#27"), unit="fen")
def minimum_living_amount(minimum_living_entitled, minimum_living_standard, income_per_head, member_count, supplement_total):
    if minimum_living_entitled:
        return (minimum_living_standard - income_per_head) * member_count + supplement_total
    return 0


PROGRAMMES: Registry[Programme] = Registry("programme")
MINIMUM_LIVING = Programme(
    "minimum_living", "最低生活保障", household, "minimum_living_entitled", "minimum_living_amount",
    ("income_below_standard", "property_within_limit"), (f"{MEASURES}#21", f"{MEASURES}#23"), PROGRAMMES)


def world(missing: str) -> World:
    """`reject`: every fact must be there, as the other ways assume; `review`: any may be missing, as in practice."""
    rules = RuleSet.collect([sys.modules[__name__]], PROGRAMMES)
    rules = replace(rules, inputs=tuple(replace(i, missing=missing) for i in rules.inputs))
    return resolve(rules, DAY, [PARAMETERS])
