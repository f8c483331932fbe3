"""Who counts as a co-living member (最低生活保障审核确认办法 7; 重庆市城乡居民最低生活保障条例 11)."""

from minzheng.lines.assistance.rules.facts import household, person
from minzheng.policy import any_member, count, given, rule

NATIONAL = "最低生活保障审核确认办法"
CHONGQING = "重庆市城乡居民最低生活保障条例"
CAPACITY = (f"{NATIONAL}#7", f"{CHONGQING}#11")


@rule(person, title="成年", cites=f"{NATIONAL}#7", unit="yes_no")
def adult(age, adult_age):
    return age >= adult_age


@rule(person, title="服刑、强制戒毒或被宣告失踪", cites=f"{NATIONAL}#7", unit="yes_no")
def held_or_missing(imprisoned, compulsory_rehab, declared_missing):
    return imprisoned or compulsory_rehab or declared_missing


@rule(person, title="依规定不计入的人员", cites=(f"{NATIONAL}#7", f"{CHONGQING}#11"), unit="yes_no")
def excluded_person(held_or_missing, clergy_away_months, clergy_away_limit, unmarried_soldier, unmarried_soldier_excluded):
    return (
        held_or_missing or clergy_away_months >= clergy_away_limit
        or (unmarried_soldier and unmarried_soldier_excluded == 1)
    )


@rule(person, title="有残疾、重病或长期卧床的记录", cites=CAPACITY, unit="yes_no")
def capacity_in_doubt(disability_grade, serious_illness, bedridden):
    """Then an unknown capacity must be recorded where it decides. Of others it is taken as whole: that a grown person cannot
    work is what the articles name as the exception, and with no such record nothing points to it."""
    return disability_grade > 0 or serious_illness or bedridden


@rule(person, title="完全丧失劳动能力", cites=CAPACITY, unit="yes_no")
def capacity_lost(labour_capacity, capacity_in_doubt):
    return labour_capacity == 0 if capacity_in_doubt else given(labour_capacity, 2) == 0


@rule(person, title="成年但不能独立生活", cites=(f"{NATIONAL}#7", f"{CHONGQING}#11"), unit="yes_no")
def dependent_adult(adult, student_level, adult_student_levels, capacity_lost):
    return adult and (1 <= student_level <= adult_student_levels or capacity_lost)


# What the codes of the relation to the head (GB/T 4761) mean: their tens say the kind.


@rule(person, title="户主本人", cites=(f"{NATIONAL}#7", f"{CHONGQING}#11"), unit="yes_no")
def head_of_household(relation):
    return relation < 10


@rule(person, title="户主或其配偶", cites=(f"{NATIONAL}#7", f"{CHONGQING}#11"), unit="yes_no")
def head_or_spouse(relation):
    return relation < 20


@rule(person, title="户主的子女或子女的配偶", cites=(f"{NATIONAL}#7", f"{CHONGQING}#11"), unit="yes_no")
def child_of_head(relation):
    return 20 <= relation < 40


@rule(person, title="户主的近亲属", cites=(f"{NATIONAL}#7", f"{CHONGQING}#11"), unit="yes_no")
def near_relative_of_head(relation):
    """Up to brothers and sisters (tens 7)."""
    return relation < 80


@rule(person, title="姻亲按口径不计入", cites=f"{NATIONAL}#7", unit="yes_no")
def in_law_left_out(relation, in_laws_counted):
    """Whom only a marriage makes a relative of the head, the head's own apart: spouses of children, grandchildren, brothers
    and sisters; parents and grandparents of the spouse. Codes that also name step or adoptive relatives are not here."""
    return in_laws_counted == 0 and relation in (28, 38, 45, 46, 53, 54, 55, 56, 65, 68, 72, 74, 76, 78)


