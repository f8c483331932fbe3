"""A PostgreSQL server of our own on a Unix socket, shared by everyone who needs it and stopped by the last to leave.

    url = start(Path("var/pg"))         # starts it, or joins the one that runs
    stop(Path("var/pg"))                # stops it, unless somebody else still uses it

    with running(folder, durable=False) as url: ...
    with temporary() as url: ...        # for tests
    python -m bootstrap.postgres FOLDER [--fast] [-- COMMAND…]   # COMMAND gets DATABASE_URL

How: each user holds a shared lock on `FOLDER.users`; the kernel takes it back however that user ends. A *keeper* process
is the server's parent and waits for the exclusive lock: it gets it when the last user has gone, and stops the server.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from bootstrap import pgbinaries
from bootstrap.console import Trouble, fail, say
from bootstrap.paths import ROOT
from bootstrap.processes import command_line, spawn

DATABASE = USER = "minzheng"
INITDB = [
    "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
    "--lc-ctype=C.UTF-8",  # without it pg_trgm finds no trigrams in Chinese
    "--auth=trust",  # the socket lies in a folder that only the server's own account can enter
    f"--username={USER}",
]  # fmt: skip
SETTINGS = {
    "listen_addresses": "", "max_connections": "60", "shared_buffers": "128MB", "effective_cache_size": "1GB",
    "work_mem": "16MB", "maintenance_work_mem": "128MB", "max_wal_size": "1GB", "jit": "off",
    "random_page_cost": "1.1", "max_parallel_workers_per_gather": "1", "timezone": "Asia/Shanghai",
    "log_timezone": "Asia/Shanghai", "log_line_prefix": "%m [%p] ", "log_min_duration_statement": "2s",
    "unix_socket_permissions": "0700", "dynamic_shared_memory_type": "posix",
}  # fmt: skip
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum_naptime": "10min"}
SOCKET_LIMIT = 100 - len("/.s.PGSQL.5432.lock")
_users: dict[Path, int] = {}


def start(data_dir: str | Path, *, durable: bool = True, inheritable: bool = False) -> str:
    """Start the server on `data_dir` or join the running one; returns its URL. Raises Trouble.

    `durable=False` gives up safety on power loss for speed: tests only. `inheritable` lets a program that replaces
    this process (`exec`) go on holding the server.
    """
    asked = Path(data_dir).absolute()
    data = _place(asked)
    if asked not in _users:
        lock = _open(data, "users")
        os.set_inheritable(lock, inheritable)
        fcntl.flock(lock, fcntl.LOCK_SH)  # waits while the keeper of the last round is stopping
        _users[asked] = lock
    gate = _open(data, "gate")
    try:
        fcntl.flock(gate, fcntl.LOCK_EX)
        if postmaster(data) is None:
            _initialise(data, durable)
            _launch(data, durable)
    except BaseException:
        os.close(_users.pop(asked))
        raise
    finally:
        os.close(gate)
    return url_of(data)


def stop(data_dir: str | Path, patience: float = 30.0) -> None:
    """Leave the server. When nobody else uses it, wait until it has stopped."""
    asked = Path(data_dir).absolute()
    lock = _users.pop(asked, None)
    if lock is None:
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _shut_down(_place(asked), patience)
    except BlockingIOError:
        _await_keeper(lock, _place(asked), patience)
    finally:
        os.close(lock)


@contextmanager
def running(data_dir: str | Path, *, durable: bool = True) -> Iterator[str]:
    """`start` on entry, `stop` on leaving."""
    url = start(data_dir, durable=durable)
    try:
        yield url
    finally:
        stop(data_dir)


@contextmanager
def temporary() -> Iterator[str]:
    """A fast, empty server for a test, gone afterwards. (pytest's tmp_path is closed to the account root runs it as.)"""
    folder = Path(tempfile.mkdtemp(prefix="minzheng-pg-"))
    folder.chmod(0o755)
    try:
        with running(folder / "data", durable=False) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def postmaster(data: Path) -> int | None:
    """The process id of the server that runs on `data`; a left-over postmaster.pid (also of a reused id) is None."""
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    words = command_line(pid)
    return pid if words and f"postgres -D {data} " in words else None


def url_of(data: Path) -> str:
    """The URL that reaches the server on `data`."""
    return f"postgresql://{USER}@{quote(str(_socket_folder(data)), safe='')}/{DATABASE}"


def _place(asked: Path) -> Path:
    """`asked`, or as root a reachable folder elsewhere that stands for it. Makes the parent."""
    asked.parent.mkdir(parents=True, exist_ok=True)
    made = (asked / "PG_VERSION").exists()
    return asked if made or pgbinaries.reachable(asked) else pgbinaries.outside(asked) / asked.name


def _open(data: Path, name: str) -> int:
    return os.open(f"{data}.{name}", os.O_RDWR | os.O_CREAT, 0o600)


def _socket_folder(data: Path) -> Path:
    """Inside the data folder (0700) when the path is short enough, else a private folder under the system's temp."""
    if len(os.fsencode(data)) <= SOCKET_LIMIT:
        return data
    return Path(tempfile.gettempdir()) / f"minzheng-{data.stat().st_uid}-{data.stat().st_ino:x}"


def _make_socket_folder(data: Path) -> None:
    folder = _socket_folder(data)
    if folder == data:
        return
    owner = data.stat()
    if not folder.exists():
        folder.mkdir(mode=0o700)
        os.chown(folder, owner.st_uid, owner.st_gid)
    if folder.is_symlink() or folder.stat().st_uid != owner.st_uid:
        raise Trouble(f"{folder} 属于别的用户，数据库不能使用。请删除它后再运行。")


def _initialise(data: Path, durable: bool) -> None:
    """Make the data folder with an empty database, under another name until it is whole."""
    if (data / "PG_VERSION").exists():
        return
    programs, part = pgbinaries.programs(), data.with_name(data.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    if who := pgbinaries.account():
        os.chown(part, who["user"], who["group"])
    sync = [] if durable else ["--no-sync"]
    _must([programs / "initdb", "-D", part, *INITDB, *sync])
    create = f"CREATE DATABASE {DATABASE};\n".encode()
    _must([programs / "postgres", "--single", "-D", part, "postgres"], create)
    if data.exists():
        data.rmdir()  # an empty folder somebody prepared; anything else must not be touched
    part.rename(data)


def _must(command: list[str | Path], feed: bytes = b"") -> None:
    done = subprocess.run(
        [str(word) for word in command], input=feed, capture_output=True, cwd="/", env=_environment(),
        **pgbinaries.account(),
    )  # fmt: skip
    if done.returncode:
        text = (done.stderr or done.stdout).decode(errors="replace").strip()
        raise Trouble(f"数据库初始化失败：\n{text[-1500:]}")


def _environment() -> dict[str, str]:
    """The server must not inherit PG* settings of the person who starts it."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C"}


def log_of(data: Path) -> Path:
    """The server's log."""
    return data.parent / "log" / f"{data.name}.log"


def _launch(data: Path, durable: bool) -> None:
    """Start the keeper and wait until the server accepts connections. Raises Trouble with the log's end."""
    _make_socket_folder(data)
    # Nobody runs on it (see `postmaster`), but the server would believe a reused id, or one nobody has reaped.
    for left in (data / "postmaster.pid", *_socket_folder(data).glob(".s.PGSQL.*")):
        left.unlink(missing_ok=True)
    log = log_of(data)
    log.parent.mkdir(parents=True, exist_ok=True)
    began = log.stat().st_size if log.exists() else 0
    keeper = subprocess.Popen(
        [sys.executable, "-m", "bootstrap.postgres", "--keep", "fast" if not durable else "durable", str(data)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL, stdout=log.open("ab"), stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + 120  # recovery after a crash can take a while
    while not _accepts(data):
        if keeper.poll() is not None or time.monotonic() > deadline:
            tail = log.read_bytes()[began:].decode(errors="replace").strip()
            raise Trouble(f"数据库没有启动（日志 {log}）：\n{tail[-1500:]}")
        time.sleep(0.03)


def _accepts(data: Path) -> bool:
    try:
        lines = (data / "postmaster.pid").read_text().split("\n")
    except FileNotFoundError:
        return False
    return len(lines) > 7 and lines[7].strip() == "ready"


def _await_keeper(lock: int, data: Path, patience: float) -> None:
    """Somebody holds the lock: another user (leave the server to them) or the keeper, which is stopping it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        _shut_down(data, patience)


def _shut_down(data: Path, patience: float) -> None:
    """Ask for a "fast" stop (end sessions, write a checkpoint) and wait for it."""
    pid = postmaster(data)
    if pid is None:
        return
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + patience
    while (data / "postmaster.pid").exists() and command_line(pid):
        if time.monotonic() > deadline:
            raise Trouble(f"数据库（进程 {pid}）没有在 {patience:.0f} 秒内停止，日志 {log_of(data)}")
        time.sleep(0.03)


def keep(data: Path, durable: bool) -> int:
    """Be the keeper: run the server until it ends by itself or the last user has gone."""
    settings = SETTINGS if durable else SETTINGS | FAST
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    server = spawn(
        [pgbinaries.programs() / "postgres", "-D", data, "-k", _socket_folder(data), *options],
        sign=signal.SIGINT, cwd="/", env=_environment(), **pgbinaries.account(data),
    )  # fmt: skip
    signal.signal(signal.SIGTERM, lambda *_: server.send_signal(signal.SIGINT))

    def wait_for_the_last() -> None:
        fcntl.flock(_open(data, "users"), fcntl.LOCK_EX)
        if server.poll() is None:
            server.send_signal(signal.SIGINT)

    threading.Thread(target=wait_for_the_last, daemon=True).start()
    code = server.wait()
    if _socket_folder(data) != data:
        shutil.rmtree(_socket_folder(data), ignore_errors=True)
    sys.stdout.flush()
    os._exit(code)  # the thread may still wait for the lock


def _command(arguments: list[str]) -> int:
    if arguments[:1] == ["--keep"]:
        return keep(Path(arguments[2]), arguments[1] == "durable")
    at = arguments.index("--") if "--" in arguments else len(arguments)
    ours, command = arguments[:at], arguments[at + 1 :]
    if len(ours) not in (1, 2) or ours[0].startswith("-") or ours[1:] not in ([], ["--fast"]):
        return fail("用法：python -m bootstrap.postgres 数据目录 [--fast] [-- 命令 …]")
    with running(ours[0], durable="--fast" not in ours) as url:
        if command:
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode
        asked_to_stop = {signal.SIGINT, signal.SIGTERM}
        signal.pthread_sigmask(signal.SIG_BLOCK, asked_to_stop)  # before the URL is told: whoever reads it may stop us at once
        say(url)
        signal.sigwait(asked_to_stop)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, asked_to_stop)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(_command(sys.argv[1:]))
    except Trouble as trouble:
        sys.exit(fail(str(trouble)))
