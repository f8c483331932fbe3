"""Two officers at once, and a process killed in the middle of every act: nothing lost, nothing doubled."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg import sql

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def apart(db):
    """Runs acts (apart.py) in processes of their own, in a copy of the test database, where they can commit."""
    parameters = connection.get_connection_params()
    connection.close()  # a database with connections cannot be copied
    name = parameters["dbname"] + "_apart"
    server = {k: v for k, v in parameters.items() if k in ("host", "port", "user", "password")}
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(parameters["dbname"]))
        )
        try:
            yield Acts(_url(name, server))
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _url(name: str, server: dict) -> str:
    rest = "&".join(f"{k}={v}" for k, v in server.items() if k != "user")
    return f"postgresql://{server.get('user', '')}@/{name}?{rest}"


class Acts:
    module = "minzheng.payments.tests.apart"

    def __init__(self, url: str):
        self.env = {
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "minzheng.config.settings",
            "PYTHONIOENCODING": "utf-8",
        }

    def start(self, *words: str) -> subprocess.Popen:
        command = [sys.executable, "-m", self.module, *words]
        return subprocess.Popen(
            command, cwd=ROOT, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def do(self, *acts: str) -> str:
        """Returns what the acts print."""
        process = self.start(*acts)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        return out.strip()

    def kill_in(self, *acts: str) -> str:
        """Kill in the middle of the last act. Returns what was printed before."""
        process = self.start(*acts, "pause")
        said = []
        while (line := process.stdout.readline()) != "in the middle\n":
            assert line, process.stderr.read()
            said.append(line)
        process.send_signal(signal.SIGKILL)
        assert process.wait(timeout=10) == -signal.SIGKILL
        process.communicate()
        return "".join(said).strip()


def test_two_officers_making_the_same_batch_pay_once(apart):
    apart.do("seed")
    racing = [apart.start("make") for _ in range(2)]
    for process in racing:
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
    assert apart.do("tell") == "1 draft 30 0 0 3 0 True"


def test_killed_in_the_middle_of_every_act_and_repeated(apart):
    apart.kill_in("seed", "make")
    assert apart.kill_in("tell", "make", "lock") == "0 None 0 0 0 0 0 True"
    assert apart.kill_in("tell", "lock", "export") == "1 draft 30 0 0 3 0 True"
    assert apart.kill_in("tell", "export", "upload", "take") == "1 locked 30 0 0 3 0 True"
    before, after, said, again = apart.do("tell", "take", "tell", "take", "tell").splitlines()
    assert before == "1 exported 30 0 0 3 0 True"
    assert after == again == "1 exported 0 20 10 3 10 True"
    assert "都已入账" in said


def test_two_officers_taking_the_same_returns_settle_once(apart):
    apart.do("seed", "make", "lock", "export", "upload")
    racing = [apart.start("take") for _ in range(2)]
    said = [process.communicate(timeout=120)[0] for process in racing]
    assert sorted("都已入账" in text for text in said) == [False, True]
    assert apart.do("tell") == "1 exported 0 20 10 3 10 True"
