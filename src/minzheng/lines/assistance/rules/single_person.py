"""单人保: who may apply alone (最低生活保障审核确认办法 8; 民发〔2022〕83号一（一）)."""

from minzheng.lines.assistance.rules.facts import household, person
from minzheng.lines.assistance.rules.members import CHONGQING, NATIONAL
from minzheng.policy import count, rule

ALONE = f"{NATIONAL}#8"


@rule(person, title="低保边缘家庭中的重残或重病人员", cites=ALONE, unit="yes_no")
def severe_in_edge_household(edge_entitled, counted_member, severe_or_ill):
    return edge_entitled and counted_member and severe_or_ill


@rule(person, title="离家三年以上的困难宗教教职人员", cites=ALONE, unit="yes_no")
def clergy_alone(alive, held_or_missing, clergy_away_months, clergy_alone_months):
    return alive and not held_or_missing and clergy_away_months >= clergy_alone_months


@rule(person, title="成年无业重度残疾人", cites=ALONE, until="2022-10-19", unit="yes_no", name="severe_adult_without_work")
def severe_adult_not_yet():
    """The document that opened this way is of 2022-10-20."""
    return False


@rule(person, title="成年无业重度残疾人", cites=ALONE, since="2022-10-20", unit="yes_no")
def severe_adult_without_work(counted_member, adult, in_work, severely_disabled):
    return counted_member and severely_disabled and adult and not in_work


@rule(person, title="户主或其配偶的父母", cites=f"{CHONGQING}#11", unit="yes_no")
def parent_of_head(relation):
    return 50 <= relation < 60


@rule(person, title="户主的兄弟姐妹", cites=f"{CHONGQING}#11", unit="yes_no")
def sibling_of_head(relation):
    return 70 <= relation < 80


@rule(person, title="同住的户主本人、父母、兄弟姐妹", cites=f"{CHONGQING}#11", unit="yes_no")
def beside_heads_parents(counted_member, lives_apart, head_of_household, parent_of_head, sibling_of_head):
    return counted_member and not lives_apart and (head_of_household or parent_of_head or sibling_of_head)


@rule(person, title="同住的户主夫妻和子女", cites=f"{CHONGQING}#11", unit="yes_no")
def beside_heads_children(counted_member, lives_apart, head_or_spouse, child_of_head):
    return counted_member and not lives_apart and (head_or_spouse or child_of_head)


@rule(household, title="同住的户主本人、父母、兄弟姐妹人数", cites=f"{CHONGQING}#11", unit="people")
def parents_and_siblings_of_head(beside_heads_parents):
    return count(beside_heads_parents)


@rule(household, title="同住的户主夫妻和子女人数", cites=f"{CHONGQING}#11", unit="people")
def head_and_children(beside_heads_children):
    return count(beside_heads_children)


@rule(person, title="与父母、兄弟姐妹同住", cites=f"{CHONGQING}#11", unit="yes_no")
def with_parents_or_siblings(head_of_household, child_of_head, sibling_of_head, beside_heads_children, head_and_children,
                             beside_heads_parents, parents_and_siblings_of_head):
    """As far as the relations to the head tell: a child of the head, or the head and the head's siblings."""
    if child_of_head:
        return beside_heads_children and head_and_children >= 2
    if head_of_household or sibling_of_head:
        return beside_heads_parents and parents_and_siblings_of_head >= 2
    return False


@rule(person, title="可分户计算的残疾人或长期卧床病人", cites=f"{CHONGQING}#11", unit="yes_no")
def counted_separately(separate_counting, with_parents_or_siblings, adult, disability_grade, capacity_lost, bedridden):
    return (
        separate_counting == 1 and with_parents_or_siblings
        and (bedridden or (adult and disability_grade > 0 and capacity_lost))
    )


@rule(person, title="可以单独提出申请", cites=(ALONE, f"{CHONGQING}#11"), unit="yes_no")
def may_apply_alone(severe_in_edge_household, clergy_alone, severe_adult_without_work, counted_separately):
    return severe_in_edge_household or clergy_alone or severe_adult_without_work or counted_separately


@rule(person, title="家庭不符合低保条件", cites=ALONE, unit="yes_no")
def household_not_entitled(minimum_living_entitled):
    # A household that qualifies is admitted as a whole, never one member of it.
    return not minimum_living_entitled


@rule(person, title="所在家庭不在渐退期，或渐退期内仍可单人保", cites=(ALONE, f"{NATIONAL}#33"), unit="yes_no")
def beside_gradual_exit(gradual_exit_entitled, single_person_beside_gradual_exit):
    return single_person_beside_gradual_exit == 1 or not gradual_exit_entitled


@rule(person, title="本人月收入低于低保标准", cites=ALONE, unit="yes_no")
def own_income_below_standard(own_income, minimum_living_standard):
    return own_income < minimum_living_standard


@rule(person, title="本人存款等限额", cites=f"{NATIONAL}#14", unit="fen")
def own_deposit_limit(minimum_living_standard, deposit_multiple):
    return minimum_living_standard * deposit_multiple


@rule(person, title="本人存款等在限额内", cites=f"{NATIONAL}#14", unit="yes_no")
def own_deposits_within_limit(own_deposits, own_deposit_limit):
    return own_deposits <= own_deposit_limit


@rule(person, title="本人住房套数或面积在限额内", cites=f"{NATIONAL}#14", unit="yes_no")
def own_housing_within_limit(own_housing_count, housing_count_limit, own_housing_area, housing_standard_area,
                             housing_area_multiple):
    return own_housing_count <= housing_count_limit or own_housing_area <= housing_standard_area * housing_area_multiple


@rule(person, title="本人财产符合规定", cites=f"{NATIONAL}#14", unit="yes_no")
def own_property_within_limit(own_deposits_within_limit, own_housing_within_limit, own_shops, shop_limit, own_vehicles,
                              vehicle_limit, own_companies, company_limit):
    return (
        own_deposits_within_limit and own_housing_within_limit and own_shops <= shop_limit
        and own_vehicles <= vehicle_limit and own_companies <= company_limit
    )


@rule(person, title="符合单人保条件", cites=(ALONE, f"{CHONGQING}#11"), unit="yes_no")
def single_person_entitled(may_apply_alone, household_not_entitled, beside_gradual_exit, own_income_below_standard,
                           own_property_within_limit):
    return (
        may_apply_alone and household_not_entitled and beside_gradual_exit and own_income_below_standard
        and own_property_within_limit
    )


@rule(person, title="单人保金额（月）", cites=(f"{NATIONAL}#23", f"{NATIONAL}#27"), unit="fen")
def single_person_amount(single_person_entitled, single_person_amount_basis, minimum_living_standard, own_income,
                         own_supplement):
    if not single_person_entitled:
        return 0
    if single_person_amount_basis == 1:
        return minimum_living_standard + own_supplement
    return minimum_living_standard - own_income + own_supplement
