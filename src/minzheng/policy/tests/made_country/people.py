"""Verlandians for Hypothesis: valleys, guilds, hearths and residents with gaps in what is known."""

import polars as pl
from hypothesis import strategies as st

SMALL = st.integers(-120, 120)


def maybe(values):
    return st.none() | values


@st.composite
def countries(draw):
    """{entity plural: [rows]}, keys unique."""
    valleys = [{"valley_id": f"v{i}", "dark_days": draw(maybe(st.integers(98, 103))),
                "area": draw(st.sampled_from([770000000001, 660000000001, None]))} for i in range(draw(st.integers(1, 2)))]
    guilds = [{"guild_id": i, "chartered": draw(maybe(st.integers(0, 1)))} for i in range(draw(st.integers(1, 2)))]
    hearths = [{"hearth_id": i, "valley_id": draw(st.sampled_from(valleys))["valley_id"], "stones": draw(maybe(SMALL))}
               for i in range(draw(st.integers(1, 4)))]
    residents = [
        {"resident_id": f"r{i}", "hearth_id": draw(st.sampled_from(hearths))["hearth_id"],
         "guild_id": draw(st.sampled_from(guilds))["guild_id"], "moons": draw(st.integers(198, 202)),
         "beads": draw(maybe(SMALL)), "debt": draw(maybe(SMALL)), "rank": draw(maybe(st.integers(-1, 9)))}
        for i in range(draw(st.integers(0, 6)))]
    return {"valleys": valleys, "guilds": guilds, "hearths": hearths, "residents": residents}


def frames(country, entities):
    """The same as Polars frames by entity name."""
    made = {}
    for e in entities:
        columns = {"valley": ["dark_days", "area"], "guild": ["chartered"], "hearth": ["stones"],
                   "resident": ["moons", "beads", "debt", "rank"]}[e.name]
        keys = [e.key, *(p.key for p in e.belongs_to)]
        text = {"valley_id", "resident_id"}
        schema = {k: pl.String if k in text else pl.Int64 for k in keys} | dict.fromkeys(columns, pl.Int64)
        made[e.name] = pl.DataFrame([{c: row.get(c) for c in schema} for row in country[e.plural]], schema=schema)
    return made
