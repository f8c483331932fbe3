from pathlib import Path

from bootstrap import stamps


def test_a_step_is_done_only_for_the_same_inputs(tmp_path: Path) -> None:
    source = tmp_path / "lock"
    source.write_text("a")
    before = stamps.digest([source])
    stamps.finish("step", before, tmp_path)
    assert stamps.is_done("step", stamps.digest([source]), tmp_path)
    source.write_text("b")
    assert not stamps.is_done("step", stamps.digest([source]), tmp_path)


def test_a_step_cut_short_is_done_again(tmp_path: Path) -> None:
    stamps.finish("step", "key", tmp_path)
    stamps.begin("step", tmp_path)
    assert not stamps.is_done("step", "key", tmp_path)


def test_names_count_and_do_not_run_together(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("x")
    two.write_text("x")
    assert stamps.digest([one]) != stamps.digest([two])
    assert stamps.digest(["ab", "c"]) != stamps.digest(["a", "bc"])
