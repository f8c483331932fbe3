"""Every defect has its own case: it is listed where it stands, its household waits, and the household beside it is answered."""

import datetime as dt
import re
import zipfile

import openpyxl
import pytest

from minzheng.cli.entitled.tests.building import HEADING, HEADINGS, answer, id_number, letter, person, sheet, sound

STANDARD_TWICE = 1550  # yuan: the city standard of the day (待核实) for two people without income


def spoiled(tmp_path, people, spoil=None):
    """Sound household on rows 2 and 3, `people` from row 4; `spoil` may change the sheet before it is saved."""
    book = sheet([*sound(), *people])
    if spoil:
        spoil(book["名册"])
    result = answer(book, tmp_path)
    assert result.code == 1
    assert result.household("好")[0] == "可享"
    return result


def listed(result, row, key, says, write=""):
    """The one correction at a place."""
    at = f"{letter(key)} {HEADING[key]}" if key else ""
    found = [c for c in result.corrections if c[1] == row and c[2] == at and says in c[4] and write in c[5]]
    assert len(found) == 1, (row, at, says, write, result.corrections)
    return found[0]


def test_the_sound_household(tmp_path):
    result = answer(sheet(sound()), tmp_path)
    assert result.code == 0
    assert result.corrections == []
    assert result.household("好") == ["可享", STANDARD_TWICE]


CASES = {
    "check digit": ({"id_number": id_number(1)[:17] + ("0" if id_number(1)[17] != "0" else "1")}, "id_number", "校验位不正确"),
    "impossible date": ({"id_number": "99999919700230001X"}, "id_number", "19700230 不存在"),
    "fifteen digits": ({"id_number": "999999700101001"}, "id_number", "15 位"),
    "ID stored as a number": ({"id_number": 999999197001010016}, "id_number", "存成了数字"),
    "no ID and no birth": ({"id_number": None}, "id_number", "没有公民身份号码"),
    "birth differs": ({"birth": dt.date(1971, 1, 1)}, "birth", "不一致"),
    "birth after the day": ({"id_number": None, "birth": "2027-01-01"}, "birth", "晚于测算日期"),
    "birth no date": ({"birth": "1970-02-30"}, "birth", "没有这一天"),
    "unknown code": ({"labour_capacity": "能干"}, "labour_capacity", "没有这个代码"),
    "unknown relation": ({"relation": "房东"}, "relation", "没有这个代码"),
    "unknown place": ({"area": "龙水镇镇"}, "area", "没有这个镇街"),
    "text in a money cell": ({"wage_12m": "约1200"}, "wage_12m", "不是一个确定的数"),
    "date in a money cell": ({"deposits": dt.date(2020, 1, 1)}, "deposits", "日期"),
    "negative": ({"deposits": -1}, "deposits", "超出允许的范围"),
    "no name": ({"name": None}, "name", "姓名没有填写"),
    "name is a number": ({"name": 12}, "name", "不是姓名"),
    "fraction of a house": ({"housing_count": 0.5}, "housing_count", "整数"),
    "not yes or no": ({"serious_illness": "有点"}, "serious_illness", "不是“是”或“否”"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "key", "says"), CASES.values(), ids=CASES)
def test_a_bad_cell(tmp_path, change, key, says):
    result = spoiled(tmp_path, [person(1) | change])
    listed(result, 4, key, says)
    assert len(result.corrections) == 1
    assert result.household("甲") == ["未测算", ""]
    assert any(r[0] == "甲" and r[6] == "未测算" for r in result.sheets["结论(人)"])


def test_what_stands_there_and_what_to_write(tmp_path):
    result = spoiled(tmp_path, [person(1, wage_12m="约1200")])
    assert result.corrections == [["名册", 4, f"{letter('wage_12m')} 工资性收入（元，近12个月）", "约1200", "不是一个确定的数",
                                   "请填写近 12 个月合计金额（元），如 14400，不要写“约”“左右”等文字"]]


def test_the_same_person_twice(tmp_path):
    result = spoiled(tmp_path, [person(1), person(1, "乙")])
    listed(result, 5, "id_number", "与第 4 行")
    assert result.household("甲") == result.household("乙") == ["未测算", ""]


def test_two_heads(tmp_path):
    result = spoiled(tmp_path, [person(1), person(2)])
    listed(result, 5, "relation", "第 4 行已有户主")


def test_conflicting_values_of_a_household_name_both_cells(tmp_path):
    result = spoiled(tmp_path, [person(1), person(2, relation="配偶", urban="农村")])
    at = letter("urban")
    listed(result, 5, "urban", f"{at}4 单元格不一致", f"核对 {at}4 与 {at}5")
    assert result.household("甲") == ["未测算", ""]


