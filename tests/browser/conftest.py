"""A district of its own for the browser tests: a real database, a real web server, a real worker, a real Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bootstrap import postgres

ROOT = Path(__file__).resolve().parents[2]
PERSONS = "40000" if os.environ.get("MINZHENG_PICTURES") else "3000"  # towns to show on a map, or enough to walk
WIDTHS = {"desktop": (1440, 900), "phone": (390, 844)}


@dataclass
class Site:
    """The running district. `page(role)` is a fresh browser window of somebody in that role."""

    address: str
    home: Path
    environment: dict[str, str]
    browser: Browser

    def page(self, who: str | None = None, width: str = "desktop") -> Page:
        """A window; `who`: the words on the demo entrance's button, e.g. `窗口受理员`; None: nobody is signed in."""
        size = WIDTHS[width]
        context = self.browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN", base_url=self.address)
        page = context.new_page()
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("console", lambda line: page.problems.append(line.text) if line.type == "error" else None)
        if who:
            page.goto("/office/demo/")
            page.get_by_role("button", name=who).first.click()
        return page

    def let_days_pass(self, days: int) -> None:
        page = self.page()
        page.goto("/office/demo/")
        page.get_by_role("button", name=f"过 {days} 天").click()
        expect(page.get_by_text("演示日期已到")).to_be_visible()
        page.context.close()

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`./minzheng words…` against this district."""
        return subprocess.run([sys.executable, "-m", "minzheng", *words], env=self.environment, cwd=ROOT, text=True, capture_output=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _await(address: str, process: subprocess.Popen, log: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(300):
        try:
            with opener.open(address, timeout=5):
                return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    pytest.fail(f"the web server did not answer:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "these tests need Debian's chromium; ./test installs it"
    quiet = ["--no-sandbox", "--disable-gpu", "--lang=zh-CN", "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--no-first-run", "--disable-quic"]  # fmt: skip
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=quiet)
        expect.set_options(timeout=15_000)
        yield browser
        browser.close()


@contextmanager
def district(chromium: Browser, home: Path) -> Iterator[Site]:
    """Everything from an empty database, as ./run would do it."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    with postgres.temporary() as database:
        environment = os.environ | {
            "DATABASE_URL": database, "MINZHENG_HOME": str(home), "MINZHENG_DEMO": "1", "MINZHENG_PERSONS": PERSONS,
            "MINZHENG_ADDRESS": address, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }  # fmt: skip
        started = Site(address, home, environment, chromium)
        for command in ("migrate", "prepare"):
            done = started.command(command)
            assert done.returncode == 0, done.stdout + done.stderr
        serve = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "4",
                 "--no-ws", "minzheng.config.wsgi:application"]  # fmt: skip
        logs = {name: home / f"{name}.log" for name in ("web", "worker")}
        children = [
            subprocess.Popen([sys.executable, "-m", *words], env=environment, cwd=ROOT, stdout=logs[name].open("w"), stderr=subprocess.STDOUT)
            for name, words in (("web", serve), ("worker", ["minzheng", "worker"]))
        ]
        try:
            _await(address, children[0], logs["web"])
            yield started
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.wait(20)


@pytest.fixture(scope="session")
def site(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The district that the tests share; one that moves its date or its law far makes one of its own with `district`."""
    with district(chromium, tmp_path_factory.mktemp("district")) as shared:
        yield shared


@pytest.fixture(scope="session")
def axe_source() -> str:
    return (ROOT / "src/minzheng/ui/static/ui/build/axe.min.js").read_text("utf-8")


@pytest.fixture
def violations(axe_source: str):
    """`violations(page)`: what axe finds, as readable lines. Bypasses the page's content policy only for axe itself."""

    def look(page: Page) -> list[str]:
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": axe_source})
        found = session.send(
            "Runtime.evaluate",
            {"expression": "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => v.id + ': ' + v.help + ' ' + "
             "v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)).join(' | ')))", "awaitPromise": True, "returnByValue": True},
        )  # fmt: skip
        return found["result"].get("value", [str(found)])

    return look


@pytest.fixture
def accessible(violations):
    """`accessible(page)`: no violation and no sideways scroll at both widths; the page is left as it was."""

    def check(page: Page) -> None:
        before = page.viewport_size
        for name, (width, height) in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            assert violations(page) == [], f"{page.url} at {name}"
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{page.url} scrolls sideways at {name}"
        page.set_viewport_size(before)

    return check


@pytest.fixture(scope="session")
def picture():
    """`picture(page, name)`: keeps a picture for the README when MINZHENG_PICTURES names a folder."""
    folder = os.environ.get("MINZHENG_PICTURES")

    def take(page: Page, name: str, whole: bool = False) -> None:
        if folder:
            page.evaluate("window.scrollTo(0, 0)")
            page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=whole)

    return take
