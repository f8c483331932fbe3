"""One lock between those who decide by published values and those who publish, withdraw or document them.

Whoever decides shares it until the decision is stored; whoever publishes has it alone. So the moment kept with a decision and
the moment of an approval cannot cross, and a decision finds the same values again when it is replayed.
"""

from __future__ import annotations

import zlib

from django.db import connection

LOCK = zlib.crc32(b"minzheng.published values")


def hold_published() -> None:
    """Until the end of the transaction nothing is published. Take it before the clock is read."""
    _take("pg_advisory_xact_lock_shared")


def hold_publishing() -> None:
    """Until the end of the transaction nobody decides, and nobody else publishes. Take it before the clock is read."""
    _take("pg_advisory_xact_lock")


def _take(how: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {how}(%s)", [LOCK])