def test_a_households_values_may_be_repeated_or_stand_on_any_row(tmp_path):
    people = [person(1, "甲"), person(2, "甲", "配偶", urban="城市"), person(3, "乙", urban=None), person(4, "乙", "配偶", urban=1)]
    result = answer(sheet(people), tmp_path)
    assert result.code == 0
    assert result.household("甲") == result.household("乙") == ["可享", STANDARD_TWICE]


def test_a_row_without_household_belongs_to_the_one_above(tmp_path):
    result = spoiled(tmp_path, [person(1), person(2, None, "配偶")])
    listed(result, 5, "household_id", "没有填写", "“甲”")
    assert result.household("甲") == ["未测算", ""]


def test_merged_cells(tmp_path):
    result = spoiled(tmp_path, [person(1), person(2, None, "配偶")],
                     lambda s: s.merge_cells(f"{letter('household_id')}4:{letter('household_id')}5"))
    assert listed(result, 4, "household_id", "合并")[3] == "A4:A5"
    assert result.household("甲") == ["未测算", ""]


def test_merged_money(tmp_path):
    result = spoiled(tmp_path, [person(1), person(2, relation="配偶")],
                     lambda s: s.merge_cells(f"{letter('wage_12m')}4:{letter('wage_12m')}5"))
    listed(result, 4, "wage_12m", "合并")
    assert result.household("甲") == ["未测算", ""]


def test_a_title_above_the_headings_may_be_merged(tmp_path):
    book = sheet(sound())
    book["名册"].insert_rows(1)
    book["名册"]["A1"] = "大足区低保名册（虚构）"
    book["名册"].merge_cells("A1:F1")
    assert answer(book, tmp_path).code == 0


def test_hidden_row(tmp_path):
    def hide(s):
        s.row_dimensions[5].hidden = True

    result = spoiled(tmp_path, [person(1), person(2, relation="配偶")], hide)
    assert [c[1] for c in result.corrections if "此行被隐藏" in c[4]] == [5]
    assert result.household("甲") == ["未测算", ""]


def test_hidden_column_is_told_and_read(tmp_path):
    def hide(s):
        s.column_dimensions[letter("wage_12m")].hidden = True

    result = spoiled(tmp_path, [person(1, wage_12m=120000)], hide)
    listed(result, "", "wage_12m", "此列被隐藏")
    assert result.household("甲")[0] == "不符合"


def test_hidden_sheet_is_told(tmp_path):
    def hide(s):
        other = s.parent.create_sheet("旧名册")
        other["A1"], other.sheet_state = "户编号", "hidden"

    result = spoiled(tmp_path, [person(1)], hide)
    assert [c[0] for c in result.corrections] == ["旧名册"]


def test_hidden_roster_is_not_answered(tmp_path):
    book = sheet(sound())
    book.create_sheet("封面")["A1"] = "封面"
    book["名册"].sheet_state = "hidden"
    book.active = 1
    result = answer(book, tmp_path)
    assert result.code == 1
    assert result.sheets["结论(户)"] == []
    assert "名册工作表被隐藏" in result.corrections[0][4]


def test_a_formula_never_calculated(tmp_path):
    result = spoiled(tmp_path, [person(1, wage_12m="=100*12")])
    assert listed(result, 4, "wage_12m", "公式还没有计算结果")[3] == "公式尚未计算"


def test_an_error_value_is_not_taken_for_nothing(tmp_path):
    def error(s):
        s[f"{letter('deposits')}4"] = "#N/A"

    result = spoiled(tmp_path, [person(1)], error)
    assert listed(result, 4, "deposits", "错误值")[3] == "#N/A"


def test_an_error_value_in_a_cell_of_a_zero_fact(tmp_path):
    result = spoiled(tmp_path, [person(1, property_income_12m="#REF!")])
    listed(result, 4, "property_income_12m", "错误值")
    assert result.household("甲") == ["未测算", ""]


@pytest.mark.parametrize("key", ["household_id", "name", "id_number"])
def test_a_missing_heading(tmp_path, key):
    book = sheet(sound())
    book["名册"].delete_cols(list(HEADING).index(key) + 1)
    result = answer(book, tmp_path)
    assert result.code == 1
    assert result.sheets["结论(户)"] == []
    assert [c[4] for c in result.corrections] == [f"缺少“{HEADING[key]}”一列"]


def test_a_misspelt_heading_stops_all_and_suggests_the_nearest(tmp_path):
    result = answer(sheet(sound(), [h.replace("工资性收入", "工资收入") for h in HEADINGS]), tmp_path)
    assert result.code == 1
    assert result.sheets["结论(户)"] == []
    assert "是否应为“工资性收入（元，近12个月）”" in result.corrections[0][5]


