"""Runs a plan on Spark, beyond one machine: rows that belong together share a bucket, and each bucket is one run of the
same Polars plan in a Spark worker.

    with session("local-cluster[2,1,1024]"):
        world.evaluate(households, persons, outputs, executor="spark")

What travels to the workers is the linked graph and the plan, which are data: expressions, no functions. Rows travel as
Parquet in a folder that driver and workers see. Needs requirements/spark.lock and Java 17 or 21.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import reduce
from importlib.util import find_spec
from pathlib import Path

import polars as pl
import polars.selectors as cs

from minzheng.policy import polars_executor
from minzheng.policy.entities import Entity
from minzheng.policy.errors import DataError, PolicyError
from minzheng.policy.graph import Graph
from minzheng.policy.plan import Plan
from minzheng.policy.polars_executor import Asked

LOCAL = "local-cluster[2,1,1024]"  # two executors of one core and 1,024 MB each, on this machine
ROWS_PER_BUCKET = 100_000  # some tens of MB in a worker; enough rows to be worth a call
BUCKET, ENTITY = "#bucket", "#entity"  # no quantity can have these names
_FOLDER = "spark.minzheng.folder"
_SOURCE = Path(__file__).parents[2]
_LOGGING = """rootLogger.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %d{HH:mm:ss} %p %c{1}: %m%n
logger.repl.name = org.apache.spark.repl.Main
logger.repl.level = error
"""


class NoSpark(PolicyError):
    """Spark is not installed, cannot start, or was not started. The message is Chinese and says what to do."""


@contextmanager
def session(master: str = LOCAL, folder: str | Path | None = None) -> Iterator[None]:
    """Spark, for evaluations with executor="spark" in this thread. Stops Java and removes its files at the end.

    `folder`: where rows are handed over; on a cluster of several machines, one that all of them see (this machine's
    temporary folder by default). Everything listens on 127.0.0.1 unless SPARK_LOCAL_IP says otherwise, as it must for a
    cluster elsewhere; SPARK_HOME, SPARK_CONF_DIR and JAVA_HOME are kept when set. The workers need the same Python,
    packages and checkout at the same place. Raises NoSpark.
    """
    if find_spec("pyspark") is None or find_spec("pyarrow") is None:
        raise NoSpark("没有安装 Spark 组件。请运行：var/venv/bin/uv pip install --python var/venv/bin/python "
                      "--require-hashes -r requirements/spark.lock（另需 Java 17 或 21）")
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="minzheng-spark-", dir=folder, ignore_cleanup_errors=True) as home:
        try:
            gateway, spark = _start(master, Path(home))
            try:
                yield
            finally:
                spark.stop()
                _end(gateway)
        finally:
            os.environ.clear()
            os.environ.update(before)


def _start(master: str, home: Path):
    """Java, and Spark's session in it."""
    # pyspark is an extra, and takes a second to import: whoever uses the other executors must not need it.
    from pyspark import SparkContext
    from pyspark.errors import PySparkException
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    _settle(home)
    logging.getLogger("py4j").setLevel(logging.WARNING)  # else each connection that closes is news
    log = home / "java.log"
    try:
        with log.open("wb") as stderr:
            gateway = launch_gateway(popen_kwargs={"stderr": stderr})
    except (PySparkException, OSError):
        raise NoSpark(f"Spark 没有启动，需要 Java 17 或 21（可用 JAVA_HOME 指明）。{_last_words(log)}") from None
    try:
        SparkContext._ensure_initialized(gateway=gateway)
        builder = SparkSession.builder.master(master).appName("minzheng")
        return gateway, reduce(lambda b, item: b.config(*item), _settings(home).items(), builder).getOrCreate()
    except Exception as error:
        said = _reason(error)
        _end(gateway)
        raise NoSpark(f"Spark 没有启动（--master {master}）：{said}") from None


