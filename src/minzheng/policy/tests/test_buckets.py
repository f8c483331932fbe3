"""What belongs together shares a bucket on Spark, or is refused; no Java is needed to see it."""

from __future__ import annotations

import polars as pl
import pytest

from minzheng.policy import DataError, Entity
from minzheng.policy.plan import Plan
from minzheng.policy.spark_executor import BUCKET, topmost, with_buckets

valley = Entity("valley", "谷", "valley_id", "valleys")
guild = Entity("guild", "行会", "guild_id", "guilds")
hearth = Entity("hearth", "灶", "hearth_id", "hearths", (valley,))
shop = Entity("shop", "铺", "shop_id", "shops", (valley,))
resident = Entity("resident", "居民", "resident_id", "residents", (hearth, guild))
keeper = Entity("keeper", "店主", "keeper_id", "keepers", (hearth, shop))
VALLEYS = pl.DataFrame({"valley_id": [f"v{i}" for i in range(40)]})
HEARTHS = pl.DataFrame({"hearth_id": range(400), "valley_id": [f"v{i % 40}" for i in range(400)]})


def placed(entities, frames):
    return with_buckets(Plan([], entities, [], [], {}), frames)


def test_the_topmost_is_what_all_others_belong_to_however_far():
    assert topmost([resident, hearth, valley]) is valley
    assert topmost([resident, hearth]) is hearth
    assert topmost([resident]) is resident
    with pytest.raises(DataError, match="谷、行会互不隶属"):
        topmost([resident, hearth, valley, guild])


def test_a_row_lies_where_the_topmost_of_it_lies():
    people = pl.DataFrame({"resident_id": range(2000), "hearth_id": [i * 7 % 400 for i in range(2000)], "guild_id": [1] * 2000})
    found = placed([resident, hearth, valley], {"valley": VALLEYS, "hearth": HEARTHS, "resident": people})
    of_valley = dict(found["valley"].select("valley_id", BUCKET).iter_rows())
    of_hearth = dict(found["hearth"].select("hearth_id", BUCKET).iter_rows())
    assert len(set(of_valley.values())) > 3
    assert all(of_hearth[h] == of_valley[v] for h, v in HEARTHS.iter_rows())
    assert all(bucket == of_hearth[h] for h, bucket in found["resident"].select("hearth_id", BUCKET).iter_rows())


def test_somebody_who_belongs_to_two_places_far_apart_is_refused():
    shops = pl.DataFrame({"shop_id": range(40), "valley_id": [f"v{i}" for i in range(40)]})
    frames = {"valley": VALLEYS, "hearth": HEARTHS, "shop": shops}
    near = pl.DataFrame({"keeper_id": range(40), "hearth_id": range(40), "shop_id": range(40)})
    assert BUCKET in placed([keeper, hearth, shop, valley], frames | {"keeper": near})["keeper"].columns
    far = near.with_columns(shop_id=(pl.col("shop_id") + 1) % 40)
    with pytest.raises(DataError, match="分属两处.*灶与铺不在一起"):
        placed([keeper, hearth, shop, valley], frames | {"keeper": far})
