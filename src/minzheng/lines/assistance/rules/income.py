"""Income (最低生活保障审核确认办法 13): twelve months per person, then the household's monthly income per head."""

from minzheng.lines.assistance.rules.facts import household, person
from minzheng.lines.assistance.rules.members import CHONGQING, NATIONAL
from minzheng.policy import given, rule, total
from minzheng.policy.rounding import divide_half_up

INCOME = f"{NATIONAL}#13"


@rule(person, title="工资性收入（扣除就业成本）", cites=INCOME, unit="fen_12m")
def wage_counted_12m(age, working_age, wage_12m, work_cost_12m):
    if age < working_age:
        return max(0, given(wage_12m, 0) - work_cost_12m)
    return max(0, wage_12m - work_cost_12m)


@rule(person, title="经营净收入（未成年未登记视为无）", cites=INCOME, unit="fen_12m")
def business_known_12m(age, working_age, business_income_12m):
    return given(business_income_12m, 0) if age < working_age else business_income_12m


@rule(person, title="计入的经营净收入", cites=INCOME, unit="fen_12m")
def business_counted_12m(business_known_12m, negative_business_income):
    if negative_business_income == 1:
        return business_known_12m
    return max(0, business_known_12m)


@rule(person, title="不计入的中央基础养老金", cites=INCOME, until="2025-12-31", unit="fen_12m", name="basic_pension_excluded_12m")
def basic_pension_excluded_by_plan(central_basic_pension_12m):
    return central_basic_pension_12m


@rule(person, title="不计入的中央基础养老金", cites=INCOME, since="2026-01-01", unit="fen_12m")
def basic_pension_excluded_12m(central_basic_pension_12m, central_basic_pension_after_2025):
    # The exclusion is written for the years of the 14th plan; afterwards it is a reading.
    return 0 if central_basic_pension_after_2025 == 1 else central_basic_pension_12m


@rule(person, title="计入的养老金", cites=INCOME, unit="fen_12m")
def pension_counted_12m(age, working_age, pension_12m, basic_pension_excluded_12m):
    if age < working_age and given(pension_12m, 0) == 0:
        return 0
    if pension_12m == 0:
        return 0
    return max(0, pension_12m - basic_pension_excluded_12m)


@rule(person, title="计入的财产净收入", cites=INCOME, unit="fen_12m")
def property_counted_12m(property_income_12m, negative_transfers):
    return property_income_12m if negative_transfers == 1 else max(0, property_income_12m)


@rule(person, title="转移净收入", cites=INCOME, unit="fen_12m")
def net_transfer_12m(pension_counted_12m, support_received_12m, other_transfer_12m, transfer_paid_12m):
    return pension_counted_12m + support_received_12m + other_transfer_12m - transfer_paid_12m


@rule(person, title="计入的转移净收入", cites=INCOME, unit="fen_12m")
def transfer_counted_12m(net_transfer_12m, negative_transfers):
    return net_transfer_12m if negative_transfers == 1 else max(0, net_transfer_12m)


@rule(person, title="可扣减的刚性支出", cites=INCOME, unit="fen_12m")
def deducted_12m(rigid_expense_12m, rigid_expense_deduction):
    return rigid_expense_12m if rigid_expense_deduction == 1 else 0


@rule(person, title="不计入的其他收入", cites=INCOME, unit="fen_12m")
def not_counted_12m(preferential_treatment_12m, family_planning_aid_12m, scholarship_12m, bravery_award_12m,
                    assistance_received_12m, disability_allowance_12m, unattended_child_allowance_12m):
    """Shown so that the family sees it was found and left out; no other rule reads it."""
    return (
        preferential_treatment_12m + family_planning_aid_12m + scholarship_12m + bravery_award_12m
        + assistance_received_12m + disability_allowance_12m + unattended_child_allowance_12m
    )


@rule(person, title="本人计入的收入", cites=INCOME, unit="fen_12m")
def own_income_12m(wage_counted_12m, business_counted_12m, property_counted_12m, transfer_counted_12m, deducted_12m):
    return wage_counted_12m + business_counted_12m + property_counted_12m + transfer_counted_12m - deducted_12m


@rule(household, title="家庭收入（十二个月）", cites=(INCOME, f"{NATIONAL}#12"), unit="fen_12m")
def household_income_12m(own_income_12m, counted_member):
    return max(0, total(own_income_12m, where=counted_member))


@rule(household, title="人均月收入", cites=(INCOME, f"{CHONGQING}#12"), unit="fen")
def income_per_head(household_income_12m, income_months, member_count, per_head_rounding):
    """Down to the fen never moves a household across a standard in whole fen: that is why it is the default."""
    if per_head_rounding == 0:
        return household_income_12m // (income_months * max(1, member_count))
    if per_head_rounding == 1:
        return divide_half_up(household_income_12m, income_months * max(1, member_count))
    return divide_half_up(household_income_12m, income_months * max(1, member_count) * 100) * 100


@rule(person, title="本人月收入", cites=INCOME, unit="fen")
def own_income(own_income_12m, income_months, per_head_rounding):
    """Rounded as the income per head of a household of one: who applies alone is treated as one."""
    if per_head_rounding == 0:
        return max(0, own_income_12m) // income_months
    if per_head_rounding == 1:
        return divide_half_up(max(0, own_income_12m), income_months)
    return divide_half_up(max(0, own_income_12m), income_months * 100) * 100
