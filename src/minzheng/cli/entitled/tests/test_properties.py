"""Whatever stands in the cells: an answer or a correction, never an exception, and nobody lost."""

import datetime as dt
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from minzheng.cli.entitled.tests.building import COLUMNS, answer, person, sheet, sound

WORDS = st.sampled_from(["是", "否", "户主", "约1200", "1,200元", "=1+1", "=1/0", "#N/A", "#REF!", "ＸＸ", "　", "-", "１２", "1e9", "'", "龙水镇", "配偶",
                         "TRUE", "2026-02-30", "1970-01-01", "999999197001010016", "0x10", "NaN", "٣", "²", "𠮷", "\t", "a\nb"])
TEXT = st.text(max_size=12).map(lambda s: ILLEGAL_CHARACTERS_RE.sub("", s)).filter(lambda s: not s.startswith("="))
CELLS = st.one_of(
    st.none(), WORDS, TEXT, st.integers(-(10**20), 10**20), st.floats(allow_nan=False, allow_infinity=False), st.booleans(),
    st.dates(dt.date(1900, 3, 1), dt.date(2200, 1, 1)), st.times(), st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(2200, 1, 1)),
    st.timedeltas(dt.timedelta(0), dt.timedelta(1000)),
)  # fmt: skip
ROWS = st.lists(st.dictionaries(st.sampled_from([c.key for c in COLUMNS]), CELLS, max_size=6), min_size=1, max_size=5)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ROWS)
def test_any_cell_content(spoiled):
    people = [person(n, "甲" if n % 2 else "乙", "户主" if n < 2 else "子") | changes for n, changes in enumerate(spoiled)]
    with tempfile.TemporaryDirectory() as folder:
        result = answer(sheet([*sound(), *people]), Path(folder))
        listed = len(result.sheets["结论(人)"])
    assert result.code in (0, 1)
    assert listed >= 2 + len(people)
    assert {r[4] for r in result.sheets["结论(户)"]} <= {"可享", "不符合", "待补充", "未测算"}
    assert (result.code == 1) == bool(result.corrections)


HEADS = st.lists(st.one_of(WORDS, TEXT, st.sampled_from([c.heading for c in COLUMNS]), st.none()), min_size=1, max_size=60)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(HEADS)
def test_any_headings(headings):
    with tempfile.TemporaryDirectory() as folder:
        assert answer(sheet(sound(), headings), Path(folder)).code in (0, 1)
