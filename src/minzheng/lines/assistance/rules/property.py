"""Property (最低生活保障审核确认办法 14; limits of the municipality, all of them parameters)."""

from minzheng.lines.assistance.rules.facts import household, person
from minzheng.lines.assistance.rules.members import CHONGQING, NATIONAL
from minzheng.policy import given, rule, total

PROPERTY = (f"{NATIONAL}#14", f"{CHONGQING}#13")


@rule(person, title="本人存款和有价证券", cites=PROPERTY, unit="fen")
def own_deposits(age, working_age, deposits):
    return given(deposits, 0) if age < working_age else deposits


@rule(person, title="本人住房套数", cites=PROPERTY)
def own_housing_count(age, working_age, housing_count):
    return given(housing_count, 0) if age < working_age else housing_count


@rule(person, title="本人住房面积", cites=PROPERTY, unit="dm2")
def own_housing_area(own_housing_count, housing_area):
    return given(housing_area, 0) if own_housing_count == 0 else housing_area


@rule(person, title="本人商业门面数", cites=PROPERTY)
def own_shops(age, working_age, shop_count):
    return given(shop_count, 0) if age < working_age else shop_count


@rule(person, title="本人机动车船、工程机械数", cites=PROPERTY)
def own_vehicles(age, working_age, vehicle_count):
    return given(vehicle_count, 0) if age < working_age else vehicle_count


@rule(person, title="本人登记的企业数", cites=PROPERTY)
def own_companies(age, working_age, company_count):
    return given(company_count, 0) if age < working_age else company_count


@rule(household, title="家庭存款和有价证券", cites=PROPERTY, unit="fen")
def household_deposits(own_deposits, counted_member):
    return total(own_deposits, where=counted_member)


@rule(household, title="存款等限额", cites=PROPERTY, unit="fen")
def deposit_limit(member_count, minimum_living_standard, deposit_multiple):
    return member_count * minimum_living_standard * deposit_multiple


@rule(household, title="存款等在限额内", cites=PROPERTY, unit="yes_no")
def deposits_within_limit(household_deposits, deposit_limit):
    return household_deposits <= deposit_limit


@rule(household, title="家庭住房套数", cites=PROPERTY)
def household_housing_count(own_housing_count, counted_member):
    return total(own_housing_count, where=counted_member)


@rule(household, title="家庭住房面积", cites=PROPERTY, unit="dm2")
def household_housing_area(own_housing_area, counted_member):
    return total(own_housing_area, where=counted_member)


@rule(household, title="多套住房面积上限", cites=PROPERTY, unit="dm2")
def housing_area_limit(member_count, housing_standard_area, housing_area_multiple):
    return member_count * housing_standard_area * housing_area_multiple


@rule(household, title="住房套数或面积在限额内", cites=PROPERTY, unit="yes_no")
def housing_within_limit(household_housing_count, housing_count_limit, household_housing_area, housing_area_limit):
    return household_housing_count <= housing_count_limit or household_housing_area <= housing_area_limit


@rule(household, title="家庭商业门面数", cites=PROPERTY)
def household_shops(own_shops, counted_member):
    return total(own_shops, where=counted_member)


@rule(household, title="商业门面在限额内", cites=PROPERTY, unit="yes_no")
def shops_within_limit(household_shops, shop_limit):
    return household_shops <= shop_limit


@rule(household, title="家庭机动车船、工程机械数", cites=PROPERTY)
def household_vehicles(own_vehicles, counted_member):
    return total(own_vehicles, where=counted_member)


@rule(household, title="机动车船、工程机械在限额内", cites=PROPERTY, unit="yes_no")
def vehicles_within_limit(household_vehicles, vehicle_limit):
    return household_vehicles <= vehicle_limit


@rule(household, title="家庭登记的企业数", cites=PROPERTY)
def household_companies(own_companies, counted_member):
    return total(own_companies, where=counted_member)


@rule(household, title="登记的企业在限额内", cites=PROPERTY, unit="yes_no")
def companies_within_limit(household_companies, company_limit):
    return household_companies <= company_limit


@rule(household, title="财产状况符合规定", cites=PROPERTY, unit="yes_no")
def property_within_limit(deposits_within_limit, housing_within_limit, shops_within_limit, vehicles_within_limit,
                          companies_within_limit):
    return (
        deposits_within_limit and housing_within_limit and shops_within_limit and vehicles_within_limit
        and companies_within_limit
    )
