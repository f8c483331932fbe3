"""低保 itself, 渐退, 低保边缘 and 分类施保."""

from minzheng.lines.assistance.rules.facts import household, person
from minzheng.lines.assistance.rules.members import CHONGQING, NATIONAL
from minzheng.policy import rule, total
from minzheng.policy.rounding import divide_ceil

SUPPLEMENT = (f"{NATIONAL}#27", f"{CHONGQING}#21")


@rule(household, title="人均月收入低于低保标准", cites=(f"{NATIONAL}#23", f"{CHONGQING}#10"), unit="yes_no")
def income_below_standard(income_per_head, minimum_living_standard):
    return income_per_head < minimum_living_standard


@rule(household, title="符合低保条件", cites=(f"{NATIONAL}#21", f"{CHONGQING}#10"), unit="yes_no")
def minimum_living_entitled(has_members, income_below_standard, property_within_limit):
    return has_members and income_below_standard and property_within_limit


@rule(household, title="按差额计算的低保金", cites=(f"{NATIONAL}#23", f"{CHONGQING}#20"), unit="fen")
def minimum_living_difference(minimum_living_entitled, minimum_living_standard, income_per_head, member_count):
    if minimum_living_entitled:
        return (minimum_living_standard - income_per_head) * member_count
    return 0


@rule(person, title="老年人", cites=f"{NATIONAL}#27", unit="yes_no")
def elder(age, elder_age):
    return age >= elder_age


@rule(person, title="按老年人的分类施保", cites=SUPPLEMENT, unit="fen")
def supplement_as_elder(elder, supplement_elder):
    return supplement_elder if elder else 0


@rule(person, title="按未成年人的分类施保", cites=SUPPLEMENT, unit="fen")
def supplement_as_minor(adult, supplement_minor):
    return 0 if adult else supplement_minor


@rule(person, title="按重度残疾人的分类施保", cites=SUPPLEMENT, unit="fen")
def supplement_as_disabled(severely_disabled, supplement_severe):
    return supplement_severe if severely_disabled else 0


@rule(person, title="按重病患者的分类施保", cites=SUPPLEMENT, unit="fen")
def supplement_as_ill(serious_illness, supplement_illness):
    return supplement_illness if serious_illness else 0


@rule(person, title="分类施保金额", cites=SUPPLEMENT, unit="fen")
def own_supplement(supplement_as_elder, supplement_as_minor, supplement_as_disabled, supplement_as_ill,
                   supplement_several_classes):
    """Of a person in several classes: the highest, or all together."""
    if supplement_several_classes == 1:
        return supplement_as_elder + supplement_as_minor + supplement_as_disabled + supplement_as_ill
    return max(supplement_as_elder, supplement_as_minor, supplement_as_disabled, supplement_as_ill)


@rule(household, title="分类施保合计", cites=SUPPLEMENT, unit="fen")
def supplement_total(own_supplement, counted_member):
    return total(own_supplement, where=counted_member)


@rule(household, title="低保金（月）", cites=(f"{NATIONAL}#23", f"{NATIONAL}#27"), unit="fen")
def minimum_living_amount(minimum_living_entitled, minimum_living_difference, supplement_total):
    return minimum_living_difference + supplement_total if minimum_living_entitled else 0


@rule(household, title="渐退期收入上限", cites=f"{NATIONAL}#33", unit="fen")
def gradual_exit_line(minimum_living_standard, gradual_exit_ceiling_percent):
    return divide_ceil(minimum_living_standard * gradual_exit_ceiling_percent, 100)


@rule(household, title="人均月收入低于渐退期上限", cites=f"{NATIONAL}#33", unit="yes_no")
def income_below_exit_line(income_per_head, gradual_exit_line, gradual_exit_ceiling_percent):
    return True if gradual_exit_ceiling_percent == 0 else income_per_head < gradual_exit_line


@rule(household, title="人均月收入超过低保标准", cites=f"{NATIONAL}#33", unit="yes_no")
def income_above_standard(income_per_head, minimum_living_standard, gradual_exit_at_standard):
    if gradual_exit_at_standard == 1:
        return income_per_head >= minimum_living_standard
    return income_per_head > minimum_living_standard


@rule(household, title="渐退月数未满", cites=f"{NATIONAL}#33", unit="yes_no")
def gradual_exit_months_left(gradual_exit_months_used, gradual_exit_limit_months):
    return gradual_exit_months_used < gradual_exit_limit_months


@rule(household, title="可给予渐退期", cites=f"{NATIONAL}#33", unit="yes_no")
def gradual_exit_entitled(holds_minimum_living, has_members, has_working_member, income_above_standard,
                          income_below_exit_line, gradual_exit_months_left, property_within_limit):
    return (
        holds_minimum_living and has_members and has_working_member and income_above_standard
        and income_below_exit_line and gradual_exit_months_left and property_within_limit
    )


@rule(household, title="渐退期金额（沿用上月）", cites=f"{NATIONAL}#33", unit="fen")
def gradual_exit_amount(gradual_exit_entitled, last_amount):
    return last_amount if gradual_exit_entitled else 0


@rule(household, title="低保边缘收入线", cites=f"{NATIONAL}#8", unit="fen")
def edge_income_line(minimum_living_standard, edge_percent):
    # Upwards: income in whole fen is below the exact line just when it is below the line rounded up.
    return divide_ceil(minimum_living_standard * edge_percent, 100)


@rule(household, title="人均月收入低于低保边缘收入线", cites=f"{NATIONAL}#8", unit="yes_no")
def income_below_edge_line(income_per_head, edge_income_line):
    return income_per_head < edge_income_line


@rule(household, title="不在低保和渐退期内", cites=f"{NATIONAL}#8", unit="yes_no")
def outside_minimum_living(minimum_living_entitled, gradual_exit_entitled):
    return not minimum_living_entitled and not gradual_exit_entitled


@rule(household, title="低保边缘家庭", cites=f"{NATIONAL}#8", unit="yes_no")
def edge_entitled(has_members, outside_minimum_living, income_below_edge_line, property_within_limit):
    return has_members and outside_minimum_living and income_below_edge_line and property_within_limit
