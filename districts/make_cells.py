"""Draw a district's town map where no town polygons are published: cells around the town seats, clipped to the district.

    python districts/make_cells.py districts/dazu

Reads `town_seats.csv` (code12, name, lng, lat) and `boundary.geojson` (the district's polygon) of that folder and writes
`town_cells.geojson`. Each cell is the ground nearer to its seat than to any other seat: a sketch (示意), never a boundary.
Coordinates are degrees; seats and boundary must share a datum (WGS84 and CGCS2000 agree to the metre).
"""

import argparse
import csv
import json
import math
from pathlib import Path

from shapely import affinity, maximum_inscribed_circle, set_precision, voronoi_polygons
from shapely.geometry import MultiPoint, Point, mapping, shape

NOTE = "示意：按镇街驻地就近划分的单元，不是行政区域界线"
DEGREES = 1e-5  # about a metre: finer than a sketch needs, coarse enough for a small file


def read_seats(folder: Path) -> list[dict]:
    """Rows of `town_seats.csv` with `point` in degrees, in code order."""
    with (folder / "town_seats.csv").open(encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["code12"])
    return [{**row, "point": Point(float(row["lng"]), float(row["lat"]))} for row in rows]


def read_boundary(folder: Path):
    """The district's polygon in degrees."""
    features = json.loads((folder / "boundary.geojson").read_text(encoding="utf-8"))["features"]
    if len(features) != 1:
        raise SystemExit(f"{folder.name}/boundary.geojson 应只含一个区县的多边形，现有 {len(features)} 个。")
    return shape(features[0]["geometry"])


def cells(seats: list[dict], boundary) -> list:
    """One geometry per seat, in the order of the seats; together they cover the boundary without overlap.

    Raises SystemExit when a seat lies outside the boundary: that is a wrong datum or a wrong point, not a map.
    """
    outside = [seat["name"] for seat in seats if not boundary.covers(seat["point"])]
    if outside:
        raise SystemExit(f"驻地不在区县范围内：{'、'.join(outside)}。请核对坐标和坐标系。")
    # Nearness is measured on the ground: a degree of longitude is shorter than one of latitude.
    squeeze = math.cos(math.radians(boundary.centroid.y))
    flat = affinity.scale(boundary, squeeze, 1, origin=(0, 0))
    points = [affinity.scale(seat["point"], squeeze, 1, origin=(0, 0)) for seat in seats]
    pieces = list(voronoi_polygons(MultiPoint(points), extend_to=flat).geoms)
    own = [next(piece for piece in pieces if piece.covers(point)) for point in points]
    clipped = [affinity.scale(piece.intersection(flat), 1 / squeeze, 1, origin=(0, 0)) for piece in own]
    return [set_precision(cell, DEGREES) for cell in clipped]


def feature(seat: dict, cell) -> dict:
    """GeoJSON feature; `cp` is the label point under the name ECharts looks for."""
    widest = max(getattr(cell, "geoms", [cell]), key=lambda part: part.area)
    label = maximum_inscribed_circle(widest, tolerance=1e-4).coords[0]
    properties = {"code12": seat["code12"], "name": seat["name"], "cp": [round(value, 5) for value in label]}
    return {"type": "Feature", "properties": properties, "geometry": rounded(mapping(cell))}


def rounded(geometry: dict) -> dict:
    """The same geometry with coordinates of five decimals, so that the file does not carry binary noise."""

    def walk(value):
        return round(value, 5) if isinstance(value, float) else [walk(item) for item in value]

    return {"type": geometry["type"], "coordinates": walk(geometry["coordinates"])}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="a folder of districts/")
    folder = parser.parse_args().folder
    seats = read_seats(folder)
    features = [feature(seat, cell) for seat, cell in zip(seats, cells(seats, read_boundary(folder)), strict=True)]
    body = ",\n".join(json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in features)
    text = f'{{"type":"FeatureCollection","note":{json.dumps(NOTE, ensure_ascii=False)},"features":[\n{body}\n]}}\n'
    (folder / "town_cells.geojson").write_text(text, encoding="utf-8")
    print(f"{len(features)} 个镇街，{len(text.encode()) // 1024 + 1} KB → {folder.name}/town_cells.geojson")


if __name__ == "__main__":
    main()
