"""Files that are no roster, places where no result can be put, and words on the command line: told in Chinese, exit code 2."""

import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from minzheng.cli.entitled.command import run
from minzheng.cli.entitled.tests.building import DAY, answer, letter, person, sheet, sound


@pytest.fixture
def refused(tmp_path, capsys):
    """Run it on a file; it must be refused with nothing written. Gives the message."""

    def check(source, *words):
        target = tmp_path / "结论.xlsx"
        assert run([str(source), "-o", str(target), *words]) == 2
        assert not target.exists()
        message = capsys.readouterr().err
        assert "Traceback" not in message
        return message

    return check


def written(path, content):
    path.write_bytes(content)
    return path


def test_no_such_file(refused, tmp_path):
    assert "找不到名册文件" in refused(tmp_path / "无.xlsx")


def test_an_empty_file(refused, tmp_path):
    assert "空文件" in refused(written(tmp_path / "空.xlsx", b""))


def test_not_an_excel(refused, tmp_path):
    assert "不是 Excel 工作簿" in refused(written(tmp_path / "文.xlsx", "户编号,姓名".encode()))


def test_a_zip_of_something_else(refused, tmp_path):
    with zipfile.ZipFile(tmp_path / "别.xlsx", "w") as z:
        z.writestr("word/document.xml", "<w/>")
    assert "不是 .xlsx 工作簿" in refused(tmp_path / "别.xlsx")


def test_a_folder(refused, tmp_path):
    (tmp_path / "夹.xlsx").mkdir()
    assert "找不到名册文件" in refused(tmp_path / "夹.xlsx")


