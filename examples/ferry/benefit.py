"""摆渡补助, a benefit of Verlandia, a country that does not exist. See docs/write-a-benefit.md."""

from minzheng.policy import Entity, Programme, Registry, any_member, input_, rule, total
from minzheng.policy.rounding import divide_floor

island = Entity("island", "岛", "island_id", "islands")
resident = Entity("resident", "居民", "resident_id", "residents", (island,))

INPUTS = [
    input_(island, "bridges", title="桥数", unit="count", missing="reject", low=0, high=100),
    input_(resident, "age", title="年龄", unit="years", missing="review", sources=("岛务所",), low=0, high=150),
    input_(resident, "lame", title="行走不便", unit="yes_no", missing="review", sources=("医馆",)),
    input_(resident, "shells", title="每月贝壳", unit="count", missing="review", sources=("本人申报",), low=0, high=10**9),
]


@rule(island, title="没有桥", cites="摆渡法#1", unit="yes_no")
def no_bridge(bridges):
    return bridges == 0


@rule(resident, title="年老或行走不便", cites="摆渡法#2", unit="yes_no")
def old_or_lame(age, lame, old_age):
    return lame or age >= old_age


@rule(resident, title="贝壳不多", cites="摆渡法#3", unit="yes_no")
def few_shells(shells, shell_limit):
    return shells < shell_limit


@rule(resident, title="享摆渡补助", cites="摆渡法#1", unit="yes_no")
def ferry_entitled(no_bridge, old_or_lame, few_shells):
    return no_bridge and old_or_lame and few_shells


@rule(resident, title="摆渡补助金额", cites="摆渡法#4", unit="count")
def ferry_amount(ferry_entitled, shells, shell_limit, share):
    return divide_floor((shell_limit - shells) * share, 100) if ferry_entitled else 0


@rule(island, title="全岛补助合计", cites="摆渡法#5", unit="count")
def island_total(ferry_amount):
    return total(ferry_amount)


@rule(island, title="派渡船", cites="摆渡法#5", unit="yes_no")
def send_ferry(ferry_entitled):
    return any_member(ferry_entitled)


PROGRAMMES: Registry[Programme] = Registry("programme")
Programme("ferry", "摆渡补助", resident, "ferry_entitled", "ferry_amount", ("no_bridge", "old_or_lame", "few_shells"),
          ("摆渡法#1",), PROGRAMMES)
