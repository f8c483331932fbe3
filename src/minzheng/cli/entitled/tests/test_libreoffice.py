"""What people really hand in has been through an office program; what they get back will be opened in one."""

import csv
import datetime as dt
import shutil
import subprocess

import pytest

from minzheng.cli.entitled.tests.building import DAY, HEADING, Result, answer, id_number, letter, person, sheet, sound
from minzheng.cli.main import main

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LOUD: LibreOffice is not installed, the round trips are NOT tested")


def convert(path, to, folder, *options):
    """The file as LibreOffice opens and saves it."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run([OFFICE, profile, "--headless", "--convert-to", to, *options, "--outdir", str(folder / "out"), str(path)],
                   check=True, capture_output=True, timeout=180)
    return folder / "out" / (path.stem + "." + to.split(":")[0])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Everything wrong at once, saved once by LibreOffice as .xlsx and as .xls."""
    folder = tmp_path_factory.mktemp("hostile")
    people = [
        *sound(),                                                        # rows 2, 3
        person(1, "日", birth="19800101", wage_12m="=100*12"),            # 4: LibreOffice calculates it
        person(2, "日", "配偶", id_number=None) | {"birth": dt.date(1981, 2, 3)},    # 5
        person(3, "数", id_number=999999197001010032),                    # 6
        person(4, "合"), person(5, None, "配偶"),                          # 7, 8: merged
        person(6, "藏"),                                                 # 9: hidden
        person(7, "错", deposits="=1/0"),                                 # 10
        person(8, "约", wage_12m="约1200"),                               # 11
    ]  # fmt: skip
    book = sheet(people)
    roster = book["名册"]
    roster.merge_cells(f"{letter('household_id')}7:{letter('household_id')}8")
    roster.row_dimensions[9].hidden = True
    roster.column_dimensions[letter("scholarship_12m")].hidden = True
    extra = book.create_sheet("藏表")
    extra["A1"], extra.sheet_state = "藏", "hidden"
    book.save(folder / "名册.xlsx")
    return folder


def test_a_hostile_roster(hostile):
    result = answer(convert(hostile / "名册.xlsx", "xlsx", hostile), hostile)
    assert result.code == 1
    assert result.household("好") == ["可享", 1550]
    assert result.household("日") == ["可享", 1450]  # 1200 yuan a year is 100 a month
    for key in ("数", "合", "藏", "错", "约"):
        assert result.household(key) == ["未测算", ""]
    found = {(c[1], c[4][:6]) for c in result.corrections}
    assert found >= {(6, "号码被存成了"), (7, "单元格被合并"), (8, "户编号没有填"), (9, "此行被隐藏"), (10, "公式的结果是"), (11, "不是一个确定")}
    assert [c[2] for c in result.corrections if "此列被隐藏" in c[4]] == [f"{letter('scholarship_12m')} {HEADING['scholarship_12m']}"]
    assert [c[0] for c in result.corrections if "隐藏的工作表" in c[4]] == ["藏表"]
    assert len(result.corrections) == 8


def test_the_old_format_is_answered_with_a_warning(hostile):
    result = answer(convert(hostile / "名册.xlsx", "xls", hostile), hostile)
    assert result.code == 1
    assert result.household("好") == ["可享", 1550]
    assert result.household("数") == result.household("合") == ["未测算", ""]
    assert any(".xls 旧格式" in c[3] and "另存为 .xlsx" in c[5] for c in result.corrections)


def test_the_result_opened_and_saved_keeps_every_digit(tmp_path):
    result = answer(sheet([*sound(), person(1), person(2, "007")]), tmp_path)
    again = Result(0, convert(result.path, "xlsx", tmp_path))
    assert list(again.sheets) == ["结论(户)", "结论(人)", "依据与算式", "需更正", "说明"]
    numbers = {r[2] for r in again.sheets["结论(人)"]}
    assert numbers == {id_number(901), id_number(902), id_number(1), id_number(2)}
    assert {r[0] for r in again.sheets["结论(户)"]} == {"好", "甲", "007"}


def test_the_result_as_csv(tmp_path):
    result = answer(sheet(sound()), tmp_path)
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    convert(result.path, every_sheet, tmp_path)
    with (tmp_path / "out" / "结论-结论(人).csv").open(encoding="utf-8", newline="") as f:
        rows = list(csv.reader(f))
    assert rows[1][2] == id_number(901)


def test_the_template_saved_by_libreoffice_filled_and_answered(tmp_path):
    import openpyxl

    assert main(["entitled", "--template", "-o", str(tmp_path / "空白.xlsx"), "--date", DAY.isoformat()]) == 0
    saved = convert(tmp_path / "空白.xlsx", "xlsx", tmp_path)
    book = openpyxl.load_workbook(saved)
    roster = book["名册"]
    places = {c.value: c.column for c in roster[1]}
    for n, p in enumerate(sound(), 2):
        for key, value in p.items():
            roster.cell(n, places[HEADING[key]], value)
    book.save(saved)
    assert answer(saved, tmp_path).household("好") == ["可享", 1550]
