"""Where a test needs Spark: a Java for it and its packages, or a line that says what was not tried."""

from __future__ import annotations

import os
from importlib.util import find_spec

import pytest

from bootstrap import java

HOME = java.find()
needs_spark = pytest.mark.skipif(
    HOME is None or find_spec("pyspark") is None,
    reason="SPARK NOT TRIED: no Java 17 or 21" if HOME is None else "SPARK NOT TRIED: requirements/spark.lock not installed",
)
if HOME is not None:
    os.environ["JAVA_HOME"] = str(HOME)
