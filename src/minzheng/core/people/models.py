"""Who: persons, households, and who belongs to which."""

import datetime as dt

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Left, Right

from minzheng.core.access.scope import Scope, Scoped
from minzheng.core.crypto import vault
from minzheng.core.identity import age_on, mask_id, mask_name, mask_phone
from minzheng.core.people.codes import RELATIONS, SEXES

LONG_NAME = Q(name__regex="^.{4}")  # four characters or more


class Person(Scoped):
    """A resident. Not for: what is known about them (Fact), nor what they hold (casework.Standing)."""

    scope = Scope(
        area="village_id",
        citizen="memberships__household__memberships__person_id",
        personal=("name", "pinyin", "id_sealed", "birth", "sex", "phone_sealed"),
    )

    name = models.CharField("姓名", max_length=64)
    pinyin = models.CharField("拼音", max_length=128, help_text="lower case, syllables joined by a blank; sort key")
    id_sealed = models.BinaryField("公民身份号码（密文）", null=True)
    id_index = models.BinaryField("公民身份号码（盲索引）", null=True, unique=True)
    birth = models.DateField("出生日期")
    sex = models.PositiveSmallIntegerField("性别", choices=SEXES.items())
    phone_sealed = models.BinaryField("联系电话（密文）", null=True)
    village = models.ForeignKey("core.Area", models.PROTECT, verbose_name="居住地")
    hukou_code = models.CharField("户籍地区划代码", max_length=12)
    died_on = models.DateField("死亡日期", null=True)
    died_source = models.CharField("死亡信息来源", max_length=32, blank=True)
    fictitious = models.BooleanField("虚构", default=False)

    class Meta(Scoped.Meta):
        verbose_name = "人员"
        indexes = [
            models.Index(fields=["village", "pinyin", "id"], name="person_by_village"),
            models.Index(fields=["pinyin", "id"], name="person_by_pinyin"),
            # A name of up to three characters has no pairs but its first and its last: two ordinary indexes give the hits of
            # the commonest pair in the order of the list, and stop after a page of them. Pairs inside longer names: GIN.
            models.Index(Left("name", 2), "pinyin", "id", name="person_name_first_pair"),
            models.Index(Right("name", 2), "pinyin", "id", name="person_name_last_pair"),
            GinIndex(Func("name", function="minzheng_bigrams"), name="person_long_name_pairs", condition=LONG_NAME),
        ]

    def __str__(self) -> str:
        return self.masked_name

    @property
    def id_number(self) -> str:
        """The whole number. Showing it needs a reason and an audit row (people.reveal)."""
        return vault().open(self.id_sealed, "id") if self.id_sealed else ""

    @property
    def phone(self) -> str:
        return vault().open(self.phone_sealed, "phone") if self.phone_sealed else ""

    @property
    def masked_id(self) -> str:
        return mask_id(self.id_number) if self.id_sealed else "无公民身份号码"

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone) if self.phone_sealed else ""

    def age_on(self, day: dt.date) -> int:
        return age_on(self.birth, day)


class Household(Scoped):
    """People who live together as one unit for civil affairs; need not be one hukou book."""

    scope = Scope(area="village_id", citizen="memberships__person_id", personal=("address",))

    number = models.CharField("户编号", max_length=20, unique=True)
    village = models.ForeignKey("core.Area", models.PROTECT, verbose_name="居住地")
    address = models.CharField("住址", max_length=128)
    urban = models.BooleanField("城镇")
    fictitious = models.BooleanField("虚构", default=False)

    class Meta(Scoped.Meta):
        verbose_name = "家庭"
        indexes = [models.Index(fields=["village", "id"], name="household_by_village")]

    def __str__(self) -> str:
        return self.number

    @property
    def head(self) -> Person | None:
        """户主, or the first member."""
        rows = sorted(self.current_members(), key=lambda m: (m.relation != 2, m.pk))
        return rows[0].person if rows else None

    def current_members(self):
        """Memberships that have not ended, head first."""
        rows = self.memberships.filter(until__isnull=True).select_related("person")
        return sorted(rows, key=lambda m: (m.relation != 2, m.person.birth))


class Membership(Scoped):
    """That a person belongs to a household as somebody, from a day to a day."""

    scope = Scope(area="household__village_id", citizen="household__memberships__person_id")

    household = models.ForeignKey(Household, models.PROTECT, related_name="memberships", verbose_name="家庭")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships", verbose_name="人员")
    relation = models.PositiveSmallIntegerField("与户主关系", choices=RELATIONS.items())
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True)

    class Meta(Scoped.Meta):
        verbose_name = "家庭成员"
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(until__isnull=True), name="one_household_at_a_time"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=models.F("since")), name="membership_ends_after_start"),
        ]
