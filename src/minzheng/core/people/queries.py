"""Finding people: search first, browse never. Every query is limited to the viewer by the models' manager."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, Prefetch, QuerySet, TextField
from django.db.models.functions import Left, Right

from minzheng.core.crypto import vault
from minzheng.core.identity import BadIdNumber, IdNumber
from minzheng.core.people.models import LONG_NAME, Household, Membership, Person

LIMIT = 50


def search(text: str) -> QuerySet[Person]:
    """People by ID number (exact, blind index), household number, name of two characters or more, or pinyin.

    At most 50, in the order of pinyin. Raises BadIdNumber when what was typed looks like an ID number and is wrong.
    """
    text = text.strip()
    found = Person.objects.none()
    if len(text) >= 15 and text[:14].isdigit():
        found = Person.objects.filter(id_index=vault().index(IdNumber.parse(text).text, "id"))
    elif text.isdigit() or (text[:1].isalpha() and any(c.isdigit() for c in text)):
        found = Person.objects.filter(memberships__household__number=text.upper(), memberships__until=None)
    elif text.isascii() and len(text) >= 2:
        found = Person.objects.filter(pinyin__startswith=text.lower())
    elif len(text) >= 2:
        found = _by_name(text)
    current = Membership.objects.filter(until=None).select_related("household")
    return found.select_related("village__parent").prefetch_related(Prefetch("memberships", current)).order_by("pinyin", "id")[:LIMIT]


def _by_name(text: str) -> QuerySet[Person]:
    """Those whose name contains `text`. Each way of finding gives its first page in the order of the list, from an index of its
    own; the first page of all of them is among these."""
    first = Person.objects.alias(pair=Left("name", 2)).filter(pair=text[:2], name__startswith=text)
    last = Person.objects.alias(pair=Right("name", 2)).filter(pair=text[-2:], name__endswith=text)
    pairs = [text[i : i + 2] for i in range(len(text) - 1)]
    grams = Func("name", function="minzheng_bigrams", output_field=ArrayField(TextField()))
    inside = Person.objects.alias(grams=grams).filter(LONG_NAME, grams__contains=pairs, name__contains=text)
    pages = [found.order_by("pinyin", "id").values("pk")[:LIMIT] for found in (first, last, inside)]
    return Person.objects.filter(pk__in=pages[0].union(*pages[1:]))


def household_of(person: Person) -> Household | None:
    """Where the person belongs now."""
    row = person.memberships.filter(until=None).select_related("household__village__parent").first()
    return row.household if row else None


__all__ = ["BadIdNumber", "household_of", "search"]
