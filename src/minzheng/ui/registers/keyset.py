"""Pages by key: the next page is what comes after the last row seen, so that inserts and removals between two looks neither
repeat nor hide a row, and the millionth page costs what the first does.

An order is a list of terms ending in a unique, non-null one. Null sorts last in either direction; the comparison
"after this row" says so explicitly, so nullable columns are safe to sort by.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import F, Q, QuerySet


class BadOrder(ValueError):
    """A register is declared with an order that pages cannot follow; raised where it is declared."""


@dataclass(frozen=True, slots=True)
class Term:
    """One part of an order. `path`: lookup from the model, e.g. village__name."""

    path: str
    descending: bool
    nullable: bool
    field: models.Field

    def ordered(self, backwards: bool) -> Any:
        descending = self.descending != backwards
        nulls: dict[str, bool] = {}
        if self.nullable:
            nulls = {"nulls_first": True} if backwards else {"nulls_last": True}
        return F(self.path).desc(**nulls) if descending else F(self.path).asc(**nulls)

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})

    def beyond(self, value: Any, backwards: bool) -> Q | None:
        """Rows strictly after `value` in this term (before, when backwards); None when there can be none."""
        if value is None:
            return Q(**{f"{self.path}__isnull": False}) if backwards else None
        further = Q(**{f"{self.path}__{'lt' if self.descending != backwards else 'gt'}": value})
        return further | Q(**{f"{self.path}__isnull": True}) if self.nullable and not backwards else further

    def read(self, row: models.Model) -> Any:
        for part in self.path.split("__"):
            row = getattr(row, part) if row is not None else None
        return row.pk if isinstance(row, models.Model) else row


def resolve(model: type[models.Model], path: str, annotations: dict[str, Any]) -> tuple[models.Field, bool]:
    """(field, whether it can be null) at the end of a lookup path. Raises BadOrder for a path that no page can follow."""
    if path in annotations:
        output = annotations[path].output_field
        return output, True
    nullable, field = False, None
    here: Any = model
    for part in path.split("__"):
        if here is None:
            raise BadOrder(f"{model.__name__}: {path!r} goes on after {field.name!r}, which points nowhere")
        field = _field(here, part, model, path)
        if field.one_to_many or field.many_to_many:
            raise BadOrder(f"{model.__name__}: cannot sort by {path!r}: one row has many of them; annotate one value instead")
        nullable = nullable or field.null or bool(field.auto_created and not field.concrete)
        here = field.related_model if field.is_relation else None
    return field, nullable


def _field(here: type[models.Model], part: str, model: type[models.Model], path: str) -> Any:
    try:
        return here._meta.pk if part == "pk" else here._meta.get_field(part)
    except FieldDoesNotExist:
        raise BadOrder(f"{model.__name__}: cannot sort by {path!r}: {here.__name__} has no field {part!r}") from None


class Order:
    """An order that pages can follow. `spec`: paths, "-" for descending; `key`: the unique field that settles ties."""

    def __init__(self, model: type[models.Model], spec: list[str], key: str, annotations: dict[str, Any] | None = None):
        unique, _ = resolve(model, key, {})
        if not (unique.primary_key or (unique.unique and not unique.null)):
            raise BadOrder(f"{model.__name__}: key {key!r} must be unique and not null")
        paths = [*(s for s in spec if s.lstrip("-") != key), next((s for s in spec if s.lstrip("-") == key), key)]
        self.terms = [self._term(model, path, annotations or {}) for path in paths]

    @staticmethod
    def _term(model: type[models.Model], path: str, annotations: dict[str, Any]) -> Term:
        name = path.removeprefix("-")
        field, nullable = resolve(model, name, annotations)
        if isinstance(field, models.JSONField | models.BinaryField):
            raise BadOrder(f"{model.__name__}: cannot sort by {name!r}: its values have no order that people would know")
        return Term(name, path.startswith("-"), nullable, field)

    def apply(self, rows: QuerySet, *, backwards: bool = False) -> QuerySet:
        return rows.order_by(*(term.ordered(backwards) for term in self.terms))

    def after(self, rows: QuerySet, position: list[Any], *, backwards: bool = False) -> QuerySet:
        """The rows beyond a position, in order (reversed when backwards)."""
        condition, equal = Q(pk__in=[]), Q()
        for term, value in zip(self.terms, position, strict=True):
            beyond = term.beyond(value, backwards)
            if beyond is not None:
                condition |= equal & beyond
            equal &= term.same(value)
        first, value = self.terms[0], position[0]
        if not first.nullable:  # says the same again in a way that an index can use
            rows = rows.filter(**{f"{first.path}__{'lte' if first.descending != backwards else 'gte'}": value})
        return self.apply(rows.filter(condition), backwards=backwards)

    def position(self, row: models.Model) -> str:
        """Where a row stands, as text for an address."""
        values = [None if (v := term.read(row)) is None else _as_text(v) for term in self.terms]
        return base64.urlsafe_b64encode(json.dumps(values, ensure_ascii=False).encode()).decode().rstrip("=")

    def parse(self, text: str) -> list[Any] | None:
        """Read a position; None when it is not one of this order (an old or mangled address)."""
        try:
            values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            if not isinstance(values, list) or len(values) != len(self.terms):
                return None
            parsed = [None if v is None else _plain(t.field).to_python(v) for t, v in zip(self.terms, values, strict=True)]
        except (ValueError, TypeError, ValidationError, binascii.Error):
            return None
        usable = all(value is not None or term.nullable for term, value in zip(self.terms, parsed, strict=True))
        return parsed if usable else None


def _plain(field: models.Field) -> models.Field:
    """A relation's values are those of the field it points at."""
    while field.is_relation:
        field = field.target_field
    return field


def _as_text(value: Any) -> Any:
    """Exact in JSON: numbers and text as they are, dates to the microsecond, anything else as its text."""
    if isinstance(value, bool | int | float | str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