@rule(person, title="计入共同生活的家庭成员", cites=(f"{NATIONAL}#7", f"{CHONGQING}#11"), unit="yes_no")
def counted_member(alive, excluded_person, in_law_left_out, head_or_spouse, child_of_head, near_relative_of_head, adult,
                   dependent_adult, lives_apart):
    """Spouse, minor and dependent children count wherever they live; others with a duty of support only when they live
    together."""
    if not alive or excluded_person or in_law_left_out:
        return False
    if head_or_spouse:
        return True
    if child_of_head:
        return not adult or dependent_adult or not lives_apart
    return near_relative_of_head and not lives_apart


@rule(household, title="保障人数", cites=f"{NATIONAL}#7", unit="people")
def member_count(counted_member):
    return count(counted_member)


@rule(household, title="有共同生活的家庭成员", cites=f"{NATIONAL}#4", unit="yes_no")
def has_members(member_count):
    return member_count >= 1


@rule(person, title="三级智力或三级精神残疾", cites=f"{NATIONAL}#8", unit="yes_no")
def third_grade_of_mind(disability_grade, disability_kind):
    return disability_grade == 3 and disability_kind in (5, 6)


@rule(person, title="重度残疾", cites=(f"{NATIONAL}#8", f"{NATIONAL}#27"), unit="yes_no")
def severely_disabled(disability_grade, third_grade_of_mind, severe_disability_scope):
    return disability_grade in (1, 2) or (third_grade_of_mind and severe_disability_scope == 1)


@rule(person, title="有工作", cites=f"{NATIONAL}#33", unit="yes_no")
def in_work(employment, age, working_age):
    if age < working_age:
        return given(employment, 0) in (1, 2, 3)
    return employment in (1, 2, 3)


@rule(person, title="按渐退规定算就业", cites=f"{NATIONAL}#33", unit="yes_no")
def work_for_gradual_exit(in_work, employment, gradual_exit_farming):
    return in_work and (gradual_exit_farming == 1 or employment != 2)


@rule(household, title="有成员就业", cites=f"{NATIONAL}#33", unit="yes_no")
def has_working_member(work_for_gradual_exit, counted_member):
    return any_member(work_for_gradual_exit, where=counted_member)


@rule(person, title="有劳动能力", cites=f"{NATIONAL}#31", unit="yes_no")
def able_to_work(age, working_age, labour_capacity, capacity_in_doubt):
    return age >= working_age and (labour_capacity == 2 if capacity_in_doubt else given(labour_capacity, 2) == 2)


@rule(person, title="有劳动能力而未就业", cites=f"{CHONGQING}#26", unit="yes_no")
def able_but_jobless(able_to_work, in_work):
    return able_to_work and not in_work


@rule(person, title="重残、三级智力精神残疾或重病", cites=(f"{NATIONAL}#8", f"{CHONGQING}#26"), unit="yes_no")
def severe_or_ill(severely_disabled, third_grade_of_mind, serious_illness):
    # The article names the third grade of mind itself, whatever else counts as severe.
    return severely_disabled or third_grade_of_mind or serious_illness


@rule(household, title="有劳动能力的成员", cites=f"{NATIONAL}#31", unit="yes_no")
def has_able_member(able_to_work, counted_member):
    return any_member(able_to_work, where=counted_member)


@rule(household, title="有无业的劳动力", cites=f"{CHONGQING}#26", unit="yes_no")
def has_jobless_member(able_but_jobless, counted_member):
    return any_member(able_but_jobless, where=counted_member)


@rule(household, title="有重残重病成员", cites=f"{CHONGQING}#26", unit="yes_no")
def has_severe_member(severe_or_ill, counted_member):
    return any_member(severe_or_ill, where=counted_member)


@rule(household, title="定期核查周期", cites=(f"{NATIONAL}#31", f"{CHONGQING}#26"), unit="months")
def review_months(review_cycle, has_able_member, has_jobless_member, has_severe_member, urban):
    """Months between two regular checks."""
    if review_cycle == 0:
        return 6 if has_able_member else 12
    if has_jobless_member:
        return 1 if urban else 3
    return 12 if has_severe_member else 6
