import pytest

from bootstrap.console import Trouble
from bootstrap.options import RunOptions, parse_run


def test_defaults_are_a_demo_on_this_machine() -> None:
    assert parse_run([]) == RunOptions(port=8000, host="127.0.0.1", persons=40_000, demo=True)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "dazu.example"])
def test_a_demo_never_leaves_the_machine(host: str) -> None:
    with pytest.raises(Trouble, match="--production"):
        parse_run(["--host", host])
    assert not parse_run(["--host", host, "--production"]).demo


@pytest.mark.parametrize(
    "words", [["--port", "x"], ["--port", "70000"], ["--port"], ["--prot", "1"], ["--persons", "-1"]]
)
def test_wrong_words_get_a_chinese_sentence(words: list[str]) -> None:
    with pytest.raises(Trouble, match="[\u4e00-\u9fff]"):
        parse_run(words)


def test_url_is_one_a_browser_here_can_open() -> None:
    assert RunOptions(host="0.0.0.0", port=81).url == "http://127.0.0.1:81/"
    assert RunOptions(host="::1", port=81).url == "http://[::1]:81/"
