"""单人保: who may apply alone (最低生活保障审核确认办法 8; 民发〔2022〕83号一（一）)."""

from minzheng.lines.assistance.rules.facts import person
from minzheng.lines.assistance.rules.members import CHONGQING, NATIONAL
from minzheng.policy import given, rule

ALONE = f"{NATIONAL}#8"


@rule(person, title="低保边缘家庭中的重残或重病人员", cites=ALONE, unit="yes_no")
def severe_in_edge_household(edge_entitled, counted_member, severe_or_ill):
    return edge_entitled and counted_member and severe_or_ill


@rule(person, title="离家三年以上的困难宗教教职人员", cites=ALONE, unit="yes_no")
def clergy_alone(alive, clergy_away_months, clergy_alone_months):
    return alive and clergy_away_months >= clergy_alone_months


@rule(person, title="成年无业重度残疾人", cites=ALONE, until="2022-10-19", unit="yes_no", name="severe_adult_without_work")
def severe_adult_not_yet():
    """The document that opened this way is of 2022-10-20."""
    return False


@rule(person, title="成年无业重度残疾人", cites=ALONE, since="2022-10-20", unit="yes_no")
def severe_adult_without_work(counted_member, adult, in_work, severely_disabled):
    return counted_member and severely_disabled and adult and not in_work


@rule(person, title="可分户计算的残疾人或长期卧床病人", cites=f"{CHONGQING}#11", unit="yes_no")
def counted_separately(separate_counting, counted_member, adult, disability_grade, labour_capacity, bedridden):
    return (
        separate_counting == 1 and counted_member
        and (bedridden or (adult and disability_grade > 0 and given(labour_capacity, 2) == 0))
    )


@rule(person, title="可以单独提出申请", cites=(ALONE, f"{CHONGQING}#11"), unit="yes_no")
def may_apply_alone(severe_in_edge_household, clergy_alone, severe_adult_without_work, counted_separately):
    return severe_in_edge_household or clergy_alone or severe_adult_without_work or counted_separately


@rule(person, title="家庭不符合低保条件", cites=ALONE, unit="yes_no")
def household_not_entitled(minimum_living_entitled):
    # A household that qualifies is admitted as a whole, never one member of it.
    return not minimum_living_entitled


@rule(person, title="本人月收入低于低保标准", cites=ALONE, unit="yes_no")
def own_income_below_standard(own_income, minimum_living_standard):
    return own_income < minimum_living_standard


@rule(person, title="本人存款等限额", cites=f"{NATIONAL}#14", unit="fen")
def own_deposit_limit(minimum_living_standard, deposit_multiple):
    return minimum_living_standard * deposit_multiple


@rule(person, title="本人存款等在限额内", cites=f"{NATIONAL}#14", unit="yes_no")
def own_deposits_within_limit(own_deposits, own_deposit_limit):
    return own_deposits <= own_deposit_limit


@rule(person, title="本人财产符合规定", cites=f"{NATIONAL}#14", unit="yes_no")
def own_property_within_limit(own_deposits_within_limit, own_shops, shop_limit, own_vehicles, vehicle_limit,
                              own_companies, company_limit):
    return (
        own_deposits_within_limit and own_shops <= shop_limit and own_vehicles <= vehicle_limit
        and own_companies <= company_limit
    )


@rule(person, title="符合单人保条件", cites=(ALONE, f"{CHONGQING}#11"), unit="yes_no")
def single_person_entitled(may_apply_alone, household_not_entitled, own_income_below_standard, own_property_within_limit):
    return may_apply_alone and household_not_entitled and own_income_below_standard and own_property_within_limit


@rule(person, title="单人保金额（月）", cites=(f"{NATIONAL}#23", f"{NATIONAL}#27"), unit="fen")
def single_person_amount(single_person_entitled, single_person_amount_basis, minimum_living_standard, own_income,
                         own_supplement):
    if not single_person_entitled:
        return 0
    if single_person_amount_basis == 1:
        return minimum_living_standard + own_supplement
    return minimum_living_standard - own_income + own_supplement