@pytest.mark.parametrize("cut", [30, 50, 95])
def test_a_torn_file(refused, tmp_path, cut):
    sheet(sound()).save(tmp_path / "整.xlsx")
    whole = (tmp_path / "整.xlsx").read_bytes()
    assert "另存为 .xlsx" in refused(written(tmp_path / "残.xlsx", whole[: len(whole) * cut // 100]))


def test_a_sheet_that_is_no_xml(refused, tmp_path):
    sheet(sound()).save(tmp_path / "整.xlsx")
    with zipfile.ZipFile(tmp_path / "整.xlsx") as whole, zipfile.ZipFile(tmp_path / "坏.xlsx", "w") as z:
        for name in whole.namelist():
            content = whole.read(name)
            z.writestr(name, content[: len(content) // 2] if "sheet1" in name else content)
    assert "损坏" in refused(tmp_path / "坏.xlsx")


def test_a_password(refused, tmp_path):
    """What Office writes is an OLE file with a stream EncryptedPackage."""
    name = "EncryptedPackage".encode("utf-16-le")
    assert "密码保护" in refused(written(tmp_path / "密.xlsx", bytes.fromhex("D0CF11E0A1B11AE1") + bytes(2000) + name + bytes(2000)))


def test_an_old_file_that_is_broken(refused, tmp_path):
    assert "损坏" in refused(written(tmp_path / "旧.xls", bytes.fromhex("D0CF11E0A1B11AE1") + bytes(3000)))


def test_two_sheets_and_neither_called_roster(refused, tmp_path):
    book = sheet(sound())
    book["名册"].title = "一组"
    book.copy_worksheet(book["一组"]).title = "二组"
    book.save(tmp_path / "两.xlsx")
    message = refused(tmp_path / "两.xlsx")
    assert "一组、二组" in message
    assert "改名为“名册”" in message


def test_the_only_sheet_is_the_roster_whatever_its_name(tmp_path):
    book = sheet(sound())
    book["名册"].title = "Sheet1"
    book.create_sheet("填写说明")["A1"] = "说明"
    assert answer(book, tmp_path).code == 0


@pytest.mark.parametrize(("words", "says"), [
    ([], "--template"), (["a.xlsx", "--template"], "要么"), (["a.xlsx", "--date", "2026-13-01"], "日期“2026-13-01”不正确"),
    (["a.xlsx", "--date", "1999-01-01"], "无法测算"), (["a.xlsx", "--district", "nowhere"], "可用的有：dazu"),
    (["a.xlsx", "--district", "../dazu"], "可用的有"), (["a.xlsx", "--fast"], "用法"), (["a.xlsx", "-o", "a.csv"], "以 .xlsx 结尾"),
    (["a.xlsx", "-o", "a.xlsx"], "不能与名册同名"), (["a.xlsx", "-o", "无此夹/结论.xlsx"], "不存在"),
])  # fmt: skip
def test_wrong_use(words, says, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sheet(sound()).save("a.xlsx")
    assert run(words) == 2
    assert says in capsys.readouterr().err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.xlsx"]


def test_help_is_chinese(capsys):
    with pytest.raises(SystemExit) as e:
        run(["--help"])
    assert e.value.code == 0
    assert "名册测算" in capsys.readouterr().out


@pytest.mark.parametrize("lock", [".~lock.结论.xlsx#", "~$结论.xlsx"])
def test_the_result_is_open_somewhere(tmp_path, capsys, lock):
    sheet(sound()).save(tmp_path / "名册.xlsx")
    (tmp_path / "结论.xlsx").write_bytes(b"old")
    (tmp_path / lock).touch()
    assert run([str(tmp_path / "名册.xlsx"), "-o", str(tmp_path / "结论.xlsx")]) == 2
    assert "正被打开" in capsys.readouterr().err
    assert (tmp_path / "结论.xlsx").read_bytes() == b"old"


def test_the_default_place_is_beside_the_roster(tmp_path):
    sheet(sound()).save(tmp_path / "名册.xlsx")
    assert run([str(tmp_path / "名册.xlsx"), "--date", DAY.isoformat()]) == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["名册-结论.xlsx", "名册.xlsx"]


def test_a_failure_in_the_middle_leaves_the_old_result(tmp_path, monkeypatch):
    from minzheng.cli.entitled import result

    def fail(*_):
        raise OSError(28, "No space left on device")

    sheet(sound()).save(tmp_path / "名册.xlsx")
    (tmp_path / "结论.xlsx").write_bytes(b"old")
    monkeypatch.setattr(result._Result, "basis", fail)
    assert run([str(tmp_path / "名册.xlsx"), "-o", str(tmp_path / "结论.xlsx")]) == 2
    assert (tmp_path / "结论.xlsx").read_bytes() == b"old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["名册.xlsx", "结论.xlsx"]


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder in which not even root may write")
def test_a_folder_that_is_not_writable(tmp_path, capsys):
    sheet(sound()).save(tmp_path / "名册.xlsx")
    assert run([str(tmp_path / "名册.xlsx"), "-o", "/proc/结论.xlsx"]) == 2
    assert "无法写入" in capsys.readouterr().err


def test_text_that_looks_like_a_formula_stays_text(tmp_path):
    result = answer(sheet([*sound(), person(1, household="甲", name="甄=某（虚构）"), person(2, household="@甲", wage_12m="=1+cmd|'x'")]),
                    tmp_path)
    cells = [c for s in openpyxl.load_workbook(result.path) for row in s.iter_rows() for c in row]
    assert {c.data_type for c in cells} <= {"s", "n", "inlineStr"}


def test_the_command_needs_no_django(tmp_path):
    """In a process of its own: neither Django nor a database driver is imported."""
    sheet(sound()).save(tmp_path / "名册.xlsx")
    code = ("import sys; from minzheng.cli.main import main; code = main(sys.argv[1:]); "
            "print(code, sorted({'django', 'psycopg'} & set(sys.modules)))")
    root = Path(__file__).parents[5]
    done = subprocess.run(
        [sys.executable, "-c", code, "entitled", str(tmp_path / "名册.xlsx"), "-o", str(tmp_path / "结论.xlsx")],
        cwd=root, capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.splitlines()[-1] == "0 []"


def test_an_error_beyond_the_last_column(tmp_path):
    """A broken cell in a column that is not read disturbs nobody."""
    book = sheet(sound())
    book["名册"]["BZ2"] = "#N/A"
    assert letter("urban") != "BZ"
    assert answer(book, tmp_path).code == 0


def test_a_full_sheet_goes_on_in_another(tmp_path, monkeypatch):
    from minzheng.cli.entitled import sheets

    monkeypatch.setattr(sheets, "LAST_ROW", 4)
    result = answer(sheet([person(n, f"户{n}") for n in range(10)]), tmp_path)
    pages = [rows for name, rows in result.sheets.items() if name.startswith("结论(人)")]
    assert [len(rows) for rows in pages] == [4, 4, 2]
    assert [r[1] for rows in pages for r in rows] == [f"甄某{n}（虚构）" for n in range(10)]