def _settle(home: Path) -> None:
    """The environment of Java and of the workers. Executors write below SPARK_HOME, which may be read-only or shared: so
    it is a folder of ours that points to the programs."""
    import pyspark

    programs = home / "home"
    programs.mkdir()
    for name in ("bin", "jars"):
        (programs / name).symlink_to(Path(pyspark.__file__).parent / name)
    (home / "conf").mkdir()
    (home / "conf" / "log4j2.properties").write_text(_LOGGING)
    defaults = {"SPARK_HOME": programs, "SPARK_CONF_DIR": home / "conf", "SPARK_LOCAL_DIRS": home}
    if "SPARK_LOCAL_IP" not in os.environ:
        defaults |= {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_HOSTNAME": "127.0.0.1"}
    for name, value in defaults.items():
        os.environ.setdefault(name, str(value))
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable


def _settings(home: Path) -> dict[str, str]:
    ours = os.environ["SPARK_LOCAL_IP"]
    return {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": ours,
        "spark.driver.bindAddress": ours,
        "spark.executorEnv.PYTHONPATH": os.pathsep.join([str(_SOURCE), os.environ.get("PYTHONPATH", "")]).strip(os.pathsep),
        "spark.executorEnv.POLARS_MAX_THREADS": "1",  # Spark counts a core for a task
        "spark.executorEnv.PYTHONWARNINGS": "ignore",
        "spark.sql.warehouse.dir": (home / "warehouse").as_uri(),
        _FOLDER: str(home),
    }


def _end(gateway) -> None:
    """Java goes when its standard input closes; then pyspark may start another one."""
    from pyspark import SparkContext

    gateway.shutdown()
    gateway.proc.stdin.close()
    try:
        gateway.proc.wait(60)
    finally:
        gateway.proc.kill()
        SparkContext._gateway = SparkContext._jvm = None


def _reason(error: Exception) -> str:
    """The line that says why; of an error in Java, which must still run to be asked, the one with its own words."""
    lines = str(error).splitlines() or [type(error).__name__]
    return next((line.removeprefix(": ") for line in lines if line.startswith(": ")), lines[0])


def _last_words(log: Path) -> str:
    lines = log.read_text(errors="replace").split("\n") if log.exists() else []
    return "；".join(line for line in lines if line.strip())[-300:]


def run(graph: Graph, plan: Plan, frames: Mapping[str, pl.DataFrame], asked: Asked, masks: bool) -> dict[Entity, pl.DataFrame]:
    """As `polars_executor.answers`: the same columns, types and order. Raises NoSpark outside a `session`, DataError when
    no bucket can hold what belongs together."""
    spark = _active()
    empty = polars_executor.answers(graph, plan, {n: f.clear() for n, f in frames.items()}, asked, masks)
    with tempfile.TemporaryDirectory(prefix="rows-", dir=spark.conf.get(_FOLDER)) as folder:
        tables = [spark.read.parquet(file.as_uri()) for file in _hand_over(plan, frames, Path(folder))]
        rows = reduce(lambda a, b: a.unionByName(b, allowMissingColumns=True), tables)
        schema = _schema(empty)
        done = rows.groupBy(BUCKET).applyInArrow(_bucket(_bare(graph), plan, asked, masks, list(schema)), _ddl(schema))
        out = Path(folder) / "out"
        done.write.parquet(out.as_uri())
        found = pl.read_parquet(sorted(out.glob("*.parquet")))
        return {e: found.filter(pl.col(ENTITY) == e.name).select(f.columns).cast(dict(f.schema)).sort(e.key)
                for e, f in empty.items()}


def _active():
    if "pyspark" in sys.modules:
        from pyspark.sql import SparkSession

        if (spark := SparkSession.getActiveSession()) is not None:
            return spark
    raise NoSpark("Spark 还没有启动：请在 spark_executor.session(…) 之内求值，或用 ./minzheng evaluate --executor spark")


def _hand_over(plan: Plan, frames: Mapping[str, pl.DataFrame], folder: Path) -> list[Path]:
    """One Parquet file per entity, with the bucket of each row. Spark has no unsigned numbers."""
    files = []
    for name, frame in with_buckets(plan, frames).items():
        files.append(folder / f"{name}.parquet")
        signed = frame.with_columns(cs.unsigned_integer().cast(pl.Int64), pl.lit(name).alias(ENTITY))
        signed.write_parquet(files[-1])
    return files


def with_buckets(plan: Plan, frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Every frame of the plan with the number of the bucket that its rows belong to. Raises DataError."""
    top = topmost(plan.entities)
    buckets = max(8, sum(frames[e.name].height for e in plan.entities) // ROWS_PER_BUCKET)
    number = (pl.col(top.key).hash() % buckets).cast(pl.Int64).alias(BUCKET)
    placed = {top.name: frames[top.name].with_columns(number)}
    while len(placed) < len(plan.entities):
        for e in plan.entities:
            parents = [p for p in e.belongs_to if p in plan.entities]
            if e.name not in placed and all(p.name in placed for p in parents):
                placed[e.name] = _placed(e, parents, frames[e.name], placed)
    return placed


def topmost(entities: list[Entity]) -> Entity:
    """The one that all others belong to, directly or through others. Raises DataError when there is none."""
    tops = [e for e in entities if not any(p in entities for p in e.belongs_to)]
    if len(tops) != 1:
        titles = "、".join(e.title for e in tops)
        raise DataError(f"Spark 把同属一个对象的各行放在一起计算，而{titles}互不隶属，没有一个其他各表都归属的对象；"
                        f"请改用 polars 或 duckdb，或只求其中一方的结果")
    return tops[0]


def _placed(e: Entity, parents: list[Entity], frame: pl.DataFrame, placed: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The bucket of what the row belongs to; of all of it the same, or rules would look for rows in another bucket."""
    for i, p in enumerate(parents):
        found = placed[p.name].select(p.key, pl.col(BUCKET).alias(f"{BUCKET}{i}"))
        frame = frame.join(found, on=p.key, how="left", maintain_order="left")
    first, *others = [f"{BUCKET}{i}" for i in range(len(parents))]
    for p, other in zip(parents[1:], others, strict=True):
        astray = frame.filter(pl.col(first) != pl.col(other))
        if astray.height:
            raise DataError(f"{e.title}表有 {astray.height} 行分属两处，例如 {astray[e.key][0]!r} 的{parents[0].title}与{p.title}"
                            f"不在一起，Spark 不能分开计算；请改用 polars 或 duckdb")
    return frame.rename({first: BUCKET}).drop(others)


def _bare(graph: Graph) -> Graph:
    """What the plan reads of a graph. Rules hold functions, which do not travel; their expressions do."""
    return replace(graph, quantities={n: replace(q, origin=None) for n, q in graph.quantities.items()}, values={})


def _schema(empty: Mapping[Entity, pl.DataFrame]) -> dict[str, pl.DataType]:
    """Columns of all results side by side."""
    columns = {n: pl.Int64() if t.is_unsigned_integer() else t for f in empty.values() for n, t in f.schema.items()}
    return {ENTITY: pl.String(), **columns}


def _ddl(schema: Mapping[str, pl.DataType]) -> str:
    words = {pl.Int64: "BIGINT", pl.Int32: "INT", pl.Int16: "SMALLINT", pl.Int8: "TINYINT", pl.Boolean: "BOOLEAN", pl.String: "STRING"}
    strange = [n for n, t in schema.items() if t.base_type() not in words]
    if strange:
        raise DataError(f"Spark 不能处理这些列的类型：{'、'.join(strange)}（键列请用整数或文字）")
    return ", ".join(f"`{n}` {words[t.base_type()]}" for n, t in schema.items())


def _bucket(graph: Graph, plan: Plan, asked: Asked, masks: bool, columns: list[str]):
    """What a worker does with one bucket: an Arrow table of the rows of all entities → one of all results."""

    def compute(table):
        rows = pl.from_arrow(table)
        frames = {}
        for e in plan.entities:
            own = [i for i in plan.inputs if graph.quantities[i].entity == e]
            keys = [e.key, *(p.key for p in e.belongs_to)]
            frames[e.name] = rows.filter(pl.col(ENTITY) == e.name).select(*keys, *own)
        results = polars_executor.answers(graph, plan, frames, asked, masks)
        tagged = [f.with_columns(pl.lit(e.name).alias(ENTITY)) for e, f in results.items()]
        return _short(pl.concat(tagged, how="diagonal").select(columns).to_arrow(compat_level=pl.CompatLevel.oldest()))

    return compute


def _short(table):
    """Texts with 32-bit offsets: the only ones that Spark takes for STRING."""
    import pyarrow as pa

    return table.cast(pa.schema([f.with_type(pa.string()) if pa.types.is_large_string(f.type) else f for f in table.schema]))
