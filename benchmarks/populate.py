"""How long a made-up district takes, in a database of its own that is dropped afterwards.

    DATABASE_URL=postgresql://… python benchmarks/populate.py --persons 1000000 --limit 180

Prints seconds by phase, persons per second, the database's size and the peak memory of this process.
Exit code 1 when it took longer than --limit seconds.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
from pathlib import Path
from time import monotonic

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minzheng.config.settings")


def main() -> int:
    parser = argparse.ArgumentParser(description="测量生成虚构人口的用时（自建数据库，用后删除）")
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--limit", type=float, default=180.0, metavar="秒")
    options = parser.parse_args()
    import django

    django.setup()
    with tempfile.TemporaryDirectory() as folder:
        seconds = _measure(options.persons, Path(folder) / "key.csv")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{options.persons} 人：{seconds:.1f} 秒，每秒 {options.persons / seconds:.0f} 人，本进程内存峰值 {memory:.0f} MB")
    return 0 if seconds <= options.limit else 1


def _measure(persons: int, key: Path) -> float:
    """Seconds, without making the database."""
    from django.core.management import call_command
    from django.db import connection

    from minzheng.cli.populate.command import populate
    from minzheng.core import clock

    name, home = f"minzheng_bench_{os.getpid()}", connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    _use(name)
    try:
        call_command("migrate", "--no-input", verbosity=0)
        began = monotonic()
        populate(persons, 1, clock.today(), answers=key, say=print)
        seconds = monotonic() - began
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
            print(f"数据库大小 {cursor.fetchone()[0]}")
        return seconds
    finally:
        _use(home)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")


def _use(name: str) -> None:
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = name


if __name__ == "__main__":
    raise SystemExit(main())
