"""Facts coming in: checked and brought to one type before any rule sees them. Errors are DataError, in Chinese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from minzheng.policy.entities import Entity, Input
from minzheng.policy.errors import DataError, nearest


def clean_row(entity: Entity, inputs: Sequence[Input], row: Mapping, at: str) -> dict[str, int | bool | None]:
    """Values of every input for one row, unknown as None. `at` says which row, for messages."""
    declared = {i.name: i for i in inputs}
    keys = {entity.key, *(p.key for p in entity.belongs_to)}
    for name in row:
        if name not in declared and name not in keys:
            near = nearest(name, declared)
            raise DataError(f"{at}：没有名为“{name}”的事实" + (f"，相近的有：{'、'.join(near)}" if near else ""))
    return {i.name: _clean(i, row.get(i.name), at) for i in inputs}


def _clean(i: Input, value: object, at: str) -> int | bool | None:
    if value is None:
        if i.missing == "reject":
            raise DataError(f"{at}：缺少必填的“{i.title}”（{i.name}）")
        return None if i.missing == "review" else (False if i.type == "bool" else 0)
    if isinstance(value, str) and value.isdigit() and i.unit == "code":
        value = int(value)
    if not isinstance(value, int):
        raise DataError(f"{at}：“{i.title}”（{i.name}）应为整数（金额以分为单位），实为 {value!r}")
    if not i.low <= value <= i.high:
        raise DataError(f"{at}：“{i.title}”（{i.name}）的值 {value} 超出 {i.low} 至 {i.high} 的范围")
    return bool(value) if i.type == "bool" else int(value)


def clean_frame(entity: Entity, inputs: Sequence[Input], frame: pl.DataFrame, all_inputs: Sequence[Input]) -> pl.DataFrame:
    """Keys and `inputs` of a frame as Int64 and Boolean, missing columns added, ranges checked."""
    keys = [entity.key, *(p.key for p in entity.belongs_to)]
    _columns(entity, frame, {i.name for i in all_inputs}, keys)
    if frame[entity.key].null_count() or frame[entity.key].n_unique() < frame.height:
        raise DataError(f"{entity.title}表的 {entity.key} 有空值或重复")
    clean = frame.lazy().select(*keys, *(_column(entity, i, frame) for i in inputs))
    _in_range(entity, inputs, clean)
    return clean.with_columns(
        *(_typed(i) for i in inputs if i.missing == "zero" or i.type == "bool")).collect()


def _typed(i: Input) -> pl.Expr:
    value = pl.col(i.name).fill_null(0) if i.missing == "zero" else pl.col(i.name)
    return value.cast(pl.Boolean) if i.type == "bool" else value


def _in_range(entity: Entity, inputs: Sequence[Input], clean: pl.LazyFrame) -> None:
    """Raises DataError for a value outside its input's range, or one that may not be missing."""
    ends = clean.select(
        x for i in inputs for x in (pl.col(i.name).min().alias(f"{i.name} low"), pl.col(i.name).max().alias(f"{i.name} high"),
                                    pl.col(i.name).null_count().alias(f"{i.name} nulls"))).collect()
    for i in inputs:
        low, high, nulls = (ends[f"{i.name} {x}"][0] for x in ("low", "high", "nulls"))
        if low is not None and not (i.low <= low and high <= i.high):
            raise DataError(f"{entity.title}表的“{i.title}”（{i.name}）有值超出 {i.low} 至 {i.high} 的范围：{low}…{high}")
        if nulls and i.missing == "reject":
            raise DataError(f"{entity.title}表有 {nulls} 行缺少必填的“{i.title}”（{i.name}）")


def _columns(entity: Entity, frame: pl.DataFrame, declared: set[str], keys: list[str]) -> None:
    for key in keys:
        if key not in frame.columns:
            raise DataError(f"{entity.title}表缺少键列 {key}")
    for name in frame.columns:
        if name not in declared and name not in keys:
            near = nearest(name, declared)
            raise DataError(f"{entity.title}表：没有名为“{name}”的事实" + (f"，相近的有：{'、'.join(near)}" if near else ""))


def _column(entity: Entity, i: Input, frame: pl.DataFrame) -> pl.Expr:
    if i.name not in frame.columns:
        return pl.lit(None, pl.Int64).alias(i.name)
    dtype = frame.schema[i.name]
    if dtype in (pl.UInt64, pl.Int128) and (frame[i.name].max() or 0) > i.high:  # a cast would fail, or wrap
        raise DataError(f"{entity.title}表的“{i.title}”（{i.name}）有值超出 {i.low} 至 {i.high} 的范围：{frame[i.name].max()}")
    if dtype == pl.String and i.unit == "code":
        strays = frame[i.name].filter(frame[i.name].is_not_null() & ~frame[i.name].str.contains(r"^\d{1,18}$"))
        if strays.len():
            raise DataError(f"{entity.title}表的“{i.title}”（{i.name}）应为数字代码，实为 {strays[0]!r}")
    if not (dtype.is_integer() or dtype in (pl.Boolean, pl.Null) or (dtype == pl.String and i.unit == "code")):
        raise DataError(f"{entity.title}表的“{i.title}”（{i.name}）应为整数列（金额以分为单位），实为 {dtype}")
    return pl.col(i.name).cast(pl.Int64)


def check_parents(entity: Entity, frames: Mapping[str, pl.DataFrame]) -> None:
    """Every row must point to an existing row of what it belongs to, and no row may have more members than its entity allows."""
    for parent in entity.belongs_to:
        if parent.name in frames:
            known = frames[parent.name].lazy().select(parent.key, known=pl.lit(True))
            members = frames[entity.name].lazy().group_by(parent.key).len("members").join(known, on=parent.key, how="left")
            odd = members.filter(pl.col("known").is_null() | (pl.col("members") > parent.members)).collect(engine="streaming")
            strays = odd.filter(pl.col("known").is_null()).sort(parent.key)
            if strays.height:
                raise DataError(f"{entity.title}表有 {strays['members'].sum()} 行的 {parent.key} 在{parent.title}表中不存在，"
                                f"例如 {strays[parent.key][0]!r}")
            for key, number, _ in odd.sort(parent.key).iter_rows():
                check_members(entity, parent, key, number)


def check_members(entity: Entity, parent: Entity, key: object, number: int) -> None:
    """Raises DataError when a row has more members than its entity allows."""
    if number > parent.members:
        raise DataError(f"{parent.title} {key} 有 {number} 个{entity.title}，超过上限 {parent.members}，请核对 {parent.key} 是否填错")