def test_a_monthly_column_is_not_taken_for_a_yearly_one(tmp_path):
    result = answer(sheet(sound(), [h.replace("工资性收入（元，近12个月）", "工资性收入（元，每月）") for h in HEADINGS]), tmp_path)
    assert result.sheets["结论(户)"] == []


def test_a_column_of_something_else_is_told_and_left_alone(tmp_path):
    book = sheet(sound())
    book["名册"].cell(1, len(HEADINGS) + 1, "联系电话")
    result = answer(book, tmp_path)
    assert result.code == 1
    assert "没有用到" in result.corrections[0][4]
    assert result.household("好")[0] == "可享"


def test_remarks_and_serial_numbers_are_welcome(tmp_path):
    book = sheet(sound())
    for n, heading in enumerate(("备注", "序号"), 1):
        book["名册"].cell(1, len(HEADINGS) + n, heading)
    assert answer(book, tmp_path).code == 0


def test_a_heading_twice(tmp_path):
    book = sheet(sound())
    book["名册"].cell(1, len(HEADINGS) + 1, HEADING["wage_12m"])
    result = answer(book, tmp_path)
    assert result.sheets["结论(户)"] == []
    assert "同名" in result.corrections[0][4]


def test_no_rows(tmp_path):
    result = answer(sheet([]), tmp_path)
    assert result.code == 1
    assert "没有人员行" in result.corrections[0][4]


def test_an_empty_sheet(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "名册"
    result = answer(book, tmp_path)
    assert result.code == 1
    assert "空的" in result.corrections[0][4]


def test_what_is_tolerated(tmp_path):
    """Full-width digits, blanks, small x, a head-row break, units: the same answer as typed plainly."""
    wide = id_number(1).translate({48 + d: 0xFF10 + d for d in range(10)}).replace("X", "ｘ")
    people = [person(1, id_number=f" {wide} ", wage_12m="１，２００元", alive=" 是 "), person(2, relation="配偶", wage_12m=0)]
    plain = [person(3, "乙", wage_12m=1200), person(4, "乙", "配偶")]
    headings = [h.replace("（元", " (元\n") + "*" for h in HEADINGS]
    result = answer(sheet([*people, *plain], headings), tmp_path)
    assert result.code == 0, result.corrections
    assert result.household("甲") == result.household("乙") == ["可享", STANDARD_TWICE - 100]
    assert result.sheets["结论(人)"][0][2] == id_number(1)


def test_blank_rows_between_and_below(tmp_path):
    book = sheet([*sound(), {}, {}, person(1)])
    book["名册"]["A300"], book["名册"]["C301"] = "\u3000", " "
    result = answer(book, tmp_path)
    assert result.code == 0
    assert {r[0] for r in result.sheets["结论(户)"]} == {"好", "甲"}


def test_a_household_number_is_the_same_as_text_and_as_number(tmp_path):
    people = [person(1, 7), person(2, "7", "配偶"), person(3, "７ ", "子"), person(4, 7.0, "女")]
    result = answer(sheet(people), tmp_path)
    assert result.code == 0
    assert {(r[0], r[2]) for r in result.sheets["结论(户)"]} == {("7", 4)}


def test_a_household_number_that_excel_made_a_date(tmp_path):
    result = spoiled(tmp_path, [person(1), person(2, dt.date(2026, 1, 2), "配偶")])
    listed(result, 5, "household_id", "不是户编号")
    assert result.household("甲") == ["未测算", ""]


def test_a_total_below_the_people_is_nobody(tmp_path):
    total = {"household_id": "合计", "wage_12m": 0}
    result = spoiled(tmp_path, [person(1), total])
    listed(result, 5, "name", "姓名没有填写")
    assert result.household("甲")[0] == "可享"


@pytest.mark.parametrize(("old", "new", "says"), [
    (b'<row r="4"', b'<row ht="0" r="4"', "此行被隐藏"), (b"<sheetData>", b'<cols><col min="9" max="9" width="0"/></cols><sheetData>', "此列被隐藏"),
])  # fmt: skip
def test_a_size_of_zero_hides_too(tmp_path, old, new, says):
    sheet([*sound(), person(1)]).save(tmp_path / "整.xlsx")
    with zipfile.ZipFile(tmp_path / "整.xlsx") as whole, zipfile.ZipFile(tmp_path / "零.xlsx", "w") as z:
        for name in whole.namelist():
            content = whole.read(name)
            if "sheet1" in name:
                assert old in content
                content = re.sub(b"<cols>.*</cols>", b"", content).replace(old, new)
            z.writestr(name, content)
    result = answer(tmp_path / "零.xlsx", tmp_path)
    assert len([c for c in result.corrections if says in c[4]]) == 1
