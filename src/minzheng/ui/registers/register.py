"""A register: declared once, listed, filtered, sorted, paged, added up and exported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from minzheng.core.areas.models import Area
from minzheng.ui.registers.columns import Column, Link, complete, display
from minzheng.ui.registers.export import LIMIT, TooMany, export
from minzheng.ui.registers.filters import Filter, Search, filter_for
from minzheng.ui.registers.keyset import BadOrder, Order, resolve

COUNTED = 1000


class Register:
    """A list page from one declaration. Declare it in a module that URLs import (the models must be loaded).

    model:      the table; its default manager limits the rows to what the viewer may see
    title:      heading, sheet and file name
    key:        the unique field that settles ties
    rows:       request → QuerySet, instead of all rows of the model's default manager
    annotate:   name → expression: computed values that columns, sorts and totals may name
    columns, filters: names or Column / Filter objects; totals: names of columns that hold numbers or fen
    search:     lookup paths of the search box, or (rows, text) → rows
    ordering:   "-filed_on" or several; any column's heading can change it
    link:       row → address that the first column opens; actions: Link above the list; row_links: Link(url=row → address) behind each row
    empty:      what to say when there is nothing, and `empty_link` what to do about it
    exports:    whether what is seen can be taken as a file
    Raises BadOrder for a declaration that cannot work.
    """

    def __init__(
        self, model: type[models.Model], *, title: str, columns: Iterable[Column | str], filters: Iterable[Filter | str] = (),
        totals: Iterable[str] = (), key: str = "pk", rows: Callable[[HttpRequest], QuerySet] | None = None,
        annotate: Mapping[str, Any] | None = None, search: Iterable[str] | Callable[[QuerySet, str], QuerySet] = (),
        ordering: str | Iterable[str] = (), link: Callable[[Any], str | None] | None = None, actions: Iterable[Link] = (),
        row_links: Iterable[Link] = (), empty: str = "还没有记录", empty_link: Link | None = None, page_size: int = 25,
        exports: bool = True, template: str = "ui/register.html",
    ):  # fmt: skip
        self.model, self.title, self.key, self._rows = model, title, key, rows
        self.annotate = dict(annotate or {})
        self.columns = [complete(model, column, self.annotate) for column in columns]
        self.filters = [f if isinstance(f, Filter) else filter_for(model, f, self.annotate) for f in filters]
        if callable(search) or (search := list(search)):
            self.filters.insert(0, Search(search))
        for one in self.filters:
            one.bind(model, self.annotate)
        self.totals = [self._total(name) for name in totals]
        self.ordering = [ordering] if isinstance(ordering, str) else list(ordering)
        self.orders = {"": Order(model, self.ordering, key, self.annotate)} | self._column_orders()
        self.link, self.actions, self.row_links = link, list(actions), list(row_links)
        self.empty, self.empty_link = empty, empty_link
        self.page_size, self.exports, self.template = page_size, exports, template
        self.related = self._joins()

    # What the declaration means

    def _column_orders(self) -> dict[str, Order]:
        sortable = [c.sort for c in self.columns if c.sort]
        return {sign + path: Order(self.model, [sign + path], self.key, self.annotate) for path in sortable for sign in ("", "-")}

    def _total(self, name: str) -> Column:
        column = next((c for c in self.columns if c.name == name), None)
        if column is None or not column.numeric or column.value is not None:
            raise ValueError(f"{self.title}: total {name!r} must be a column of kind number or money that the database holds")
        return column

    def _joins(self) -> list[str]:
        """The single-valued relations that columns and orders walk: fetched together with the rows."""
        paths = {c.name.replace(".", "__") for c in self.columns if c.value is None} | {t.path for o in self.orders.values() for t in o.terms}
        found: set[str] = set()
        for path in paths - self.annotate.keys():
            parts = path.split("__")
            for i in range(len(parts)):
                found |= self._join("__".join(parts[: i + 1]))
        return sorted(found)

    def _join(self, path: str) -> set[str]:
        try:
            target = resolve(self.model, path, {})[0].related_model
        except BadOrder:  # a property: what it reads is not ours to know
            return set()
        # An area's full title names its parent.
        return {path, f"{path}__parent"} if target is Area else {path} if target else set()

    # What a request asks for

    def all_rows(self, request: HttpRequest) -> QuerySet:
        rows = self._rows(request) if self._rows else self.model._default_manager.all()
        rows = rows.annotate(**self.annotate) if self.annotate else rows
        return rows.select_related(*self.related) if self.related else rows

    def filtered(self, request: HttpRequest) -> QuerySet:
        """The rows that the address asks for, without order."""
        rows = self.all_rows(request)
        for one in self.filters:
            rows = one.apply(rows, request.GET)
        return rows

    def words(self, request: HttpRequest) -> str:
        return "；".join(filter(None, (one.words(request.GET) for one in self.filters)))

    def page(self, request: HttpRequest) -> Page:
        sort = request.GET.get("sort", "")
        sort = sort if sort in self.orders else ""
        return Page.of(self.filtered(request), self.orders[sort], request.GET, self.page_size)

    # Answers

    def view(self, request: HttpRequest) -> HttpResponse:
        """The page; with `export=xlsx` or `csv` in the address, the file; for htmx, the list alone."""
        problem = ""
        kind = request.GET.get("export", "")
        if self.exports and kind in ("xlsx", "csv"):
            try:
                return self._export(request, kind)
            except TooMany as error:
                problem = str(error)
        htmx = getattr(request, "htmx", None)
        part = bool(htmx) and not htmx.history_restore_request and htmx.target == "register"
        response = render(request, "ui/register_list.html" if part else self.template, self.context(request) | {"problem": problem})
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        response["Cache-Control"] = "no-store"
        return response

    def _export(self, request: HttpRequest, kind: str) -> HttpResponse:
        sort = request.GET.get("sort", "")
        order = self.orders.get(sort, self.orders[""])
        return export(request, self, order.apply(self.filtered(request)), self.words(request), kind)

    def context(self, request: HttpRequest) -> dict[str, Any]:
        page = self.page(request)
        rows = self.filtered(request)
        count = rows.order_by()[: COUNTED + 1].count()
        role = getattr(getattr(request, "viewer", None), "role", "")
        return {
            "register": self, "page": page, "request": request, "words": self.words(request), "count": count,
            "counted": f"{COUNTED}+" if count > COUNTED else str(count),
            "heads": [self._head(column, request) for column in self.columns],
            "lines": [self._line(row) for row in page.rows],
            "totals": self._totals(rows) if self.totals and count else [],
            "filters": [(one, one.context(request.GET, request)) for one in self.filters],
            "sort": request.GET.get("sort", ""),
            "actions": [(link, link.at(request)) for link in self.actions if link.roles is None or role in link.roles],
            "next_url": _address(request, after=page.next) if page.next else "",
            "previous_url": _address(request, before=page.previous) if page.previous else "",
            "first_url": _address(request),
            "xlsx_url": _address(request, export="xlsx"), "csv_url": _address(request, export="csv"), "limit": LIMIT,
        }  # fmt: skip

    def _head(self, column: Column, request: HttpRequest) -> dict[str, Any]:
        now = request.GET.get("sort", "") or (self.ordering[0] if self.ordering else "")
        state = "ascending" if now == column.sort else "descending" if column.sort and now == f"-{column.sort}" else ""
        url = _address(request, sort=f"-{column.sort}" if state == "ascending" else column.sort) if column.sort else ""
        return {"column": column, "url": url, "state": state}

    def _line(self, row: Any) -> dict[str, Any]:
        links = [(link, url) for link in self.row_links if (url := link.at(row))]
        url = self.link(row) if self.link else None
        return {"cells": [(column, column.shown(row)) for column in self.columns], "url": url, "links": links}

    def _totals(self, rows: QuerySet) -> list[str]:
        """One cell per column: the sum over all rows found, or empty."""
        sums = rows.order_by().aggregate(**{f"total{i}": Sum(c.name.replace(".", "__")) for i, c in enumerate(self.totals)})
        shown = {c.name: display(c.kind, sums[f"total{i}"] or 0) for i, c in enumerate(self.totals)}
        return [shown.get(column.name, "") for column in self.columns]


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and where the next and the previous page begin (empty: there is none)."""

    rows: list[Any]
    next: str
    previous: str

    @classmethod
    def of(cls, rows: QuerySet, order: Order, data: Mapping[str, str], size: int) -> Page:
        before = order.parse(data.get("before", "")) if data.get("before") else None
        after = order.parse(data.get("after", "")) if data.get("after") and before is None else None
        if before is not None:
            found = list(order.after(rows, before, backwards=True)[: size + 1])
            more, found = len(found) > size, found[:size][::-1]
            return cls(found, order.position(found[-1]) if found else "", order.position(found[0]) if more else "")
        source = order.after(rows, after) if after is not None else order.apply(rows)
        found = list(source[: size + 1])
        more, found = len(found) > size, found[:size]
        return cls(found, order.position(found[-1]) if more else "", order.position(found[0]) if after is not None and found else "")


def _address(request: HttpRequest, **changes: str | None) -> str:
    """This address with other parameters; pages start again unless one is named."""
    kept = request.GET.copy()
    for name in ("after", "before", "export"):
        kept.pop(name, None)
    for name, value in changes.items():
        kept[name] = value or ""
    return f"{request.path}?{kept.urlencode()}" if kept else request.path
