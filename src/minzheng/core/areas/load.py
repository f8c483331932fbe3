"""Areas from a district's files (districts/<district>/) into the tables. Loading again changes only what the files changed."""

from __future__ import annotations

import csv
from pathlib import Path

from django.db import transaction

from minzheng.core.areas.models import LEVELS, Area, AreaCode


class BadAreaFile(ValueError):
    """The files contradict themselves; the message says in Chinese which row, and what is wrong."""


@transaction.atomic
def load_areas(folder: Path, files: dict[str, str]) -> int:
    """Add or update every area and its codes in other systems. `files`: what district.yaml says under `files`.

    Returns the number of areas in the file. Areas that left the file stay: people and decisions hang on them.
    Raises BadAreaFile, FileNotFoundError.
    """
    rows = _rows(folder / files["areas"], ("code12", "name", "level", "parent", "kind"))
    seats = {row["code12"]: row for row in _rows(folder / files["town_seats"], ("code12", "lng", "lat"))}
    areas = [_area(row, seats.get(row["code12"])) for row in sorted(rows, key=lambda r: (list(LEVELS).index(_level(r)), r["code12"]))]
    _check(areas)
    Area.objects.bulk_create(
        areas, update_conflicts=True, unique_fields=["code"], update_fields=["name", "level", "kind", "parent", "longitude", "latitude"]
    )
    known = {area.code for area in areas}
    codes = [
        AreaCode(area_id=row["code12"], system=row["system"], code=row["code"])
        for row in _rows(folder / files["town_codes"], ("code12", "system", "code"))
    ]
    for code in codes:
        if code.area_id not in known:
            raise BadAreaFile(f"{files['town_codes']}：区划 {code.area_id} 不在 {files['areas']} 中，请补上或改正代码")
    AreaCode.objects.bulk_create(codes, update_conflicts=True, unique_fields=["system", "code"], update_fields=["area"])
    return len(areas)


def _rows(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        lacking = [c for c in columns if c not in (reader.fieldnames or ())]
        if lacking:
            raise BadAreaFile(f"{path.name}：缺少列 {'、'.join(lacking)}")
        return list(reader)


def _level(row: dict[str, str]) -> str:
    if row["level"] not in LEVELS:
        raise BadAreaFile(f"区划 {row['code12']} 的层级“{row['level']}”不认识，应为 {'、'.join(LEVELS)}")
    return row["level"]


def _area(row: dict[str, str], seat: dict[str, str] | None) -> Area:
    return Area(
        code=row["code12"], name=row["name"], level=row["level"], kind=row["kind"], parent_id=row["parent"] or None,
        longitude=float(seat["lng"]) if seat else None, latitude=float(seat["lat"]) if seat else None,
    )  # fmt: skip


def _check(areas: list[Area]) -> None:
    """Codes are nested and each parent is there: scopes compare prefixes."""
    by_code = {area.code: area for area in areas}
    if len(by_code) < len(areas):
        raise BadAreaFile("区划文件中有重复的代码，请删去重复的行")
    for area in areas:
        if len(area.code) != 12 or not area.code.isdigit():
            raise BadAreaFile(f"区划代码 {area.code} 应为 12 位数字")
        if area.parent_id is None and area.level == "district":
            continue
        parent = by_code.get(area.parent_id)
        if parent is None or not area.code.startswith(parent.prefix):
            raise BadAreaFile(f"区划 {area.code} {area.name} 的上级 {area.parent_id or '（空）'} 不存在，或代码不以上级代码开头")
