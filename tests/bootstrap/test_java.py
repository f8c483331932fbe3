from pathlib import Path

import pytest

from bootstrap import environment, java


def home(folder: Path, version: str) -> Path:
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "java").write_text("#!/bin/sh\n")
    (folder / "bin" / "java").chmod(0o755)
    (folder / "release").write_text(f'IMPLEMENTOR="x"\nJAVA_RUNTIME_VERSION="99"\nJAVA_VERSION="{version}"\n')
    return folder


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    monkeypatch.setattr(java, "_INSTALLED", tmp_path / "jvm")
    return tmp_path


def test_only_a_java_that_spark_runs_on_is_found(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert java.find() is None
    monkeypatch.setenv("JAVA_HOME", str(home(nowhere / "jvm" / "a", "25.0.3")))
    home(nowhere / "jvm" / "b", "1.8.0_402")
    assert java.find() is None
    good = home(nowhere / "jvm" / "c", "17.0.15")
    assert java.find() == good
    monkeypatch.setenv("JAVA_HOME", str(home(nowhere / "own", "21.0.1")))
    assert java.find() == nowhere / "own"


def test_the_tests_bring_spark_only_with_java_and_what_is_there_stays(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "_importable", lambda package: False)

    def names(dev: bool) -> list[str]:
        return [lock.name for lock in environment.locks_for(dev)]

    assert (names(False), names(True)) == (["base.lock"], ["dev.lock"])
    home(nowhere / "jvm" / "c", "17.0.15")
    assert (names(False), names(True)) == (["base.lock"], ["dev.lock", "spark.lock"])
    monkeypatch.setattr(environment, "_importable", lambda package: package == "pyspark")
    assert names(False) == ["base.lock", "spark.lock"]
