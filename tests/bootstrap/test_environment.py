import pytest

from bootstrap import environment
from bootstrap.console import Trouble
from bootstrap.environment import translate_pip
from bootstrap.tools import advice


def test_pip_configuration_is_said_in_uv_words() -> None:
    listed = (
        ":env:.index-url='https://two.example/simple'\n"
        "global.index-url='https://one.example/simple'\n"
        "global.extra-index-url='\\nhttps://a.example/simple\\nhttps://b.example/simple'\n"
        "global.find-links='/wheels /more'\n"
        "global.cert='/etc/ca.crt'\n"
        "global.timeout='60'\n"
    )
    assert translate_pip(listed) == {
        "UV_DEFAULT_INDEX": "https://two.example/simple",
        "UV_INDEX": "https://a.example/simple https://b.example/simple",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": "/wheels,/more",
        "SSL_CERT_FILE": "/etc/ca.crt",
    }
    assert translate_pip("") == {}


def test_failures_get_the_advice_that_fits() -> None:
    assert "磁盘已满" in advice("OSError: [Errno 28] No space left on device")
    assert "镜像" in advice("error: Failed to fetch: `x`\n  Caused by: dns error: failed to lookup address")
    assert "校验值" in advice("npm error code EINTEGRITY")
    assert "从这一步接着做" in advice("something never seen")


def test_without_spark_the_rest_is_installed(monkeypatch) -> None:
    """A network that has not the large package still runs the tests, but for those of Spark; a lock of its own raises."""
    tried = []

    def sync(locks):
        tried.append(locks)
        if "spark" in locks:
            raise Trouble("下载失败")

    monkeypatch.setattr(environment, "_sync", sync)
    assert environment._sync_what_can_be(["dev", "spark"]) == ["dev"]
    assert tried == [["dev", "spark"], ["dev"]]
    with pytest.raises(Trouble):
        environment._sync_what_can_be(["spark"])
