"""Every folder of districts/ is complete and agrees with itself: codes nest, cells cover, posts exist."""

import csv
import json
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from shapely import unary_union
from shapely.geometry import Point, shape

ROOT = Path(__file__).resolve().parents[1]
DISTRICTS = sorted(path.parent for path in (ROOT / "districts").glob("*/district.yaml"))
ROLES = yaml.safe_load((ROOT / "src/minzheng/core/access/roles.yaml").read_text(encoding="utf-8"))
LENGTH = {"district": 6, "town": 9, "village": 12}
PARENT = {"town": "district", "village": "town"}


def rows(path: Path) -> list[dict]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def polygons(path: Path) -> list[tuple[dict, object]]:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return [(item["properties"], shape(item["geometry"])) for item in features]


@pytest.fixture(params=DISTRICTS, ids=lambda path: path.name)
def district(request) -> Path:
    return request.param


def test_codes_nest_in_their_parents(district):
    areas = {row["code12"]: row for row in rows(district / "areas.csv")}
    assert len(areas) == len(rows(district / "areas.csv"))
    for code, row in areas.items():
        own = LENGTH[row["level"]]
        assert code[own:] == "0" * (12 - own)
        if row["level"] in PARENT:
            parent = areas[row["parent"]]
            assert parent["level"] == PARENT[row["level"]]
            assert code.startswith(row["parent"][: LENGTH[parent["level"]]])


def test_each_town_has_one_code_per_system_and_one_seat(district):
    towns = sorted(row["code12"] for row in rows(district / "areas.csv") if row["level"] == "town")
    codes = rows(district / "town_codes.csv")
    for system in ("nbs", "mca"):
        held = [row for row in codes if row["system"] == system]
        assert sorted(row["code12"] for row in held) == towns
        assert len({row["code"] for row in held}) == len(towns)
    assert [row["code12"] for row in rows(district / "town_seats.csv")] == towns


def test_cells_cover_the_district_once_and_hold_their_seats(district):
    (_, boundary), *_ = polygons(district / "boundary.geojson")
    cells = polygons(district / "town_cells.geojson")
    assert unary_union([cell for _, cell in cells]).symmetric_difference(boundary).area < boundary.area / 1000
    assert abs(sum(cell.area for _, cell in cells) - boundary.area) < boundary.area / 1000
    seats = {row["code12"]: row for row in rows(district / "town_seats.csv")}
    for properties, cell in cells:
        seat = seats[properties["code12"]]
        assert properties["name"] == seat["name"]
        assert cell.covers(Point(float(seat["lng"]), float(seat["lat"])))
        assert cell.covers(Point(properties["cp"]))


def test_demo_posts_use_known_roles_at_their_level_and_made_up_names(district):
    areas = {row["code12"]: row["level"] for row in rows(district / "areas.csv")}
    posts = yaml.safe_load((district / "district.yaml").read_text(encoding="utf-8"))["demo_posts"]
    assert len({post["key"] for post in posts}) == len(posts)
    assert {post["role"] for post in posts} == set(ROLES)
    for post in posts:
        assert ROLES[post["role"]]["level"] in (areas[post["area"]], "person")
        assert "虚构" in post["name"]


def test_prefix_periods_do_not_overlap(district):
    known = sorted(rows(district / "id_prefixes.csv"), key=lambda row: (row["prefix"], row["from"]))
    for earlier, later in pairwise(known):
        if earlier["prefix"] == later["prefix"]:
            assert earlier["until"]
            assert earlier["until"] <= later["from"]
    assert all(row["source"] and len(row["prefix"]) == 6 for row in known)
