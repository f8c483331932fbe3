"""The facts these rules ask for. Titles, units, sources and codes come from the vocabulary of facts (core/facts).

What is missing: records that exist only when there is something to record (a disability card, a prison term, a deduction)
count as *none* when absent; what decides on income and property must be known, or the outcome is undetermined. So must the
capacity to work of who has a disability, illness or long stay in bed on record.
"""

from pathlib import Path

from minzheng.policy import Entity, Input, input_
from minzheng.policy.parameters import read_yaml

# Read as data: rules import nothing but the engine.
CATALOGUE = read_yaml(Path(__file__).parents[3] / "core" / "facts" / "catalogue.yaml")

household = Entity("household", "家庭", "household_id", "households")
person = Entity("person", "成员", "person_id", "persons", (household,), named_by="relation")

# GB/T 4761, two digits: the tens say the kind.
_KINDS = ("户主", "配偶", "子女", "子女", "孙辈", "父母", "祖父母", "兄弟姐妹", "其他亲属", "其他人")
IN_LAWS = {28: "女婿", 38: "儿媳", 45: "孙媳妇", 46: "孙女婿", 53: "公公", 54: "婆婆", 55: "岳父", 56: "岳母", 65: "配偶的祖父母",
           68: "配偶的曾祖父母", 72: "嫂", 74: "弟媳", 76: "姐夫", 78: "妹夫"}
RELATIONS = {code: _KINDS[code // 10] for code in range(100)} | {51: "父亲", 52: "母亲"} | IN_LAWS

MUST_BE_KNOWN = (
    "wage_12m", "business_income_12m", "pension_12m", "central_basic_pension_12m", "deposits", "housing_count",
    "housing_area", "shop_count", "vehicle_count", "company_count", "labour_capacity", "employment",
)
MAY_BE_NEGATIVE = ("business_income_12m", "property_income_12m")


def _fact(name: str) -> Input:
    kind = CATALOGUE[name]
    low = {} if name in MAY_BE_NEGATIVE or kind["unit"] == "yes_no" else {"low": 0}
    return input_(person, name, title=kind["title"], unit=kind["unit"], missing="review" if name in MUST_BE_KNOWN else "zero",
                  sources=tuple(kind["from"]), labels=kind.get("codes"), sensitive=kind.get("sensitive", False), **low)


INPUTS = [
    input_(household, "urban", title="城乡", unit="yes_no", missing="review", labels={1: "城市", 0: "农村"}, sources=("公安",)),
    # 12-digit statistics code of town or village; an integer, or text of digits.
    input_(household, "area", title="所在地区代码", unit="code", missing="review", low=0, sources=("公安",)),
    input_(household, "holds_minimum_living", title="正在享受低保", unit="yes_no", missing="zero", sources=("民政",)),
    input_(household, "gradual_exit_months_used", title="已用渐退月数", unit="months", missing="zero", low=0, sources=("民政",)),
    input_(household, "last_amount", title="上月低保金", unit="fen", missing="review", low=0, sources=("民政",)),
    # Full years on the day of the world; worked out outside.
    input_(person, "age", title="年龄", unit="years", missing="review", low=0, high=150, sources=("公安",)),
    input_(person, "relation", title="与户主关系", unit="code", missing="review", low=0, high=99, labels=RELATIONS,
           sources=("公安",)),
    input_(person, "sex", title="性别", unit="code", missing="zero", labels={1: "男", 2: "女"}, sources=("公安",)),
    input_(person, "alive", title="在世", unit="yes_no", missing="review", sources=("公安", "卫生健康", "殡葬")),
    *(_fact(name) for name in CATALOGUE),
]
