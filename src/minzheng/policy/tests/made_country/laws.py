"""The laws of Verlandia."""

from minzheng.policy import Entity, any_member, count, given, input_, rule, total
from minzheng.policy.rounding import divide_half_up, floor_to

valley = Entity("valley", "谷", "valley_id", "valleys")
guild = Entity("guild", "行会", "guild_id", "guilds")
hearth = Entity("hearth", "灶", "hearth_id", "hearths", (valley,))
resident = Entity("resident", "居民", "resident_id", "residents", (hearth, guild))

INPUTS = [
    input_(valley, "dark_days", title="昏暗日数", unit="count", missing="review", low=0, high=400),
    input_(valley, "area", title="谷号", unit="code", missing="review"),
    input_(guild, "chartered", title="有特许", unit="yes_no", missing="review"),
    input_(hearth, "stones", title="灶石数", unit="count", missing="zero"),
    input_(resident, "moons", title="月龄", unit="months", missing="reject", low=0, high=2000),
    input_(resident, "beads", title="珠数", unit="count", missing="review"),
    input_(resident, "debt", title="欠珠", unit="count", missing="zero"),
    input_(resident, "rank", title="行会等级", unit="code", missing="review"),
]


@rule(resident, title="净珠", cites="烛火法#2", unit="count")
def net_beads(beads, debt):
    return beads - debt


@rule(resident, title="成年", cites="烛火法#3", unit="yes_no")
def grown(moons, adult_moons):
    return moons >= adult_moons


@rule(hearth, title="成年人数", cites="烛火法#3")
def grown_count(grown):
    return count(grown)


@rule(hearth, title="成年人净珠", cites="烛火法#2")
def hearth_beads(net_beads, grown):
    return total(net_beads, where=grown)


@rule(hearth, title="人均净珠", cites="烛火法#2")
def beads_each(hearth_beads, grown_count):
    return divide_half_up(hearth_beads, max(1, grown_count))


@rule(hearth, title="足够昏暗", cites="烛火法#1", unit="yes_no")
def darkness_enough(dark_days, dark_limit):
    return dark_days > dark_limit


@rule(hearth, title="足够贫穷", cites="烛火法#1", unit="yes_no")
def poor_enough(beads_each, bead_limit):
    return beads_each < bead_limit


@rule(hearth, title="享烛火权", cites="烛火法#1", unit="yes_no")
def candle_right(darkness_enough, poor_enough):
    return darkness_enough and poor_enough


@rule(hearth, title="烛火珠", cites="烛火法#4", until="1999-12-31", name="candle_beads")
def candle_beads_flat(candle_right, stones):
    if candle_right:
        return 10 + stones
    return 0


@rule(hearth, title="烛火珠", cites="烛火法#4", since="2000-01-01")
def candle_beads(candle_right, bead_limit, beads_each, grown_count):
    if not candle_right:
        return 0
    elif grown_count == 0:
        return 1
    return floor_to(max(0, bead_limit - beads_each) * grown_count, 5)


@rule(guild, title="师傅数", cites="行会法#1")
def masters(rank_is_master):
    return count(rank_is_master)


@rule(resident, title="是师傅", cites="行会法#1", unit="yes_no")
def rank_is_master(rank):
    return given(rank, 0) in (8, 9)


@rule(guild, title="可收学徒", cites="行会法#1", unit="yes_no")
def may_teach(masters, chartered, rank_known_low):
    return chartered and masters >= 1 and not any_member(rank_known_low)


@rule(resident, title="等级为负", cites="行会法#1", unit="yes_no")
def rank_known_low(rank):
    return rank < 0


@rule(resident, title="学徒", cites="行会法#2", unit="yes_no")
def apprentice(may_teach, grown, candle_right):
    return may_teach and (not grown or candle_right)


@rule(resident, title="学徒珠", cites="行会法#2")
def apprentice_beads(apprentice, net_beads):
    return -(net_beads // 3) if apprentice and net_beads < 0 else 7 if apprentice else 0
